"""Answers inside a text, as Moodle's cloze questions have them: ``{1:SHORTANSWER:=word#feedback~%50%other}``."""

import re
from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.formats import building, gift_syntax
from quizzes.formats.building import ALL, NONE, Option
from quizzes.formats.gift_syntax import percent, starred, wildcards
from quizzes.formats.model import Content, LeftOut, Notes
from quizzes.formats.texts import flat

KINDS = {
    "SHORTANSWER": "text",
    "SA": "text",
    "MW": "text",
    "SHORTANSWER_C": "text",
    "SAC": "text",
    "MWC": "text",
    "NUMERICAL": "number",
    "NM": "number",
    "MULTICHOICE": "choice",
    "MC": "choice",
    "MULTICHOICE_V": "choice",
    "MCV": "choice",
    "MULTICHOICE_H": "choice",
    "MCH": "choice",
    "MULTICHOICE_S": "choice",
    "MCS": "choice",
    "MULTICHOICE_VS": "choice",
    "MCVS": "choice",
    "MULTICHOICE_HS": "choice",
    "MCHS": "choice",
}
SEVERAL = {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"}
GAP = re.compile(r"(?<!\\)\{([0-9]*):([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
ESCAPED = re.compile(r"\\([}~=#{\"\\/])")
HELD = {sign: chr(0xFDD0 + place) for place, sign in enumerate('}~=#{"\\/')}
FREED = str.maketrans({held: sign for sign, held in HELD.items()})
MARK = "\ufdef%d\ufdef"


def gaps(text: str, notes: Notes) -> tuple[str, list[Content], int]:
    """The text with ``[[1]]`` for each gap, the gaps, and their weights together. Raises LeftOut."""
    found: list[Content] = []
    weights: list[int] = []
    mixed: set[bool] = set()

    def replaced(match: re.Match[str]) -> str:
        weights.append(int(match[1] or 1))
        mixed.add(match[2].endswith("S"))
        found.append({"id": str(len(found) + 1)} | _gap(match[2], match[3], notes))
        return MARK % len(found)

    marked = building.without_brackets(GAP.sub(replaced, text), notes)
    if len(set(weights)) > 1:
        notes.add(_("Its gaps weighed differently; here all weigh the same."))
    return re.sub("\ufdef([0-9]+)\ufdef", r"[[\1]]", marked), found, sum(weights)


def is_mixed(text: str) -> bool:
    """Whether any list in it is to be mixed."""
    return any(KINDS.get(match[2]) == "choice" and match[2].endswith("S") for match in GAP.finditer(text))


def _gap(kind: str, body: str, notes: Notes) -> Content:
    if kind in SEVERAL:
        raise LeftOut(_("A gap with several right options (%(kind)s) can't be asked here.") % {"kind": kind})
    if kind not in KINDS:
        raise LeftOut(_("Its gaps of kind %(kind)s are unknown.") % {"kind": kind})
    if kind.endswith("C") and KINDS[kind] == "text" and kind not in {"MC"}:
        notes.add(_("Capital and small letters are the same here."))
    answers = list(_answers(ESCAPED.sub(lambda sign: HELD[sign[1]], body), KINDS[kind], notes))
    own = {"text": building.text_key, "number": building.number_key, "choice": building.gap_choice}[KINDS[kind]]
    return {"kind": KINDS[kind]} | own(answers, notes)


def _answers(body: str, kind: str, notes: Notes) -> Iterator[Option]:
    for piece in body.split("~"):
        sign = piece.strip()[:1]
        share, rest = gift_syntax.share_of(piece.strip().removeprefix("="))
        full = ALL if sign == "=" else NONE
        text, _mark, feedback = rest.partition("#")
        yield _answer(text.translate(FREED).strip(), full if share is None else share, feedback, kind, notes)


def _answer(text: str, share: Fraction, feedback: str, kind: str, notes: Notes) -> Option:
    told = gift_syntax.plain(feedback.translate(FREED).strip(), "moodle", notes)
    if kind == "number":
        value, _colon, tolerance = text.partition(":")
        return Option(value.strip(), share, told, tolerance=tolerance.strip() or "0")
    if kind == "text":
        answer, is_pattern = wildcards(text, notes)
        return Option(answer, share, told, is_pattern=is_pattern)
    return Option(gift_syntax.plain(text, "moodle", notes), share, told)


def written(content: Content) -> str:
    """The text with its gaps as Moodle has them."""
    known = {gap["id"]: _WRITE[gap["kind"]](gap) for gap in content["gaps"]}
    is_shuffled = content["shuffle"]

    def replaced(match: re.Match[str]) -> str:
        kind, answers = known[match[1]]
        own = kind + ("_S" if kind == "MULTICHOICE" and is_shuffled else "")
        return "{1:" + own + ":" + "~".join(answers) + "}"

    return re.sub(r"\[\[([A-Za-z0-9_-]{1,40})\]\]", replaced, content["text"])


def guarded(text: str) -> str:
    return re.sub(r"[}~=#{\"\\/]", r"\\\g<0>", flat(text))


def _told(feedback: str) -> str:
    return f"#{guarded(feedback)}" if feedback else ""


def _text(gap: Content) -> tuple[str, list[str]]:
    answers = [
        f"{_sign(Fraction(option['share']))}{guarded(starred(option['text'], is_pattern=option['pattern']))}"
        f"{_told(option['feedback'])}"
        for option in gap["options"]
    ]
    return "SHORTANSWER", answers + ([f"%0%*{_told(gap['default_feedback'])}"] if gap["default_feedback"] else [])


def _sign(share: Fraction) -> str:
    return "=" if share == 1 else percent(share)


def _number(gap: Content) -> tuple[str, list[str]]:
    right = "".join(option["feedback"] for option in gap["options"] if option["correct"])
    first = {"value": gap["answer"], "tolerance": gap["tolerance"], "feedback": right}
    answers = [f"={_value(entry)}" for entry in (first, *gap["alternatives"])]
    answers += [f"%0%{_value(option)}" for option in gap["options"] if not option["correct"]]
    return "NUMERICAL", answers + ([f"%0%*{_told(gap['default_feedback'])}"] if gap["default_feedback"] else [])


def _value(entry: Content) -> str:
    return f"{entry['value']}:{entry['tolerance']}{_told(entry['feedback'])}"


def _choice(gap: Content) -> tuple[str, list[str]]:
    return "MULTICHOICE", [
        f"{'=' if option['correct'] else '%0%'}{guarded(option['text'])}{_told(option['feedback'])}"
        for option in gap["options"]
    ]


_WRITE = {"text": _text, "number": _number, "choice": _choice}
