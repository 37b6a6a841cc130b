"""A `text` with gaps, written `[[gap-id]]`. Each gap is a question of its own kind, and all weigh the same."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Protocol

from quizzes.interactions import checks, numeric, single_choice, text_entry
from quizzes.interactions.base import (
    NOTHING,
    Content,
    ContentError,
    Explanation,
    Fields,
    Mark,
    Note,
    Response,
    ResponseError,
    brief,
    explained,
    ids,
    marked,
    refuse_strangers,
)

KIND = "cloze"
NEEDS_PERSON = False
FIELD = "gap-"
GAP = re.compile(r"\[\[([A-Za-z0-9_-]{1,40})\]\]")


class GapKind(Protocol):
    """What a kind offers so that it can be asked inside a text."""

    FIELD: str

    def check_key(self, content: Content) -> None: ...

    def order(self, content: Content, rng: random.Random) -> list[str]: ...

    def present(self, content: Content, order: Sequence[str]) -> dict[str, Any]: ...

    def parse(self, content: Content, fields: Fields) -> Response: ...

    def share(self, content: Content, response: Response) -> Fraction: ...

    def note(self, content: Content, response: Response) -> Note: ...

    def describe(self, content: Content, response: Response) -> str: ...


KINDS: Mapping[str, GapKind] = MappingProxyType({"text": text_entry, "number": numeric, "choice": single_choice})


def check(content: Content) -> None:
    checks.common(content, KIND)
    text = checks.text(content, "text")
    gaps = checks.entries(content, "gaps", least=1)
    _check_text(text, ids(gaps))
    for position, gap in enumerate(gaps):
        if gap.get("kind") not in list(KINDS):
            raise ContentError(f"gaps[{position}].kind", f"must be one of {', '.join(KINDS)}")
        with checks.inside(f"gaps[{position}]"):
            checks.switch(gap, "shuffle")
            KINDS[gap["kind"]].check_key(gap)


def _check_text(text: str, keys: Sequence[str]) -> None:
    pieces = GAP.split(text)
    named = pieces[1::2]
    if any("[[" in piece or "]]" in piece for piece in pieces[::2]):
        raise ContentError("text", "double brackets are for gaps alone, written [[id]]")
    for key in named:
        if named.count(key) > 1:
            raise ContentError("text", f"the gap {key} stands there twice")
        if key not in keys:
            raise ContentError("text", f"the gap {key} is not described")
    for position, key in enumerate(keys):
        if key not in named:
            raise ContentError(f"gaps[{position}].id", f"the text has no gap [[{key}]]")


def _gaps(content: Content) -> list[Content]:
    """In the order of the text, each as the content that its kind takes."""
    known = {gap["id"]: gap for gap in content["gaps"]}
    named = GAP.findall(content["text"])
    return [{"shuffle": content.get("shuffle", False), **known[key], "prompt": ""} for key in named]


def _kind(gap: Content) -> GapKind:
    return KINDS[gap["kind"]]


def order(content: Content, rng: random.Random) -> list[str]:
    """Options to choose from, as `gap.option`; gaps stay where the text has them."""
    return [f"{gap['id']}.{key}" for gap in _gaps(content) for key in _kind(gap).order(gap, rng)]


def _own(gap: Content, order: Sequence[str]) -> list[str]:
    start = f"{gap['id']}."
    return [key.removeprefix(start) for key in order if key.startswith(start)]


def present(content: Content, order: Sequence[str]) -> dict[str, Any]:
    """`parts` is the text in pieces; each has words or a gap."""
    gaps = {gap["id"]: _presented(gap, order, place) for place, gap in enumerate(_gaps(content), start=1)}
    pieces = GAP.split(content["text"])
    parts = [
        {"text": "", "gap": gaps[piece]} if index % 2 else {"text": piece, "gap": None}
        for index, piece in enumerate(pieces)
        if piece
    ]
    return {"kind": content["kind"], "prompt": content["prompt"], "parts": parts, "gap_count": len(gaps)}


def _presented(gap: Content, order: Sequence[str], place: int) -> dict[str, Any]:
    shown = _kind(gap).present(gap, _own(gap, order))
    del shown["prompt"]
    return shown | {"id": gap["id"], "place": place}


def parse(content: Content, fields: Fields) -> Response:
    refuse_strangers(fields, FIELD, ids(content["gaps"]))
    given = {gap["id"]: _parsed(gap, fields, place) for place, gap in enumerate(_gaps(content), start=1)}
    return {key: value for key, value in given.items() if value} or None


def _parsed(gap: Content, fields: Fields, place: int) -> str:
    kind = _kind(gap)
    try:
        value = kind.parse(gap, {kind.FIELD: fields.get(FIELD + gap["id"], ())})
    except ResponseError as error:
        raise ResponseError(f"Gap {place}: {error.message}") from error
    return value if isinstance(value, str) else ""


def _given(response: Response, gap: Content) -> str | None:
    return response.get(gap["id"]) if isinstance(response, dict) else None


def mark(content: Content, response: Response) -> Mark:
    return marked(content, _share(content, response))


def _share(content: Content, response: Response) -> Fraction:
    gaps = _gaps(content)
    return sum((_kind(gap).share(gap, _given(response, gap)) for gap in gaps), NOTHING) / len(gaps)


def explain(content: Content, response: Response, order: Sequence[str]) -> Explanation:
    """One note for each gap, in the order of the text."""
    notes = [replace(_kind(gap).note(gap, _given(response, gap)), id=gap["id"]) for gap in _gaps(content)]
    return explained(content, response, _share(content, response), notes)


def describe(content: Content, response: Response) -> str:
    given = [_kind(gap).describe(gap, _given(response, gap)) for gap in _gaps(content)]
    return brief("; ".join(f"{place}: {text}" for place, text in enumerate(given, start=1) if text))
