"""Publishing projects pages into the outline; removal retires; nothing is deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from courses.models import Activity, Course, Module
from courses.signals import outline_changed


@dataclass(frozen=True)
class CourseFacts:
    """What a published course page says about its course."""

    uuid: UUID
    slug: str
    title: str
    summary: str
    language: str
    version: str
    conduct_title: str
    conduct_body: str
    asks_before_lessons: bool = False


@dataclass(frozen=True)
class ModuleFacts:
    """What a published module page says."""

    uuid: UUID
    slug: str
    title: str
    position: int


@dataclass(frozen=True)
class ActivityFacts:
    """What a published lesson or quiz page says; ``module`` is None for an exam of the whole course."""

    uuid: UUID
    module: UUID | None
    kind: str
    slug: str
    title: str
    position: int
    minutes: int
    is_required: bool
    revision: int
    is_sample: bool = False


@transaction.atomic
def publish_course(facts: CourseFacts, *, at: datetime | None = None) -> Course:
    """Bring the course's row up to date; a retired one returns with its history."""
    at = at or timezone.now()
    values = {field: getattr(facts, field) for field in CourseFacts.__dataclass_fields__ if field != "uuid"}
    course, _ = Course.objects.update_or_create(
        uuid=facts.uuid, defaults={**values, "retired_at": None}, create_defaults={**values, "published_at": at}
    )
    return course


@transaction.atomic
def earn_certificate(course: Course) -> Course:
    """From now on completing it takes a confirmed name; who had completed it before stays so."""
    if Course.objects.filter(pk=course.pk, earns_certificate=False).update(earns_certificate=True):
        course.earns_certificate = True
    return course


@transaction.atomic
def publish_outline(
    course: Course,
    *,
    modules: Collection[ModuleFacts],
    activities: Collection[ActivityFacts],
    at: datetime | None = None,
) -> bool:
    """Make the live outline exactly this: upsert what is named, retire what is not. Tells whether it changed.

    The whole outline is given at once, so that a moved, copied or lost page leaves no half-projected state.
    Completion is recomputed by a task that hears ``outline_changed``.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    changed = [_bring_up_to_date(course, Module, facts, {}) for facts in modules]
    parents = dict(Module.objects.filter(course=course).values_list("uuid", "pk"))
    changed += [_bring_up_to_date(course, Activity, facts, parents) for facts in activities]
    changed += [_retire_others(course, Activity, activities, at), _retire_others(course, Module, modules, at)]
    if not any(changed):
        return False
    touch(course)
    outline_changed.send(sender=Course, course=course)
    return True


def touch(course: Course) -> None:
    """Let go of everything cached about the course."""
    Course.objects.filter(pk=course.pk).update(outline_version=F("outline_version") + 1)


@transaction.atomic
def retire_course(uuid: UUID, *, at: datetime | None = None) -> None:
    """Take a course out of the catalogue. Enrolments, progress, attempts and certificates stay."""
    Course.objects.live().filter(uuid=uuid).update(
        retired_at=at or timezone.now(), outline_version=F("outline_version") + 1
    )


@transaction.atomic
def retire_entries(course_uuid: UUID, uuids: Collection[UUID], *, at: datetime | None = None) -> None:
    """Take modules and activities out of the outline; a second call changes nothing."""
    at = at or timezone.now()
    for course in Course.objects.filter(uuid=course_uuid):
        entries = [model.objects.live().filter(course=course, uuid__in=uuids) for model in (Activity, Module)]
        if sum(gone.update(retired_at=at) for gone in entries):
            touch(course)
            outline_changed.send(sender=Course, course=course)


def _bring_up_to_date(
    course: Course,
    model: type[Module] | type[Activity],
    facts: ModuleFacts | ActivityFacts,
    parents: Mapping[UUID, int],
) -> bool:
    """Insert or update one row; tells whether there was anything to do."""
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__ if name not in {"uuid", "module"}}
    values |= {"course_id": course.pk, "retired_at": None}
    if isinstance(facts, ActivityFacts):
        values["module_id"] = parents[facts.module] if facts.module else None
    if model.objects.filter(uuid=facts.uuid, **values).exists():
        return False
    model.objects.update_or_create(uuid=facts.uuid, defaults=values)
    return True


def _retire_others(
    course: Course,
    model: type[Module] | type[Activity],
    kept: Collection[ModuleFacts] | Collection[ActivityFacts],
    at: datetime | None,
) -> bool:
    gone = model.objects.live().filter(course=course).exclude(uuid__in=[facts.uuid for facts in kept])
    return gone.update(retired_at=at or timezone.now()) > 0
