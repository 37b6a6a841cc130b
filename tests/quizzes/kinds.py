"""One question of every kind whose secrets can't be mistaken, and what people post to it."""

import uuid
from typing import Any

from quizzes.actions import questions
from quizzes.models import Quiz
from quizzes.terms import Terms
from tests.factories.courses import PRACTICE, SmallCourse, publish_question, single_choice

SECRET = "sealed-until-marked"


def _choices(keys: str, right: str) -> list[dict[str, Any]]:
    return [
        {"id": key, "text": f"Line {key}", "correct": key in right, "feedback": f"{SECRET} feedback {key}"}
        for key in keys
    ]


def _common(kind: str, points: str = "1") -> dict[str, Any]:
    return {
        "kind": kind,
        "prompt": f"Prompt of {kind}",
        "shuffle": True,
        "rationale": f"{SECRET} rationale",
        "max_points": points,
    }


def _grades(best: str) -> list[dict[str, Any]]:
    rest = iter([("acceptable", 2), ("poor", 1), ("harmful", 0)])
    options = []
    for key in "ABCD":
        grade, points = ("best", 3) if key == best else next(rest)
        options.append(
            {"id": key, "text": f"Line {key}", "grade": grade, "points": points, "consequence": f"{SECRET} {key}"}
        )
    return options


def _numeric(answer: str, wrong: str) -> dict[str, Any]:
    return {
        **_common("numeric"),
        "answer": answer,
        "tolerance": "0.5",
        "unit": "EUR",
        "options": [
            {"id": "ok", "value": answer, "tolerance": "0.5", "correct": True, "feedback": f"{SECRET} right"},
            {"id": "e1", "value": wrong, "tolerance": "0.5", "correct": False, "feedback": f"{SECRET} wrong"},
        ],
        "default_feedback": f"{SECRET} other",
    }


def _match(partners: str) -> dict[str, Any]:
    return {
        **_common("match"),
        "options": [
            {"id": f"P{place}", "text": f"Premise {place}", "match": f"R{partner}", "feedback": f"{SECRET} P{place}"}
            for place, partner in enumerate(partners, start=1)
        ],
        "responses": [{"id": f"R{place}", "text": f"Partner {place}"} for place in range(1, 5)],
    }


def _order(sequence: str) -> dict[str, Any]:
    options = [{"id": key, "text": f"Line {key}", "feedback": f"{SECRET} feedback {key}"} for key in "ABCD"]
    return {**_common("order"), "options": options, "correct_order": list(sequence)}


def _scenario(best: str) -> dict[str, Any]:
    told = {"title": "A case", "story": "Someone writes.", "learner_role": "Adviser"}
    return {**_common("scenario", "3"), **told, "options": _grades(best)}


def _text_entry(best: str, half: str) -> dict[str, Any]:
    return {
        **_common("text_entry"),
        "options": [
            {"id": "full", "text": f"{best} 5181", "share": "1", "feedback": f"{SECRET} right"},
            {"id": "half", "text": f"{half} 6292", "share": "0.5", "feedback": f"{SECRET} half"},
        ],
        "default_feedback": f"{SECRET} other",
    }


def _cloze(word: str, number: str, choice: str) -> dict[str, Any]:
    options = [{"id": "full", "text": f"{word} 5181", "feedback": f"{SECRET} gap"}]
    return {
        **_common("cloze", "3"),
        "text": "Before [[word]] and [[number]] comes [[choice]].",
        "gaps": [
            {"id": "word", "kind": "text", "options": options, "default_feedback": f"{SECRET} other"},
            {"id": "number", "kind": "number", "answer": number, "tolerance": "0", "unit": "km"},
            {"id": "choice", "kind": "choice", "options": _choices("AB", choice)},
        ],
    }


def _extended_text(worst: str, best: str) -> dict[str, Any]:
    levels = [
        {"id": "low", "text": f"{SECRET} {worst}", "points": "0"},
        {"id": "some", "text": f"{SECRET} something", "points": "1"},
        {"id": "near", "text": f"{SECRET} nearly all", "points": "1.5"},
        {"id": "high", "text": f"{SECRET} {best}", "points": "2"},
    ]
    criteria = [
        {"id": f"C{place}", "text": f"Criterion {place}", "levels": levels, "feedback": f"{SECRET} criterion"}
        for place in (1, 2)
    ]
    return {**_common("extended_text"), "guidance": f"{SECRET} guidance {best}", "criteria": criteria}


