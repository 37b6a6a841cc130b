"""From a plan to draft pages: kept while somebody thinks, carried out as often as they like, never twice over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from cms.actions import teams
from cms.models import CoursePage, CoursePlan, LessonPage, ModulePage, PlannedModule, PlannedSection
from courses.actions import candidates, sources
from courses.models import SourceSnapshot
from courses.planning import THEMES, suggest


class NothingPlanned(Exception):
    """Every section is left out."""


class Untitled(Exception):
    """A new course needs a title before it has pages."""


@dataclass(frozen=True)
class Choices:
    """What an author decided: names of modules by place, and for each section a place (or none) and a lesson."""

    title: str
    modules: Mapping[int, str]
    sections: Mapping[int, tuple[int | None, str]]


@dataclass(frozen=True)
class Drafted:
    """What making drafts led to."""

    course: CoursePage
    lesson_count: int


@transaction.atomic
def begin(
    snapshot: SourceSnapshot, *, owner: User, course: CoursePage | None = None, at: datetime | None = None
) -> CoursePlan:
    """The person's plan for this version and course; a second call continues the first. It begins with suggestions."""
    at = at or timezone.now()
    title = course.title if course else snapshot.title[:200]
    plan, created = CoursePlan.objects.get_or_create(
        snapshot=snapshot, owner=owner, course=course, defaults={"title": title, "begun_at": at, "saved_at": at}
    )
    if created:
        existing = (
            ModulePage.objects.child_of(course).order_by("path").values_list("title", flat=True) if course else []
        )
        names = list(existing) or list(THEMES)
        modules = [PlannedModule(plan=plan, position=place, name=name) for place, name in enumerate(names)]
        PlannedModule.objects.bulk_create(modules)
        PlannedSection.objects.bulk_create(
            PlannedSection(plan=plan, number=number) for number in range(len(snapshot.sections))
        )
        suggest_anew(plan)
    return plan


@transaction.atomic
def suggest_anew(plan: CoursePlan) -> None:
    """Put every section that has no lesson yet where the rules would put it among the plan's modules."""
    modules = list(plan.modules.all())
    suggestions = suggest(plan.snapshot.parts, [module.name for module in modules])
    rows = _open(plan)
    for row in rows:
        suggestion = suggestions[row.number]
        row.module = None if suggestion.module is None else modules[suggestion.module]
        row.lesson = suggestion.lesson[:200]
    PlannedSection.objects.bulk_update(rows, ["module", "lesson"])


@transaction.atomic
def save(plan: CoursePlan, *, choices: Choices, at: datetime | None = None) -> CoursePlan:
    """Keep what was decided. Modules and sections that have pages stay as they are: the pages say it now."""
    locked = CoursePlan.objects.select_for_update().get(pk=plan.pk)
    modules = _save_modules(locked, choices.modules)
    rows = _open(locked)
    for row in rows:
        place, row.lesson = choices.sections.get(row.number, (None, row.lesson))
        row.module = modules.get(place) if place is not None else None
    PlannedSection.objects.bulk_update(rows, ["module", "lesson"])
    if locked.course_id is None:
        locked.title = choices.title
    locked.saved_at = at or timezone.now()
    locked.save(update_fields=["title", "saved_at"])
    return locked


