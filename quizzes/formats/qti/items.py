"""Reading one item: what it asks, by its interaction."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.formats import building, facts, rubrics
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.markup import text_of
from quizzes.formats.model import Content, Draft, LeftOut, Notes
from quizzes.formats.qti import fields, keys
from quizzes.formats.qti.marking import Unclear
from quizzes.formats.qti.probing import FEEDBACK_TAGS, Prober, Result
from quizzes.formats.qti.vocabulary import marks, plain, to_21, with_mark
from quizzes.formats.texts import flat, tidy
from quizzes.formats.xmltree import Node

UNREAD = {"stylesheet", "modalFeedback", "responseProcessing"}


class Item:
    """One item and what all kinds need of it."""

    def __init__(self, tree: Node, notes: Notes) -> None:
        self.tree = tree
        self.notes = notes
        self.body = tree.first("itemBody") or Node("itemBody")
        self.interactions = [node for node in self.body.walk() if node.tag.endswith("Interaction")]
        try:
            self.prober = Prober(tree, notes)
        except Unclear as error:
            raise LeftOut(_("Its declarations hold what is no number: %(text)s.") % {"text": error}) from error
        self.always: set[str] = set()

    @property
    def points(self) -> str:
        return keys.decimal(self.prober.most or ALL)

    def prompt(self, *, without: Sequence[str] = ()) -> str:
        """All words of the body and of the interaction's own prompt, without its choices."""

        def replace(node: Node) -> str | None:
            if node.tag.endswith("Interaction"):
                own = node.first("prompt")
                return "\n\n" + (text_of(own, self.notes) if own else "") + "\n\n"
            return self.set_aside(node, without)

        return text_of(self.body, self.notes, replace=replace)

    def set_aside(self, node: Node, without: Sequence[str]) -> str | None:
        if node.tag in FEEDBACK_TAGS or marks(node) & set(without):
            return ""
        if node.tag == "rubricBlock" and "candidate" not in node.get("view", "candidate").split():
            return ""
        return None

    def marked_text(self, name: str) -> str:
        found = with_mark(self.body, name)
        return text_of(found, self.notes) if found else ""

    def told(self, results: Sequence[Result | None]) -> list[str]:
        """The feedback of each answer; what every answer is told is the rationale."""
        known = [set(result.told) if result else set() for result in results]
        always = set.intersection(*known) if known and all(results) else set()
        self.always = {shown.text for shown in always}
        return [
            tidy("\n\n".join(shown.text for shown in (result.told if result else ()) if shown not in always))
            for result in results
        ]

    @property
    def rationale(self) -> str:
        return tidy("\n\n".join(sorted(self.always)))


def read(tree: Node, notes: Notes, keywords: Sequence[str] = ()) -> Draft:
    """From an item of either version. Raises LeftOut."""
    item = Item(to_21(tree), notes)
    _refuse(item)
    known = facts.of_tags(keywords, notes, name=item.tree.get("identifier"))
    content = _content(item)
    if item.tree.get("adaptive") == "true":
        notes.add(_("It had several steps (adaptive); here it is asked once."))
    return known.draft(content, title=flat(item.tree.get("title")))


def _refuse(item: Item) -> None:
    for node in item.tree.walk():
        if node.tag == "include":
            raise LeftOut(_("It takes in another file (xi:include), which is refused."))
        if node.tag == "templateDeclaration":
            raise LeftOut(_("It draws its values at random, which has no counterpart here."))
    if not item.interactions:
        raise LeftOut(_("It asks nothing: it has no interaction."))


def _content(item: Item) -> Content:
    asking = [node for node in item.interactions if node.tag != "endAttemptInteraction"]
    if len(asking) < len(item.interactions):
        item.notes.add(_("A button for a hint or another step is not carried."))
    tags = {node.tag for node in asking}
    if tags and tags <= fields.TAGS:
        return fields.content(item, asking)
    if len(asking) > 1:
        told = {"names": ", ".join(node.tag for node in asking[:5])}
        raise LeftOut(_("It asks several things at once (%(names)s); make them items of their own.") % told)
    if not tags or asking[0].tag not in _READERS:
        raise LeftOut(_("Its %(name)s has no counterpart here.") % {"name": asking[0].tag if asking else "interaction"})
    return _READERS[asking[0].tag](item, asking[0])


