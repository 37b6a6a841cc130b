"""Which image files may enter: those that browsers draw and that can do nothing else."""

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from cms.package.files import MAX_BYTES, unusable

SIGNATURES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
}
DRAWING = {
    "svg", "g", "defs", "title", "desc", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "marker", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop",
}  # fmt: skip
OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(", re.IGNORECASE)


def refusal(root: Path, name: str) -> str:
    """Why the image may not be used, or nothing."""
    reason = unusable(root, name)
    if reason:
        return reason
    if (root / name).stat().st_size > MAX_BYTES:
        return "is larger than 5 MB"
    kind = PurePosixPath(name).suffix.lower()
    raw = (root / name).read_bytes()
    if kind == ".svg":
        return _svg_refusal(raw)
    if kind not in SIGNATURES:
        return f"is of a kind that is not taken; taken are .svg, {', '.join(SIGNATURES)}"
    return "" if raw.startswith(SIGNATURES[kind]) else f"is not a {kind} file inside"


class _Refused(Exception):
    """The reason is its text."""


def _svg_refusal(raw: bytes) -> str:
    """Read as a stream: entities are never expanded, because a document type ends the reading."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_extras
    parser.ProcessingInstructionHandler = _refuse_extras
    parser.StartElementHandler = _check_element
    try:
        parser.Parse(raw, True)  # noqa: FBT003 - the parser takes no keyword
    except _Refused as refused:
        return str(refused)
    except (expat.ExpatError, ValueError) as error:
        return f"is not readable as SVG ({error})"
    return ""


def _refuse_extras(*parts: object) -> None:
    raise _Refused("holds a document type or a processing instruction")


def _check_element(name: str, attributes: Mapping[str, str]) -> None:
    if _local(name) not in DRAWING:
        raise _Refused(f"holds the element <{_local(name)}>, which is not for drawing")
    for key, value in attributes.items():
        attribute = _local(key).lower()
        if attribute.startswith("on"):
            raise _Refused(f"runs a script ({attribute})")
        if (attribute == "href" and not value.startswith("#")) or OUTSIDE.search(value):
            raise _Refused(f"points outside itself ({attribute})")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
