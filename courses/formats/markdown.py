"""Markdown by sections."""

import re

from markdown_it import MarkdownIt

from courses.articles import Document
from courses.formats import html

FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
_PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def read(text: str) -> Document:
    """Without front matter; HTML in it stays text."""
    return html.read(_PARSER.render(FRONT_MATTER.sub("", text.replace("\r\n", "\n"), count=1)) or "<p></p>")
