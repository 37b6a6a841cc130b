"""Blocks that translators meet otherwise than Wagtail Localize would have it."""

from collections import defaultdict
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.rich_text import RichText
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import restore_strings

CAPTION = "caption"


class Shared:
    """The same in every language: a reference to the register or the bank, a code. Translators aren't asked for it."""

    def get_translatable_segments(self, value: Any) -> list[Any]:
        """Nothing to translate, and nothing to put another thing in the place of."""
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        """As the original has it."""
        return value


def shared(block: Any) -> Any:
    """The same block class, and ``Shared``."""
    return type(block.__name__, (Shared, block), {"__module__": block.__module__})


class CodeBlock(Shared, blocks.CharBlock):
    """A word that other content refers to."""


class TableBlock(TypedTableBlock):
    """A table whose caption, headings and cells of rich text are translated one by one."""

    def get_translatable_segments(self, table: Any) -> list[Any]:
        """Named by their place: a row put between others is translated anew, and so are those below it."""
        found: list[Any] = [StringSegmentValue(CAPTION, table.caption)] if table.caption else []
        for place, column in enumerate(table.columns):
            found += [StringSegmentValue(f"heading-{place}", column["heading"])] if column["heading"] else []
        reader = StreamFieldSegmentExtractor(None)
        for row, values in enumerate(table.row_data):
            for column, value in enumerate(values["values"]):
                cell = reader.handle_block(table.columns[column]["block"], value)
                found += [segment.wrap(f"cell-{row}-{column}") for segment in cell]
        return found

    def restore_translated_segments(self, table: Any, segments: list[Any]) -> Any:
        """The same table in other words."""
        parts: dict[str, list[Any]] = defaultdict(list)
        for segment in segments:
            name, part = segment.unwrap()
            parts[name].append(part)
        for name, found in parts.items():
            kind, *place = name.split("-")
            if kind == CAPTION:
                table.caption = found[0].render_text()
            elif kind == "heading":
                table.columns[int(place[0])]["heading"] = found[0].render_text()
            else:
                row, column = map(int, place)
                table.row_data[row]["values"][column] = _rich_text(found)
        return table


def _rich_text(segments: list[Any]) -> RichText:
    is_whole = any(isinstance(segment, TemplateSegmentValue) for segment in segments)
    if not is_whole:
        raise ValueError("A cell without its markup can't be put together.")
    _format, template, strings = organise_template_segments(segments)
    return RichText(restore_strings(template, strings))
