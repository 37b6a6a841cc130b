"""Batches: taken in and judged, confirmed by a person, applied row by row, and their mail let go."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit, notices
from accounts.models import User
from certificates import batchfiles
from certificates.actions import generations, issuing, judging, messages, refusals, statuses
from certificates.actions.judging import Asked, Finding
from certificates.models import Batch, BatchRow, Certificate
from certificates.signals import batch_confirmed
from courses.actions import enrolments
from courses.models import Course

Kind, State = Batch.Kind, BatchRow.State
# Without a sign of life for this long its worker is taken for dead.
STALLED_AFTER = timedelta(minutes=1)
LONGEST_NAME, LONGEST_SUBJECT = 120, 320

REFUSED: dict[type[Exception], str] = {
    refusals.ReasonMissing: "reason_missing",
    refusals.NotEligible: "not_eligible",
    refusals.OwnCertificate: "own",
    refusals.CertificateRevoked: "is_revoked",
    refusals.CertificateSuspended: "is_suspended",
    refusals.CertificateSuperseded: "replaced",
    refusals.NeverExpires: "never_expires",
    refusals.NotYetRenewable: "too_early",
    enrolments.EnrolmentClosed: "course_closed",
}


class NotDone(Exception):
    """Its rows are not all applied yet."""


@transaction.atomic
def take_in(
    content: bytes,
    *,
    kind: str,
    course: Course | None,
    file_name: str,
    reason: str,
    actor: User,
    at: datetime | None = None,
) -> Batch:
    """Read a file and judge each row; nothing else is changed. The same file again returns the batch it made before.

    Raises batchfiles.NotATable.
    """
    at = at or timezone.now()
    people = kind in judging.ABOUT_PEOPLE
    lines = batchfiles.read(content, wanted="email" if people else "certificate")
    batch, created = Batch.objects.exclude(state=Batch.State.DISCARDED).get_or_create(
        kind=kind,
        course=course if people else None,
        digest=hashlib.sha256(content).hexdigest(),
        defaults={
            "file_name": file_name[-LONGEST_NAME:],
            "reason": reason.strip(),
            "created_by": actor,
            "created_at": at,
        },
    )
    if created:
        BatchRow.objects.bulk_create(_rows(batch, lines, actor=actor, at=at), batch_size=500)
        _record("taken_in", batch, actor=actor, at=at, file=batch.file_name, sha256=batch.digest, rows=len(lines))
    return batch


@transaction.atomic
def confirm(batch: Batch, *, actor: User, at: datetime | None = None) -> Batch:
    """Have the rows applied by a worker, in ``actor``'s name; a second call changes nothing."""
    at = at or timezone.now()
    waiting = Batch.objects.filter(pk=batch.pk, state=Batch.State.CHECKED)
    if waiting.update(state=Batch.State.APPLYING, confirmed_by=actor, confirmed_at=at, seen_at=at):
        _record("confirmed", batch, actor=actor, at=at)
        batch_confirmed.send(sender=Batch, batch=batch)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def discard(batch: Batch, *, actor: User, at: datetime | None = None) -> Batch:
    """Put it away unapplied, so that the same file may come again; one that was confirmed stays as it is."""
    if Batch.objects.filter(pk=batch.pk, state=Batch.State.CHECKED).update(state=Batch.State.DISCARDED):
        _record("discarded", batch, actor=actor, at=at)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def try_again(batch: Batch, *, actor: User, at: datetime | None = None) -> Batch:
    """Apply once more the rows that failed; their mail is held anew."""
    at = at or timezone.now()
    failed = BatchRow.objects.filter(batch=batch, state=State.FAILED)
    done = Batch.objects.filter(pk=batch.pk, state=Batch.State.DONE)
    again = {"state": Batch.State.APPLYING, "seen_at": at, "finished_at": None, "released_at": None}
    if failed.exists() and done.update(**again):
        failed.update(state=State.WAITING)
        _record("tried_again", batch, actor=actor, at=at)
        batch_confirmed.send(sender=Batch, batch=batch)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def apply_row(row: BatchRow, *, at: datetime | None = None) -> BatchRow:
    """Apply one row in the name of who confirmed the batch; a second call finds it applied. Locks the row.

    Judged anew, for much may have happened since the preview.
    """
    at = at or timezone.now()
    row = (
        BatchRow.objects.select_for_update(of=("self",))
        .select_related("batch__course", "batch__confirmed_by")
        .get(pk=row.pk)
    )
    batch = row.batch
    if row.state != State.WAITING or batch.confirmed_by is None:
        return row
    known = judging.look_up(batch, [row.subject])
    asked = Asked(batch, row.subject, row.reason, known, batch.confirmed_by, at)
    finding, issued = _applied(asked, judging.judge(asked))
    _fill(row, finding)
    row.issued, row.applied_at = issued, at
    row.save()
    Batch.objects.filter(pk=batch.pk).update(seen_at=at)
    about = issued or finding.certificate
    if finding.state == State.DONE and about is not None:
        facts = {"batch": batch.uuid, "line": row.number}
        audit.record("certificates.batch.applied", about, actor=batch.confirmed_by, at=at, **facts)
    return row


