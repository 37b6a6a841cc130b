"""Short modules, short functions, nothing left for later."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("accounts", "courses", "quizzes", "certificates", "cms", "config", "tests", "bench", "templates", "static")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40
# Written so that this file does not find itself.
LEFT_FOR_LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
UNCLEAR_NAMES = {"utils", "helpers", "services", "common", "misc", "api"}


def sources(*suffixes: str) -> Iterator[Path]:
    """The project's own text, without migrations and course data."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if path.suffix in suffixes and not {"migrations", "packages", "vendor"} & set(path.parts):
                yield path


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_modules_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(".py")}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_are_short() -> None:
    lengths = dict(item for path in sources(".py") for item in functions(path))
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_nothing_is_left_for_later() -> None:
    texts = sources(".py", ".html", ".txt", ".css", ".js", ".typ")
    assert [str(path.relative_to(ROOT)) for path in texts if LEFT_FOR_LATER.search(path.read_text())] == []


def test_no_module_is_a_drawer_for_everything() -> None:
    stems = {path: path.stem for path in sources(".py") if path.relative_to(ROOT).parts[0] != "tests"}
    assert [str(path) for path, stem in stems.items() if stem in UNCLEAR_NAMES] == []