def _choices(item: Item, node: Node) -> tuple[list[str], list[str]]:
    """Identifiers and words."""
    found = node.all("simpleChoice")
    words = [text_of(choice, item.notes, replace=lambda n: "" if n.tag in FEEDBACK_TAGS else None) for choice in found]
    return [choice.get("identifier") for choice in found], words


def _choice(item: Item, node: Node) -> Content:
    response = node.get("responseIdentifier")
    names, words = _choices(item, node)
    declaration = item.prober.declarations.get(response)
    if declaration is None:
        raise LeftOut(_("It does not declare the variable of its answer."))
    results = [item.prober.of_choice(response, name) for name in names]
    told = item.told(results)
    values = {"shuffle": node.get("shuffle") == "true", "rationale": item.rationale, "points": item.points}
    is_several = declaration.cardinality == "multiple"
    shares = _several(item, response, names) if is_several else _single(item, response, names, results)
    options = [
        Option(text, share, feedback, plain(name))
        for text, share, feedback, name in zip(words, shares, told, names, strict=True)
    ]
    if is_several:
        right = sum(option.share > NONE for option in options)
        limit = int(node.get("maxChoices", "0") or 0)
        if limit not in {0, right, len(options)}:
            item.notes.add(_("A limit of %(count)d choices is not carried.") % {"count": limit})
        select = right if limit == right else None
        return building.several(item.prompt(), options, item.notes, select_count=select, **values)
    return _of_kind(item, node, options, values)


def _of_kind(item: Item, node: Node, options: list[Option], values: dict[str, object]) -> Content:
    own = marks(node)
    if "scenario" in own:
        return _case(item, options, values)
    if "true_false" in own:
        content = building.choice(item.prompt(), options, item.notes, **values)
        return content | {"kind": "true_false"}
    build = building.choice if "single_choice" in own else building.choice_or_truth
    return build(item.prompt(), options, item.notes, **values)


def _case(item: Item, options: list[Option], values: dict[str, object]) -> Content:
    text = "\n\n".join([item.marked_text("story"), item.prompt(without=("story", "role")).replace("\n\n", "\n")])
    case = building.scenario(item.tree.get("title"), text, options, item.notes, **values)
    if case is None:
        return building.choice(item.prompt(), options, item.notes, **values)
    return case | {"learner_role": flat(item.marked_text("role"))}


def _single(item: Item, response: str, names: Sequence[str], results: Sequence[Result | None]) -> list[Fraction]:
    scores = [result.score for result in results if result]
    declaration = item.prober.declarations[response]
    if len(scores) == len(names) and max(scores, default=NONE) > NONE:
        most = max(scores)
    else:
        most = max(declaration.mapping.values(), default=NONE) or ALL
        scores = [declaration.mapping.get(name, Fraction(name in declaration.correct)) for name in names]
    return [score / most for score in scores]


def _several(item: Item, response: str, names: Sequence[str]) -> list[Fraction]:
    declaration = item.prober.declarations[response]
    is_mapped = any(node.tag == "mapResponse" for node in item.prober.processing.walk())
    is_mapped = is_mapped or "map_response" in item.prober.processing.get("template")
    if declaration.mapping and (is_mapped or not declaration.correct):
        gains = sum((value for value in declaration.mapping.values() if value > 0), NONE)
        if not gains:
            raise LeftOut(_("None of its options is right."))
        return [declaration.mapping.get(name, declaration.other) / gains for name in names]
    right = [name in declaration.correct for name in names]
    item.notes.add(_("It was all or nothing; here partly right answers earn a part."))
    gain, loss = Fraction(1, sum(right) or 1), Fraction(-1, (len(right) - sum(right)) or 1)
    return [gain if is_right else loss for is_right in right]


