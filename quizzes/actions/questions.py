"""Publishing questions and assessments into the record, and what may happen to a question afterwards."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.actions import audit
from accounts.models import User
from courses.models import Activity, SourceArticle
from quizzes import interactions
from quizzes.models import Citation, Placement, Question, QuestionVersion, Quiz, Response, Section
from quizzes.terms import Terms

STAGES = frozenset({Question.State.APPROVED, Question.State.PRETEST, Question.State.OPERATIONAL})
FACTS = ("course_uuid", "ref", "use", "topic", "objective", "level", "review_due")
BATCH = 500


@dataclass(frozen=True)
class QuestionFacts:
    """What the editor says about a question besides its wording."""

    uuid: UUID
    course_uuid: UUID
    ref: str
    use: str
    topic: str
    objective: str = ""
    level: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    enemies: tuple[str, ...] = ()
    state: str = Question.State.OPERATIONAL
    review_due: date | None = None


@dataclass(frozen=True)
class SectionFacts:
    """One section of an assessment: questions placed by uuid, cells drawn by rule."""

    title: str
    domain: str
    is_shuffled: bool
    questions: tuple[UUID, ...] = ()
    cells: tuple[dict[str, Any], ...] = field(default=())


def digest(content: dict[str, Any]) -> str:
    """Sha256 of the content in canonical JSON."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def publish_version(
    facts: QuestionFacts, *, content: dict[str, Any], actor: User | None, at: datetime | None = None
) -> QuestionVersion:
    """Freeze ``content`` as the question's current version; equal content makes no new one.

    Enemies not published yet are joined when they are, because the relation is symmetrical. A suspended question
    comes back when this repairs it: by other content or another review date. Locks the question.
    Raises quizzes.interactions.ContentError when the content can't be asked or marked.
    """
    at = at or timezone.now()
    interactions.get(content["kind"]).check(content)
    values = {"stage": facts.state, "tags": list(facts.tags)} | {name: getattr(facts, name) for name in FACTS}
    question = _locked_or_new(facts.uuid, values | {"state": facts.state})
    _cite(question, facts)
    question.enemies.set(Question.objects.filter(course_uuid=facts.course_uuid, ref__in=facts.enemies))
    is_same = question.current is not None and question.current.digest == digest(content)
    stays_suspended = question.state == Question.State.SUSPENDED and is_same and question.review_due == facts.review_due
    _set(question, **values, retired_at=None)
    if question.state != facts.state and not stays_suspended:
        _move(question, facts.state, actor=actor, at=at)
    if is_same and question.current is not None:
        return question.current
    return _freeze(question, content, actor=actor, at=at)


@transaction.atomic
def retire(uuid: UUID, *, actor: User | None, at: datetime | None = None) -> None:
    """Draw the question no more. Versions, attempts and statistics stay; a second call changes nothing."""
    at = at or timezone.now()
    for question in Question.objects.filter(uuid=uuid, retired_at=None):
        Question.objects.filter(pk=question.pk).update(retired_at=at)
        audit.record("quizzes.question.retired", question, actor=actor, at=at, ref=question.ref)


@transaction.atomic
def suspend(question: Question, *, reason: str, actor: User | None, at: datetime | None = None) -> Question:
    """Draw the question no more until it is reinstated; open attempts keep it.

    Locks the question. One that is suspended or retired already stays as it is.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.state == Question.State.SUSPENDED or question.retired_at is not None:
        return question
    return _move(question, Question.State.SUSPENDED, actor=actor, at=at, reason=reason)


@transaction.atomic
def reinstate(question: Question, *, reason: str, actor: User | None, at: datetime | None = None) -> Question:
    """Back to what it was published as. Locks the question; one that isn't suspended stays as it is."""
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.state != Question.State.SUSPENDED or question.retired_at is not None:
        return question
    return _move(question, question.stage, actor=actor, at=at, reason=reason)


@transaction.atomic
def set_state(question: Question, *, state: str, actor: User | None, at: datetime | None = None) -> Question:
    """Approved, on trial or operational. A suspended question takes this up when it is reinstated.

    Locks the question. Raises ValueError for any other state: suspending wants a reason.
    """
    if state not in STAGES:
        raise ValueError(f"state is one of {', '.join(sorted(STAGES))}")
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    _set(question, stage=state)
    if question.state in {state, Question.State.SUSPENDED}:
        return question
    return _move(question, state, actor=actor, at=at)


