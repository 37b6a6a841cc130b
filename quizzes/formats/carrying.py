"""What each format can carry. Writers reduce content to it first, so that reading back gives the reduced content.

The table in docs/formats.md is made from this module.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.formats.contents import UNORDERED, normal
from quizzes.formats.model import Content, LeftOut, Notes
from quizzes.formats.naming import letters, numbers
from quizzes.formats.rubrics import whole_answer

KINDS: dict[str, Promise] = {
    "single_choice": gettext_lazy("Single choice"),
    "multiple_choice": gettext_lazy("Multiple choice"),
    "true_false": gettext_lazy("True or false"),
    "numeric": gettext_lazy("Number"),
    "match": gettext_lazy("Matching"),
    "order": gettext_lazy("Ordering"),
    "scenario": gettext_lazy("Scenario"),
    "text_entry": gettext_lazy("Short text"),
    "cloze": gettext_lazy("Text with gaps"),
    "extended_text": gettext_lazy("Extended text"),
}
FEATURES: dict[str, Promise] = {
    "feedback": gettext_lazy("feedback on each option or value"),
    "other_feedback": gettext_lazy("feedback on any other answer"),
    "part_feedback": gettext_lazy("feedback on each pair or line"),
    "rationale": gettext_lazy("why the key is right"),
    "points": gettext_lazy("points"),
    "shuffle": gettext_lazy("whether options are mixed"),
    "select_count": gettext_lazy("how many to select"),
    "units": gettext_lazy("units of numbers"),
    "marks": gettext_lazy("which marks a number may have"),
    "accents": gettext_lazy("whether accents count"),
    "length": gettext_lazy("the longest answer"),
    "one_sign": gettext_lazy("the wildcard ? for one sign"),
    "many_gaps": gettext_lazy("more than one gap"),
    "rubric": gettext_lazy("rubric, guidance and word limits"),
    # Last, because what is gone needs no name.
    "names": gettext_lazy("names of options"),
    "facts": gettext_lazy("reference, topic, objective, level, use, tags"),
}
# What Moodle's wildcards can't say: one sign, and a backslash before a star.
FOREIGN = re.compile(r"\?|\\\*")
EVERY_KIND = frozenset(KINDS)
EVERYTHING = frozenset(FEATURES)
LOST = gettext_lazy("Not carried by this format: %(feature)s.")


@dataclass(frozen=True)
class Carries:
    """The kinds and features that a format has."""

    kinds: frozenset[str]
    features: frozenset[str]


AIKEN = Carries(frozenset({"single_choice", "true_false"}), frozenset())
GIFT = Carries(EVERY_KIND - {"order"}, frozenset({"feedback", "other_feedback", "rationale", "facts"}))
MOODLE = Carries(
    EVERY_KIND, EVERYTHING - {"part_feedback", "select_count", "names", "marks", "accents", "length", "one_sign"}
)
WHOLE = Carries(EVERY_KIND, EVERYTHING)


def reduced(content: Mapping[str, Any], carries: Carries, notes: Notes) -> Content:
    """What of it the format can hold, in the shape in which it will come back; each loss is noted. Raises LeftOut."""
    content = normal(content, notes)
    if content["kind"] not in carries.kinds:
        raise LeftOut(_("This format has no “%(kind)s”.") % {"kind": KINDS[content["kind"]]})
    missing = [name for name in FEATURES if name not in carries.features]
    for name in missing:
        before = content
        content = _WITHOUT[name](content)
        if content != before and name != "names":
            notes.add(LOST % {"feature": FEATURES[name]})
    return content


def _each(content: Content, change: Callable[[Content], Content]) -> Content:
    """The content with a change made to what marks it: the whole, or each of its gaps."""
    if content["kind"] == "cloze":
        return content | {"gaps": [change(gap) for gap in content["gaps"]]}
    return change(content)


def _blanked(entries: list[Content], name: str = "feedback") -> list[Content]:
    return [entry | {name: ""} if name in entry else entry for entry in entries]


def _without_feedback(content: Content) -> Content:
    if content["kind"] in {"match", "order"}:
        return content
    return _each(
        content,
        lambda part: part | {name: _blanked(part[name]) for name in ("options", "alternatives") if name in part},
    )


def _without_part_feedback(content: Content) -> Content:
    if content["kind"] not in {"match", "order"}:
        return content
    return content | {"options": _blanked(content["options"])}


def _without_other_feedback(content: Content) -> Content:
    return _each(content, lambda part: part | {"default_feedback": ""} if "default_feedback" in part else part)


def _usual_shuffle(content: Content) -> Content:
    kind = content["kind"]
    lists = kind != "cloze" or any(gap["kind"] == "choice" for gap in content["gaps"])
    return content | {"shuffle": lists and kind not in UNORDERED | {"true_false"}}


def _without_units(content: Content) -> Content:
    return _each(content, lambda part: part | {"unit": "", "units": []} if "units" in part else part)


def _usual_marks(content: Content) -> Content:
    usual = {"accept_decimal_comma": True, "accept_thousands_separators": True}
    return content | usual if content["kind"] == "numeric" else content


def _minding_accents(content: Content) -> Content:
    return _each(content, lambda part: part | {"ignore_accents": False} if "ignore_accents" in part else part)


def _without_single_wildcards(content: Content) -> Content:
    def change(part: Content) -> Content:
        if "ignore_accents" not in part:
            return part
        return part | {"options": [o for o in part["options"] if not (o["pattern"] and FOREIGN.search(o["text"]))]}

    return _each(content, change)


def _with_one_gap(content: Content) -> Content:
    if content["kind"] == "cloze" and len(content["gaps"]) > 1:
        raise LeftOut(_("This format has one gap in a text, and this one has more."))
    return content


def _with_usual_rubric(content: Content) -> Content:
    if content["kind"] != "extended_text":
        return content
    return content | {"min_words": None, "max_words": None, "guidance": "", "criteria": whole_answer()}


def _by_letter(content: Content) -> Content:
    """Named by place, as a reader names what has no name."""
    kind = content["kind"]
    if kind == "order":
        return _renamed_lines(content)
    if kind == "match":
        return _renamed_pairs(content)
    if kind == "cloze":
        return _renamed_gaps(content)
    return _renamed_lists(content)


def _renamed_lists(part: Content) -> Content:
    """A right value without feedback says nothing that the answer does not."""
    if "answer" in part:
        part = part | {"options": [o for o in part["options"] if not o["correct"] or o["feedback"]]}
    lists: Content = {name: _lettered(part[name]) for name in ("options", "alternatives") if name in part}
    if "criteria" in part:
        criteria = [entry | {"levels": _lettered(entry["levels"])} for entry in part["criteria"]]
        lists["criteria"] = _lettered(criteria)
    return part | lists


def _lettered(entries: list[Content]) -> list[Content]:
    return [entry | {"id": name} for entry, name in zip(entries, letters(), strict=False)]


def _renamed_lines(content: Content) -> Content:
    lines = {option["id"]: option for option in content["options"]}
    options = _lettered([lines[key] for key in content["correct_order"]])
    return content | {"options": options, "correct_order": [option["id"] for option in options]}


def _renamed_pairs(content: Content) -> Content:
    """Answers stand in the order in which the premises use them, those that none uses at the end."""
    texts = {entry["id"]: entry["text"] for entry in content["responses"]}
    used = dict.fromkeys(texts[option["match"]] for option in content["options"])
    unused = [text for key, text in texts.items() if key not in {option["match"] for option in content["options"]}]
    responses = _lettered([{"text": text} for text in [*used, *(text for text in unused if text not in used)]])
    if len(responses) < 2:
        raise LeftOut(_("All its answers read the same."))
    names = {entry["text"]: entry["id"] for entry in responses}
    options = [
        option | {"id": name, "match": names[texts[option["match"]]]}
        for option, name in zip(content["options"], numbers(), strict=False)
    ]
    return content | {"options": options, "responses": responses}


def _renamed_gaps(content: Content) -> Content:
    """Gaps are called 1, 2, 3 in the order of the text."""
    places = sorted(content["gaps"], key=lambda gap: content["text"].index(f"[[{gap['id']}]]"))
    text = content["text"]
    for place, gap in enumerate(places, start=1):
        text = text.replace(f"[[{gap['id']}]]", f"[[\x00{place}]]")
    gaps = [_renamed_lists(gap) | {"id": str(place)} for place, gap in enumerate(places, start=1)]
    return content | {"text": text.replace("\x00", ""), "gaps": gaps}


_WITHOUT: dict[str, Callable[[Content], Content]] = {
    "feedback": _without_feedback,
    "other_feedback": _without_other_feedback,
    "part_feedback": _without_part_feedback,
    "rationale": lambda content: content | {"rationale": ""},
    "points": lambda content: content | {"max_points": "1"},
    "shuffle": _usual_shuffle,
    "select_count": lambda content: content | {"select_count": None} if "select_count" in content else content,
    "names": _by_letter,
    "units": _without_units,
    "marks": _usual_marks,
    "accents": _minding_accents,
    "length": lambda content: content | {"max_length": None} if "max_length" in content else content,
    "one_sign": _without_single_wildcards,
    "many_gaps": _with_one_gap,
    "rubric": _with_usual_rubric,
    "facts": lambda content: content,
}