# Marked by a key, in whole points.
CONTENTS: dict[str, dict[str, Any]] = {
    "single_choice": {**_common("single_choice"), "options": _choices("ABCD", "D")},
    "multiple_choice": {**_common("multiple_choice", "2"), "options": _choices("ABCDE", "BE"), "select_count": 2},
    "true_false": {**_common("true_false"), "options": _choices("TF", "T")},
    "numeric": _numeric("1717", "8383"),
    "match": _match("413"),
    "order": _order("BDAC"),
    "scenario": _scenario("D"),
}
# The same questions with another key: nothing shown before marking may differ.
OTHER_KEYS: dict[str, dict[str, Any]] = {
    "single_choice": {**_common("single_choice", "5"), "options": _choices("ABCD", "A")},
    "multiple_choice": {**_common("multiple_choice", "7"), "options": _choices("ABCDE", "AC"), "select_count": 2},
    "true_false": {**_common("true_false", "3"), "options": _choices("TF", "F")},
    "numeric": _numeric("42", "6"),
    "match": _match("222"),
    "order": _order("CADB"),
    "scenario": _scenario("A"),
}
KINDS = list(CONTENTS)
# The kinds in which people write, which papers of every kind ask as well.
WRITTEN: dict[str, dict[str, Any]] = {
    "text_entry": _text_entry("pancreas", "gland"),
    "cloze": _cloze("femur", "1717", "B"),
    "extended_text": _extended_text("nothing", "everything"),
}
EVERY_KIND = CONTENTS | WRITTEN
OTHER_KEYS_OF_EVERY_KIND = OTHER_KEYS | {
    "text_entry": _text_entry("liver", "organ"),
    "cloze": _cloze("tibia", "42", "A"),
    "extended_text": _extended_text("little", "much"),
}
RIGHT: dict[str, dict[str, list[str]]] = {
    "single_choice": {"choice": ["D"]},
    "multiple_choice": {"choice": ["E", "B"]},
    "true_false": {"choice": ["T"]},
    "numeric": {"value": ["1.717,2 €"]},
    "match": {"match-P1": ["R4"], "match-P2": ["R1"], "match-P3": ["R3"]},
    "order": {"position-B": ["1"], "position-D": ["2"], "position-A": ["3"], "position-C": ["4"]},
    "scenario": {"choice": ["D"]},
}
RIGHT_OF_EVERY_KIND = RIGHT | {
    "text_entry": {"value": ["Pancreas 5181"]},
    "cloze": {"gap-word": ["femur 5181"], "gap-number": ["1717 km"], "gap-choice": ["B"]},
    "extended_text": {"value": ["What I think.\r\nAnd why."]},
}
KEPT: dict[str, Any] = {
    "single_choice": "D",
    "multiple_choice": ["B", "E"],
    "true_false": "T",
    "numeric": "1717.2",
    "match": {"P1": "R4", "P2": "R1", "P3": "R3"},
    "order": ["B", "D", "A", "C"],
    "scenario": "D",
}
KEPT_OF_EVERY_KIND = KEPT | {
    "text_entry": "Pancreas 5181",
    "cloze": {"word": "femur 5181", "number": "1717", "choice": "B"},
    "extended_text": "What I think.\nAnd why.",
}
RUBBISH: dict[str, list[dict[str, list[str]]]] = {
    "single_choice": [{"choice": ["Z"]}, {"choice": ["A", "B"]}, {"choice": ["A\x00"]}, {"choice": ["x" * 5000]}],
    "multiple_choice": [{"choice": ["Z"]}, {"choice": ["A", "A"]}, {"choice": ["A", "B", "C"]}],
    "true_false": [{"choice": ["true"]}, {"choice": ["T", "F"]}],
    "numeric": [
        {"value": ["many"]},
        {"value": ["NaN"]},
        {"value": ["1e9"]},
        {"value": ["9" * 40]},
        {"value": ["1", "2"]},
    ],
    "match": [{"match-P1": ["R9"]}, {"match-P9": ["R1"]}, {"match-P1": ["R1", "R2"]}],
    "order": [
        {"position-A": ["1"]},
        {f"position-{key}": ["1"] for key in "ABCD"},
        {"position-Z": ["1"]},
        {f"position-{key}": [str(place)] for place, key in enumerate("ABCD")},
    ],
    "scenario": [{"choice": ["best"]}, {"choice": ["A", "D"]}],
}
RUBBISH_OF_EVERY_KIND = RUBBISH | {
    "text_entry": [{"value": ["x" * 201]}, {"value": ["a", "b"]}],
    "cloze": [{"gap-number": ["many"]}, {"gap-choice": ["Z"]}, {"gap-other": ["x"]}, {"gap-word": ["a", "b"]}],
    "extended_text": [{"value": ["x" * 20_001]}, {"value": ["a", "b"]}],
}


def place_questions(
    small: SmallCourse, contents: list[dict[str, Any]], *, terms: Terms = PRACTICE, quiz: Quiz | None = None
) -> Quiz:
    """Make the small course's quiz, or another of its assessments, ask exactly these, in this order."""
    placed = tuple(
        publish_question(small.course.uuid, f"Q{uuid.uuid4().hex[:8]}", content=content).uuid for content in contents
    )
    section = questions.SectionFacts("All", "All", False, placed)
    return questions.publish_quiz((quiz or small.quiz).activity, terms=terms, sections=[section])


def place_plain_questions(small: SmallCourse, count: int) -> Quiz:
    """Make the small course's quiz ask this many single choice questions."""
    return place_questions(small, [single_choice(f"Plain {number}") for number in range(count)])


def posted(position: int, fields: dict[str, list[str]], *, sequence: int = 0, **extra: str) -> dict[str, Any]:
    """The form data of one question as the page names it."""
    named = {**fields, **extra, "sequence": str(sequence)}
    return {f"r{position}-{name}": value for name, value in named.items()}
