"""Answering what comes back: one answer moves one memory."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import zones
from accounts.models import User
from courses.models import Card
from quizzes import interactions, spacing
from quizzes.models import Question, QuestionVersion, Recall, RecallAnswer
from quizzes.spacing import Grade


class OutOfTurn(Exception):
    """The page is older than the memory, or names a turn that nobody has reached."""


def today(learner: User, at: datetime | None = None) -> date:
    """The day it is where the learner is."""
    return (at or timezone.now()).astimezone(zones.zone(learner.time_zone)).date()


def answer_card(card: Card, *, learner: User, grade: Grade, turn: int, at: datetime | None = None) -> RecallAnswer:
    """Keep the learner's own grade; a second post of the same turn returns the first answer. Raises OutOfTurn."""
    return _answer(learner, turn, grade, at, card=card)


def answer_question(
    version: QuestionVersion,
    *,
    learner: User,
    value: interactions.Response,
    turn: int,
    at: datetime | None = None,
) -> RecallAnswer:
    """Mark and keep an answer: fully right is good, anything less comes again. The rest as with cards."""
    mark = interactions.get(version.kind).mark(version.content, value)
    grade = Grade.GOOD if mark.score >= mark.max_score else Grade.AGAIN
    return _answer(learner, turn, grade, at, question=version.question, question_version=version, value=value)


@transaction.atomic
def forget(learner: User) -> None:
    """Drop all of somebody's memories and answers; a second call finds none."""
    Recall.objects.filter(learner=learner).delete()


@transaction.atomic
def _answer(
    learner: User,
    turn: int,
    grade: Grade,
    at: datetime | None,
    *,
    card: Card | None = None,
    question: Question | None = None,
    **facts: Any,
) -> RecallAnswer:
    """Locks the memory."""
    at = at or timezone.now()
    on = today(learner, at)
    of = {"learner": learner, "card": card, "question": question}
    known, _ = Recall.objects.get_or_create(**of, defaults={"due_on": on})
    recall = Recall.objects.select_for_update().get(pk=known.pk)
    if turn != recall.reps:
        return _given(recall, turn)
    after = spacing.answer(recall.memory, grade, on=on)
    answer = RecallAnswer.objects.create(recall=recall, turn=turn, grade=grade, answered_at=at, answered_on=on, **facts)
    for name, value in vars(after).items():
        setattr(recall, name, value)
    recall.save(update_fields=list(vars(after)))
    return answer


def _given(recall: Recall, turn: int) -> RecallAnswer:
    answer = recall.answers.filter(turn=turn).first()
    if answer is None:
        raise OutOfTurn(recall.pk)
    return answer
