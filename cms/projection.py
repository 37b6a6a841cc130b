"""From published pages to the record: read a course's live tree, hand it to the actions below."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import TypeVar, cast
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from certificates.actions import issuing
from cms import card_projection, coverage, translating
from cms.languages import is_original
from cms.models import CoursePage, LessonPage, ModulePage, QuestionSnippet, QuizPage
from cms.models.questions import words
from courses.actions import outline
from courses.models import Activity, Course
from quizzes.actions import questions
from quizzes.terms import Feedback, Terms

_held: ContextVar[set[int] | None] = ContextVar("held", default=None)
PageType = TypeVar("PageType", bound=Page)


def course_of(page: Page) -> CoursePage | None:
    """The course page that a page is, or hangs below; in the page's own language."""
    return CoursePage.objects.ancestor_of(page, inclusive=True).select_related("locale").first()


def project_page(page: Page) -> None:
    """An original can change what the course consists of; a translation only what it is called."""
    course = course_of(page)
    if course is None:
        return
    if is_original(course):
        project_course(course)
    else:
        project_wordings(course.translation_key)


@transaction.atomic
def project_wordings(course_uuid: UUID) -> None:
    """Follow the translations of a course; a course that was never published has none."""
    for course in Course.objects.live().filter(uuid=course_uuid):
        translating.project(course)
        outline.touch(course)


@contextmanager
def held() -> Iterator[None]:
    """Project each course once at the end, however many of its pages are published inside."""
    waiting: set[int] = set()
    token = _held.set(waiting)
    try:
        yield
    finally:
        _held.reset(token)
    for page in CoursePage.objects.filter(pk__in=waiting):
        project_course(page)


@transaction.atomic
def project_course(page: CoursePage) -> Course | None:
    """Make the record say what the live pages say; safe to repeat, and it repairs.

    Returns None for a course that is not live, whose record is retired, and while projection is held.
    """
    waiting = _held.get()
    if waiting is not None:
        waiting.add(page.pk)
        return None
    if not page.live:
        outline.retire_course(page.translation_key)
        return None
    course = outline.publish_course(_course_facts(page))
    modules = _live(ModulePage, page)
    parents = {module.path: module for module in modules} | {page.path: page}
    lessons = [entry for entry in _live(LessonPage, page) if _parent_path(entry) in parents]
    quizzes = [entry for entry in _live(QuizPage, page) if _parent_path(entry) in parents]
    outline.publish_outline(
        course,
        modules=[_module_facts(module, place) for place, module in enumerate(modules)],
        activities=list(_activities(lessons, quizzes, parents)),
    )
    card_projection.project(course)
    _publish_quizzes(quizzes)
    _publish_achievement(page, course)
    translating.project(course)
    outline.touch(course)
    return course


@transaction.atomic
def retire_page(page: Page, course: CoursePage) -> None:
    """Take a page and all below it out of the record.

    Works from the page alone: one that is being deleted, and others that go with it, still look live.
    """
    waiting = _held.get()
    if not is_original(course):
        project_wordings(course.translation_key)
    elif waiting is not None:
        waiting.add(course.pk)
    elif page.pk == course.pk:
        outline.retire_course(course.translation_key)
    else:
        gone = page.get_descendants(inclusive=True).values_list("translation_key", flat=True)
        outline.retire_entries(course.translation_key, list(gone))


def forget(course_uuid: UUID) -> None:
    """Let go of what is cached about a course whose words or cards changed outside its pages, and project those."""
    for course in Course.objects.filter(uuid=course_uuid):
        card_projection.project(course)
        outline.touch(course)


def project_question(snippet: QuestionSnippet) -> None:
    """Freeze the published wording as a version."""
    if snippet.course is None:
        return
    facts = questions.QuestionFacts(
        uuid=snippet.uuid,
        course_uuid=snippet.course.translation_key,
        ref=snippet.ref,
        use=snippet.use,
        topic=snippet.topic,
        objective=snippet.objective,
        level=snippet.level,
        tags=words(snippet.tags),
        sources=words(snippet.sources),
        enemies=words(snippet.enemies),
        state=snippet.stage,
        review_due=snippet.review_due,
    )
    publisher = snippet.live_revision.user if snippet.live_revision else None
    questions.publish_version(facts, content=snippet.content, actor=publisher)


