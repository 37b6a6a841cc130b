"""Compare short texts as people mean them. No regular expressions: an author's pattern costs one step a character."""

import unicodedata

CLOSING = ".,;:!\u3002\u061f"
ANY_RUN, ANY_ONE = "*", "?"
_SAME = (
    dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4`"), "'")
    | dict.fromkeys(map(ord, "\u201c\u201d\u201e\u00ab\u00bb"), '"')
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
)


def written(text: str) -> str:
    """On one line as it was written, without the characters that nobody can type."""
    kept = ("" if unicodedata.category(sign) == "Cs" else sign for sign in text)
    return " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in kept).split())


def is_blank(text: str) -> bool:
    return all(sign.isspace() or unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in text)


def normal(text: str, *, ignores_accents: bool) -> str:
    """Two texts with the same normal form are the same answer."""
    folded = _folded(text, ignores_accents=ignores_accents)
    return folded.rstrip(CLOSING + "? ") or folded


def pattern(text: str, *, ignores_accents: bool) -> str:
    """The normal form of a text with wildcards: `*` for any run of characters or none, `?` for exactly one."""
    return _folded(text, ignores_accents=ignores_accents).rstrip(CLOSING + " ")


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text fits; both in normal form.

    Bit n of `reached` says that the first n characters of the pattern, stars not counted, can be what was
    read so far. Each character of the text is read once, so there is nothing to try again.
    """
    stars, steps, size = 0, dict.fromkeys(ANY_ONE, 0), 0
    for sign in pattern:
        if sign == ANY_RUN:
            stars |= 1 << size
        else:
            steps[sign] = steps.get(sign, 0) | 1 << size
            size += 1
    reached = 1
    for sign in text:
        reached = (reached & (steps.get(sign, 0) | steps[ANY_ONE])) << 1 | reached & stars
    return bool(reached >> size & 1)


def _folded(text: str, *, ignores_accents: bool) -> str:
    seen = "".join(sign for sign in written(text) if unicodedata.category(sign) != "Cf")
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", seen.translate(_SAME)).casefold())
    folded = unicodedata.normalize("NFKC", once.casefold()).translate(_SAME)
    if ignores_accents:
        bare = (sign for sign in unicodedata.normalize("NFD", folded) if unicodedata.category(sign) != "Mn")
        folded = unicodedata.normalize("NFKC", "".join(bare))
    return " ".join(folded.split())
