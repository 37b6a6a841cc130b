"""Reading an article out of whatever an author has: a web page, a Word file, Markdown, plain text."""

from courses.articles import Document
from courses.formats import detection, html, markdown, plain, word
from courses.formats.detection import Kind
from courses.problems import Problem, Unreadable

MAX_BYTES = 5 * 1024 * 1024
MAX_SECTIONS = 300
MAX_CHARACTERS = 400_000


def check(raw: bytes, *, name: str = "") -> Kind:
    """What the content is, by the content; cheap enough for a form. Raises Unreadable."""
    if len(raw) > MAX_BYTES:
        raise Unreadable(Problem.TOO_LARGE)
    kind = detection.kind_of(raw, name=name)
    if kind is Kind.WORD:
        word.check(raw)
    return kind


def read(raw: bytes, *, name: str = "", charset: str = "") -> Document:
    """The article by sections. Raises Unreadable."""
    kind = check(raw, name=name)
    if kind is Kind.WORD:
        return _fit(word.read(raw))
    text = detection.decoded(raw, charset)
    if kind is Kind.PAGE:
        return _fit(html.read_page(text))
    readers = {Kind.FRAGMENT: html.read, Kind.MARKDOWN: markdown.read, Kind.PLAIN: plain.read}
    return _fit(readers[kind](text))


def _fit(document: Document) -> Document:
    if not any(section.paragraphs for section in document.sections):
        raise Unreadable(Problem.EMPTY)
    if len(document.sections) > MAX_SECTIONS or document.length > MAX_CHARACTERS:
        raise Unreadable(Problem.TOO_LONG)
    return document
