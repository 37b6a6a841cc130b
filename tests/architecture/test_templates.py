"""Templates parse, load nothing from elsewhere, and keep scripts and styles out of the markup."""

import re
from pathlib import Path

import pytest
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "emails" not in path.parts]
STYLES = sorted((ROOT / "static").rglob("*.css")) + sorted((ROOT / "static").rglob("*.js"))

FOREIGN = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|object|link)\b[^>]*?\b(?:src|srcset|href|data|poster)=["']\s*"""
    r"""(?:https?:)?//""",
    re.IGNORECASE,
)
FOREIGN_IN_FILES = re.compile(r"""(?:url\(\s*["']?|@import\s+["']|from\s+["']|import\(\s*["'])(?:https?:)?//""")
HANDLER = re.compile(r"""\s(?:on[a-z]+|hx-on[:\w-]*|style)\s*=\s*["']""", re.IGNORECASE)
INLINE = re.compile(r"<(?:style\b|script\b(?![^>]*\b(?:src=|type=[\"']application/(?:ld\+)?json)))", re.IGNORECASE)


def name(path: Path) -> str:
    return str(path.relative_to(FOLDER))


@pytest.mark.parametrize("template", [name(path) for path in TEMPLATES])
def test_template_parses(template: str) -> None:
    assert engines["django"].get_template(template)


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[tuple[str, str]]:
    return [(path.name, match.group()) for path in paths for match in pattern.finditer(path.read_text())]


def test_nothing_is_loaded_from_another_host() -> None:
    assert found(FOREIGN, [path for path in TEMPLATES if path.suffix == ".html"]) == []
    assert found(FOREIGN_IN_FILES, STYLES) == []


def test_pages_carry_no_handlers_and_no_styles() -> None:
    assert found(HANDLER, PAGES) == []


def test_pages_carry_no_inline_scripts() -> None:
    assert found(INLINE, PAGES) == []
