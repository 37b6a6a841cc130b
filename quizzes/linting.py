"""Habits of question writing that give the key away or mislead. Plain rules over content; they err on the loud side."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from math import sqrt
from typing import Any

ALL_OR_NONE = "all-or-none"
NEGATIVE = "negative"
LONGEST_KEY = "longest-key"
NO_FEEDBACK = "no-feedback"
NO_RATIONALE = "no-rationale"
CODES = (ALL_OR_NONE, NEGATIVE, LONGEST_KEY, NO_FEEDBACK, NO_RATIONALE)

CHOICES = {"single_choice", "multiple_choice", "true_false"}
COLLECTIVE = re.compile(
    r"\b(all|none|any|neither|both)\b.{0,24}\b(above|below|these|them|answers?|options?|statements?)\b"
    r"|^(both )?[A-H] (and|&) [A-H]\W*$",
    re.IGNORECASE,
)
# In small letters only: in capitals it is marked.
NEGATION = re.compile(r"\b(not|except|never|incorrect|untrue|false|cannot|(?<!at )least)\b|n['\u2019]t\b")
SENTENCES = re.compile(r"(?<=[.!?:])\s+")
# How much longer than the longest wrong option a key has to be to stand out.
OUTSTANDING = 1.25
# With fewer questions than this, chance explains any pattern.
FEWEST = 10
# How many standard deviations above what chance would put there.
CROWDED = 2


@dataclass(frozen=True)
class Hint:
    """One habit; ``about`` names the words or options that show it."""

    code: str
    about: str = ""


@dataclass(frozen=True)
class Balance:
    """How many keys stand at each place, and how many chance would put there."""

    counts: tuple[int, ...]
    expected: tuple[float, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def crowded(self) -> tuple[int, ...]:
        """Places, from 0, that hold more keys than chance explains."""
        if self.total < FEWEST:
            return ()
        return tuple(
            place
            for place, (count, mean) in enumerate(zip(self.counts, self.expected, strict=True))
            if count > mean + CROWDED * sqrt(mean * (1 - mean / self.total))
        )


def hints(content: Mapping[str, Any]) -> list[Hint]:
    """In the order of ``CODES``, each once."""
    found = {hint.code: hint for hint in _all(content)}
    return [found[code] for code in CODES if code in found]


def key_place(content: Mapping[str, Any]) -> tuple[int, int] | None:
    """Where the key of a single choice stands, and among how many options; no such place in other kinds."""
    if content["kind"] != "single_choice":
        return None
    options = content["options"]
    return next(((place, len(options)) for place, option in enumerate(options) if option["correct"]), None)


def balance(places: Iterable[tuple[int, int]]) -> Balance:
    """Over a bank or a quiz, from what ``key_place`` says of each question."""
    counts: list[int] = []
    expected: list[float] = []
    for place, size in places:
        counts = [a + b for a, b in zip_longest(counts, _at(place), fillvalue=0)]
        expected = [a + b for a, b in zip_longest(expected, [1 / size] * size, fillvalue=0.0)]
    width = max(len(counts), len(expected))
    counts += [0] * (width - len(counts))
    return Balance(tuple(counts), tuple(expected))


def _at(place: int) -> list[int]:
    return [0] * place + [1]


def _all(content: Mapping[str, Any]) -> Iterator[Hint]:
    yield from _negative(content)
    for options in _lists(content):
        yield from _collective(options)
        yield from _longest(options)
        yield from _silent(options)
    if content["kind"] != "extended_text" and not content.get("rationale", "").strip():
        yield Hint(NO_RATIONALE)


def _lists(content: Mapping[str, Any]) -> Iterator[list[Mapping[str, Any]]]:
    """Options to choose from, also those of a gap."""
    if content["kind"] in CHOICES:
        yield content["options"]
    elif content["kind"] == "cloze":
        yield from (gap["options"] for gap in content["gaps"] if gap["kind"] == "choice")


def _negative(content: Mapping[str, Any]) -> Iterator[Hint]:
    if content["kind"] not in CHOICES:
        return
    asked = SENTENCES.split(content.get("prompt", "").strip())[-1]
    if found := NEGATION.search(asked):
        yield Hint(NEGATIVE, found[0])


def _collective(options: list[Mapping[str, Any]]) -> Iterator[Hint]:
    for option in options:
        if COLLECTIVE.search(option["text"].strip()):
            yield Hint(ALL_OR_NONE, option["text"].strip())


def _longest(options: list[Mapping[str, Any]]) -> Iterator[Hint]:
    right = [len(option["text"]) for option in options if option["correct"]]
    wrong = [len(option["text"]) for option in options if not option["correct"]]
    if len(wrong) > 1 and right and min(right) > OUTSTANDING * max(wrong):
        yield Hint(LONGEST_KEY, next(option["text"] for option in options if option["correct"]))


def _silent(options: list[Mapping[str, Any]]) -> Iterator[Hint]:
    silent = [option.get("id", "") for option in options if not option.get("feedback", "").strip()]
    if silent:
        yield Hint(NO_FEEDBACK, ", ".join(silent))
