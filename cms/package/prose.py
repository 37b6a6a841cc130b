"""Rich text taken apart into what a reader sees of it, and put together as Markdown.

Two texts that look the same are equal here, whatever editor wrote them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

BLOCKS = {"p", "h2", "h3", "h4"}
LISTS = {"ul": ("- ", "* "), "ol": ("{}. ", "{}) ")}
# Whether it is bold; else it is italic.
MARKS = {"b": True, "strong": True, "i": False, "em": False}
UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
BLANK = re.compile(r"[ \t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
SPECIAL = re.compile(r"[\\`*\[\]<|]|!$|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
OPENING = re.compile(r"^(?:[#>+\-=~:]|\d+(?=[.)]))", re.MULTILINE)


class Unwritable(Exception):
    """Markdown has no way to say it. The reason is its text."""


@dataclass(frozen=True)
class Run:
    """Letters that look alike; a line break is one of them."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    href: str = ""


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Text:
    tag: str
    line: Line


@dataclass(frozen=True)
class Listing:
    tag: str
    items: "tuple[tuple[Line | Listing, ...], ...]"


Part = Text | Listing


def parse(html: str) -> tuple[Part, ...]:
    """Paragraphs, headings and lists without what shows nothing. Raises Unwritable for markup that no Markdown has."""
    return tuple(_parts(BeautifulSoup(html, "html.parser").contents))


def written(parts: Iterable[Part]) -> str:
    """Lists that follow one another have different marks: with the same they would be one."""
    found: list[str] = []
    before, turn = "", 0
    for part in parts:
        if isinstance(part, Listing):
            turn = 1 - turn if before == part.tag else 0
            found.append(_list(part, turn))
        else:
            level = "#" * int(part.tag[1]) + " " if part.tag != "p" else ""
            found.append(level + inline(part.line))
        before = part.tag
    return "\n\n".join(found)


def inline(line: Line) -> str:
    """One line of Markdown, or more where it breaks."""
    slope = "_" if any(run.is_bold for run in line) else "*"
    text = _joined(_tokens(line, ("href", "is_bold", "is_italic"), slope))
    return OPENING.sub(_escaped_opening, text).replace("\n", "\\\n")


def words(text: str) -> str:
    """Plain text in one line, as Markdown."""
    return inline((Run(plain(text)),))


def plain(text: str) -> str:
    """As a plain field is read back: one line with single spaces."""
    return " ".join(UNREADABLE.sub("", text).split())


def _parts(nodes: Iterable[PageElement]) -> Iterable[Part]:
    """Loose words are a paragraph of their own."""
    for is_loose, group in groupby(nodes, key=_is_loose):
        if is_loose:
            yield from _text("p", group)
            continue
        for node in group:
            if isinstance(node, Tag) and node.name in LISTS:
                yield from _listing(node)
            elif isinstance(node, Tag):
                yield from _text(node.name, node.children)


def _is_loose(node: PageElement) -> bool:
    return not (isinstance(node, Tag) and (node.name in BLOCKS or node.name in LISTS))


def _text(tag: str, nodes: Iterable[PageElement]) -> Iterable[Text]:
    line = _tidy(run for node in nodes for run in _runs(node, Run("")))
    if tag != "p":
        line = _tidy(replace(run, text=run.text.replace("\n", " ")) for run in line)
    if line:
        yield Text(tag, line)


def _listing(node: Tag) -> Iterable[Listing]:
    items = tuple(filter(None, (_item(child) for child in node.children if isinstance(child, Tag))))
    if items:
        yield Listing(node.name, items)


def _item(node: Tag) -> tuple[Line | Listing, ...]:
    found: list[Line | Listing] = []
    for part in _parts(node.children):
        found.append(part if isinstance(part, Listing) else part.line)
    return tuple(found)


def _runs(node: PageElement, style: Run) -> Iterable[Run]:
    if isinstance(node, NavigableString):
        yield replace(style, text=BLANK.sub(" ", UNREADABLE.sub("", node)))
    elif isinstance(node, Tag) and node.name == "br":
        yield replace(style, text="\n")
    elif isinstance(node, Tag):
        inner = _styled(node, style)
        yield from (run for child in node.children for run in _runs(child, inner))


