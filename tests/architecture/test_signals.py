"""Signals: each says what it carries, and nothing listens to a row being saved."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "courses", "quizzes", "certificates", "cms", "config")
SECRETIVE = re.compile(r"\b(?:post_save|pre_save|post_delete|pre_delete|m2m_changed)\b")


def comment_above(lines: list[str], line: int) -> str:
    """The block of comments that ends just above ``line``, counted from 1."""
    block: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.startswith("#"):
            break
        block.append(text)
    return "\n".join(reversed(block))


def declared(path: Path) -> list[tuple[str, str]]:
    """Name of each signal and the comment above it."""
    lines = path.read_text().splitlines()
    return [
        (f"{path.parent.name}.{ast.unparse(node.targets[0])}", comment_above(lines, node.lineno))
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.value).endswith("Signal()")
    ]


def test_every_signal_names_its_arguments() -> None:
    signals = [signal for path in ROOT.glob("*/signals.py") for signal in declared(path)]
    assert signals
    assert [name for name, comment in signals if not re.search(r"Arguments:\s*(?:#\s*-\s*)?\w+", comment)] == []


def test_no_receiver_waits_for_rows_to_be_saved() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in files if SECRETIVE.search(path.read_text())] == []