def _live(model: type[PageType], course: CoursePage) -> list[PageType]:
    return list(model.objects.live().descendant_of(course).order_by("path"))


def _parent_path(page: Page) -> str:
    return page.path[: -page.steplen]


def _course_facts(page: CoursePage) -> outline.CourseFacts:
    return outline.CourseFacts(
        uuid=page.translation_key,
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        language=page.locale.language_code,
        version=page.version,
        conduct_title=page.conduct_title,
        conduct_body=page.conduct_body,
        asks_before_lessons=page.asks_before_lessons,
    )


def _module_facts(page: ModulePage, position: int) -> outline.ModuleFacts:
    return outline.ModuleFacts(uuid=page.translation_key, slug=page.slug, title=page.title, position=position)


def _activities(
    lessons: Iterable[LessonPage], quizzes: Iterable[QuizPage], parents: dict[str, Page]
) -> Iterable[outline.ActivityFacts]:
    """In tree order, the exam last: it is sat when everything else is done."""
    pages: list[LessonPage | QuizPage] = [*lessons, *quizzes]
    entries = sorted(pages, key=lambda page: (_is_exam(page, parents), page.path))
    for position, page in enumerate(entries):
        parent = parents[_parent_path(page)]
        yield outline.ActivityFacts(
            uuid=page.translation_key,
            module=parent.translation_key if isinstance(parent, ModulePage) else None,
            kind=_kind(page, parents),
            slug=page.slug,
            title=page.title,
            position=position,
            minutes=page.minutes,
            is_required=page.is_required,
            revision=page.live_revision_id or 0,
            is_sample=isinstance(page, LessonPage) and page.is_sample,
        )


def _is_exam(page: Page, parents: dict[str, Page]) -> bool:
    return isinstance(page, QuizPage) and isinstance(parents[_parent_path(page)], CoursePage)


def _kind(page: Page, parents: dict[str, Page]) -> str:
    if isinstance(page, LessonPage):
        return Activity.Kind.LESSON
    return Activity.Kind.EXAM if _is_exam(page, parents) else Activity.Kind.QUIZ


def _publish_quizzes(pages: Iterable[QuizPage]) -> None:
    pages = list(pages)
    activities = {
        entry.uuid: entry for entry in Activity.objects.filter(uuid__in=[page.translation_key for page in pages])
    }
    for page in pages:
        questions.publish_quiz(
            activities[page.translation_key],
            terms=terms(page),
            sections=coverage.section_facts(page.sections),
            pretest_count=page.pretest_count,
        )


def terms(page: QuizPage) -> Terms:
    """The page's terms in the units that attempts use."""
    return Terms(
        pass_mark=Decimal(page.pass_percent) / 100,
        time_limit_seconds=page.time_limit_minutes * 60 if page.time_limit_minutes else None,
        max_attempts=page.max_attempts,
        period_days=page.period_days,
        wait_days=tuple(int(days) for days in words(page.wait_days)),
        feedback=cast(Feedback, page.feedback),
        one_per_page=page.is_one_per_page,
        forward_only=page.is_forward_only,
        opens_at=page.opens_at,
        closes_at=page.closes_at,
        marks_each_twice=page.marks_each_twice,
        asks_confidence=page.asks_confidence,
    )


def _publish_achievement(page: CoursePage, course: Course) -> None:
    if not page.achievement_title:
        return
    facts = issuing.AchievementFacts(
        title=page.achievement_title,
        credential_type=page.credential_type,
        criteria=page.criteria,
        statement=page.statement,
        validity_months=page.validity_months,
    )
    issuing.publish_achievement(course, facts)
