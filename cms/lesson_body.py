"""A lesson's blocks as HTML, with the words of the glossary that its text uses. Our block templates escape."""

from collections.abc import Iterable
from typing import Any

from wagtail.blocks import StreamValue

from cms.glossing import Entry, Glosser

# Recall is from memory, and sources are titles.
UNGLOSSED = frozenset({"recall", "sources"})


def read(body: StreamValue, glossary: Iterable[Entry]) -> dict[str, Any]:
    """``parts``: safe ``html``, or the ``question`` that stands there, whose state is looked up for each reader.

    ``glossed`` is what the marked words open (templates/cms/partials/glossed.html).
    """
    glosser = Glosser(list(glossary))
    parts: list[dict[str, Any]] = []
    for block in body:
        if block.block_type == "check":
            parts += [{"question": block.value.uuid}] if block.value else []
        elif parts and "html" in parts[-1]:
            parts[-1]["html"] += _html(block, glosser)
        else:
            parts.append({"html": _html(block, glosser)})
    return {"parts": parts, "glossed": glosser.explained()}


def _html(block: Any, glosser: Glosser) -> str:
    html = str(block.render())
    text = html if block.block_type in UNGLOSSED else glosser.mark(html)
    return f'<div class="block-{block.block_type}">{text}</div>'
