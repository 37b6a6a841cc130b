"""Who may have a certificate and who not, and what is missing: for all learners of all courses that earn one.

What is missing comes from ``courses.standing``, as the learner reads it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from courses import standing
from courses.models import Course, Enrolment
from quizzes import requirements

Status = Certificate.Status


class Situation(TextChoices):
    """Where somebody is on the way to a certificate."""

    MISSING = "missing", _("Something is missing")
    READY = "ready", _("Nothing is missing, none issued")
    HOLDS = "holds", _("Has a certificate")
    REVOKED = "revoked", _("Was revoked")


# The first certificate waits for the name too, which is confirmed before the course is completed or after.
UNREADY = Q(completed_at=None) | Q(name_confirmed_at=None)
MATCHES = {
    Situation.MISSING: Q(newest_status=None) & UNREADY,
    Situation.READY: Q(newest_status=None) & ~UNREADY,
    Situation.HOLDS: Q(newest_status__isnull=False) & ~Q(newest_status=Status.REVOKED),
    Situation.REVOKED: Q(newest_status=Status.REVOKED),
}


@dataclass(frozen=True)
class Line:
    """One learner in one course, with every requirement, met or not."""

    enrolment: Enrolment
    situation: Situation
    requirements: list[dict[str, Any]]
    certificate: Certificate | None

    @property
    def missing(self) -> list[dict[str, Any]]:
        """What is left to do."""
        return [requirement for requirement in self.requirements if not requirement["is_done"]]

    @property
    def done_count(self) -> int:
        """How many requirements are met."""
        return len(self.requirements) - len(self.missing)

    @property
    def may_be_issued(self) -> bool:
        """Whether one can be issued by hand: nobody gets a second one beside the first."""
        return self.situation != Situation.HOLDS


def search(*, text: str = "", course: Course | None = None, situation: str = "") -> "QuerySet[Enrolment]":
    """The round that each learner is in, by name. Those who left are not listed."""
    rows = _current_rounds()
    if course is not None:
        rows = rows.filter(course=course)
    if situation:
        rows = rows.filter(MATCHES[Situation(situation)])
    if text:
        by_name = Q(*(Q(learner__legal_name__icontains=word) for word in text.split()))
        rows = rows.filter(by_name | Q(learner__email__icontains=text.strip()))
    return rows.order_by("learner__legal_name", "learner__email", "course__title", "pk")


def lines(enrolments: Iterable[Enrolment]) -> list[Line]:
    """Two queries for all of them together, besides the cached outlines."""
    rows = list(enrolments)
    newest = {row.newest_id for row in rows} - {None}  # type: ignore[attr-defined]  # annotated
    certificates = {one.pk: one for one in Certificate.objects.filter(pk__in=newest)}
    return [_line(place, certificates) for place in standing.of_many(rows)]


def _current_rounds() -> "QuerySet[Enrolment]":
    same = {"learner": OuterRef("learner"), "course": OuterRef("course")}
    later = Enrolment.objects.current().filter(**same, round__gt=OuterRef("round"))
    held = Certificate.objects.filter(learner=OuterRef("learner"), achievement__course=OuterRef("course"))
    newest = held.order_by("-generation")
    return (
        Enrolment.objects.current()
        .filter(~Exists(later), course__achievement__isnull=False)
        .annotate(newest_id=Subquery(newest.values("pk")[:1]), newest_status=Subquery(newest.values("status")[:1]))
        .select_related("learner", "course")
    )


def _line(place: standing.Standing, certificates: dict[int, Certificate]) -> Line:
    enrolment: Any = place.enrolment
    return Line(
        enrolment=enrolment,
        situation=_situation(enrolment),
        requirements=requirements.with_links(enrolment.course, place.requirements),
        certificate=certificates.get(enrolment.newest_id),
    )


def _situation(enrolment: Any) -> Situation:
    if enrolment.newest_status is not None:
        return Situation.REVOKED if enrolment.newest_status == Status.REVOKED else Situation.HOLDS
    is_ready = enrolment.completed_at is not None and enrolment.name_confirmed_at is not None
    return Situation.READY if is_ready else Situation.MISSING
