"""Typed access to parsed JSON and front matter that notes what is wrong and goes on.

A field that is missing or of the wrong type becomes a Problem and an empty value, so that one reading
reports everything there is to mend.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from cms.package.problems import Problem


@dataclass(frozen=True)
class Entry:
    file: str
    name: str
    values: Mapping[str, Any]
    problems: list[Problem]

    def report(self, message: str) -> None:
        self.problems.append(Problem(self.file, self.name, message))

    def text(self, key: str) -> str:
        """A text that must be there and not be empty."""
        value = self._value(key, str, "text")
        if value is None:
            return ""
        if not value.strip():
            self.report(f"“{key}” is empty")
        return str(value)

    def optional_text(self, key: str) -> str:
        return "" if self.values.get(key) is None else str(self._value(key, str, "text") or "")

    def whole(self, key: str) -> int:
        value = self._value(key, int, "a whole number")
        if value is None:
            return 0
        if isinstance(value, bool) or value < 0:
            self.report(f"“{key}” must be a whole number, not {_shown(value)}")
            return 0
        return int(value)

    def optional_whole(self, key: str) -> int | None:
        return None if self.values.get(key) is None else self.whole(key)

    def flag(self, key: str) -> bool:
        return bool(self._value(key, bool, "true or false"))

    def optional_flag(self, key: str) -> bool:
        return self.values.get(key) is not None and self.flag(key)

    def number(self, key: str) -> str:
        """As text in plain decimal notation, so that 17 and 17.0 are the same content."""
        value = self._value(key, int | float, "a number")
        return "" if value is None else self._plain_number(key, value)

    def optional_decimal(self, key: str) -> Decimal | None:
        if self.values.get(key) is None:
            return None
        number = self.number(key)
        return Decimal(number) if number else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a list that is left out is empty."""
        found = self._list(key)
        if not all(isinstance(item, str) for item in found):
            self.report(f"“{key}” must be a list of texts")
        return tuple(item for item in found if isinstance(item, str))

    def wholes(self, key: str) -> tuple[int, ...]:
        found = self._list(key)
        if not all(type(item) is int for item in found):
            self.report(f"“{key}” must be a list of whole numbers")
        return tuple(item for item in found if type(item) is int)

    def date(self, key: str) -> datetime.date | None:
        """Front matter arrives as dates, JSON as ISO text."""
        value = self.values.get(key)
        if value is None or type(value) is datetime.date:
            return value
        try:
            return datetime.date.fromisoformat(value)
        except (TypeError, ValueError):
            self.report(f"“{key}” must be a date such as 2026-11-22, not {_shown(value)}")
            return None

    def uuid(self, key: str) -> UUID | None:
        value = self.optional_text(key)
        try:
            return UUID(value) if value else None
        except ValueError:
            self.report(f"“{key}” must be a UUID, not {_shown(value)}")
            return None

    def mapping(self, key: str) -> Mapping[str, Any]:
        """The object under `key` as it stands; empty when it is left out."""
        found = self.entry(key)
        return found.values if found else {}

    def entry(self, key: str) -> "Entry | None":
        """The object under `key`, or None when it is left out."""
        if self.values.get(key) is None:
            return None
        value = self._value(key, dict, "an object")
        return Entry(self.file, f"{self.name}.{key}" if self.name else key, value or {}, self.problems)

    def entries(self, key: str) -> "list[Entry]":
        """The objects listed under `key`, each named by its id or, without one, by its place."""
        found = []
        for place, item in enumerate(self._list(key), start=1):
            name = self._place(key, place, item)
            if isinstance(item, dict):
                found.append(Entry(self.file, name, item, self.problems))
            else:
                self.problems.append(Problem(self.file, name, "must be an object"))
        return found

    def _place(self, key: str, place: int, item: Any) -> str:
        own = item.get("id") if isinstance(item, dict) else None
        if not isinstance(own, str) or not own:
            own = f"{key}[{place}]"
        nested = bool(self.name) and key in {"options", "responses"}
        return f"{self.name} {own}" if nested else own

    def _value(self, key: str, kind: Any, wanted: str) -> Any:
        value = self.values.get(key)
        if value is None:
            self.report(f"“{key}” is missing")
            return None
        if not isinstance(value, kind):
            self.report(f"“{key}” must be {wanted}, not {_shown(value)}")
            return None
        return value

    def _list(self, key: str) -> list[Any]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.report(f"“{key}” must be a list")
            return []
        return value

    def _plain_number(self, key: str, value: float) -> str:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite():
            self.report(f"“{key}” must be a number, not {_shown(value)}")
            return ""
        return f"{number.normalize():f}"


def _shown(value: Any) -> str:
    """Short enough for a message, whatever the file holds."""
    if not isinstance(value, str | int | float):
        return f"a {type(value).__name__}"
    return repr(value) if len(str(value)) <= 60 else f"{str(value)[:60]!r}…"
