"""Opening the files of a package: inside its folder, not too large, readable, and a line number when not."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from cms.package.entries import Entry
from cms.package.problems import Problem

MAX_BYTES = 5 * 1024 * 1024
MAX_FILM_BYTES = 100 * 1024 * 1024
# Far above any course; what has more is made to keep a server busy.
MAX_VALUES = 200_000
MAX_HEAD = 20_000


@dataclass
class Folder:
    """Reads below `root` and collects what could not be read."""

    root: Path
    problems: list[Problem] = field(default_factory=list)

    def json(self, name: str) -> Entry:
        text = self.text(name)
        return self._entry(name, "", None if text is None else self._object(name, text))

    def markdown(self, name: str) -> tuple[Entry, str]:
        """Front matter and body."""
        text = self.text(name)
        head, body = _split(text or "")
        return self._entry(name, "front matter", None if text is None else self._front_matter(name, head)), body

    def _entry(self, name: str, part: str, values: dict[str, Any] | None) -> Entry:
        """What could not be read has been reported once; its fields are not reported as missing as well."""
        return Entry(name, part, {}, []) if values is None else Entry(name, part, values, self.problems)

    def text(self, name: str) -> str | None:
        raw = self.read(name)
        if raw is None:
            return None
        if b"\0" in raw:
            self._refuse(name, "holds a null character, so it is no text")
            return None
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._refuse(name, f"is not UTF-8 text (line {line})")
            return None

    def read(self, name: str) -> bytes | None:
        path = self._locate(name)
        if path is None:
            return None
        try:
            if path.stat().st_size > MAX_BYTES:
                self._refuse(name, "is larger than 5 MB")
                return None
            return path.read_bytes()
        except OSError as error:
            self._refuse(name, f"cannot be read ({error.strerror})")
            return None

    def sha256(self, name: str, *, most: int = MAX_BYTES) -> str:
        """Empty when the file is not there; silent, because images and attachments are checked on their own."""
        path = self.root / name
        if not is_inside(name) or not path.is_file() or has_link(self.root, name):
            return ""
        if path.stat().st_size > most:
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _locate(self, name: str) -> Path | None:
        reason = unusable(self.root, name)
        if reason:
            self._refuse(name, reason)
            return None
        return self.root / name

    def _object(self, name: str, text: str) -> dict[str, Any] | None:
        try:
            value = json.loads(text)
            json.dumps(value, ensure_ascii=False).encode()
            _weigh(value)
        except json.JSONDecodeError as error:
            self._refuse(name, f"is not valid JSON (line {error.lineno}: {error.msg})")
            return None
        except (ValueError, RecursionError) as error:
            self._refuse(name, f"holds what no course can use ({error})")
            return None
        if isinstance(value, dict):
            return value
        self._refuse(name, "must hold one JSON object")
        return None

    def _front_matter(self, name: str, head: str) -> dict[str, Any] | None:
        if len(head) > MAX_HEAD:
            self._refuse(name, "has front matter longer than a page")
            return None
        try:
            value = yaml.safe_load(head)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            line = f" (line {mark.line + 2})" if mark else f" ({error})"
            self._refuse(name, f"has unreadable front matter{line}")
            return None
        if isinstance(value, dict):
            return value
        self._refuse(name, "has no front matter between two lines of ---")
        return None

    def _refuse(self, name: str, message: str) -> None:
        self.problems.append(Problem(name, "", message))


def unusable(root: Path, name: str) -> str:
    """Why `name` cannot be opened, or nothing."""
    if not is_inside(name):
        return "lies outside the package folder"
    if has_link(root, name):
        return "is reached through a symbolic link"
    return "" if (root / name).is_file() else "is missing"


def is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and not set(name) & {"\\", "\0", ":"}


def has_link(root: Path, name: str) -> bool:
    path = PurePosixPath(name)
    return any((root / step).is_symlink() for step in (path, *path.parents) if str(step) != ".")


def _weigh(value: Any) -> None:
    """Raises ValueError for what no database keeps, and for more values than any course has."""
    waiting, count = [value], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > MAX_VALUES:
            raise ValueError(f"more than {MAX_VALUES:,} values")
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and "\0" in value:
            raise ValueError("a null character")


def _split(text: str) -> tuple[str, str]:
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].strip() != "---":
        return "", text
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.strip() == "---"), None)
    if end is None:
        return "", text
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]).strip() + "\n"
