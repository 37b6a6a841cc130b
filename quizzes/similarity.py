"""Which questions ask nearly the same: by the groups of three letters that their texts share."""

import re
from collections.abc import Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
NOISE = re.compile(r"[\W_]+")
# The share of common groups from which two texts are worth a look side by side.
ALIKE = 0.5
# A text that differs more in length can't be alike.
LENGTHS = ALIKE


def normal(text: str) -> str:
    """Letters and digits in small type, one blank between words."""
    return NOISE.sub(" ", text.casefold()).strip()


def trigrams(text: str) -> frozenset[str]:
    """Of normal text, with its edges."""
    edged = f"  {text} "
    return frozenset(edged[place : place + 3] for place in range(len(edged) - 2))


def alike(text: str, others: Iterable[tuple[Key, str]], *, most: int = 5) -> list[tuple[Key, float]]:
    """Those of ``others`` that are nearly ``text``, the nearest first. All texts are normal ones."""
    if not text:
        return []
    own = trigrams(text)
    found = []
    for key, other in others:
        if not LENGTHS * len(text) <= len(other) <= len(text) / LENGTHS:
            continue
        theirs = trigrams(other)
        shared = len(own & theirs)
        share = shared / (len(own) + len(theirs) - shared)
        if share >= ALIKE:
            found.append((key, share))
    return sorted(found, key=lambda pair: -pair[1])[:most]
