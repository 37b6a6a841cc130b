"""Designs on disk, and the fields of each that a registrar may fill."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from certificates import wording

ROOT = Path(__file__).parent / "documents" / "designs"
PLACEHOLDERS = frozenset(
    {"recipient_name", "course_title", "course_version", "credential_title", "learning", "issued_on", "expires_on"}
    | {"issuer_name", "score"}
)
PAPER = "#FBFAF7"
ENOUGH_CONTRAST = 4.5
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# A picture is named by the SHA-256 of its bytes, so that a name never comes to mean another picture.
DIGEST = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class UnknownDesign(Exception):
    def __init__(self, name: str) -> None:
        super().__init__(f"there is no certificate design called {name!r}")
        self.name = name


class UnsuitableOption(Exception):
    """``reason`` is a word for screens to explain, ``detail`` what it is about."""

    def __init__(self, field: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{field}: {reason} {detail}".rstrip())
        self.field = field
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Design:
    name: str
    label: str
    fields: Mapping[str, Mapping[str, Any]]

    @property
    def entry(self) -> Path:
        return ROOT / self.name / "main.typ"

    def sample(self) -> dict[str, Any]:
        """Facts and options that show the design at its fullest."""
        sample: dict[str, Any] = json.loads((ROOT / self.name / "sample.json").read_text(encoding="utf-8"))
        return sample

    def options(self, filled: Mapping[str, object]) -> dict[str, Any]:
        """Every field, with its default where nothing was filled in. Raises UnsuitableOption."""
        if unknown := set(filled) - set(self.fields):
            raise UnsuitableOption(min(unknown), "no_such_field")
        return {
            name: CHECKS[field["type"]](name, filled.get(name, field["default"]), field)
            for name, field in self.fields.items()
        }


def pictures_of(options: Mapping[str, Any], signatories: Iterable[Mapping[str, str]]) -> set[str]:
    """The digests of all pictures that a filled design names."""
    named = {options.get("logo", ""), *(signatory.get("picture", "") for signatory in signatories)}
    return named - {""}


def names() -> list[str]:
    return sorted(path.parent.name for path in ROOT.glob("*/schema.json"))


@lru_cache
def load(name: str) -> Design:
    if name not in names():
        raise UnknownDesign(name)
    schema = json.loads((ROOT / name / "schema.json").read_text(encoding="utf-8"))
    return Design(name=name, label=schema["label"], fields=schema["fields"])


def _text(name: str, value: object, field: Mapping[str, Any]) -> str:
    if not isinstance(value, str):
        raise UnsuitableOption(name, "no_text")
    if len(value) > field["max_length"]:
        raise UnsuitableOption(name, "too_long", str(field["max_length"]))
    if unknown := wording.placeholders(value) - PLACEHOLDERS:
        raise UnsuitableOption(name, "unknown_placeholder", f"{{{min(unknown)}}}")
    return wording.printable(value, name)


def _colour(name: str, value: object, field: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or not COLOUR.fullmatch(value):
        raise UnsuitableOption(name, "no_colour")
    if (reached := contrast(value, PAPER)) < ENOUGH_CONTRAST:
        raise UnsuitableOption(name, "too_pale", f"{int(reached * 10) / 10}")
    return value.upper()


def _language(name: str, value: object, field: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        raise UnsuitableOption(name, "no_language")
    return value


def _picture(name: str, value: object, field: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or (value and not DIGEST.fullmatch(value)):
        raise UnsuitableOption(name, "no_picture")
    return value


def _signatories(name: str, value: object, field: Mapping[str, Any]) -> list[dict[str, str]]:
    if not isinstance(value, list) or len(value) > field["max_items"]:
        raise UnsuitableOption(name, "too_many", str(field["max_items"]))
    return [_signatory(f"{name}.{place}", entry, field) for place, entry in enumerate(value)]


def _signatory(name: str, entry: object, field: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(entry, dict) or not {"name", "role"} <= set(entry) <= {"name", "role", "picture"}:
        raise UnsuitableOption(name.split(".")[0], "incomplete")
    texts = {part: _text(f"{name}.{part}", entry[part], field) for part in ("name", "role")}
    return texts | {"picture": _picture(f"{name}.picture", entry.get("picture", ""), field)}


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


CHECKS: dict[str, Callable[[str, object, Mapping[str, Any]], Any]] = {
    "text": _text,
    "colour": _colour,
    "language": _language,
    "picture": _picture,
    "signatories": _signatories,
}
