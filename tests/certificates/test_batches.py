"""Batches: what each row would do and does, done once whatever happens, and the mail held until somebody lets it go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import notices
from accounts.models import AuditEntry, Notice, User
from certificates import tasks
from certificates.actions import batches, generations, issuing, statuses
from certificates.models import Artifact, Batch, BatchRow, Certificate
from courses.actions import enrolments
from courses.models import Course, Enrolment
from tests.factories.courses import SmallCourse, enrol

LONG_AGO = timedelta(days=700)
Take = Callable[..., Batch]


def someone(name: str) -> User:
    return User.objects.create_user(f"{name}@example.net", legal_name=name.title())


def findings(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.rows.values_list("state", "result"))


def csv(column: str, *lines: str) -> bytes:
    return "\n".join([column, *lines]).encode()


@pytest.fixture
def take(small: SmallCourse, registrar: User) -> Take:
    """``take("issue", b"email…")``: a file for the small course, by the registrar."""

    def take_in(kind: str, content: bytes, **facts: Any) -> Batch:
        values = {"course": small.course, "file_name": "people.csv", "reason": "", "actor": registrar, **facts}
        return batches.take_in(content, kind=kind, **values)

    return take_in


@pytest.fixture
def apply(registrar: User, django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[Batch], Batch]:
    """Confirm it and let the worker do all that follows."""

    def confirm(batch: Batch) -> Batch:
        with django_capture_on_commit_callbacks(execute=True):
            batches.confirm(batch, actor=registrar)
        batch.refresh_from_db()
        return batch

    return confirm


@pytest.fixture
def issued(small: SmallCourse, learner: User, registrar: User) -> Certificate:
    """Ends in a few weeks; its documents were never made."""
    at = timezone.now() - LONG_AGO
    return issuing.issue_by_hand(enrol(small.course, learner), reason="Seen", actor=registrar, at=at)


# --- enrolling ------------------------------------------------------------------------------------------------------


def test_people_are_enrolled_and_told_once_released(
    take: Take, apply: Any, registrar: User, small: SmallCourse, learner: User, outsider: User, mailoutbox: list[Any]
) -> None:
    left, there = enrol(small.course, outsider), someone("there")
    enrolments.withdraw(left, actor=outsider)
    enrol(small.course, there)
    closed = someone("closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    people = ["Learner@Example.org", outsider.email, there.email, closed.email, "nobody@example.net", "", learner.email]
    batch = take("enrol", csv("email,reason", *(f"{address},x" for address in people)))
    assert findings(batch) == [
        *(("waiting", "enrol"), ("waiting", "take_back"), ("nothing", "enrolled")),
        *(("refused", "closed_account"), ("refused", "nobody"), ("refused", "empty"), ("refused", "twice")),
    ]
    assert batch.rows.get(result="twice").detail == "2"
    assert Enrolment.objects.current().count() == 1
    apply(batch)
    assert batch.state == Batch.State.DONE
    assert batch.counts() == {"waiting": 0, "done": 2, "nothing": 1, "refused": 4, "failed": 0}
    assert set(Enrolment.objects.current().values_list("learner__email", flat=True)) == {
        *(learner.email, outsider.email, there.email),
    }
    assert mailoutbox == []


def test_a_course_that_is_no_longer_offered_takes_nobody(take: Take, small: SmallCourse, learner: User) -> None:
    Course.objects.filter(pk=small.course.pk).update(retired_at=timezone.now())
    small.course.refresh_from_db()
    assert findings(take("enrol", csv("email", learner.email))) == [("refused", "course_closed")]


# --- issuing --------------------------------------------------------------------------------------------------------


def test_each_way_to_issue_is_told_apart(
    take: Take, apply: Any, small: SmallCourse, registrar: User, issued: Certificate
) -> None:
    ready, unready, again, stranger = (someone(name) for name in ("ready", "unready", "again", "stranger"))
    for person in (ready, unready, again, registrar):
        enrol(small.course, person)
    now = timezone.now()
    Enrolment.objects.filter(learner=ready).update(completed_at=now, name_confirmed_at=now)
    revoked = issuing.issue_by_hand(Enrolment.objects.get(learner=again), reason="Seen", actor=registrar)
    statuses.revoke(revoked, reason="Wrong", actor=registrar)
    people = [ready, unready, again, stranger, registrar, issued.learner]
    batch = take("issue", csv("email;reason", *(f"{person.email};Passed elsewhere" for person in people)))
    assert findings(batch) == [
        *(("waiting", "issue"), ("waiting", "issue_by_hand"), ("waiting", "issue_again"), ("refused", "not_enrolled")),
        *(("refused", "own"), ("nothing", "holds")),
    ]
    apply(batch)
    made = {row.learner.email: (row.issued.origin, row.issued.generation) for row in batch.rows.exclude(issued=None)}
    assert made == {ready.email: ("course", 1), unready.email: ("hand", 1), again.email: ("hand", 2)}
    entry = AuditEntry.objects.get(
        action="certificates.certificate.issued", subject_uuid=Certificate.objects.get(learner=unready).uuid
    )
    assert (entry.actor, entry.data["reason"]) == (registrar, "Passed elsewhere")


def test_the_reason_of_the_batch_stands_in_for_a_missing_one(take: Take, small: SmallCourse, learner: User) -> None:
    enrol(small.course, learner)
    assert findings(take("issue", csv("email", learner.email))) == [("refused", "reason_missing")]
    batch = take("issue", csv("email,reason", f"{learner.email},"), reason=" Passed elsewhere ")
    assert findings(batch) == [("waiting", "issue_by_hand")]
    assert batch.rows.get().reason == "Passed elsewhere"


# --- renewing and revoking ------------------------------------------------------------------------------------------


def test_certificates_are_renewed_by_code_or_serial(
    take: Take, apply: Any, small: SmallCourse, registrar: User, issued: Certificate
) -> None:
    fresh = issuing.issue_by_hand(enrol(small.course, someone("fresh")), reason="Seen", actor=registrar)
    held = issuing.issue_by_hand(
        enrol(small.course, someone("held")), reason="Seen", actor=registrar, at=timezone.now() - LONG_AGO
    )
    statuses.suspend(held, reason="Looked into", actor=registrar)
    rows = [issued.code.lower().replace("-", " "), fresh.serial, held.code, "WM-2020-000001", "what?"]
    batch = take("renew", csv("certificate", *rows), reason="Twelve hours of training")
    assert findings(batch) == [
        *(("waiting", "renew"), ("refused", "too_early"), ("refused", "is_suspended")),
        *(("refused", "no_certificate"), ("refused", "no_certificate")),
    ]
    apply(batch)
    renewed = Certificate.objects.get(previous=issued)
    assert (renewed.origin, batch.rows.get(state="done").issued) == ("renewal", renewed)
    assert findings(take("renew", csv("serial,reason", f"{issued.serial},Again"))) == [("nothing", "renewed")]


def test_certificates_are_revoked_with_a_public_reason_and_held_mail(
    take: Take, apply: Any, registrar: User, issued: Certificate, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    batch = apply(take("revoke", csv("code,reason", f"{issued.code},Issued in error")))
    issued.refresh_from_db()
    assert (issued.status, issued.revoked_reason) == ("revoked", "Issued in error")
    assert mailoutbox == []
    with django_capture_on_commit_callbacks(execute=True):
        batches.release(batch, actor=registrar)
        batches.release(batch, actor=registrar)
    assert [mail.to for mail in mailoutbox] == [[issued.learner.email]]
    assert findings(take("revoke", csv("code", issued.code), reason="Twice")) == [("nothing", "is_revoked")]


def test_what_was_replaced_is_pointed_on_and_ones_own_is_left_to_others(
    take: Take, small: SmallCourse, registrar: User, administrator: User, issued: Certificate
) -> None:
    newer = generations.correct(issued, legal_name="Lena Married", reason="Married", actor=registrar)
    own = issuing.issue_by_hand(enrol(small.course, registrar), reason="Seen", actor=administrator)
    for kind in ("revoke", "renew"):
        batch = take(kind, csv("code", issued.code, own.code), reason="Because")
        assert findings(batch) == [("refused", "replaced"), ("refused", "own")]
        assert batch.rows.first().detail == newer.serial


# --- once -----------------------------------------------------------------------------------------------------------


def test_the_same_file_is_the_same_batch_until_it_is_discarded(
    take: Take, apply: Any, small: SmallCourse, learner: User, registrar: User
) -> None:
    content = csv("email", learner.email)
    first = take("enrol", content)
    assert take("enrol", content, file_name="other name.csv") == first
    batches.discard(first, actor=registrar)
    second = apply(take("enrol", content))
    assert (second != first, take("enrol", content)) == (True, second)
    batches.discard(second, actor=registrar)
    assert Batch.objects.filter(state=Batch.State.DISCARDED).get() == first
    assert BatchRow.objects.filter(state=BatchRow.State.DONE).count() == 1


def test_the_database_keeps_one_batch_for_each_file(take: Take, learner: User) -> None:
    batch = take("enrol", csv("email", learner.email))
    batch.pk, batch.uuid = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch(kind=batch.kind, course=batch.course, digest=batch.digest, created_by=batch.created_by).save()


def test_applying_twice_does_nothing_more(
    take: Take, apply: Any, small: SmallCourse, learner: User, registrar: User
) -> None:
    enrol(small.course, learner)
    batch = apply(take("issue", csv("email", learner.email), reason="Seen"))
    before = AuditEntry.objects.count()
    batches.apply_row(batch.rows.get())
    tasks.apply_batch(batch.pk)
    apply(batch)
    assert (Certificate.objects.count(), AuditEntry.objects.count()) == (1, before)
    assert AuditEntry.objects.get(action="certificates.batch.applied").data == {"batch": str(batch.uuid), "line": 2}


def test_what_changed_since_the_preview_is_judged_anew(
    take: Take, apply: Any, small: SmallCourse, learner: User, outsider: User, registrar: User
) -> None:
    for person in (learner, outsider):
        enrol(small.course, person)
    batch = take("issue", csv("email", learner.email, outsider.email), reason="Seen")
    issuing.issue_by_hand(Enrolment.objects.get(learner=learner), reason="By hand", actor=registrar)
    enrolments.withdraw(Enrolment.objects.get(learner=outsider), actor=outsider)
    assert findings(apply(batch)) == [("nothing", "holds"), ("refused", "not_enrolled")]
    assert Certificate.objects.count() == 1


def test_a_confirmed_batch_is_not_discarded(take: Take, apply: Any, learner: User, registrar: User) -> None:
    batch = apply(take("enrol", csv("email", learner.email)))
    assert batches.discard(batch, actor=registrar).state == Batch.State.DONE


# --- after a crash --------------------------------------------------------------------------------------------------


def test_the_sweep_goes_on_where_a_worker_died(
    take: Take, small: SmallCourse, learner: User, outsider: User, registrar: User
) -> None:
    batch = take("enrol", csv("email", learner.email, outsider.email))
    batches.confirm(batch, actor=registrar)
    batches.apply_row(batch.rows.first())
    assert tasks.resume_batches() == 0
    Batch.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert tasks.resume_batches() == 1
    assert findings(batch) == [("done", "enrol"), ("done", "enrol")]
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE
    assert tasks.resume_batches() == 0


def test_one_row_that_fails_stops_no_other_and_can_be_tried_again(
    take: Take, apply: Any, small: SmallCourse, learner: User, outsider: User, registrar: User,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    batch = take("enrol", csv("email", learner.email, outsider.email))
    Course.objects.filter(pk=small.course.pk).update(slug="")
    apply(batch)
    assert findings(batch) == [("failed", "failed"), ("failed", "failed")]
    assert not Notice.objects.exists()
    Course.objects.filter(pk=small.course.pk).update(slug="small")
    with django_capture_on_commit_callbacks(execute=True):
        batches.try_again(batch, actor=registrar)
    batch.refresh_from_db()
    assert (batch.state, findings(batch)) == (Batch.State.DONE, [("done", "enrol"), ("done", "enrol")])
    assert batches.try_again(batch, actor=registrar).state == Batch.State.DONE


# --- mail -----------------------------------------------------------------------------------------------------------


def test_mail_about_issued_certificates_waits_for_the_release(
    take: Take, apply: Any, small: SmallCourse, learner: User, registrar: User, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    enrol(small.course, learner)
    batch = apply(take("issue", csv("email", learner.email), reason="Seen"))
    certificate = Certificate.objects.get()
    tasks.make_documents(certificate.pk)
    assert Artifact.objects.count() == 1
    notice = Notice.objects.get()
    assert (notice.kind, notice.hold, notices.send(notice)) == ("certificate_issued", batch.hold, False)
    assert notices.send_waiting(at=timezone.now() + timedelta(hours=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        batches.release(batch, actor=registrar)
    assert [mail.to for mail in mailoutbox] == [[learner.email]]
    entry = AuditEntry.objects.get(action="certificates.batch.released")
    assert (entry.actor, entry.data) == (registrar, {"messages": 1})


def test_what_is_made_after_the_release_is_announced_at_once(
    take: Take, small: SmallCourse, learner: User, registrar: User, mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:  # fmt: skip
    enrol(small.course, learner)
    batch = take("issue", csv("email", learner.email), reason="Seen")
    batches.confirm(batch, actor=registrar)
    batches.apply_row(batch.rows.get())
    batches.finish(batch)
    batches.release(batch, actor=registrar)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.make_documents(Certificate.objects.get().pk)
    assert len(mailoutbox) == 1


def test_mail_of_an_unfinished_batch_is_not_released(take: Take, learner: User, registrar: User) -> None:
    batch = take("enrol", csv("email", learner.email))
    with pytest.raises(batches.NotDone):
        batches.release(batch, actor=registrar)


# --- cost -----------------------------------------------------------------------------------------------------------


def test_taking_a_file_in_costs_the_same_for_one_row_and_for_ten(
    take: Take, small: SmallCourse, registrar: User, count_queries: Callable[..., int]
) -> None:
    people = [someone(f"person{number}") for number in range(11)]
    for person in people:
        enrol(small.course, person)
    one = count_queries(take, "issue", csv("email", people[0].email), reason="Seen")
    ten = count_queries(take, "issue", csv("email", *(person.email for person in people[1:])), reason="Seen")
    assert one == ten
