"""From what a file says to content: the steps that all readers share, with a note wherever the rules differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import contents
from quizzes.formats.model import Content, LeftOut, Notes
from quizzes.formats.naming import kept, numbers
from quizzes.formats.rubrics import whole_answer
from quizzes.formats.texts import brief, flat
from quizzes.interactions import checks, wording
from quizzes.interactions.numbers import canonical
from quizzes.interactions.scenario import GRADES

ALL, NONE = Fraction(1), Fraction(0)
# Files write thirds and sevenths with a few decimals.
NEAR = Fraction(1, 1000)
# How files say "any other answer".
ANY = ("", "*")
TRUTHS = {"true": True, "false": False}
SHARES = {grade: Fraction(points, GRADES["best"]) for grade, points in GRADES.items()}


@dataclass(frozen=True)
class Option:
    """An answer of a file: what it says, and which share of the points it earns (below 0 costs points)."""

    text: str
    share: Fraction
    feedback: str = ""
    name: str = ""
    tolerance: str = "0"
    is_pattern: bool = False


def question(kind: str, prompt: str, notes: Notes, *, points: str = "1", **values: Any) -> Content:
    """Content in the one shape; points that make no sense become 1."""
    content = {"kind": kind, "prompt": prompt, "max_points": _points(points, notes), **values}
    return contents.normal(content, notes)


def _points(points: str, notes: Notes) -> str:
    text = contents.number(points or "1")
    rounded = canonical(round(Decimal(text), 4))
    if Decimal(rounded) <= 0 or Decimal(rounded) > checks.POINTS_LIMIT:
        notes.add(_("It was worth %(points)s points; here it is worth 1.") % {"points": text})
        return "1"
    return rounded


def choice(prompt: str, options: Sequence[Option], notes: Notes, **values: Any) -> Content:
    """Exactly one is to be chosen."""
    return question("single_choice", prompt, notes, **gap_choice(options, notes), **values)


def choice_or_truth(prompt: str, options: Sequence[Option], notes: Notes, **values: Any) -> Content:
    """The same in files that have no kind of their own for true and false."""
    if {flat(option.text).casefold() for option in options} != set(TRUTHS) or len(options) != len(TRUTHS):
        return choice(prompt, options, notes, **values)
    right = next(option for option, is_right in zip(options, _one_right(options, notes), strict=True) if is_right)
    told = {TRUTHS[flat(option.text).casefold()]: option.feedback for option in options}
    is_true = TRUTHS[flat(right.text).casefold()]
    return truth(prompt, is_true, notes, told=(told[True], told[False]), **values)


def _one_right(options: Sequence[Option], notes: Notes) -> list[bool]:
    best = max((option.share for option in options), default=NONE)
    if best <= NONE:
        raise LeftOut(_("None of its options is right."))
    right = [best - option.share < NEAR for option in options]
    if sum(right) > 1:
        raise LeftOut(_("Several of its options are fully right although one is to be chosen."))
    if best < ALL - NEAR:
        notes.add(_("No option earned all points; the best one is right now."))
    _note_shares([option for option, is_right in zip(options, right, strict=True) if not is_right], notes)
    return right


def _note_shares(others: Sequence[Option], notes: Notes) -> None:
    for option in others:
        if option.share > NEAR:
            told = {"text": brief(option.text), "percent": _percent(option.share)}
            notes.add(_("“%(text)s” earned %(percent)s%%; here it earns nothing.") % told)
    if any(option.share < -NEAR for option in others):
        notes.add(_("Wrong options cost points; here they earn nothing."))


def several(prompt: str, options: Sequence[Option], notes: Notes, **values: Any) -> Content:
    """Any number may be chosen; other shares than those of our rule are noted."""
    right = [option.share > NEAR for option in options]
    if not any(right):
        raise LeftOut(_("None of its options is right."))
    gain, loss = Fraction(1, sum(right)), Fraction(1, (len(right) - sum(right)) or 1)
    wanted = [gain if is_right else -loss for is_right in right]
    if any(abs(option.share - share) > NEAR for option, share in zip(options, wanted, strict=True)):
        notes.add(_("Options weighed otherwise; here all right ones weigh the same and wrong ones are taken off."))
    return question("multiple_choice", prompt, notes, options=_with_key(right, options), **values)


def _with_key(right: Sequence[bool], options: Sequence[Option]) -> list[Content]:
    names = kept([option.name for option in options])
    return [
        {"id": name, "text": option.text, "correct": is_right, "feedback": option.feedback}
        for name, option, is_right in zip(names, options, right, strict=True)
    ]


def truth(prompt: str, is_true: bool, notes: Notes, *, told: tuple[str, str] = ("", ""), **values: Any) -> Content:  # noqa: FBT001  # the answer itself
    """True or false; ``told`` is the feedback on either."""
    values["shuffle"] = False
    options = [
        {"id": "T", "text": _("True"), "correct": is_true, "feedback": told[0]},
        {"id": "F", "text": _("False"), "correct": not is_true, "feedback": told[1]},
    ]
    return question("true_false", prompt, notes, options=options, **values)


def scenario(title: str, text: str, options: Sequence[Option], notes: Notes, **values: Any) -> Content | None:
    """A case, if that is what the parts can be: the last paragraph asks, a first one may tell the role."""
    grades = [_grade(option.share) for option in options]
    *told, prompt = text.split("\n\n")
    role_line = _("You are: %(role)s") % {"role": ""}
    role = told.pop(0).removeprefix(role_line) if told and told[0].startswith(role_line) else ""
    if not (told and title and all(grades) and all(option.feedback for option in options)):
        return None
    graded = [
        {"id": name, "text": option.text, "grade": grade, "points": GRADES[grade], "consequence": option.feedback}
        for name, option, grade in zip(kept([o.name for o in options]), options, grades, strict=True)
        if grade
    ]
    facts: dict[str, Any] = {"title": title, "learner_role": role, "story": "\n\n".join(told), "options": graded}
    return question("scenario", prompt, notes, **facts, **values)


def told(content: Content) -> str:
    """A case in one text, as ``scenario`` takes it apart; a question of its own lines stays one paragraph."""
    role = [_("You are: %(role)s") % {"role": content["learner_role"]}] if content["learner_role"] else []
    return "\n\n".join([*role, content["story"], content["prompt"].replace("\n\n", "\n")])


def _grade(share: Fraction) -> str:
    return next((grade for grade, own in SHARES.items() if abs(own - share) < NEAR), "")


def short_text(prompt: str, answers: Sequence[Option], notes: Notes, **values: Any) -> Content:
    return question("text_entry", prompt, notes, **text_key(answers, notes), **values)


def text_key(answers: Sequence[Option], notes: Notes) -> Content:
    """What marks a short text; a lone star without points is the feedback on any other text."""
    others = [answer for answer in answers if answer.is_pattern and not answer.text.strip("*") and not answer.share]
    rest = [answer for answer in answers if answer not in others]
    if any(answer.share < 0 for answer in rest):
        notes.add(_("Wrong answers cost points; here they earn nothing."))
    options = [
        {
            "id": name,
            "text": answer.text,
            "pattern": answer.is_pattern,
            "share": canonical(Decimal(round(max(answer.share, NONE) * 10000)) / 10000),
            "feedback": answer.feedback,
        }
        for name, answer in zip(kept([answer.name for answer in rest]), rest, strict=True)
    ]
    return {"options": _each_once(options, notes), "default_feedback": others[0].feedback if others else ""}


def _each_once(options: list[Content], notes: Notes) -> list[Content]:
    """Texts that only differ by capitals or such are one answer here."""
    seen: set[str] = set()
    kept_options = []
    for option in options:
        form = "" if option["pattern"] else wording.normal(option["text"], ignores_accents=False)
        if form and form in seen:
            notes.add(_("“%(text)s” counts as the same as an earlier answer.") % {"text": brief(option["text"])})
            continue
        seen.add(form)
        kept_options.append(option)
    return kept_options


def number(prompt: str, answers: Sequence[Option], notes: Notes, **values: Any) -> Content:
    return question("numeric", prompt, notes, **number_key(answers, notes), **values)


def number_key(answers: Sequence[Option], notes: Notes) -> Content:
    """What marks a number: the first right value, further right ones, and typical wrong ones."""
    others = [answer for answer in answers if answer.text in ANY and answer.share < ALL - NEAR]
    values = [answer for answer in answers if answer not in others]
    right = [answer for answer in values if answer.share >= ALL - NEAR]
    wrong = [answer for answer in values if answer.share < ALL - NEAR]
    if not right or right[0].text in ANY:
        raise LeftOut(_("No value earns all points."))
    _note_shares(wrong, notes)
    first, *further = right
    own = [first] if first.feedback or first.name else []
    wrong = [answer for answer in wrong if _is_apart(answer, right, notes)]
    names = kept([answer.name for answer in [*own, *wrong]])
    return {
        "answer": first.text,
        "tolerance": first.tolerance,
        "options": [
            _value(answer, name) | {"correct": answer in own}
            for answer, name in zip([*own, *wrong], names, strict=True)
        ],
        "alternatives": [_value(a, name) for a, name in zip(further, kept([a.name for a in further]), strict=True)],
        "default_feedback": others[0].feedback if others else "",
    }


def _is_apart(answer: Option, right: Sequence[Option], notes: Notes) -> bool:
    """A wrong value inside a right range would contradict it."""
    value = exact(answer.text)
    inside = any(abs(value - exact(other.text)) <= exact(other.tolerance) for other in right)
    if inside:
        notes.add(_("The value %(value)s lies within a right range and is left out.") % {"value": answer.text})
    return not inside


def exact(text: str) -> Decimal:
    """A number of a file. Raises LeftOut."""
    return Decimal(contents.number(text))


def _value(answer: Option, name: str) -> Content:
    return {"id": name, "value": answer.text, "tolerance": answer.tolerance, "feedback": answer.feedback}


def pairs(prompt: str, found: Sequence[tuple[str, str]], extra: Sequence[str], notes: Notes, **values: Any) -> Content:
    """Premises with their answers, and answers that belong to none; equal answers are one."""
    texts = list(dict.fromkeys([flat(answer) for premise, answer in found] + [flat(text) for text in extra]))
    names = dict(zip(texts, kept(["" for text in texts]), strict=True))
    options = [
        {"id": place, "text": premise, "match": names[flat(answer)]}
        for place, (premise, answer) in zip(numbers(), found, strict=False)
    ]
    responses = [{"id": names[text], "text": text} for text in texts]
    return question("match", prompt, notes, options=options, responses=responses, **values)


def sequence(prompt: str, lines: Sequence[str], notes: Notes, **values: Any) -> Content:
    """Lines in the right order."""
    names = kept(["" for line in lines])
    options = [{"id": name, "text": line} for name, line in zip(names, lines, strict=True)]
    return question("order", prompt, notes, options=options, correct_order=names, shuffle=True, **values)


def essay(
    prompt: str, notes: Notes, *, points: str = "1", criteria: list[Content] | None = None, **values: Any
) -> Content:
    """A text that a person marks; without a rubric it gets one with a single criterion."""
    if criteria is None:
        notes.add(_("It has no rubric; it got one with a single criterion."))
        criteria = whole_answer(_points(points, notes))
    return question("extended_text", prompt, notes, criteria=criteria, **values)


def gapped(text: str, gaps: Sequence[Content], notes: Notes, *, prompt: str = "", **values: Any) -> Content:
    """A text with gaps; what stands before the paragraph of the first gap asks the question."""
    if not prompt:
        before, text = _split(text)
        prompt = before or (_("Fill in the gap.") if len(gaps) == 1 else _("Fill in the gaps."))
    return question("cloze", prompt, notes, text=text, gaps=list(gaps), **values)


def joined(content: Content) -> Content:
    """A text with gaps as it comes back from a format that has one text for question and gaps."""
    prompt, text = _split(f"{content['prompt']}\n\n{content['text']}")
    return content | {"prompt": prompt, "text": text}


def plain_truth(content: Content) -> Content:
    """True or false as formats know it: in these words and in this order; in others it is a single choice."""
    options = {flat(option["text"]).casefold(): option for option in content["options"]}
    if set(options) != set(TRUTHS):
        return content | {"kind": "single_choice"}
    words = {"true": ("T", _("True")), "false": ("F", _("False"))}
    named = [options[key] | {"id": name, "text": text} for key, (name, text) in words.items()]
    return content | {"options": named, "shuffle": False}


def _split(text: str) -> tuple[str, str]:
    paragraphs = text.split("\n\n")
    first = next((place for place, part in enumerate(paragraphs) if "[[" in part), 0)
    return "\n\n".join(paragraphs[:first]), "\n\n".join(paragraphs[first:])


def without_brackets(text: str, notes: Notes) -> str:
    """Double brackets are for gaps alone."""
    if "[[" in text or "]]" in text:
        notes.add(_("Double brackets in the text were set apart, because they mark gaps here."))
        text = text.replace("[[", "[ [").replace("]]", "] ]")
    return text


def gap_choice(options: Sequence[Option], notes: Notes) -> Content:
    """A list in a text."""
    return {"options": _with_key(_one_right(options, notes), options)}


def _percent(share: Fraction) -> str:
    return canonical(Decimal(round(share * 10000)) / 100)
