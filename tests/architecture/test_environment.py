"""The environment: read in the settings alone, and listed in .env.example."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = sorted((ROOT / "config" / "settings").glob("*.py"))
# Read before settings exist: where the data lies, needed to find the secret that is kept there.
ALLOWED_READERS = {"config/embedded.py", "config/celery.py", "config/wsgi.py", "config/management/commands/serve.py"}


def read_names(path: Path) -> Iterator[str]:
    """Names given to ``env.…("NAME")`` and tested with ``"NAME" in env.ENVIRON``."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner, first = node.func.value, node.args[0]
            if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(first, ast.Constant):
                yield str(first.value)


def listed_names() -> list[str]:
    return re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_example_lists_exactly_what_settings_read() -> None:
    read = {name for path in SETTINGS for name in read_names(path)}
    assert "DATABASE_URL" in read
    assert set(listed_names()) == read


def test_example_lists_nothing_twice() -> None:
    assert sorted(set(listed_names())) == sorted(listed_names())


def test_nothing_else_reads_the_environment() -> None:
    readers = set()
    for app in ("accounts", "courses", "quizzes", "certificates", "cms", "config"):
        for path in (ROOT / app).rglob("*.py"):
            name = str(path.relative_to(ROOT))
            if not name.startswith("config/settings/") and re.search(r"os\.(environ|getenv)", path.read_text()):
                readers.add(name)
    assert readers <= ALLOWED_READERS
