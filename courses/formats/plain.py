"""Plain text by sections: a short line that stands alone is a heading."""

import re

from courses.articles import USUAL_LEVEL, Builder, Document

LONGEST = 90
MOST_WORDS = 12
RULE = re.compile(r"[=\-_*~]{3,}")
BULLET = re.compile(r"[-*•\u2013]\s|\(?\d+[.)]\s+\S.*[.;,]$")
ENDS_A_SENTENCE = (".", "!", "?", ":", ";", ",")


def read(text: str) -> Document:
    """Blank lines part paragraphs."""
    builder = Builder()
    for lines in _blocks(text):
        _add(builder, lines)
    return builder.document()


def _blocks(text: str) -> list[list[str]]:
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    return [lines for part in parts if (lines := [line.strip() for line in part.split("\n") if line.strip()])]


def _add(builder: Builder, lines: list[str]) -> None:
    if len(lines) == 1 and _is_heading(lines[0]):
        builder.heading(lines[0], USUAL_LEVEL)
    elif len(lines) > 1 and RULE.fullmatch(lines[1]) and len(lines[0]) <= LONGEST:
        builder.heading(lines[0], USUAL_LEVEL)
        if rest := lines[2:]:
            builder.paragraph(" ".join(rest))
    elif all(BULLET.match(line) for line in lines):
        for line in lines:
            builder.paragraph(line)
    elif not all(RULE.fullmatch(line) for line in lines):
        builder.paragraph(" ".join(lines))


def _is_heading(line: str) -> bool:
    is_short = len(line) <= LONGEST and len(line.split()) <= MOST_WORDS
    return is_short and not line.endswith(ENDS_A_SENTENCE) and not BULLET.match(line) and any(map(str.isalpha, line))
