"""What writers of questions are told: hints on wording, questions that ask nearly the same, where keys stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models import QuestionSnippet, QuestionWording
from cms.question_drafts import asked
from quizzes import linting, similarity
from quizzes.linting import Balance, Hint

SHORT: dict[str, Promise] = {
    linting.ALL_OR_NONE: _("All or none of the above"),
    linting.NEGATIVE: _("Unmarked “not”"),
    linting.LONGEST_KEY: _("The key is the longest"),
    linting.NO_FEEDBACK: _("Options without feedback"),
    linting.NO_RATIONALE: _("No reason for the key"),
}
ADVICE: dict[str, Promise] = {
    linting.ALL_OR_NONE: _("Whoever knows one or two options can tell it. Ask for each in a question of its own."),
    linting.NEGATIVE: _("Readers miss it. Ask for what is so, or write the word in capitals."),
    linting.LONGEST_KEY: _("It stands out. Shorten it, or give the others as much to say."),
    linting.NO_FEEDBACK: _("Practice explains every option to learners."),
    linting.NO_RATIONALE: _("Learners read it after marking, whatever they chose."),
}


@dataclass(frozen=True)
class Advice:
    """A hint in words."""

    title: str | Promise
    text: str | Promise
    about: str


@dataclass(frozen=True)
class Near:
    """A question that asks nearly the same."""

    pk: int
    ref: str
    percent: int
    text: str


@dataclass(frozen=True)
class Place:
    """A place of options, with the keys that stand there."""

    letter: str
    count: int
    expected: int
    percent: int
    is_crowded: bool


def advice(content: dict[str, Any]) -> list[Advice]:
    """For the editor."""
    return [_advice(hint) for hint in linting.hints(content)]


def titles(codes: str) -> list[str | Promise]:
    """For lists, from what ``QuestionWording`` keeps."""
    return [SHORT[code] for code in codes.split("|") if code in SHORT]


def near(question: QuestionSnippet, content: dict[str, Any]) -> list[Near]:
    """Others of the course: one query, and a fraction of a second for ten thousand."""
    others = QuestionWording.objects.filter(question__course=question.course_id).exclude(question=question.pk)
    rows = {pk: (ref, text) for pk, ref, text in others.values_list("question", "question__ref", "text")}
    found = similarity.alike(similarity.normal(asked(content)), ((pk, text) for pk, (_ref, text) in rows.items()))
    return [Near(pk, rows[pk][0], round(100 * share), rows[pk][1]) for pk, share in found]


def balance(questions: QuerySet[QuestionSnippet]) -> list[Place]:
    """Where the keys of single choices stand: one query."""
    read = QuestionWording.objects.filter(question__in=questions.order_by().values("pk"), key_place__isnull=False)
    found = read.order_by().values_list("key_place", "option_count")
    return places(linting.balance((place or 0, count or 1) for place, count in found))


def places(found: Balance) -> list[Place]:
    """By letter."""
    crowded = set(found.crowded)
    return [
        Place(letter, count, round(mean), round(100 * count / found.total), place in crowded)
        for place, (letter, count, mean) in enumerate(zip(ascii_uppercase, found.counts, found.expected, strict=False))
    ]


def tally(questions: QuerySet[QuestionSnippet]) -> list[tuple[str, str | Promise, int]]:
    """How many questions each hint is given on: code, words, number. One query."""
    rows = QuestionWording.objects.filter(question__in=questions.order_by().values("pk")).exclude(hints="")
    kept: Iterable[str] = rows.order_by().values_list("hints", flat=True)
    all_codes = [code for codes in kept for code in codes.split("|") if code]
    return [(code, SHORT[code], all_codes.count(code)) for code in linting.CODES if code in all_codes]


def _advice(hint: Hint) -> Advice:
    return Advice(SHORT[hint.code], ADVICE[hint.code], hint.about)
