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

# Only what is named reaches such a part; a form without its token is refused by the server, though not by test clients.
WALLED_OFF = re.compile(r"""{%\s*include\s+"([\w/.-]+)"([^%]*)\sonly\s*%}""")


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


def test_forms_in_parts_of_pages_are_given_their_token() -> None:
    forms = {name(path) for path in PAGES if "{% csrf_token %}" in path.read_text()}
    parts = [match for path in PAGES for match in WALLED_OFF.finditer(path.read_text())]
    assert forms & {match[1] for match in parts}
    assert [match.group() for match in parts if match[1] in forms and "csrf_token=" not in match[2]] == []


@pytest.mark.parametrize("sheet", [path for path in STYLES if path.suffix == ".css"], ids=lambda path: path.name)
def test_style_sheet_closes_what_it_opens(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert text.count("{") == text.count("}")