@transaction.atomic
def draft(plan: CoursePlan, *, actor: User, at: datetime | None = None) -> Drafted:
    """Make a draft of each planned lesson that has none: an empty body, its sections beside it, sentences to check.

    Pages that are there are left alone, whatever became of them. A lesson whose page was deleted comes back empty
    under its old identity, with what was decided about its sentences. Raises NothingPlanned and Untitled.
    """
    at = at or timezone.now()
    locked = CoursePlan.objects.select_for_update().get(pk=plan.pk)
    groups = _grouped(locked.sections.exclude(module=None).select_related("module"))
    if not groups:
        raise NothingPlanned(locked.uuid)
    course = _course(locked, actor)
    snapshot = sources.adopt(locked.snapshot, course_uuid=course.translation_key)
    pages = {module: _module(module, course, actor) for module in sorted({key[0] for key in groups}, key=_place)}
    known = set(LessonPage.objects.descendant_of(course).values_list("translation_key", flat=True))
    missing = 0
    for (module, _title), rows in groups.items():
        lesson_uuid = next((row.lesson_uuid for row in rows if row.lesson_uuid), uuid4())
        if lesson_uuid not in known:
            _added(pages[module], LessonPage(title=rows[0].lesson, translation_key=lesson_uuid), actor)
            missing += 1
        _cite(snapshot, rows, course=course, lesson_uuid=lesson_uuid, at=at)
    CoursePlan.objects.filter(pk=locked.pk).update(course=course, drafted_at=at, saved_at=at)
    if missing:
        audit.record(
            "cms.plan.drafted", locked, actor=actor, at=at, course=str(course.translation_key), lessons=missing
        )
    return Drafted(course, missing)


def _open(plan: CoursePlan) -> list[PlannedSection]:
    """Sections without a lesson, or whose lesson was deleted."""
    there = LessonPage.objects.filter(translation_key__in=plan.sections.exclude(lesson_uuid=None).values("lesson_uuid"))
    return list(plan.sections.exclude(lesson_uuid__in=there.values("translation_key")))


def _save_modules(plan: CoursePlan, names: Mapping[int, str]) -> dict[int, PlannedModule]:
    """Rename, add and drop by place; what has a page keeps its name."""
    modules = {module.position: module for module in plan.modules.all()}
    for place, name in names.items():
        module = modules.get(place)
        if module is None and name:
            modules[place] = PlannedModule.objects.create(plan=plan, position=place, name=name)
        elif module is not None and module.page_uuid is None and not name:
            modules.pop(place).delete()
        elif module is not None and module.page_uuid is None and module.name != name:
            module.name = name
            module.save(update_fields=["name"])
    return modules


def _course(plan: CoursePlan, actor: User) -> CoursePage:
    if plan.course is not None:
        return plan.course
    if not plan.title:
        raise Untitled(plan.uuid)
    return teams.begin_course(title=plan.title, actor=actor)


def _module(module: PlannedModule, course: CoursePage, actor: User) -> ModulePage:
    """The page that the plan made, or the course's own of that name, or a new one."""
    pages = ModulePage.objects.child_of(course)
    page = pages.filter(translation_key=module.page_uuid).first() or pages.filter(title__iexact=module.name).first()
    page = page or _added(course, ModulePage(title=module.name), actor)
    if module.page_uuid != page.translation_key:
        PlannedModule.objects.filter(pk=module.pk).update(page_uuid=page.translation_key)
    return page


def _added(parent: Any, page: Any, actor: User) -> Any:
    """A draft that this person wrote, so that somebody else approves it."""
    page.live, page.owner = False, actor
    type(parent).objects.get(pk=parent.pk).add_child(instance=page)
    # What a page needs to be published, such as a course's summary, its author adds.
    page.save_revision(user=actor, log_action=True, clean=False)
    return page


def _cite(
    snapshot: SourceSnapshot, rows: Iterable[PlannedSection], *, course: CoursePage, lesson_uuid: UUID, at: datetime
) -> None:
    for row in rows:
        candidates.cite_section(
            snapshot, section=row.number, course_uuid=course.translation_key, lesson_uuid=lesson_uuid, at=at
        )
        if row.lesson_uuid != lesson_uuid:
            PlannedSection.objects.filter(pk=row.pk).update(lesson_uuid=lesson_uuid)


def _place(module: PlannedModule) -> int:
    return module.position


def _grouped(rows: Iterable[PlannedSection]) -> dict[tuple[PlannedModule, str], list[PlannedSection]]:
    """Sections of one module with the same lesson title, in reading order."""
    groups: dict[tuple[PlannedModule, str], list[PlannedSection]] = {}
    for row in rows:
        if row.module:
            groups.setdefault((row.module, row.lesson.strip().casefold()), []).append(row)
    return groups
