"""Reads of the question bank for editors: where each question stands, and where it was used."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from accounts.models import AuditEntry, User
from cms import policies
from cms.models import QuestionSnippet
from quizzes.models import Placement, Question, Quiz, Response, Section
from quizzes.selection import Candidate, Cell

LIVES: dict[str, Promise] = {
    "draft": _("Draft"),
    "review": _("In review"),
    Question.State.APPROVED: _("Approved, not in use"),
    Question.State.PRETEST: _("On trial"),
    Question.State.OPERATIONAL: _("Operational"),
    Question.State.SUSPENDED: _("Suspended"),
    "retired": _("Retired"),
}
ENTRIES = 100


@dataclass(frozen=True)
class VersionUse:
    """A frozen version and how many attempts held it."""

    number: int
    published_at: datetime
    digest: str
    attempt_count: int


@dataclass(frozen=True)
class Usage:
    """What happened to a published question. ``placed`` quizzes always ask it, ``drawn`` ones may."""

    versions: list[VersionUse]
    placed: list[Quiz]
    drawn: list[Quiz]
    attempt_count: int
    entries: list[AuditEntry]


def listed(user: User) -> QuerySet[QuestionSnippet]:
    """Questions of the person's courses, with what the record and their review say, for ``life``: one query."""
    record = Question.objects.filter(uuid=OuterRef("uuid"))
    review = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(QuestionSnippet),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return policies.questions.within(user, QuestionSnippet.objects.all()).annotate(
        record_state=Subquery(record.values("state")[:1]),
        record_retired_at=Subquery(record.values("retired_at")[:1]),
        record_due=Subquery(record.values("review_due")[:1]),
        version_number=Subquery(record.values("current__number")[:1]),
        use_count=Subquery(record.values("exposure_count")[:1]),
        review_step=Subquery(review.values("current_task_state__task__name")[:1]),
        hints=F("wording__hints"),
    )


def life(question: Any) -> str:
    """Where a question stands, in words. Wants one from ``listed()``; makes no query.

    A published question is what the record says, and the review of its next draft is named beside it.
    """
    if not question.live or question.record_state is None:
        return str(question.review_step or LIVES["retired" if question.record_retired_at else "draft"])
    state = str(LIVES[question.record_state])
    return f"{state} · {question.review_step}" if question.review_step else state


def in_life(questions: QuerySet[QuestionSnippet], lives: list[str]) -> QuerySet[QuestionSnippet]:
    """Those of ``listed()`` in any of these lives."""
    draft = Q(live=False, record_retired_at=None, review_step=None)
    retired = Q(live=False, record_retired_at__isnull=False, review_step=None)
    special = {"draft": draft, "review": Q(review_step__isnull=False), "retired": retired}
    wanted = Q(pk__in=[])
    for name in lives:
        wanted |= special.get(name, Q(live=True, record_state=name))
    return questions.filter(wanted)


def by_use(questions: QuerySet[QuestionSnippet], *, is_used: bool) -> QuerySet[QuestionSnippet]:
    """Those that some attempt held, or none, by the hourly count."""
    used = Question.objects.filter(exposure_count__gt=0).values("uuid")
    return questions.filter(uuid__in=used) if is_used else questions.exclude(uuid__in=used)


def is_overdue(question: Any, on: date) -> bool:
    """Whether it is in use past its review date; wants one from ``listed()``."""
    in_use = question.live and question.record_state in {Question.State.OPERATIONAL, Question.State.PRETEST}
    return bool(in_use and question.record_due and question.record_due < on)


def usage(record: Question) -> Usage:
    """Five queries, however many versions, quizzes and attempts there are."""
    uses = Response.objects.filter(question_version__question=record).order_by().values_list("question_version")
    counts: dict[int, int] = dict(uses.annotate(times=Count("attempt", distinct=True)))
    versions = [
        VersionUse(version.number, version.published_at, version.digest[:12], counts.get(version.pk, 0))
        for version in record.versions.order_by("-number").defer("content")
    ]
    placements = Placement.objects.filter(question=record, section__quiz__activity__retired_at=None)
    placed = {row.section.quiz for row in placements.select_related("section__quiz__activity__course")}
    entries = AuditEntry.objects.filter(subject_uuid=record.uuid).select_related("actor").order_by("-at", "-pk")
    return Usage(
        versions=versions,
        placed=sorted(placed, key=str),
        drawn=sorted(set(_drawing(record)) - placed, key=str),
        attempt_count=sum(counts.values()),
        entries=list(entries[:ENTRIES]),
    )


def compared(record: Question, *, before: int | None = None, after: int | None = None) -> list[tuple[str, str]]:
    """Two versions line by line: ("same" | "gone" | "new", text). Without numbers, the last two. Two queries."""
    latest = record.versions.aggregate(latest=Max("number"))["latest"] or 0
    after = after or latest
    before = before if before is not None else after - 1
    contents = dict(record.versions.filter(number__in=[before, after]).values_list("number", "content"))
    old, new = (list(lines(contents.get(number, {}))) for number in (before, after))
    marks = {"  ": "same", "- ": "gone", "+ ": "new"}
    return [(marks[line[:2]], line[2:]) for line in difflib.ndiff(old, new) if line[:2] in marks]


def lines(content: Any, name: str = "") -> Iterator[str]:
    """Content as lines of text, each with the name of what it says."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from lines(value, f"{name} {key}".strip())
    elif isinstance(content, list):
        for place, value in enumerate(content, start=1):
            yield from lines(value, f"{name} {place}")
    elif content not in (None, ""):
        yield f"{name}: {content}"


def _drawing(record: Question) -> Iterator[Quiz]:
    """Quizzes with a cell that the question fits, whether it is in use now or not."""
    candidate = Candidate(record.pk, record.topic, record.objective, record.level, frozenset(record.tags))
    course = Section.objects.filter(quiz__activity__course__uuid=record.course_uuid, quiz__activity__retired_at=None)
    for section in course.select_related("quiz__activity__course"):
        use = Question.Use.EXAM if section.quiz.activity.is_exam else Question.Use.PRACTICE
        if use == record.use and any(Cell(**cell).admits(candidate) for cell in section.cells):
            yield section.quiz
