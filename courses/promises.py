"""Words that promise more than health content may, in plain text. Plain Python; it finds, people judge."""

import re
from dataclasses import dataclass

# A star stands for any ending.
LOADED = """cure* guarantee* breakthrough* revolution* miracle* risk-free no_risk* zero_risk* without_risk* world-class
    world-leading success_stor* 100_% 100% completely_safe perfectly_safe unprecedented game-changing"""
AROUND = 40


@dataclass(frozen=True)
class Promise:
    """A loaded word with what stands around it."""

    word: str
    before: str
    after: str


def _pattern(words: list[str]) -> re.Pattern[str]:
    forms = [
        re.escape(word.rstrip("*")).replace("_", r"\s+") + (r"\w*" if word.endswith("*") else r"(?!\w)")
        for word in words
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})", re.IGNORECASE)


FOUND = _pattern(LOADED.split())


def promises(text: str) -> list[Promise]:
    """Every loaded word, in the order of the text."""
    plain = " ".join(text.split())
    return [
        Promise(found[0], plain[max(0, found.start() - AROUND) : found.start()], plain[found.end() :][:AROUND])
        for found in FOUND.finditer(plain)
    ]