def _styled(node: Tag, style: Run) -> Run:
    if node.name in MARKS:
        return replace(
            style, is_bold=style.is_bold or MARKS[node.name], is_italic=style.is_italic or not MARKS[node.name]
        )
    if node.name != "a":
        raise Unwritable(f"<{node.name}> has no place in Markdown")
    if node.get("linktype"):
        raise Unwritable(f"a link to a {node['linktype']} can't leave the site; link to its address")
    href = normalizeLink(str(node.get("href", "")))
    if not validateLink(href):
        raise Unwritable(f"the link to {href[:60]} is of a kind that is not taken")
    return replace(style, href=href)


def _tidy(runs: Iterable[Run]) -> Line:
    """Blanks outside of bold and italics, single, and none at the ends and around line breaks."""
    found: list[tuple[str, Run]] = []
    for run in chain.from_iterable(map(_bare_edges, runs)):
        style = replace(run, text="")
        for sign in run.text:
            if sign == "\n" and found and found[-1][0] == " ":
                found.pop()
            if not (sign.isspace() and not found) and not (sign == " " and found[-1][0] in " \n"):
                found.append((sign, style))
    while found and found[-1][0].isspace():
        found.pop()
    groups = groupby(found, key=lambda entry: entry[1])
    return tuple(replace(style, text="".join(sign for sign, _ in group)) for style, group in groups)


def _bare_edges(run: Run) -> Iterable[Run]:
    if not (run.is_bold or run.is_italic):
        return [run]
    core = run.text.strip()
    start = run.text[: len(run.text) - len(run.text.lstrip())]
    end = run.text[len(start) + len(core) :]
    bare = replace(run, is_bold=False, is_italic=False)
    return [replace(bare, text=start), replace(run, text=core), replace(bare, text=end)]


Token = tuple[str, str]


def _tokens(line: Sequence[Run], marks: tuple[str, ...], slope: str) -> Iterable[Token]:
    """(what, text): words, an opening or closing mark, or a bracket of a link."""
    if not marks:
        yield "words", "".join(_escaped(run.text) for run in line)
        return
    for value, group in groupby(line, key=lambda run: getattr(run, marks[0])):
        inner = list(_tokens(list(group), marks[1:], slope))
        if not value:
            yield from inner
        elif marks[0] == "href":
            yield from [
                ("words", "["),
                *inner,
                ("words", f"](<{value}>)" if set(value) & set("() ") else f"]({value})"),
            ]
        else:
            mark = "**" if marks[0] == "is_bold" else slope
            yield from [("open", mark), *inner, ("close", mark)]


def _joined(tokens: Iterable[Token]) -> str:
    """A mark between a letter and a sign, or an underscore inside a word, counts only when the letter is spelt out."""
    text, closing = "", ""
    rest = list(tokens)
    for place, (what, part) in enumerate(rest):
        if what == "open" and text and _is_letter(text[-1]):
            following = next((entry for kind, entry in rest[place + 1 :] if entry), "")
            if part == "_" or not _is_letter(following[:1]):
                text = f"{text[:-1]}&#{ord(text[-1])};"
        elif closing and what == "words" and _is_letter(part[:1]) and _needs_help(closing, text):
            part = f"&#{ord(part[0])};{part[1:]}"
        text += part
        closing = part if what == "close" else ""
    return text


def _needs_help(closing: str, text: str) -> bool:
    return closing == "_" or not _is_letter(text[: -len(closing)][-1:])


def _is_letter(sign: str) -> bool:
    return bool(sign) and not (sign.isspace() or isMdAsciiPunct(ord(sign)) or isPunctChar(sign))


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda match: f"\\{match[0]}", text).replace("\xa0", "&nbsp;")


def _escaped_opening(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _list(part: Listing, turn: int) -> str:
    lines: list[str] = []
    for number, item in enumerate(part.items, start=1):
        mark = LISTS[part.tag][turn].format(number)
        gap = "\n" * (1 + any(isinstance(piece, tuple) for piece in item[1:]))
        body = gap.join(inline(piece) if isinstance(piece, tuple) else _list(piece, 0) for piece in item)
        lines += [mark + body.replace("\n", "\n" + " " * len(mark))]
    return re.sub(r"\n +\n", "\n\n", "\n".join(lines))
