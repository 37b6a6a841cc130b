"""The badge as a picture: of what was earned, never of who earned it, so all holders share one drawing."""

import io
import json
from functools import lru_cache
from typing import Any

import typst
from PIL import Image

from certificates import designs, wording
from certificates.documents import fonts, pdf, press

ACCENT = "#0B5C5C"
PIXELS_PER_INCH = 240  # 605 pixels across
# What the eye can tell apart here; a quarter of the bytes, and one picture is kept for every holder.
COLOURS = 128


def draw_facts(kept: dict[str, Any], *, language: str) -> bytes:
    """The badge of a certificate's facts. Raises wording.CannotSetText, wording.TextTooLong."""
    texts = {"title": kept["credential_title"], "kind": kept["credential_type"], "issuer": kept["issuer_name"]}
    return draw(**texts, language=language)


@lru_cache(maxsize=32)
def draw(*, title: str, kind: str, issuer: str, language: str) -> bytes:
    """A PNG of about 45 kB; equal texts give equal bytes. ``language`` chooses the Han letterforms.

    A glyph that no font has is not noticed here: make the PDF of the same texts first.
    Raises wording.CannotSetText, wording.TextTooLong.
    """
    texts = {"credential_title": title, "credential_type": kind, "issuer_name": issuer}
    facts = {field: wording.printable(text, field) for field, text in texts.items()}
    data = {"accent": ACCENT, "cjk": fonts.cjk_face(language), "facts": facts}
    try:
        drawing = press.compiler().compile(
            input=str(designs.ROOT / "badge" / "main.typ"),
            format="png",
            ppi=PIXELS_PER_INCH,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        )
    except typst.TypstError as error:
        if match := pdf.TOO_LONG.search(error.message):
            raise wording.TextTooLong(match[1]) from error
        raise
    if not isinstance(drawing, bytes):
        raise TypeError("a badge is one picture")
    return _with_few_colours(drawing)


def _with_few_colours(drawing: bytes) -> bytes:
    picture = Image.open(io.BytesIO(drawing)).quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
