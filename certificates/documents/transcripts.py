"""A transcript as a tagged, archivable PDF. Ready words in, bytes out; it is made when asked for and never kept."""

import json
from datetime import datetime
from typing import Any

import typst

from certificates import designs, wording
from certificates.documents import badges, fonts, pdf, press


def render(told: dict[str, Any], *, person: str, language: str, timestamp: datetime) -> bytes:
    """``told`` holds every word as designs/transcript/main.typ names them. Raises wording.CannotSetText."""
    data = {
        **_printable(told),
        "person": wording.printable(person, "name"),
        "name": {"language": pdf.language(language), "direction": wording.direction(person)},
        "language": pdf.language(language),
        "accent": badges.ACCENT,
        "cjk": fonts.cjk_face(language),
    }
    try:
        made = press.compiler().compile(
            input=str(designs.ROOT / "transcript" / "main.typ"),
            format="pdf",
            pdf_standards=pdf.STANDARDS,
            timestamp=int(timestamp.timestamp()),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        )
    except typst.TypstError as error:
        if missing := pdf.missing_glyph(error):
            raise wording.CannotSetText(missing, "transcript") from error
        raise
    if not isinstance(made, bytes):
        raise TypeError("a transcript is one file")
    return made


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return wording.printable(value, "transcript")
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {name: _printable(item) for name, item in value.items()}
    return value
