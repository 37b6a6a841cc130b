"""The whole content in rows: one for the question, one below it for each of its parts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from quizzes.formats import carrying
from quizzes.formats.contents import normal
from quizzes.formats.model import Content, Draft, LeftOut, Notes
from quizzes.formats.naming import kept, numbers, ref
from quizzes.formats.texts import flat
from quizzes.interactions.scenario import GRADES

Row: TypeAlias = dict[str, str]
COLUMNS = (
    "reference", "kind", "topic", "objective", "level", "use", "tags",
    "part", "name", "text", "passage", "title", "role", "right", "feedback", "other_feedback",
    "value", "tolerance", "unit", "share", "wildcards", "match", "position", "grade", "points",
    "mixed", "select", "decimal_comma", "thousands", "ignore_accents", "longest",
    "fewest_words", "most_words", "guidance",
)  # fmt: skip
QUESTION = "question"
YES, NO = "yes", "no"
FACTS = {"reference": "ref", "topic": "topic", "objective": "objective", "level": "level", "use": "use"}


def reduce(content: Mapping[str, Any], notes: Notes) -> Content:
    """Tables hold all of it. Raises LeftOut."""
    return carrying.reduced(content, carrying.WHOLE, notes)


def rows(draft: Draft, content: Content) -> Iterator[Row]:
    """Of one question."""
    facts = {column: getattr(draft, name) for column, name in FACTS.items()}
    own = {"kind": content["kind"], "part": QUESTION, "text": content["prompt"], "feedback": content["rationale"]}
    shared = {"points": content["max_points"], "mixed": _flag(content["shuffle"]), "tags": ", ".join(draft.tags)}
    yield facts | own | shared | _settings(content)
    yield from _parts(content)


def _flag(value: bool) -> str:  # noqa: FBT001  # a cell
    return YES if value else NO


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


def _settings(part: Content) -> Row:
    """What stands in the row of a question or of a gap besides its words."""
    found: Row = {}
    for name, column in _TEXTS.items():
        if name in part:
            found[column] = part[name]
    for name, column in _FLAGS.items():
        if name in part:
            found[column] = _flag(part[name])
    for name, column in _COUNTS.items():
        if name in part:
            found[column] = _cell(part[name])
    return found


_TEXTS = {
    "story": "passage",
    "title": "title",
    "learner_role": "role",
    "answer": "value",
    "tolerance": "tolerance",
    "unit": "unit",
    "default_feedback": "other_feedback",
    "guidance": "guidance",
}
_FLAGS = {
    "accept_decimal_comma": "decimal_comma",
    "accept_thousands_separators": "thousands",
    "ignore_accents": "ignore_accents",
}
_COUNTS = {
    "select_count": "select",
    "max_length": "longest",
    "min_words": "fewest_words",
    "max_words": "most_words",
}


def _parts(content: Content) -> Iterator[Row]:
    if content["kind"] == "cloze":
        yield {"part": "passage", "passage": content["text"]}
        for gap in content["gaps"]:
            yield {"part": "gap", "kind": gap["kind"], "name": gap["id"]} | _settings(gap)
            yield from _lists(gap)
    elif content["kind"] == "extended_text":
        for criterion in content["criteria"]:
            yield {"part": "criterion", "name": criterion["id"], "text": criterion["text"]}
            for level in criterion["levels"]:
                yield {"part": "level", "name": level["id"], "text": level["text"], "points": level["points"]}
    else:
        yield from _lists(content)


def _lists(part: Content) -> Iterator[Row]:
    places = {key: str(place) for place, key in enumerate(part.get("correct_order", []), start=1)}
    for option in part["options"]:
        yield _row("option", option) | ({"position": places[option["id"]]} if places else {})
    for entry in part.get("alternatives", []):
        yield _row("alternative", entry)
    for entry in part.get("units", []):
        yield {"part": "unit", "unit": entry["unit"], "value": entry["factor"]}
    for entry in part.get("responses", []):
        yield _row("response", entry)


def _row(part: str, entry: Content) -> Row:
    found = {"part": part, "name": entry["id"]}
    for name in ("text", "feedback", "value", "tolerance", "share", "match", "grade"):
        if name in entry:
            found[name] = entry[name]
    if "consequence" in entry:
        found["feedback"] = entry["consequence"]
    if "correct" in entry:
        found["right"] = _flag(entry["correct"])
    if "pattern" in entry:
        found["wildcards"] = _flag(entry["pattern"])
    return found


def draft(found: list[Row], notes: Notes) -> Draft:
    """From the rows of one question. Raises LeftOut."""
    head, parts = found[0], found[1:]
    kind = head.get("kind", "")
    if kind not in carrying.KINDS:
        raise LeftOut(_("The kind “%(kind)s” is unknown.") % {"kind": kind[:40]})
    content: Content = {
        "kind": kind,
        "prompt": head.get("text", ""),
        "rationale": head.get("feedback", ""),
        "max_points": head.get("points", "") or "1",
        "shuffle": _is_yes(head.get("mixed", ""), default=True),
    }
    content |= _values(head) | _content(kind, parts)
    return _with_facts(head, normal(content, notes))


def _with_facts(head: Row, content: Content) -> Draft:
    facts = {name: flat(head.get(column, "")) for column, name in FACTS.items()}
    tags = tuple(flat(tag) for tag in head.get("tags", "").split(",") if flat(tag))
    facts["ref"] = ref(facts["ref"])
    return Draft(content, title=head.get("title", ""), tags=tags, **facts)


def _values(row: Row) -> Content:
    found: Content = {name: row[column] for name, column in _TEXTS.items() if row.get(column)}
    found |= {name: _is_yes(row[column], default=True) for name, column in _FLAGS.items() if row.get(column)}
    return found | {name: _whole(row[column]) for name, column in _COUNTS.items() if row.get(column)}


def _is_yes(text: str, *, default: bool) -> bool:
    word = text.strip().casefold()
    return word in {"yes", "true", "1", "x", "y", "1.0"} if word else default


def _whole(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError) as error:
        raise LeftOut(_("“%(text)s” is no whole number.") % {"text": text[:40]}) from error


def _content(kind: str, parts: list[Row]) -> Content:
    if kind == "cloze":
        return _gaps(parts)
    if kind == "extended_text":
        return {"criteria": list(_criteria(parts))}
    content = _key(parts, "grade" if kind == "scenario" else "")
    if kind == "order":
        lines = sorted(
            (row for row in parts if row["part"] == "option"), key=lambda row: _whole(row["position"] or "0")
        )
        names = {id(row): option["id"] for row, option in zip(_rows(parts, "option"), content["options"], strict=True)}
        content["correct_order"] = [names[id(row)] for row in lines]
    return content


def _gaps(parts: list[Row]) -> Content:
    gaps: list[tuple[Row, list[Row]]] = []
    text = ""
    for row in parts:
        if row["part"] == "passage":
            text = row["passage"]
        elif row["part"] == "gap":
            gaps.append((row, []))
        elif gaps:
            gaps[-1][1].append(row)
    known = [{"id": head["name"], "kind": head["kind"]} | _values(head) | _key(below, "") for head, below in gaps]
    if any(gap["kind"] not in {"text", "number", "choice"} for gap in known):
        raise LeftOut(_("A gap is of kind text, number or choice."))
    return {"text": text, "gaps": known}


def _rows(parts: Iterable[Row], part: str) -> list[Row]:
    return [row for row in parts if row["part"] == part]


def _key(parts: list[Row], grades: str) -> Content:
    options, responses = _rows(parts, "option"), _rows(parts, "response")
    answers = kept([row["name"] for row in responses])
    names = kept([row["name"] for row in options], numbers() if responses else None, taken=answers)
    content: Content = {"options": [_option(row, name, grades) for row, name in zip(options, names, strict=True)]}
    further = _rows(parts, "alternative")
    units = _rows(parts, "unit")
    if responses:
        content["responses"] = [{"id": n, "text": row["text"]} for n, row in zip(answers, responses, strict=True)]
    if further:
        called = kept([row["name"] for row in further])
        content["alternatives"] = [_option(row, name, "") for row, name in zip(further, called, strict=True)]
    if units:
        content["units"] = [{"unit": row["unit"], "factor": row["value"]} for row in units]
    return content


def _option(row: Row, name: str, grades: str) -> Content:
    found: Content = {
        "id": name,
        "text": row["text"],
        "feedback": row["feedback"],
        "correct": _is_yes(row["right"], default=False),
    }
    found |= {column: row[column] for column in ("value", "tolerance", "share", "match") if row[column]}
    found["pattern"] = _is_yes(row["wildcards"], default=False)
    if grades:
        grade = row["grade"].strip().casefold()
        if grade not in GRADES:
            raise LeftOut(_("Each way to act is graded best, acceptable, poor or harmful."))
        found |= {"grade": grade, "points": GRADES[grade], "consequence": row["feedback"]}
    return found


def _criteria(parts: list[Row]) -> Iterator[Content]:
    groups: list[tuple[Row, list[Row]]] = []
    for row in parts:
        if row["part"] == "criterion":
            groups.append((row, []))
        elif row["part"] == "level" and groups:
            groups[-1][1].append(row)
    names = kept([head["name"] for head, _below in groups])
    for name, (head, below) in zip(names, groups, strict=True):
        called = kept([row["name"] for row in below])
        levels = [
            {"id": own, "text": row["text"], "points": row["points"] or "0"}
            for own, row in zip(called, below, strict=True)
        ]
        yield {"id": name, "text": head["text"], "levels": levels}
