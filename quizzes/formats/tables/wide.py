"""One question a row, as people keep them by hand: its text, its options side by side, and which is right."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building, facts
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.model import Content, Draft, LeftOut, Notes
from quizzes.formats.naming import letters
from quizzes.formats.texts import brief, flat

# Headings are compared by letters and digits alone.
PROMPTS = ("question", "prompt", "stem", "questiontext", "text")
ANSWERS = ("answer", "answers", "correct", "correctanswer", "correctanswers", "correctoption", "key", "right")
WHYS = ("explanation", "rationale", "feedback", "generalfeedback", "why")
FACTS = {"ref": ("reference", "ref", "id", "code"), "topic": ("topic", "category", "module")}
FACTS |= {"objective": ("objective",), "level": ("level", "cognitivelevel"), "use": ("use",)}
OPTION = re.compile(r"(?:option|choice|answer|distractor)?([a-h]|[1-9])")
TYPES = ("kind", "type", "questiontype")


def plain(heading: str) -> str:
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def is_wide(headings: Sequence[str]) -> bool:
    """Whether these headings say where question and answer are."""
    known = set(map(plain, headings))
    return bool(known & set(PROMPTS) and known & set(ANSWERS))


def draft(row: Mapping[str, str], notes: Notes) -> Draft:
    """From a row by its plain headings. Raises LeftOut."""
    prompt, why, key = (_first(row, names) for names in (PROMPTS, WHYS, ANSWERS))
    options = {found[1]: text for name, text in row.items() if (found := OPTION.fullmatch(name)) and flat(text)}
    points = _first(row, ("points", "marks", "score")) or "1"
    values: dict[str, Any] = {"rationale": why, "points": points}
    content = _with_options(prompt, options, key, notes, values) if options else _without(prompt, key, notes, values)
    named = {name: flat(_first(row, headings)) for name, headings in FACTS.items()}
    own = facts.of_tags(_first(row, ("tags", "keywords")).split(","), notes, name=named.pop("ref"))
    return Draft(content, ref=own.ref, tags=own.tags, **(named | own.named))


def _first(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next((row[name].strip() for name in names if row.get(name, "").strip()), "")


def _with_options(prompt: str, options: Mapping[str, str], key: str, notes: Notes, values: dict[str, Any]) -> Content:
    right = _named(options, key)
    if not right:
        raise LeftOut(_("The answer “%(key)s” is none of the options.") % {"key": brief(key)})
    gain, loss = Fraction(1, len(right)), Fraction(-1, (len(options) - len(right)) or 1)
    if len(right) == 1:
        found = [Option(text, ALL if name in right else NONE) for name, text in options.items()]
        return building.choice_or_truth(prompt, found, notes, shuffle=True, **values)
    found = [Option(text, gain if name in right else loss) for name, text in options.items()]
    return building.several(prompt, found, notes, shuffle=True, **values)


def _named(options: Mapping[str, str], key: str) -> set[str]:
    """By letter, by number or by text; several are parted by commas, semicolons or bars."""
    by_text = {flat(text).casefold(): name for name, text in options.items()}
    if flat(key).casefold() in by_text:
        return {by_text[flat(key).casefold()]}
    by_place = dict(zip(letters(), options, strict=False)) | {str(n): name for n, name in enumerate(options, start=1)}
    by_place |= {name.upper(): name for name in options}
    named = [part.strip().rstrip(".)") for part in re.split(r"[,;|]", key) if part.strip()]
    found = {by_place.get(part.upper(), by_text.get(part.casefold(), "")) for part in named}
    return set() if "" in found else found


def _without(prompt: str, key: str, notes: Notes, values: dict[str, Any]) -> Content:
    if not key:
        raise LeftOut(_("It has neither options nor an answer."))
    if key.casefold() in building.TRUTHS:
        return building.truth(prompt, building.TRUTHS[key.casefold()], notes, **values)
    answers = [Option(part.strip(), ALL) for part in re.split(r"[;|]", key) if part.strip()]
    if all(is_number(answer.text) for answer in answers):
        return building.number(prompt, answers, notes, **values)
    return building.short_text(prompt, answers, notes, **values)


def is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,10})?", text) is not None