def _order(item: Item, node: Node) -> Content:
    response = node.get("responseIdentifier")
    names, words = _choices(item, node)
    declaration = item.prober.declarations.get(response)
    correct = declaration.correct if declaration else ()
    if sorted(correct) != sorted(names):
        raise LeftOut(_("Its right order does not name every line once."))
    told = _told_of_names(item, item.prober.ask({response: list(correct)}), names)
    kept = building.kept([plain(name) for name in names])
    new = dict(zip(names, kept, strict=True))
    options = [{"id": new[n], "text": text, "feedback": told.get(n, "")} for n, text in zip(names, words, strict=True)]
    return building.question(
        "order",
        item.prompt(),
        item.notes,
        options=options,
        correct_order=[new[name] for name in correct],
        shuffle=node.get("shuffle") == "true",
        rationale=item.rationale,
        points=item.points,
    )


def _told_of_names(item: Item, result: Result | None, names: Sequence[str]) -> dict[str, str]:
    """Feedback that is called like a line or a premise belongs to it; all other is the rationale."""
    shown = result.told if result else ()
    item.always = {one.text for one in shown if one.name not in names}
    return {one.name: one.text for one in shown if one.name in names}


def _match(item: Item, node: Node) -> Content:
    response = node.get("responseIdentifier")
    declaration = item.prober.declarations.get(response)
    sets = [[(c.get("identifier"), text_of(c, item.notes)) for c in s.nodes] for s in node.all("simpleMatchSet")]
    if declaration is None or len(sets) != 2:
        raise LeftOut(_("It has no two sets to match."))
    pairs = [tuple(value.split()[:2]) for value in declaration.correct]
    pairs = pairs or [tuple(key.split()[:2]) for key, value in declaration.mapping.items() if value > 0]
    premises, answers = _sides(sets, pairs, item.notes)
    told = _told_of_names(
        item, item.prober.ask({response: [" ".join(pair) for pair in pairs]}), [n for n, _t in premises]
    )
    kept_answers = building.kept([plain(name) for name, _text in answers])
    kept = building.kept([plain(name) for name, _text in premises], building.numbers(), taken=kept_answers)
    new = dict(zip([name for name, _text in answers], kept_answers, strict=True))
    key = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    return building.question(
        "match",
        item.prompt(),
        item.notes,
        options=[
            {"id": own, "text": text, "match": new[key[name]], "feedback": told.get(name, "")}
            for own, (name, text) in zip(kept, premises, strict=True)
        ],
        responses=[{"id": new[name], "text": text} for name, text in answers],
        shuffle=node.get("shuffle") == "true",
        rationale=item.rationale,
        points=item.points,
    )


def _sides(
    sets: list[list[tuple[str, str]]], pairs: Sequence[tuple[str, ...]], notes: Notes
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Premises, of which each has exactly one answer, and the answers."""
    for premises, answers in (sets, sets[::-1]):
        used = [name for pair in pairs for name in pair if name in {own for own, _text in premises}]
        if sorted(used) == sorted(name for name, _text in premises) and all(len(pair) == 2 for pair in pairs):
            if premises is not sets[0]:
                notes.add(_("The two sides changed places, so that each line has one answer."))
            return premises, answers
    raise LeftOut(_("Some lines have no match or more than one, which can't be asked here."))


def _essay(item: Item, node: Node) -> Content:
    blocks = [block for block in item.body.walk() if block.tag == "rubricBlock" and "scorer" in block.get("view")]
    rubric = next((found for block in blocks if (found := rubrics.found(block))), None)
    guidance = tidy("\n\n".join(text_of(rubrics.without(block), item.notes) for block in blocks))
    item.told([item.prober.ask({})] if item.prober.is_clear else [])
    limits = next((mark.split("-")[1:] for mark in marks(node) if mark.startswith("words-")), ["0", "0"])
    return building.essay(
        item.prompt(),
        item.notes,
        points=item.points,
        criteria=rubrics.read(rubric) if rubric else None,
        guidance=guidance,
        min_words=int(limits[0]) or None,
        max_words=int(limits[-1]) or None,
        rationale=item.rationale,
    )


_READERS: dict[str, Callable[[Item, Node], Content]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "extendedTextInteraction": _essay,
    "gapMatchInteraction": fields.gap_match,
}
