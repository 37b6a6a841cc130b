"""JSON-LD without the network, and without silence: what the contexts do not define is refused instead of dropped."""

import json
import math
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld

PINNED = Path(__file__).parent / "pinned"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
FILES = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "open-badges-3.0.3.json",
    EXTENSIONS: "open-badges-extensions.json",
}
# RDF has no place for anything else: relative references and addresses with a space vanish from what is signed.
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
# Implementations escape these in different ways, so their signatures would differ.
UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")

Document = dict[str, Any]

# PyLD shares its caches between threads without a lock of its own; the work holds the interpreter anyway.
_one_at_a_time = threading.Lock()


class Refused(Exception):
    """The document can't be signed or verified as it is."""


class NotCovered(Refused):
    """A signature would not speak of these parts."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


class UnknownContext(Refused):
    """The document names a context that is not pinned; none is ever fetched."""


class Malformed(Refused):
    """The document is not JSON-LD."""


def covered(document: Document) -> list[Any]:
    """The document with every term as its address. Raises NotCovered when something would be lost, or Refused."""
    expanded = expand(document)
    if unsafe := sorted(set(_unsafe(document, ""))):
        raise NotCovered(unsafe)
    options = _options(document) | {"skipExpansion": True}
    with _one_at_a_time:
        compacted = jsonld.compact(expanded, {"@context": document["@context"]}, options)
    if lost := sorted(set(_differences(document, compacted, ""))) or sorted(set(_relative(expanded))):
        raise NotCovered(lost)
    return expanded


def expand(document: Document) -> list[Any]:
    """Every known term as its address, and not a word about the others. Raises UnknownContext, Malformed."""
    options = _options(document)
    try:
        with _one_at_a_time:
            expanded: list[Any] = jsonld.expand(document, options)
    except (jsonld.JsonLdError, RecursionError) as problem:
        raise Malformed(getattr(problem, "code", None) or "nested too deeply") from problem
    return expanded


def canonical(expanded: list[Any]) -> bytes:
    """The canonical N-Quads of RDFC-1.0."""
    options = {"documentLoader": _load, "algorithm": "URDNA2015", "format": "application/n-quads"}
    with _one_at_a_time:
        return str(jsonld.normalize(expanded, options)).encode()


def _options(document: Document) -> dict[str, Any]:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or not set(map(str, contexts)) <= set(FILES):
        raise UnknownContext(contexts)
    return {"documentLoader": _load, "base": ""}


def _load(url: str, options: dict[str, Any]) -> dict[str, Any]:
    # "static" lets PyLD keep the processed context for the life of the process.
    return {"contextUrl": None, "documentUrl": url, "document": _pinned(url), "tag": "static"}


@cache
def _pinned(url: str) -> Document:
    if url not in FILES:
        raise UnknownContext(url)
    content: Document = json.loads((PINNED / FILES[url]).read_text(encoding="utf-8"))
    return content


def _differences(wanted: Any, found: Any, path: str) -> Iterator[str]:
    """Where ``found`` says less or something else; a list of one thing and the thing itself are the same."""
    wanted, found = _alone(wanted), _alone(found)
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in wanted.keys() | found.keys():
            yield from _differences(wanted.get(key), found.get(key), f"{path}.{key}".lstrip("."))
    elif isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        for place, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from _differences(one, other, f"{path}[{place}]")
    elif wanted != found or found is None:
        yield path


def _alone(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _relative(node: Any) -> Iterator[str]:
    """Addresses in an expanded document that are none."""
    if isinstance(node, list):
        for item in node:
            yield from _relative(item)
    elif isinstance(node, dict):
        types = node.get("@type", [])
        addresses = [types] if isinstance(types, str) else list(types)
        if "@id" in node:
            addresses.append(node["@id"])
        yield from (address for address in addresses if not IRI.fullmatch(address))
        for key, value in node.items():
            if not key.startswith("@"):
                yield from _relative(value)


def _unsafe(value: Any, path: str) -> Iterator[str]:
    """Values that say nothing, or whose canonical form depends on who writes it: 18.0 is 18 elsewhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _unsafe(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and value:
        for place, inner in enumerate(value):
            yield from _unsafe(inner, f"{path}[{place}]")
    elif _is_unsafe(value):
        yield path


def _is_unsafe(value: Any) -> bool:
    if isinstance(value, str):
        return bool(UNSAFE.search(value))
    if isinstance(value, float):
        return value.is_integer() or not math.isfinite(value)
    return value is None or value == []
