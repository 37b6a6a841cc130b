"""HTML by sections: a whole page with everything around the article, or only what somebody copied."""

import re

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from courses.articles import Builder, Document
from courses.problems import Problem, Unreadable

# Below this the extractor has found a caption or a cookie notice; then everything readable on the page is taken.
LEAST = 200
DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCK_NAMES = (
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form "
    "header hr li main nav ol p pre section table tbody tfoot thead tr ul"
)
UNREAD_NAMES = (
    "audio button canvas embed head iframe input math noscript object option script select style svg template "
    "textarea title video"
)
BLOCKS, UNREAD = frozenset(BLOCK_NAMES.split()), frozenset(UNREAD_NAMES.split())
CELLS = frozenset({"td", "th"})
AROUND = frozenset({"aside", "footer", "form", "nav"})


def read(text: str) -> Document:
    """All of it: whoever copied a part of a page has chosen."""
    return _read(_parsed(text), frozenset())


def read_page(text: str) -> Document:
    """The article on a page, without menus, notices and other articles."""
    root = _parsed(text)
    title, language = _title(root), root.get("lang") or ""
    extracted = trafilatura.extract(text, output_format="html", include_comments=False, include_tables=True)
    found = _read(_parsed(extracted), frozenset()) if extracted else Document("", ())
    if found.length < LEAST:
        whole = _read(root, AROUND)
        found = whole if whole.sections else found
    return Document(found.title or title, found.sections, language[:12], len(root.findall(".//img")))


def _parsed(text: str) -> HtmlElement:
    """Raises Unreadable for what no parser can make a page of."""
    try:
        return document_fromstring(DECLARATION.sub("", text.replace("\x00", "")), parser=HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(Problem.EMPTY) from error


def _title(root: HtmlElement) -> str:
    """The page's own, without the name of the site behind it."""
    element = root.find(".//title")
    text = "".join(element.itertext()) if element is not None else ""
    return re.split(r"\s[|\u2013\u2014-]\s", text)[0].strip()


def _read(root: HtmlElement, ignored: frozenset[str]) -> Document:
    walk = _Walk()
    events = etree.iterwalk(root, events=("start", "end"))
    for event, element in events:
        if event == "start" and _is_unread(element, ignored):
            events.skip_subtree()
            continue
        (walk.enter if event == "start" else walk.leave)(element, is_read=not _is_unread(element, ignored))
    walk.flush()
    return walk.builder.document(language=root.get("lang") or "")


def _is_unread(element: HtmlElement, ignored: frozenset[str]) -> bool:
    tag = element.tag
    return not isinstance(tag, str) or tag in UNREAD or tag in ignored or "hidden" in element.attrib


class _Walk:
    """Collects the text between one block and the next; no recursion, however deep a page is nested."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.words: list[str] = []
        self.bullet = ""
        self.cell_count = 0

    def enter(self, element: HtmlElement, *, is_read: bool) -> None:
        tag = element.tag
        if tag in BLOCKS or tag in HEADINGS:
            self.flush()
            self.bullet = "• " if tag == "li" else self.bullet
        elif tag in CELLS:
            self.words.append(" | " if self.cell_count else "")
            self.cell_count += 1
        elif tag == "img":
            self.builder.image_count += 1
        self.words.append(element.text or "")

    def leave(self, element: HtmlElement, *, is_read: bool) -> None:
        tag = element.tag
        if is_read and tag in HEADINGS:
            self.builder.heading("".join(self.words), HEADINGS[tag])
            self.words = []
        elif is_read and tag in BLOCKS:
            self.flush()
        self.words.append(element.tail or "")

    def flush(self) -> None:
        """What was collected becomes a paragraph."""
        if text := "".join(self.words).strip():
            self.builder.paragraph(self.bullet + text)
            self.bullet = ""
        self.words, self.cell_count = [], 0
