"""What a learner has to recall: the cards of lessons they read, and the practice questions that they missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, FilteredRelation, Min, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import User
from courses import standing, wordings
from courses.models import Activity, ActivityProgress, Card, Course, Enrolment
from quizzes import checking, interactions, spacing
from quizzes.actions import recalls
from quizzes.forms import prefix
from quizzes.models import Attempt, Question, QuestionVersion, Recall, RecallAnswer, Response
from quizzes.spacing import Grade, Memory, Waiting

CARD, QUESTION = "card", "question"
PREFIX = prefix(1)
GRADES: Mapping[Grade, Promise] = {
    Grade.AGAIN: _lazy("Again"),
    Grade.HARD: _lazy("Hard"),
    Grade.GOOD: _lazy("Good"),
    Grade.EASY: _lazy("Easy"),
}
MEANINGS: Mapping[Grade, Promise] = {
    Grade.AGAIN: _lazy("I did not know it"),
    Grade.HARD: _lazy("I had to think long"),
    Grade.GOOD: _lazy("I knew it"),
    Grade.EASY: _lazy("I knew it at once"),
}
READING = ("activity__position", "position", "pk")


@dataclass(frozen=True)
class Day:
    """One learner's day: what waits, and what was done. ``last_module`` is that of the last answer."""

    on: date
    waiting: list[Waiting]
    answered: int
    last_module: str

    @property
    def left(self) -> int:
        """How much is still asked today."""
        return min(len(self.waiting), spacing.room(settings.REVIEW_MINUTES, self.answered))

    @property
    def next(self) -> Waiting | None:
        """What is asked next; None when the day is done."""
        return spacing.pick(self.waiting, last_module=self.last_module) if self.left else None


def cards_of(learner: User) -> QuerySet[Card]:
    """Cards on offer from lessons that the learner completed, in a course that they have not left."""
    read = ActivityProgress.objects.filter(
        enrolment__learner=learner, enrolment__withdrawn_at=None, completed_at__isnull=False
    )
    return Card.objects.on_offer().filter(activity__in=read.values("activity"))


def questions_of(learner: User) -> QuerySet[Question]:
    """Practice questions that the learner once missed and a key can mark; never one that an exam may hold."""
    missed = Response.objects.filter(
        attempt__learner=learner,
        attempt__status=Attempt.Status.SUBMITTED,
        attempt__quiz__activity__kind=Activity.Kind.QUIZ,
        score__lt=F("max_score"),
    )
    courses = Enrolment.objects.owned_by(learner).current().filter(course__retired_at=None)
    return Question.objects.for_practice().filter(
        ~Q(current__kind__in=checking.BY_PERSON),
        pk__in=missed.order_by().values("question_version__question"),
        course_uuid__in=courses.values("course__uuid"),
    )


def day_of(learner: User) -> Day:
    """Three queries, however much there is to recall."""
    on = recalls.today(learner)
    given = RecallAnswer.objects.filter(recall__learner=learner, answered_on=on).order_by("-answered_at", "-pk")
    modules = list(given.values_list("recall__card__activity__module__slug", "recall__question__topic"))
    cards = _waiting(cards_of(learner), learner, on, "activity__module__slug")
    questions = _waiting(questions_of(learner), learner, on, "topic")
    waiting = [
        *(Waiting(f"{CARD}:{uuid}", module or "", *facts) for uuid, module, *facts in cards.order_by(*READING)),
        *(Waiting(f"{QUESTION}:{uuid}", module, *facts) for uuid, module, *facts in questions.order_by("ref")),
    ]
    last = next(iter(modules), (None, None))
    return Day(on, waiting, len(modules), last[0] or last[1] or "")


def due_count(learner: User) -> int:
    """How much is asked of the learner today. Three queries."""
    return day_of(learner).left


def after(learner: User, day: Day) -> date | None:
    """The next day that brings something; None when nothing is planned."""
    if day.waiting:
        return day.on + timedelta(days=1)
    known = Recall.objects.filter(Q(card__in=cards_of(learner)) | Q(question__in=questions_of(learner)))
    found: date | None = known.filter(due_on__gt=day.on).aggregate(first=Min("due_on"))["first"]
    return found


def has_anything(learner: User) -> bool:
    """Whether the learner has read or missed something that can come back."""
    return cards_of(learner).exists() or questions_of(learner).exists()


