"""The signs of GIFT: what they mean, how they are escaped, and wildcards as Moodle writes them."""

import re
from fractions import Fraction

from django.utils.translation import gettext as _

from quizzes.formats.contents import Decimal
from quizzes.formats.markup import looks_like_html, text_of_html
from quizzes.formats.model import Notes
from quizzes.interactions.numbers import canonical

# Escaped signs are held as characters that no text can have while the others are looked for.
SIGNS = "~=#{}:\\"
HELD = {sign: chr(0xFDD0 + place) for place, sign in enumerate(SIGNS)}
FREED = str.maketrans({held: sign for sign, held in HELD.items()})
ESCAPED = re.compile(r"\\([~=#{}:\\n])")
FORMAT = re.compile(r"\A\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
WEIGHT = re.compile(r"\A\s*%(-?[0-9.]{1,12})%")


def held(text: str) -> str:
    """With escapes turned into characters that mean nothing."""
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else HELD[found[1]], text)


def freed(text: str) -> str:
    return text.translate(FREED)


def escaped(text: str) -> str:
    """On one line, with every sign escaped."""
    return re.sub(r"[~=#{}:\\]", r"\\\g<0>", text).replace("\n", "\\n")


def share_of(text: str) -> tuple[Fraction | None, str]:
    """The weight that an answer starts with, if any, and the rest."""
    found = WEIGHT.match(text)
    if found is None or found[1].count(".") > 1 or not found[1].strip("-."):
        return None, text
    return Fraction(found[1]) / 100, text[found.end() :]


def percent(share: Fraction) -> str:
    """A weight as Moodle writes it, with at most five decimals."""
    return f"%{canonical(Decimal(round(share * 10**7)) / 10**5)}%"


def words(text: str, default: str, notes: Notes) -> tuple[str, str]:
    """Plain words, and the format that they were in."""
    found = FORMAT.match(text)
    kind = found[1].lower() if found else default
    text = freed(text[found.end() :] if found else text).strip()
    return plain(text, kind, notes), kind


def plain(text: str, kind: str, notes: Notes) -> str:
    """Words of a text in one of Moodle's formats."""
    if kind == "html":
        return text_of_html(text, notes)
    if kind == "moodle" and looks_like_html(text):
        return text_of_html(text.replace("\n", "<br>"), notes)
    if kind == "markdown":
        notes.add(_("Markdown is kept as it was written."))
    return text


def wildcards(text: str, notes: Notes) -> tuple[str, bool]:
    r"""A short answer of Moodle's, where ``*`` stands for anything and ``\*`` for itself."""
    literal = text.replace("\\*", HELD["\\"])
    is_pattern = "*" in literal
    if is_pattern and ("?" in literal or HELD["\\"] in literal):
        notes.add(_("In an answer with wildcards, ? and a real * now stand for any one sign."))
        literal = literal.replace(HELD["\\"], "?")
    return literal.replace(HELD["\\"], "*"), is_pattern


def starred(text: str, *, is_pattern: bool) -> str:
    """The way back."""
    return text if is_pattern else text.replace("*", "\\*")
