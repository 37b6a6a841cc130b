"""Reading Moodle XML."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from quizzes.formats import building, facts, gift_syntax, markup, rubrics
from quizzes.formats.building import Option
from quizzes.formats.contents import number
from quizzes.formats.model import Content, Draft, Entry, LeftOut, Notes, Parsed, Unreadable, taken
from quizzes.formats.moodle import embedded, gapped
from quizzes.formats.texts import brief, flat, keepable
from quizzes.formats.xmltree import Node, parse

TRUE = {"true", "1", "yes"}
# By Moodle's name of the text format.
FORMS = {"html": "html", "plain_text": "plain", "markdown": "markdown"}


def read(raw: bytes, name: str = "") -> Parsed:
    """Raises Unreadable."""
    root = parse(raw)
    if root.tag != "quiz":
        raise Unreadable(_("This XML is not Moodle's: it starts with <%(tag)s>.") % {"tag": root.tag})
    entries, topic = [], ""
    for question in root.all("question"):
        if question.get("type") == "category":
            topic = facts.topic(question.text_at("category", "text"))
        else:
            entries.append(_entry(question, topic))
    return Parsed("moodle", tuple(entries))


def _entry(question: Node, topic: str) -> Entry:
    name = flat(question.text_at("name", "text"))
    place = _("line %(line)d") % {"line": question.line}
    return taken(place, brief(name), lambda notes: _draft(question, name, topic, notes))


def _draft(question: Node, name: str, topic: str, notes: Notes) -> Draft:
    kind = question.get("type")
    if kind not in READERS:
        raise LeftOut(_("Questions of Moodle's type “%(kind)s” have no counterpart here.") % {"kind": kind})
    tags = [tag.text_at("text") for tags in question.all("tags") for tag in tags.all("tag")]
    known = facts.of_tags(tags, notes, name=question.text_at("idnumber"))
    content = READERS[kind](_Question(question, name, facts.SCENARIO in known.tags, notes))
    _note_unread(question, notes)
    return known.draft(content, title=name, topic=topic)


def _note_unread(question: Node, notes: Notes) -> None:
    if question.all("hint"):
        notes.add(_("Hints are not carried: there are no tries within a question here."))
    if question.text_at("hidden") == "1":
        notes.add(_("It was hidden in Moodle."))
    for part in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if question.text_at(part, "text"):
            notes.add(_("Feedback on right, partly right and wrong answers as a whole is not carried."))
    penalty = question.text_at("penalty")
    if penalty and penalty.strip("0.") and question.all("hint"):
        notes.add(_("The penalty for further tries is not carried."))


class _Question:
    """One question of the file and what is common to all kinds."""

    def __init__(self, node: Node, name: str, is_case: bool, notes: Notes) -> None:  # noqa: FBT001  # read from a tag
        self.node = node
        self.name = name
        self.is_case = is_case
        self.notes = notes
        self.prompt = self.words("questiontext")
        self.rationale = self.words("generalfeedback")
        self.points = self.node.text_at("defaultgrade") or "1"

    @property
    def common(self) -> dict[str, Any]:
        return {"rationale": self.rationale, "points": self.points}

    def words(self, *path: str) -> str:
        found = self.node.first(*path)
        return words(found, self.notes) if found else ""

    def flag(self, name: str) -> bool:
        return self.node.text_at(name).lower() in TRUE

    @property
    def answers(self) -> list[Option]:
        return [self._answer(answer) for answer in self.node.all("answer")]

    def _answer(self, answer: Node) -> Option:
        share = Fraction(number(answer.get("fraction") or "0")) / 100
        feedback = answer.first("feedback")
        told = words(feedback, self.notes) if feedback else ""
        return Option(words(answer, self.notes), share, told, tolerance=answer.text_at("tolerance") or "0")


def words(node: Node, notes: Notes) -> str:
    """Of an element with a format and a <text>; its files are named."""
    form = FORMS.get(node.get("format"), "moodle")
    for file in node.all("file"):
        notes.add(_("The file %(name)s is not carried.") % {"name": flat(file.get("name"))[:80]})
    own = node.first("text")
    text = own.text() if own else "".join(child for child in node.children if isinstance(child, str))
    return gift_syntax.plain(keepable(text).strip(), form, notes)


def _multichoice(question: _Question) -> Content:
    values = question.common | {"shuffle": question.flag("shuffleanswers")}
    options = question.answers
    if question.is_case:
        case = building.scenario(question.name, question.prompt, options, question.notes, **values)
        if case is not None:
            return case
    is_single = question.flag("single") or not question.node.all("single")
    build = building.choice if is_single else building.several
    return build(question.prompt, options, question.notes, **values)


def _truefalse(question: _Question) -> Content:
    answers = {flat(option.text).lower(): option for option in question.answers}
    if set(answers) != {"true", "false"}:
        raise LeftOut(_("A true or false question has the answers true and false."))
    told = (answers["true"].feedback, answers["false"].feedback)
    is_true = answers["true"].share > answers["false"].share
    return building.truth(question.prompt, is_true, question.notes, told=told, **question.common)


def _shortanswer(question: _Question) -> Content:
    if question.flag("usecase"):
        question.notes.add(_("Capital and small letters are the same here."))
    answers = []
    for option in question.answers:
        text, is_pattern = gift_syntax.wildcards(flat(option.text), question.notes)
        answers.append(Option(text, option.share, option.feedback, is_pattern=is_pattern))
    return building.short_text(question.prompt, answers, question.notes, **question.common)


def _numerical(question: _Question) -> Content:
    units = [(flat(unit.text_at("unit_name")), unit.text_at("multiplier")) for unit in _units(question.node)]
    known = dict(units)
    base = next((name for name, factor in units if _factor(factor) == 1), "")
    if units and not base:
        question.notes.add(_("None of its units has the factor 1; units are left out."))
    # Moodle multiplies an answer to get its unit, which is the other way round.
    others = [{"unit": name, "factor": _factor(factor)} for name, factor in known.items() if base and name != base]
    if question.node.text_at("unitgradingtype") not in {"", "0"}:
        question.notes.add(_("A missing or wrong unit cost points; here a number alone is in the first unit."))
    values = question.common | {"unit": base, "units": others}
    return building.number(question.prompt, question.answers, question.notes, **values)


def _factor(multiplier: str) -> Decimal:
    try:
        return 1 / Decimal(multiplier or "1")
    except ArithmeticError as error:
        raise LeftOut(_("Its units have a factor that is no number above 0.")) from error


def _units(node: Node) -> list[Node]:
    return [unit for units in node.all("units") for unit in units.all("unit")]


def _matching(question: _Question) -> Content:
    found, extra = [], []
    for pair in question.node.all("subquestion"):
        answer = pair.first("answer")
        own = words(answer, question.notes) if answer else ""
        premise = words(pair, question.notes)
        if premise:
            found.append((premise, own))
        else:
            extra.append(own)
    shuffle = question.flag("shuffleanswers")
    return building.pairs(question.prompt, found, extra, question.notes, shuffle=shuffle, **question.common)


def _ordering(question: _Question) -> Content:
    answers = sorted(question.node.all("answer"), key=lambda answer: Fraction(number(answer.get("fraction") or "0")))
    if question.node.text_at("selecttype") not in {"", "0", "ALL"}:
        question.notes.add(_("Moodle showed some of the lines; here all are shown."))
    if any(answer.text_at("feedback", "text") for answer in answers):
        question.notes.add(_("Feedback on a line is not carried."))
    lines = [words(answer, question.notes) for answer in answers]
    return building.sequence(question.prompt, lines, question.notes, **question.common)


def _cloze(question: _Question) -> Content:
    text, gaps, weight = embedded.gaps(question.prompt, question.notes)
    if not gaps:
        raise LeftOut(_("Its text has no gap."))
    values = question.common | {"shuffle": embedded.is_mixed(question.prompt)}
    if not question.node.all("defaultgrade"):
        values["points"] = str(weight)
    return building.gapped(text, gaps, question.notes, **values)


def _essay(question: _Question) -> Content:
    info = question.node.first("graderinfo")
    tree = markup.parse(info.text_at("text")) if info and info.get("format") == "html" else None
    rubric = rubrics.found(tree) if tree else None
    if tree and rubric:
        guidance = markup.text_of(rubrics.without(tree), question.notes)
    else:
        guidance = words(info, question.notes) if info else ""
    for part in ("attachments", "attachmentsrequired"):
        if question.node.text_at(part) not in {"", "0"}:
            question.notes.add(_("Files can't be handed in here."))
    if question.words("responsetemplate"):
        question.notes.add(_("The template for the answer is not carried."))
    return building.essay(
        question.prompt,
        question.notes,
        criteria=rubrics.read(rubric) if rubric else None,
        guidance=guidance,
        min_words=_whole(question.node.text_at("minwordlimit")),
        max_words=_whole(question.node.text_at("maxwordlimit")),
        **question.common,
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= 5000 else None


def _with_lists(question: _Question) -> Content:
    is_shuffled = question.flag("shuffleanswers")
    return gapped.content(question.node, question.prompt, question.notes, shuffle=is_shuffled, **question.common)


READERS: dict[str, Callable[[_Question], Content]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _with_lists,
    "ddwtos": _with_lists,
    "essay": _essay,
}
