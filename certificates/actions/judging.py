"""What a row of a batch would do, decided from what is known about its subject; nothing is changed here."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from certificates import codes, validity
from certificates.actions import snapshots
from certificates.models import Batch, BatchRow, Certificate
from certificates.models.register import SERIAL
from courses.models import Enrolment

Kind, State, Status = Batch.Kind, BatchRow.State, Certificate.Status
ABOUT_PEOPLE = {Kind.ENROL, Kind.ISSUE}
PORTION = 500


@dataclass(frozen=True)
class Finding:
    """What becomes of a row: a state, a code that says why, and whom or what it is about."""

    state: BatchRow.State
    result: str
    detail: str = ""
    learner: User | None = None
    certificate: Certificate | None = None
    enrolment: Enrolment | None = None


@dataclass
class Known:
    """What was read about all subjects of a batch together: people and certificates by key, the rest by learner."""

    people: dict[str, User] = field(default_factory=dict)
    enrolments: dict[int, Enrolment] = field(default_factory=dict)
    newest: dict[int, Certificate] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)


def key_of(batch: Batch, subject: str) -> str:
    """By what a subject is known, however it was typed: an address, a code or a serial."""
    if batch.kind in ABOUT_PEOPLE:
        return subject.strip().lower()
    if code := codes.normalise(subject):
        return code
    found = SERIAL.fullmatch(subject.strip())
    return f"WM-{found[1]}-{int(found[2]):06d}" if found else subject.strip()


def look_up(batch: Batch, subjects: Iterable[str]) -> Known:
    """Read everything that judging needs: at most three queries for every 500 subjects."""
    known = Known()
    for portion in _portions(sorted({key_of(batch, subject) for subject in subjects})):
        if batch.kind in ABOUT_PEOPLE:
            _look_up_people(batch, portion, known)
        else:
            _look_up_certificates(portion, known)
    return known


@dataclass(frozen=True)
class Asked:
    """One row with all that its judge may look at."""

    batch: Batch
    subject: str
    reason: str
    known: Known
    actor: User
    at: datetime

    @property
    def key(self) -> str:
        """By what its subject is known."""
        return key_of(self.batch, self.subject)


def judge(asked: Asked) -> Finding:
    """What would happen to one row if ``actor`` applied it now."""
    return JUDGES[Kind(asked.batch.kind)](asked)


def _portions(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]


def _look_up_people(batch: Batch, addresses: list[str], known: Known) -> None:
    people = User.objects.alias(lower_email=Lower("email")).filter(lower_email__in=addresses)
    known.people |= {person.email.lower(): person for person in people}
    learners = {"learner__in": [person.pk for person in people]}
    rounds = Enrolment.objects.filter(course=batch.course_id, **learners).select_related("course", "learner")
    known.enrolments |= {enrolment.learner_id: enrolment for enrolment in rounds.order_by("round")}
    issued = Certificate.objects.filter(achievement__course=batch.course_id, **learners)
    known.newest |= {certificate.learner_id: certificate for certificate in issued.order_by("generation")}


def _look_up_certificates(numbers: list[str], known: Known) -> None:
    rows = Certificate.objects.filter(Q(code__in=numbers) | Q(serial__in=numbers))
    for certificate in rows.select_related("learner", "achievement__design", "successor"):
        known.certificates |= {certificate.code: certificate, certificate.serial: certificate}


def _enrol(asked: Asked) -> Finding:
    person = asked.known.people.get(asked.key)
    if person is None or not person.is_active:
        return Finding(State.REFUSED, "nobody" if person is None else "closed_account")
    enrolment = asked.known.enrolments.get(person.pk)
    if enrolment is not None and enrolment.withdrawn_at is None:
        return Finding(State.NOTHING, "enrolled", learner=person)
    if asked.batch.course is not None and asked.batch.course.retired_at is not None:
        return Finding(State.REFUSED, "course_closed", learner=person)
    return Finding(State.WAITING, "enrol" if enrolment is None else "take_back", learner=person)


def _issue(asked: Asked) -> Finding:
    person = asked.known.people.get(asked.key)
    if person is None:
        return Finding(State.REFUSED, "nobody")
    held, enrolment = asked.known.newest.get(person.pk), asked.known.enrolments.get(person.pk)
    about: dict[str, Any] = {"learner": person, "enrolment": enrolment, "certificate": held}
    if person.pk == asked.actor.pk:
        return Finding(State.REFUSED, "own", **about)
    if held is not None and held.status != Status.REVOKED:
        return Finding(State.NOTHING, "holds", str(held), **about)
    if enrolment is None or enrolment.withdrawn_at is not None:
        return Finding(State.REFUSED, "not_enrolled", **about)
    if held is None and enrolment.completed_at is not None and enrolment.name_confirmed_at is not None:
        return Finding(State.WAITING, "issue", **about)
    if not asked.reason:
        return Finding(State.REFUSED, "reason_missing", **about)
    return Finding(State.WAITING, "issue_by_hand" if held is None else "issue_again", **about)


def _renew(asked: Asked) -> Finding:
    found = _existing(asked, "renew")
    certificate = found.certificate
    if certificate is None:
        return found
    about: dict[str, Any] = {"certificate": certificate, "learner": certificate.learner}
    if found.result == "replaced" and certificate.successor.origin == Certificate.Origin.RENEWAL:
        return Finding(State.NOTHING, "renewed", found.detail, **about)
    if found.state != State.WAITING:
        return found
    if certificate.status in {Status.REVOKED, Status.SUSPENDED}:
        return Finding(State.REFUSED, f"is_{certificate.status}", **about)
    if certificate.expires_on is None:
        return Finding(State.REFUSED, "never_expires", **about)
    if snapshots.today(asked.at) < validity.renewal_opens_on(certificate.expires_on):
        return Finding(State.REFUSED, "too_early", **about)
    return found


def _revoke(asked: Asked) -> Finding:
    found = _existing(asked, "revoke")
    if found.certificate is not None and found.certificate.status == Status.REVOKED:
        return Finding(State.NOTHING, "is_revoked", certificate=found.certificate, learner=found.learner)
    return found


def _existing(asked: Asked, act: str) -> Finding:
    """What renewing and revoking ask alike: there is such a certificate, and it is the newest of its chain."""
    certificate = asked.known.certificates.get(asked.key)
    if certificate is None:
        return Finding(State.REFUSED, "no_certificate")
    about: dict[str, Any] = {"certificate": certificate, "learner": certificate.learner}
    if certificate.learner_id == asked.actor.pk:
        return Finding(State.REFUSED, "own", **about)
    if certificate.status == Status.SUPERSEDED:
        return Finding(State.REFUSED, "replaced", str(certificate.successor), **about)
    if not asked.reason:
        return Finding(State.REFUSED, "reason_missing", **about)
    return Finding(State.WAITING, act, **about)


JUDGES: dict[Batch.Kind, Callable[[Asked], Finding]] = {
    Kind.ENROL: _enrol,
    Kind.ISSUE: _issue,
    Kind.RENEW: _renew,
    Kind.REVOKE: _revoke,
}
