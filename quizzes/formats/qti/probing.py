"""Asking an item's own marking rules what each answer earns and tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.formats.markup import text_of
from quizzes.formats.model import Notes
from quizzes.formats.qti.marking import NOTHING, Declaration, Run, Unclear, Value, number
from quizzes.formats.xmltree import Node

FEEDBACK_TAGS = ("modalFeedback", "feedbackInline", "feedbackBlock")


@dataclass(frozen=True)
class Shown:
    """A piece of feedback and when it is shown."""

    outcome: str
    name: str
    when: str
    text: str


@dataclass(frozen=True)
class Result:
    """What one answer earns, the feedback it is shown, and the names that the rules gave it."""

    score: Fraction
    told: tuple[Shown, ...]
    names: tuple[str, ...]


class Prober:
    """The rules of one item."""

    def __init__(self, item: Node, notes: Notes) -> None:
        self.notes = notes
        self.declarations = {
            declaration.name: declaration for declaration in map(Declaration.of, item.all("responseDeclaration"))
        }
        self.processing = item.first("responseProcessing") or Node("responseProcessing")
        self.defaults = {outcome.get("identifier"): _default(outcome) for outcome in item.all("outcomeDeclaration")}
        self.feedback = [self._shown(node) for node in item.walk() if node.tag in FEEDBACK_TAGS]
        self.most = _most(item)
        self.is_clear = bool(self.processing.nodes or self.processing.get("template"))

    def _shown(self, node: Node) -> Shown:
        text = text_of(node, self.notes)
        return Shown(node.get("outcomeIdentifier"), node.get("identifier"), node.get("showHide", "show"), text)

    def ask(self, given: Mapping[str, Sequence[str]], *, forced: Node | None = None) -> Result | None:
        """None when the rules can't be followed, which is noted once."""
        if not self.is_clear:
            return None
        try:
            outcomes = Run(self.declarations, given, dict(self.defaults), forced).process(self.processing)
            score = outcomes.get("SCORE")
            total = Fraction(score) if score is not None else NOTHING
        except (Unclear, ValueError, TypeError, RecursionError):
            self.is_clear = False
            self.notes.add(_("Its own marking rules can't be followed; the key that it names was used."))
            return None
        told = tuple(shown for shown in self.feedback if _is_shown(shown, outcomes))
        return Result(total, told, tuple(_listed(outcomes.get("FEEDBACK"))))

    def of_choice(self, response: str, name: str) -> Result | None:
        return self.ask({response: [name]})

    def branches(self, response: str, *tags: str) -> list[tuple[Node, Node]]:
        """The conditions of these kinds on a response, each with the value that it is compared with."""
        found = []
        for node in self.processing.walk():
            if node.tag in tags and any(inner.get("identifier") == response for inner in node.all("variable")):
                values = node.all("baseValue")
                found.append((node, values[0] if values else node))
        return found


def _default(outcome: Node) -> Value:
    value = outcome.first("defaultValue", "value")
    if value is not None and outcome.get("baseType") in {"float", "integer"}:
        return number(value.text())
    if value is not None:
        return value.text().strip()
    return NOTHING if outcome.get("baseType") in {"float", "integer"} else None


def _most(item: Node) -> Fraction | None:
    for outcome in item.all("outcomeDeclaration"):
        if outcome.get("identifier") == "MAXSCORE":
            return number(outcome.text_at("defaultValue", "value")) or None
    for outcome in item.all("outcomeDeclaration"):
        if outcome.get("identifier") == "SCORE" and outcome.get("normalMaximum"):
            return number(outcome.get("normalMaximum")) or None
    return None


def _listed(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [] if value is None else [str(value)]


def _is_shown(shown: Shown, outcomes: Mapping[str, Value]) -> bool:
    names = _listed(outcomes.get(shown.outcome))
    return (shown.name in names) == (shown.when == "show")