@transaction.atomic
def fail_row(row: BatchRow, *, at: datetime | None = None) -> None:
    """Note that a row met something nobody foresaw; the others go on."""
    at = at or timezone.now()
    BatchRow.objects.filter(pk=row.pk, state=State.WAITING).update(state=State.FAILED, result="failed", applied_at=at)
    Batch.objects.filter(pk=row.batch_id).update(seen_at=at)


@transaction.atomic
def finish(batch: Batch, *, at: datetime | None = None) -> bool:
    """Close a batch that has no row left to apply; tells whether it was now."""
    at = at or timezone.now()
    if batch.rows.filter(state=State.WAITING).exists():
        return False
    applying = Batch.objects.filter(pk=batch.pk, state=Batch.State.APPLYING)
    if not applying.update(state=Batch.State.DONE, finished_at=at):
        return False
    _record("finished", batch, actor=None, at=at, **batch.counts())
    return True


@transaction.atomic
def release(batch: Batch, *, actor: User, at: datetime | None = None) -> Batch:
    """Let the batch's mail go; what is announced later goes at once. A second call changes nothing. Raises NotDone."""
    at = at or timezone.now()
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != Batch.State.DONE:
        raise NotDone(batch.uuid)
    if Batch.objects.filter(pk=batch.pk, released_at=None).update(released_at=at):
        _record("released", batch, actor=actor, at=at, messages=notices.let_go(batch.hold))
    batch.refresh_from_db()
    return batch


def forget(learner: User) -> None:
    """Take somebody's address out of the rows about them; what became of each stays. A second call changes nothing."""
    BatchRow.objects.filter(learner=learner).update(subject="", reason="")


def _rows(batch: Batch, lines: Sequence[batchfiles.Line], *, actor: User, at: datetime) -> Iterator[BatchRow]:
    """Each row with what would become of it."""
    known = judging.look_up(batch, [_subject(batch, line) for line in lines])
    first: dict[str, int] = {}
    for line in lines:
        subject, reason = _subject(batch, line), line.reason or batch.reason
        asked = Asked(batch, subject, reason, known, actor, at)
        finding = judging.judge(asked) if subject else Finding(State.REFUSED, "empty")
        if subject and first.setdefault(asked.key, line.number) != line.number:
            finding = Finding(State.REFUSED, "twice", str(first[asked.key]))
        row = BatchRow(batch=batch, number=line.number, subject=subject, reason=reason)
        _fill(row, finding)
        yield row


def _subject(batch: Batch, line: batchfiles.Line) -> str:
    return (line.email if batch.kind in judging.ABOUT_PEOPLE else line.certificate)[:LONGEST_SUBJECT]


def _fill(row: BatchRow, finding: Finding) -> None:
    row.state, row.result, row.detail = finding.state, finding.result, finding.detail
    row.learner, row.certificate = finding.learner, finding.certificate


def _applied(asked: Asked, finding: Finding) -> tuple[Finding, Certificate | None]:
    """What became of it, and the certificate that it made."""
    if finding.state != State.WAITING:
        return finding, None
    about: dict[str, Any] = {"learner": finding.learner, "certificate": finding.certificate}
    try:
        with transaction.atomic():
            issued = ACTS[finding.result](asked, finding)
    except tuple(REFUSED) as refusal:
        return Finding(State.REFUSED, REFUSED[type(refusal)], **about), None
    return Finding(State.DONE, finding.result, str(issued or ""), **about), issued


# What each act needs is there: its judge has seen to it.


def _enrol(asked: Asked, found: Any) -> None:
    batch: Any = asked.batch
    enrolments.enrol(batch.course, learner=found.learner, actor=asked.actor, at=asked.at)
    context = messages.about_course(batch.course)
    link = batch.course.get_absolute_url()
    notices.announce(
        found.learner, kind="enrolled", key=f"batch {batch.uuid}", context=context, link=link, hold=batch.hold
    )


def _issue(asked: Asked, found: Any) -> Certificate:
    return issuing.issue(found.enrolment, actor=asked.actor, at=asked.at)


def _issue_by_hand(asked: Asked, found: Any) -> Certificate:
    return issuing.issue_by_hand(found.enrolment, reason=asked.reason, actor=asked.actor, at=asked.at)


def _renew(asked: Asked, found: Any) -> Certificate:
    return generations.renew(found.certificate, evidence=asked.reason, actor=asked.actor, at=asked.at)


def _revoke(asked: Asked, found: Any) -> None:
    hold = asked.batch.hold
    statuses.revoke(found.certificate, reason=asked.reason, actor=asked.actor, hold=hold, at=asked.at)


ACTS: dict[str, Callable[[Asked, Any], Certificate | None]] = {
    "enrol": _enrol,
    "take_back": _enrol,
    "issue": _issue,
    "issue_by_hand": _issue_by_hand,
    "issue_again": _issue_by_hand,
    "renew": _renew,
    "revoke": _revoke,
}


def _record(verb: str, batch: Batch, *, actor: User | None, at: datetime | None, **facts: object) -> None:
    audit.record(f"certificates.batch.{verb}", batch, actor=actor, at=at, **facts)
