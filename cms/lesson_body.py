"""A lesson's blocks as HTML, with the words of the glossary that its text uses. Our block templates escape."""

import re
from collections.abc import Iterable
from typing import Any

from wagtail.blocks import StreamValue

from cms.glossing import Entry, Glosser

# Recall is from memory, and sources are titles.
UNGLOSSED = frozenset({"recall", "sources"})
SECTION = "<h2"
# Boxes have headings of the third level, to stand in a section of the text, and some have smaller ones.
BOX_HEADING = re.compile(r"<h([34])(?=[\s>])")


def read(body: StreamValue, glossary: Iterable[Entry]) -> dict[str, Any]:
    """``parts``: safe ``html``, or the ``question`` that stands there, whose state is looked up for each reader.

    ``glossed`` is what the marked words open (templates/cms/partials/glossed.html).
    """
    glosser = Glosser(list(glossary))
    parts: list[dict[str, Any]] = []
    is_in_section = False
    for block in body:
        if block.block_type == "check":
            parts += [{"question": block.value.uuid}] if block.value else []
            continue
        html = _html(block, glosser)
        if block.block_type == "text":
            is_in_section = is_in_section or SECTION in html
        elif not is_in_section:
            html = BOX_HEADING.sub(_a_level_up, html)
        if parts and "html" in parts[-1]:
            parts[-1]["html"] += html
        else:
            parts.append({"html": html})
    return {"parts": parts, "glossed": glosser.explained()}


def _html(block: Any, glosser: Glosser) -> str:
    html = str(block.render())
    text = html if block.block_type in UNGLOSSED else glosser.mark(html)
    return f'<div class="block-{block.block_type}">{text}</div>'


def _a_level_up(heading: re.Match[str]) -> str:
    """For a box that comes before the first section, right below the lesson's title: no level is skipped."""
    return f'{heading[0]} aria-level="{int(heading[1]) - 1}"'
