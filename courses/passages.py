"""Whether a passage that was marked still stands in a text. Space does not count: it differs by who copied it."""

import re

SPACE = re.compile(r"\s+")


def squeeze(text: str) -> str:
    """The letters alone, as texts are compared."""
    return SPACE.sub("", text)


def stands_in(quote: str, squeezed: str) -> bool:
    """Whether the words are still there; ``squeezed`` is what ``squeeze`` made of the whole text."""
    return squeeze(quote) in squeezed