def suspend_overdue(*, days: int, at: datetime | None = None) -> int:
    """Suspend what is in use although its review was due more than ``days`` days ago; returns how many."""
    at = at or timezone.now()
    overdue = Question.objects.overdue(timezone.localdate(at) - timedelta(days=days))
    found = list(overdue.order_by("review_due")[:BATCH])
    for question in found:
        suspend(question, reason="review overdue", actor=None, at=at)
    return len(found)


@transaction.atomic
def refresh_exposure() -> int:
    """Bring ``exposure_count`` up to date: how many papers held the question. Returns how many rows changed."""
    rows = Response.objects.order_by().values_list("question_version__question_id").annotate(times=Count("pk"))
    counts: dict[int, int] = dict(rows)
    known = Question.objects.order_by("pk").only("pk", "exposure_count")
    changed = [question for question in known if question.exposure_count != counts.get(question.pk, 0)]
    for question in changed:
        question.exposure_count = counts.get(question.pk, 0)
    Question.objects.bulk_update(changed, ["exposure_count"], batch_size=BATCH)
    return len(changed)


@transaction.atomic
def publish_quiz(activity: Activity, *, terms: Terms, sections: Sequence[SectionFacts], pretest_count: int = 0) -> Quiz:
    """Bring an activity's assessment up to date; open and past attempts keep what they started with.

    An exam never asks how sure somebody is, whatever its page says.
    """
    terms = replace(terms, asks_confidence=terms.asks_confidence and not activity.is_exam)
    values = {"terms": terms.to_json(), "pretest_count": pretest_count}
    quiz, _ = Quiz.objects.update_or_create(activity=activity, defaults=values)
    quiz.sections.all().delete()
    wanted = {uuid for facts in sections for uuid in facts.questions}
    questions = {question.uuid: question for question in Question.objects.filter(uuid__in=wanted)}
    for position, facts in enumerate(sections):
        section = Section.objects.create(
            quiz=quiz,
            position=position,
            title=facts.title,
            domain=facts.domain,
            is_shuffled=facts.is_shuffled,
            cells=list(facts.cells),
        )
        Placement.objects.bulk_create(
            Placement(section=section, question=questions[uuid], position=place)
            for place, uuid in enumerate(facts.questions)
            if uuid in questions
        )
    return quiz


def _locked_or_new(uuid: UUID, values: dict[str, Any]) -> Question:
    """The question as it is before this publication, locked."""
    question, _ = Question.objects.get_or_create(uuid=uuid, defaults=values)
    return Question.objects.select_for_update(of=("self",)).select_related("current").get(pk=question.pk)


def _set(question: Question, **values: Any) -> None:
    for name, value in values.items():
        setattr(question, name, value)
    question.save(update_fields=list(values))


def _move(question: Question, state: str, *, actor: User | None, at: datetime | None, reason: str = "") -> Question:
    verb = "moved"
    if state == Question.State.SUSPENDED:
        verb = "suspended"
    elif question.state == Question.State.SUSPENDED:
        verb = "reinstated"
        reason = reason or "published again"
    facts = {"ref": question.ref, "before": question.state, "after": state, "reason": reason}
    audit.record(f"quizzes.question.{verb}", question, actor=actor, at=at, **facts)
    _set(question, state=state)
    return question


def _freeze(question: Question, content: dict[str, Any], *, actor: User | None, at: datetime) -> QuestionVersion:
    latest = question.versions.order_by("-number").first()
    version = QuestionVersion.objects.create(
        question=question,
        number=latest.number + 1 if latest else 1,
        kind=content["kind"],
        content=content,
        digest=digest(content),
        published_at=at,
    )
    _set(question, current=version)
    audit.record("quizzes.question.published", question, actor=actor, at=at, ref=question.ref, number=version.number)
    return version


def _cite(question: Question, facts: QuestionFacts) -> None:
    articles = SourceArticle.objects.filter(course_uuid=facts.course_uuid, ref__in=facts.sources)
    question.citations.exclude(article__in=articles).delete()
    Citation.objects.bulk_create(
        (Citation(question=question, article=article) for article in articles), ignore_conflicts=True
    )
