"""Markdown nodes as the HTML that Wagtail's rich text stores, or as plain text."""

import html
import re

from markdown_it.tree import SyntaxTreeNode

LISTS = {"bullet_list": "ul", "ordered_list": "ol"}
INLINE = {"strong": "b", "em": "i"}


def rich(node: SyntaxTreeNode) -> str:
    """One block node, with only h2, h3, h4, p, ul, ol, li, b, i, a and br."""
    if node.type == "heading":
        tag = f"h{min(max(int(node.tag[1]), 2), 4)}"
        return f"<{tag}>{inner(node)}</{tag}>"
    if node.type in LISTS:
        tag = LISTS[node.type]
        return f"<{tag}>{''.join(f'<li>{_item(item)}</li>' for item in node.children)}</{tag}>"
    if node.type in {"fence", "code_block"}:
        return f"<p>{'<br/>'.join(html.escape(line, quote=False) for line in node.content.splitlines())}</p>"
    if node.type == "blockquote":
        return "".join(rich(child) for child in node.children)
    text = inner(node)
    return f"<p>{text}</p>" if text else ""


def inner(node: SyntaxTreeNode) -> str:
    """The inline HTML inside a block node."""
    return "".join(inline(child) for child in node.children)


def plain(node: SyntaxTreeNode) -> str:
    """The words alone, with single spaces."""
    return re.sub(r"\s+", " ", _words(node)).strip()


def alternative(image: SyntaxTreeNode) -> str:
    return " ".join("".join(_words(child) for child in image.children).split())


def images(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    return [child for child in node.walk() if child.type == "image"]


def _item(item: SyntaxTreeNode) -> str:
    """Paragraphs become lines: rich text allows no paragraph in a list item."""
    parts = [(child.type in LISTS, rich(child) if child.type in LISTS else inner(child)) for child in item.children]
    text = ""
    for is_list, part in parts:
        text += part if is_list or not text else f"<br/>{part}"
    return text


def inline(node: SyntaxTreeNode) -> str:
    """One piece of a paragraph."""
    if node.type in INLINE:
        return f"<{INLINE[node.type]}>{inner(node)}</{INLINE[node.type]}>"
    if node.type == "link":
        return f'<a href="{html.escape(str(node.attrs.get("href", "")))}">{inner(node)}</a>'
    if node.type == "hardbreak":
        return "<br/>"
    if node.type == "softbreak":
        return " "
    if node.type == "image":
        return ""
    return inner(node) if node.children else html.escape(node.content, quote=False)


def _words(node: SyntaxTreeNode) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    if node.type == "image":
        return ""
    if not node.children:
        return node.content if node.type != "root" else ""
    gap = "" if node.type in {"inline", "strong", "em", "link"} else " "
    return gap.join(_words(child) for child in node.children)
