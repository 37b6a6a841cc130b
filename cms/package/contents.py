"""From the wording of items.json and scenarios.json to the content that `quizzes.interactions` takes.

Numbers become text: a digest of the content must not depend on how a number happened to be written.
"""

from collections.abc import Callable
from typing import Any

from cms.package.entries import Entry
from quizzes.interactions import INTERACTIONS

Content = dict[str, Any]


def of(entry: Entry, *, is_scenario: bool) -> tuple[str, Content]:
    """From the field `content`, which is taken as it stands, or from the fields that authors write."""
    if "content" in entry.values:
        content = dict(entry.mapping("content"))
        kind = content.get("kind")
        if kind not in INTERACTIONS:
            entry.report(f"“content” must name its kind; known are {', '.join(INTERACTIONS)}")
            return "", {}
        return str(kind), content
    return ("scenario", of_scenario(entry)) if is_scenario else of_item(entry)


def of_item(item: Entry) -> tuple[str, Content]:
    """The kind and its content; an unknown type is reported and gives no content."""
    name = item.text("type")
    if name not in _ITEM_KINDS:
        if name:
            item.report(f"type “{name}” is unknown; known are {', '.join(_ITEM_KINDS)}")
        return name, {}
    kind, build = _ITEM_KINDS[name]
    return kind, {
        "kind": kind,
        "prompt": item.text("stem"),
        **build(item),
        "rationale": item.text("rationale"),
        "max_points": item.number("max_points"),
    }


def of_scenario(scenario: Entry) -> Content:
    return {
        "kind": "scenario",
        "title": scenario.text("title"),
        "learner_role": scenario.text("learner_role"),
        "story": scenario.text("story"),
        "prompt": scenario.text("question"),
        "options": [_graded(option) for option in scenario.entries("options")],
        "shuffle": True,
        "rationale": scenario.text("debrief"),
        "max_points": "1",
    }


def _choice(item: Entry) -> Content:
    options = [
        {**_wording(option), "correct": option.flag("correct"), "feedback": option.text("feedback")}
        for option in item.entries("options")
    ]
    return {"options": options, "shuffle": item.flag("shuffle_options")}


def _multiple(item: Entry) -> Content:
    return {**_choice(item), "select_count": item.whole("select_count")}


def _numeric(item: Entry) -> Content:
    key = item.entry("numeric")
    if key is None:
        item.report("“numeric” is missing")
        return {}
    return {
        "answer": key.number("answer"),
        "tolerance": key.number("tolerance"),
        "unit": key.optional_text("unit"),
        "accept_decimal_comma": key.flag("accept_decimal_comma"),
        "accept_thousands_separators": key.flag("accept_thousands_separators"),
        "options": [_value(option) for option in item.entries("options")],
        "default_feedback": item.text("default_feedback"),
        "shuffle": False,
    }


def _match(item: Entry) -> Content:
    options = [
        {**_wording(option), "match": option.text("match"), "feedback": option.text("feedback")}
        for option in item.entries("options")
    ]
    return {
        "options": options,
        "responses": [_wording(response) for response in item.entries("responses")],
        "shuffle": item.flag("shuffle_options"),
    }


def _order(item: Entry) -> Content:
    options = [{**_wording(option), "feedback": option.text("feedback")} for option in item.entries("options")]
    return {
        "options": options,
        "correct_order": list(item.texts("correct_order")),
        "shuffle": item.flag("shuffle_options"),
    }


def _wording(option: Entry) -> Content:
    return {"id": option.text("id"), "text": option.text("text")}


def _value(option: Entry) -> Content:
    return {
        "id": option.text("id"),
        "value": option.number("value"),
        "tolerance": option.number("tolerance"),
        "correct": option.flag("correct"),
        "feedback": option.text("feedback"),
    }


def _graded(option: Entry) -> Content:
    return {
        **_wording(option),
        "grade": option.text("grade"),
        "points": option.whole("points"),
        "consequence": option.text("consequence"),
    }


_ITEM_KINDS: dict[str, tuple[str, Callable[[Entry], Content]]] = {
    "single_choice": ("single_choice", _choice),
    "multiple_choice": ("multiple_choice", _multiple),
    "true_false": ("true_false", _choice),
    "numeric": ("numeric", _numeric),
    "matching": ("match", _match),
    "ordering": ("order", _order),
}
