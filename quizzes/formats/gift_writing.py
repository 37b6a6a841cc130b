"""Writing GIFT."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building, carrying, facts
from quizzes.formats.gift_syntax import escaped, percent, starred
from quizzes.formats.markup import looks_like_html
from quizzes.formats.model import Content, Draft, Listener, Notes, pieces
from quizzes.formats.texts import flat

ARROW = "->"
ANSWERS = ("options", "responses", "gaps", "default_feedback")


def reduce(content: Any, notes: Notes) -> Content:
    """What GIFT can hold of it. Raises LeftOut."""
    content = _without_arrows(carrying.reduced(content, carrying.GIFT, notes), notes)
    if content["kind"] == "cloze":
        return building.joined(_with_words_behind(content, notes))
    if content["kind"] == "true_false":
        truth = building.plain_truth(content)
        return truth | {"shuffle": truth["kind"] != "true_false"}
    if content["kind"] == "match":
        flattened = [entry | {"text": flat(entry["text"])} for entry in content["responses"]]
        return content | {"responses": flattened}
    return content


def _with_words_behind(content: Content, notes: Notes) -> Content:
    if not content["text"].endswith("]]"):
        return content
    notes.add(_("A full stop was put behind the gap, because GIFT needs something there."))
    return content | {"text": content["text"] + "."}


def _without_arrows(content: Content, notes: Notes) -> Content:
    """Among answers an arrow makes a pair, wherever it stands."""
    answers = {name: _pointed(content[name]) for name in ANSWERS if name in content}
    if any(answers[name] != content[name] for name in answers):
        notes.add(_("-> became \u2192, because GIFT uses it between the two sides of a pair."))
    return content | answers


def _pointed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _pointed(entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_pointed(entry) for entry in value]
    return value.replace(ARROW, "\u2192") if isinstance(value, str) else value


def write(drafts: Iterable[Draft], listener: Listener) -> Iterator[bytes]:
    """Question by question."""
    category = ""
    for draft, text in pieces(drafts, _question, listener):
        if facts.category(draft) != category:
            category = facts.category(draft)
            yield f"$CATEGORY: {category or '$course$/top'}\n\n".encode()
        yield text.encode()


def _question(draft: Draft, notes: Notes) -> str:
    content = reduce(draft.content, notes)
    told = facts.comment(draft)
    head = [f"// {told}"] if told else []
    name = f"::{escaped(facts.title_of(draft))}::"
    form = "[plain]" if any(_needs_form(text) for text in _texts(content)) else ""
    before, after = _around(content)
    lines = [*_ANSWERS[content["kind"]](content), *_rationale(content)]
    body = "".join(f"\n\t{line}" for line in lines) + ("\n" if lines else "")
    return "\n".join([*head, f"{name}{form}{escaped(before)}{{{body}}}{escaped(after)}"]) + "\n\n"


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for value in content.values():
            yield from _texts(value)
    elif isinstance(content, list):
        for value in content:
            yield from _texts(value)
    elif isinstance(content, str):
        yield content


def _needs_form(text: str) -> bool:
    return looks_like_html(text) or text.startswith("[")


def _around(content: Content) -> tuple[str, str]:
    if content["kind"] == "scenario":
        return building.told(content), ""
    if content["kind"] != "cloze":
        return content["prompt"], ""
    before, _gap, after = content["text"].partition("[[1]]")
    return f"{content['prompt']}\n\n{before}", after


def _words(text: str) -> str:
    return "[plain]" + escaped(text) if text.startswith("[") else escaped(text)


def _told(feedback: str) -> str:
    return f"#{_words(feedback)}" if feedback else ""


def _rationale(content: Content) -> list[str]:
    return [f"####{_words(content['rationale'])}"] if content["rationale"] else []


def _choices(content: Content) -> list[str]:
    return [
        f"{'=' if option['correct'] else '~'}{_words(option['text'])}{_told(option['feedback'])}"
        for option in content["options"]
    ]


def _several(content: Content) -> list[str]:
    right = sum(option["correct"] for option in content["options"])
    gain, loss = Fraction(1, right), Fraction(-1, (len(content["options"]) - right) or 1)
    return [
        f"~{percent(gain if option['correct'] else loss)}{_words(option['text'])}{_told(option['feedback'])}"
        for option in content["options"]
    ]


def _truth(content: Content) -> list[str]:
    told = {flat(option["text"]).casefold(): option["feedback"] for option in content["options"]}
    right = next(flat(option["text"]).casefold() for option in content["options"] if option["correct"])
    wrong_told, right_told = told["false" if right == "true" else "true"], told[right]
    feedback = f"#{_words(wrong_told)}#{_words(right_told)}" if wrong_told or right_told else ""
    return [right.upper() + feedback]


def _number(part: Content) -> list[str]:
    right = [option["feedback"] for option in part["options"] if option["correct"]]
    first = {"value": part["answer"], "tolerance": part["tolerance"], "feedback": "".join(right)}
    wrong = [option for option in part["options"] if not option["correct"]]
    lines = [f"={_value(entry)}" for entry in (first, *part["alternatives"])]
    lines += [f"=%0%{_value(entry)}" for entry in wrong]
    return ["#", *lines, *([f"~{_told(part['default_feedback'])}"] if part["default_feedback"] else [])]


def _value(entry: Content) -> str:
    return f"{entry['value']}:{entry['tolerance']}{_told(entry['feedback'])}"


def _answers(part: Content) -> list[str]:
    lines = [
        f"={percent(Fraction(option['share']))}"
        f"{escaped(starred(option['text'], is_pattern=option['pattern']))}{_told(option['feedback'])}"
        for option in part["options"]
    ]
    return lines + ([f"=%0%*{_told(part['default_feedback'])}"] if part["default_feedback"] else [])


def _pairs(content: Content) -> list[str]:
    texts = {entry["id"]: entry["text"] for entry in content["responses"]}
    lines = [f"={_words(option['text'])} {ARROW} {escaped(texts[option['match']])}" for option in content["options"]]
    used = {option["match"] for option in content["options"]}
    return lines + [f"= {ARROW} {escaped(text)}" for key, text in texts.items() if key not in used]


def _case(content: Content) -> list[str]:
    """The first best one stands for all, because several signs = would be short answers."""
    shares = building.SHARES
    first = next(option["id"] for option in content["options"] if option["grade"] == "best")
    return [
        f"{'=' if option['id'] == first else '~' + percent(shares[option['grade']])}"
        f"{_words(option['text'])}{_told(option['consequence'])}"
        for option in content["options"]
    ]


def _gap(content: Content) -> list[str]:
    gap = content["gaps"][0]
    return {"text": _answers, "number": _number, "choice": _choices}[gap["kind"]](gap)


_ANSWERS = {
    "single_choice": _choices,
    "multiple_choice": _several,
    "true_false": _truth,
    "numeric": _number,
    "match": _pairs,
    "scenario": _case,
    "text_entry": _answers,
    "cloze": _gap,
    "extended_text": lambda content: [],
}
