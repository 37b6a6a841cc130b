"""Reading posted answers. Field names carry the question's position: ``r3-choice``, ``r3-sequence``."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from quizzes import interactions
from quizzes.actions.attempts import Answer
from quizzes.confidence import LEVELS
from quizzes.models import Kept, SittingEvent
from quizzes.spacing import Grade

LONGEST_DETAIL = 200
# A position fits its column.
CARRIED = re.compile(r"r([1-9][0-9]{0,3})-sequence")
# The largest counter is 10^15: it stays exact in JavaScript and fits the column.
SEQUENCE_DIGITS = 15


def prefix(position: int) -> str:
    """What the names of a question's fields start with."""
    return f"r{position}-"


def asked_question(posted: QueryDict) -> int | None:
    """The question that an address or a page names, if it names one."""
    return read_number(posted.getlist("question"))


def carried_positions(posted: QueryDict) -> list[int]:
    """The questions whose answers a page carries: each brings the sequence it knows."""
    found = (CARRIED.fullmatch(name) for name in posted)
    return [int(match[1]) for match in found if match]


class EventForm(forms.Form):
    """Something that the page noticed. Names that are not listed here are dropped."""

    kind = forms.ChoiceField(choices=SittingEvent.Kind.choices)
    question = forms.CharField(max_length=LONGEST_DETAIL, required=False)
    seconds = forms.CharField(max_length=LONGEST_DETAIL, required=False)
    waiting = forms.CharField(max_length=LONGEST_DETAIL, required=False)
    screen = forms.CharField(max_length=LONGEST_DETAIL, required=False)

    def details(self) -> dict[str, str]:
        """What was said besides the kind."""
        return {name: value for name, value in self.cleaned_data.items() if name != "kind" and value}


def read_grade(text: str) -> Grade:
    """A grade by its number."""
    return Grade(int(text))


class GradeForm(forms.Form):
    """How well something was recalled, and which time that was."""

    grade = forms.TypedChoiceField(choices=[(each.value, each.name) for each in Grade], coerce=read_grade)
    turn = forms.IntegerField(min_value=0)


@dataclass(frozen=True)
class Typed:
    """What a refused page said about one question, in the shape that the page shows; it need not be an answer yet."""

    value: Any
    sequence: int
    is_flagged: bool
    confidence: int | None


class AttemptForm:
    """A posted page of answers; ``responses`` are the rows of the questions that it carries.

    Once ``is_valid`` said so, ``changed`` is ready for ``attempts.save_responses``.
    """

    def __init__(self, responses: Sequence[Kept], contents: dict[int, dict[str, Any]], posted: QueryDict) -> None:
        self.responses = responses
        self.contents = contents
        self.posted = posted
        self.answers: dict[int, Answer] = {}
        self.errors: dict[int, str] = {}

    def is_valid(self) -> bool:
        """Parse every question that the page carried."""
        for response in self.responses:
            self._read(response)
        return not self.errors

    def changed(self) -> dict[int, Answer]:
        """The answers that differ from what is kept, by position."""
        kept = {row.position: (row.value, row.is_flagged, row.confidence) for row in self.responses}
        return {
            position: answer
            for position, answer in self.answers.items()
            if kept[position] != (answer.value, answer.is_flagged, answer.confidence)
        }

    def typed(self) -> dict[int, Typed]:
        """Everything the page carried, by position, to show it again after a refusal."""
        return {response.position: self._typed(response) for response in self.responses}

    def _typed(self, response: Kept) -> Typed:
        fields = posted_fields(self.posted, prefix(response.position))
        if response.position in self.answers:
            value: Any = self.answers[response.position].value
        else:
            value = typed_value(self.contents[response.question_version_id], fields)
        try:
            sequence = _read_sequence("".join(fields["sequence"]))
        except interactions.ResponseError:
            sequence = response.sequence
        return Typed(value, sequence, bool(fields.get("flag")), _read_confidence(fields.get("confidence", [])))

    def _read(self, response: Kept) -> None:
        content = self.contents[response.question_version_id]
        try:
            self.answers[response.position] = read_answer(content, self.posted, prefix(response.position))
        except interactions.ResponseError as error:
            self.errors[response.position] = error.message


def read_answer(content: dict[str, Any], posted: QueryDict, start: str) -> Answer:
    """The answer to one question; the page's sequence is the last it knew, so this save is the next.

    Raises interactions.ResponseError with a message for the learner.
    """
    fields = posted_fields(posted, start)
    sequence = _read_sequence("".join(fields.pop("sequence", [])))
    is_flagged = bool(fields.pop("flag", []))
    confidence = _read_confidence(fields.pop("confidence", []))
    value = interactions.get(content["kind"]).parse(content, fields)
    return Answer(value, sequence + 1, is_flagged, confidence)


def posted_fields(posted: QueryDict, start: str) -> dict[str, list[str]]:
    """The fields of one question, without what their names start with."""
    return {name.removeprefix(start): posted.getlist(name) for name in posted if name.startswith(start)}


def typed_value(content: Mapping[str, Any], fields: Mapping[str, list[str]]) -> Any:
    """Unread: the chosen ids, the text, the partner of each premise, or the place given to each line."""
    ids = [option["id"] for option in content.get("options", [])]
    if content["kind"] in {"numeric", "text_entry", "extended_text"}:
        return "".join(fields.get("value", [])) or None
    if content["kind"] == "match":
        pairs = {key: "".join(fields.get(f"match-{key}", [])) for key in ids}
        return pairs if any(pairs.values()) else None
    if content["kind"] == "cloze":
        gaps = {gap["id"]: "".join(fields.get(f"gap-{gap['id']}", [])) for gap in content["gaps"]}
        return gaps if any(gaps.values()) else None
    if content["kind"] == "order":
        places = {key: read_number(fields.get(f"position-{key}", [])) for key in ids}
        return places if any(places.values()) else None
    chosen = fields.get("choice", [])
    return (chosen if content["kind"] == "multiple_choice" else "".join(chosen[:1])) or None


def read_number(given: list[str]) -> int | None:
    """A plain number; None for anything else."""
    text = "".join(given)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= SEQUENCE_DIGITS else None


def _read_confidence(given: list[str]) -> int | None:
    """Whoever names no level says nothing."""
    level = read_number(given)
    return level if level in LEVELS else None


def _read_sequence(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > SEQUENCE_DIGITS:
        raise interactions.ResponseError(_("The page sent an answer without its number. Reload it and answer again."))
    return int(text)
