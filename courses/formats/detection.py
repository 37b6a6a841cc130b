"""What some bytes are. Content decides; a name or a declared type only tells Markdown from plain text."""

import codecs
import enum
import re

from courses.problems import Problem, Unreadable

LOOKED_AT = 4096
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FOREIGN = (
    (b"%PDF-", Problem.PDF),
    (b"\xd0\xcf\x11\xe0", Problem.OLD_WORD),
    (b"{\\rtf", Problem.NOT_AN_ARTICLE),
    (b"GIF8", Problem.NOT_AN_ARTICLE),
    (b"\xff\xd8\xff", Problem.NOT_AN_ARTICLE),
)
PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
FRAGMENT = re.compile(rb"<(?:p|h[1-6]|div|article|section|ul|ol|table|blockquote)(?:\s[^<>]*)?>", re.IGNORECASE)
MARKDOWN = re.compile(rb"^#{1,6} \S", re.MULTILINE)
DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


class Kind(enum.Enum):
    """What there is a reader for."""

    WORD = "word"
    PAGE = "page"
    FRAGMENT = "fragment"
    MARKDOWN = "markdown"
    PLAIN = "plain"


def kind_of(raw: bytes, *, name: str = "") -> Kind:
    """Which reader takes it. Raises Unreadable for what none can read."""
    if raw.startswith(b"PK"):
        return Kind.WORD
    for start, problem in FOREIGN:
        if raw.startswith(start):
            raise Unreadable(problem)
    if name.lower().endswith(".docx"):
        raise Unreadable(Problem.BROKEN_WORD)
    return _kind_of_text(raw, name)


def decoded(raw: bytes, charset: str = "") -> str:
    """As text: by its mark, then as the server or the page declares it, then UTF-8, then Western European."""
    for mark, codec in MARKS:
        if raw.startswith(mark):
            return raw.decode(codec, "replace")
    declared = DECLARED.search(raw[:LOOKED_AT])
    names = [charset, declared[1].decode("ascii") if declared else "", "utf-8"]
    for name in filter(None, names):
        try:
            return raw.decode(name)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def _kind_of_text(raw: bytes, name: str) -> Kind:
    head = raw[:LOOKED_AT]
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if is_wide:
        head = decoded(raw)[:LOOKED_AT].encode()
    if b"\x00" in head:
        raise Unreadable(Problem.NOT_TEXT)
    if PAGE.search(head):
        return Kind.PAGE
    if name.lower().endswith((".md", ".markdown")) or MARKDOWN.search(head):
        return Kind.MARKDOWN
    return Kind.FRAGMENT if FRAGMENT.search(head) else Kind.PLAIN
