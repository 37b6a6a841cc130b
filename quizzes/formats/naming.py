"""Names of options, gaps and criteria: kept where they can be, given by letter where not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from string import ascii_uppercase

from quizzes.interactions.checks import IDENTIFIER, RESERVED

REF = re.compile(r"[^\s,]{1,40}")


def letters() -> Iterator[str]:
    """A to Z, then Z1, Z2 and so on, as the editor names them."""
    yield from ascii_uppercase
    yield from (f"Z{number}" for number in count(1))


def numbers() -> Iterator[str]:
    """1, 2, 3 and so on."""
    return (str(number) for number in count(1))


def is_usable(name: str) -> bool:
    return IDENTIFIER.fullmatch(name) is not None and name != RESERVED


def kept(names: Sequence[str], fallback: Iterator[str] | None = None, *, taken: Iterable[str] = ()) -> list[str]:
    """The names themselves if all are usable and different, else all of them from ``fallback``."""
    used = set(taken)
    if all(map(is_usable, names)) and len(set(names)) == len(names) and not used & set(names):
        return list(names)
    fresh = (name for name in fallback or letters() if name not in used)
    return [next(fresh) for _ in names]


def ref(name: str) -> str:
    """A reference as a course can hold it, or nothing."""
    name = name.strip()
    return name if REF.fullmatch(name) else ""


def cleaned(values: Mapping[str, str], limits: Mapping[str, int]) -> dict[str, str]:
    """Short facts on one line, cut to what the record holds."""
    return {name: " ".join(values.get(name, "").split())[:limit] for name, limit in limits.items()}
