"""Where a learner stands in a course: the one reading that learner, registrar and issuer share."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast
from uuid import UUID

from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import get_language

from courses import wordings
from courses.completion import Requirement, Step, StepKind, Summary, exam_missing, is_complete, requirements, summarise
from courses.models import Activity, ActivityProgress, Course, Enrolment

OUTLINE_SECONDS = 60 * 60 * 24


@dataclass(frozen=True)
class OutlineActivity:
    """One live activity as every reader of the outline needs it."""

    pk: int
    uuid: UUID
    kind: str
    slug: str
    title: str
    minutes: int
    is_required: bool
    module_slug: str
    module_title: str
    is_sample: bool = False


@dataclass(frozen=True)
class Standing:
    """One learner's position: what is done, what is missing, what comes next."""

    enrolment: Enrolment
    outline: list[OutlineActivity]
    done: frozenset[int]
    steps: list[Step]

    @property
    def summary(self) -> Summary:
        """Honest progress over live, required activities."""
        return summarise(self.steps)

    @property
    def requirements(self) -> list[Requirement]:
        """Everything the certificate asks for, met or not."""
        return requirements(self.steps, **self._conduct, **self._name)

    @property
    def exam_missing(self) -> list[Requirement]:
        """What must be done before the exam opens."""
        return exam_missing(self.steps, **self._conduct)

    @property
    def lacks_name(self) -> bool:
        """Whether the name that the certificate will bear is still to be confirmed."""
        return self._name["name_required"] and not self._name["name_confirmed"]

    @property
    def is_complete(self) -> bool:
        """Whether every requirement is met."""
        return is_complete(self.steps, **self._conduct, **self._name)

    @property
    def _conduct(self) -> dict[str, bool]:
        return {
            "conduct_required": self.enrolment.course.requires_conduct,
            "conduct_accepted": self.enrolment.conduct_accepted_at is not None,
        }

    @property
    def _name(self) -> dict[str, bool]:
        """Later rounds renew what bears a name already; that changes by a correction."""
        return {
            "name_required": self.enrolment.course.earns_certificate and self.enrolment.round == 1,
            "name_confirmed": self.enrolment.name_confirmed_at is not None,
        }


def outline(course: Course) -> list[OutlineActivity]:
    """The live activities in order, in the reader's words; a query or two per version of the outline, then none."""
    key = f"outline:{course.pk}:{course.outline_version}:{get_language()}"
    cached: list[OutlineActivity] | None = cache.get(key)
    if cached is None:
        cached = _read_outline(course)
        cache.set(key, cached, OUTLINE_SECONDS)
    return cached


def of(enrolment: Enrolment) -> Standing:
    """One query, besides the cached outline."""
    done = ActivityProgress.objects.filter(enrolment=enrolment, completed_at__isnull=False)
    return assemble(enrolment, frozenset(done.values_list("activity_id", flat=True)))


def of_many(enrolments: Collection[Enrolment]) -> list[Standing]:
    """One query for all enrolments together, besides the cached outlines."""
    rows = (
        ActivityProgress.objects.filter(enrolment__in=enrolments, completed_at__isnull=False)
        .order_by("enrolment_id")
        .values_list("enrolment_id", "activity_id")
    )
    done = {key: frozenset(activity for _, activity in group) for key, group in groupby(rows, lambda row: row[0])}
    return [assemble(enrolment, done.get(enrolment.pk, frozenset())) for enrolment in enrolments]


def assemble(enrolment: Enrolment, done: frozenset[int]) -> Standing:
    """Join what is known about one enrolment to the outline."""
    activities = outline(enrolment.course)
    return Standing(enrolment, activities, done, list(_steps(activities, done)))


def _read_outline(course: Course) -> list[OutlineActivity]:
    rows = (
        Activity.objects.live()
        .filter(course=course)
        .order_by("position", "pk")
        .values_list(
            *("pk", "uuid", "kind", "slug", "title", "minutes", "is_required"),
            Coalesce("module__slug", Value("")),
            Coalesce("module__title", Value("")),
            "is_sample",
            "module__uuid",
        )
    )
    known = wordings.of(course)
    return [_worded(OutlineActivity(*row), module, known, course.language) for *row, module in rows]


def _worded(
    activity: OutlineActivity, module: UUID | None, known: Mapping[UUID, wordings.Words], language: str
) -> OutlineActivity:
    def said(uuid: UUID | None, title: str) -> wordings.Said:
        words = known.get(uuid) if uuid else None
        return words.title if words else wordings.Said(title, language)

    title, module_title = said(activity.uuid, activity.title), said(module, activity.module_title)
    return replace(activity, title=title, module_title=module_title)


def _steps(activities: Iterable[OutlineActivity], done: frozenset[int]) -> Iterable[Step]:
    for activity in activities:
        yield Step(
            uuid=activity.uuid,
            kind=cast(StepKind, activity.kind),
            title=activity.title,
            module=activity.module_title,
            minutes=activity.minutes,
            is_required=activity.is_required,
            is_done=activity.pk in done,
        )


def activity_url(course: Course, activity: OutlineActivity) -> str:
    """Where learners take the activity; the same address as its page."""
    parts = [course.slug, activity.module_slug, activity.slug] if activity.module_slug else [course.slug, activity.slug]
    return reverse("cms:activity" if activity.module_slug else "cms:exam", args=parts)
