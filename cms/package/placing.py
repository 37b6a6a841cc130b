"""Blocks of a package as a StreamField stores them: files, claims and questions by the rows that hold them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.models import QuestionSnippet
from cms.package import boxes
from cms.package.model import Block
from courses.models import Claim


@dataclass(frozen=True)
class Rows:
    """What was loaded before the lessons, by its name in the package."""

    images: dict[str, Image] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    questions: dict[str, QuestionSnippet] = field(default_factory=dict)


def placed(block: Block, rows: Rows) -> Block:
    """The block for the database."""
    value = block["value"]
    match block["type"]:
        case "image":
            image, decorates = rows.images[value["file"]], value.get("decorative", False)
            return {"type": "image", "value": {"image": image.pk, "alt_text": value["alt"], "decorative": decorates}}
        case "claim":
            return {"type": "claim", "value": {**value, "claims": [rows.claims[ref].pk for ref in value["claims"]]}}
        case "table":
            return {"type": "table", "value": _table(value)}
        case "check":
            return {"type": "check", "value": rows.questions[value].pk}
        case "video" | "download":
            return {"type": block["type"], "value": {**value, **_documents(value, rows)}}
        case _:
            return block


def _table(value: Mapping[str, Any]) -> dict[str, Any]:
    columns = [{"type": "text", "heading": heading} for heading in value["columns"]]
    return {"columns": columns, "rows": [{"values": row} for row in value["rows"]], "caption": value["caption"]}


def _documents(value: Mapping[str, Any], rows: Rows) -> dict[str, int | None]:
    return {name: rows.documents[value[name]].pk if value[name] else None for name in boxes.FILES if name in value}