def session(learner: User) -> dict[str, Any]:
    """What the page shows: the next thing, or that the day is done, or that nothing was read yet."""
    day = day_of(learner)
    if day.next is None:
        return _done(learner, day)
    kind, uuid = day.next.key.split(":")
    if kind == CARD:
        cards = cards_of(learner).select_related("activity__course", "activity__module")
        return asked(learner, card=cards.get(uuid=uuid), day=day)
    return asked(learner, question=questions_of(learner).select_related("current").get(uuid=uuid), day=day)


def asked(
    learner: User, *, card: Card | None = None, question: Question | None = None, day: Day | None = None
) -> dict[str, Any]:
    """One thing and how much is left; ``day`` saves reading it again."""
    day = day or day_of(learner)
    told = {"left": day.left, "is_first": day.answered == 0, "minutes": settings.REVIEW_MINUTES}
    if card is not None:
        return told | {"card": _card(card, learner, day.on)}
    return told | {"question": _question(question, learner)} if question else told


def explained(answer: RecallAnswer, learner: User) -> dict[str, Any]:
    """An answered question as quizzes/partials/explained.html takes it, and when it comes back."""
    version, day = answer.question_version, day_of(learner)
    if version is None:
        raise ValueError("only questions are explained")
    order = checking.order(version.content, _seed(version.question, learner, answer.turn))
    interaction = interactions.get(version.kind)
    question = {
        "position": 1,
        "kind": version.kind,
        "language": _language(version.question),
        "place": _("A question you missed before"),
        "presented": interaction.present(version.content, order),
        "explanation": interaction.explain(version.content, answer.value, order),
        "is_scored": True,
    }
    return {"question": question, "days": (answer.recall.due_on - day.on).days, "left": day.left}


def version_of(question: Question) -> QuestionVersion:
    """The wording in force; what is for practice has one."""
    if question.current is None:
        raise ValueError("only what is published can be asked")
    return question.current


def _language(question: Question) -> str:
    """Questions are not translated."""
    return Course.objects.values_list("language", flat=True).get(uuid=question.course_uuid)


def _seed(question: Question, learner: User, turn: int) -> str:
    """Another order of the options each time, and the same when the page is loaded again."""
    return f"{learner.pk}/{question.pk}/{turn}"


def _waiting(rows: QuerySet[Any], learner: User, on: date, module: str) -> QuerySet[Any, Any]:
    """Identity, module, the day it is due (None when it was never asked), and whether it was forgotten today."""
    mine = rows.annotate(memory=FilteredRelation("recalls", condition=Q(recalls__learner=learner)))
    due = mine.filter(Q(memory=None) | Q(memory__due_on__lte=on))
    return due.annotate(is_repeat=Q(memory__isnull=False, memory__reviewed_on=on)).values_list(
        "uuid", module, "memory__due_on", "is_repeat"
    )


def _done(learner: User, day: Day) -> dict[str, Any]:
    following = after(learner, day)
    return {
        "left": 0,
        "answered": day.answered,
        "has_more": bool(day.waiting),
        "next_on": following,
        "next_in": (following - day.on).days if following else None,
        "is_empty": not (day.answered or day.waiting or following or has_anything(learner)),
    }


def _card(card: Card, learner: User, on: date) -> dict[str, Any]:
    recall = Recall.objects.filter(learner=learner, card=card).first()
    memory = recall.memory if recall else Memory()
    lesson, module = card.activity, card.activity.module
    live = {activity.pk: activity for activity in standing.outline(lesson.course)}
    return {
        "front": card.front,
        "back": card.back,
        "is_term": card.kind == Card.Kind.TERM,
        "language": lesson.course.language,
        "module_title": wordings.title(lesson.course, module),
        "lesson": {
            "title": wordings.title(lesson.course, lesson),
            "url": standing.activity_url(lesson.course, live[lesson.pk]),
        },
        "url": reverse("quizzes:grade_card", args=[card.uuid]),
        "turn": memory.reps,
        "grades": [
            {"value": grade.value, "name": GRADES[grade], "meaning": MEANINGS[grade], "days": (due - on).days}
            for grade, due in spacing.outlook(memory, on=on).items()
        ],
    }


def _question(question: Question, learner: User) -> dict[str, Any]:
    """Nothing here holds the key."""
    turn = Recall.objects.filter(learner=learner, question=question).values_list("reps", flat=True).first() or 0
    sheet = checking.asked(version_of(question).content, prefix=PREFIX, seed=_seed(question, learner, turn))
    return sheet | {
        "language": _language(question),
        "turn": turn,
        "url": reverse("quizzes:answer_question", args=[question.uuid]),
    }
