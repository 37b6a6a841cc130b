"""What learners read is marked for translation, and what is marked is in the catalogues."""

import ast
import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup, NavigableString
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
STAFF_ONLY = [
    line for line in (ROOT / "locale" / "english-only.txt").read_text().splitlines() if line and line[0] != "#"
]
MARKED = re.compile(r"{%\s*(blocktranslate|comment)\b.*?%}.*?{%\s*end\1\s*%}", re.DOTALL)
CLASSES = re.compile(r"{%\s*block body_class\s*%}.*?{%\s*endblock[^%]*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}")
SPOKEN = ("alt", "title", "aria-label", "placeholder")
NAMES = {"Waymark"}
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
LITERAL = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
# What Django makes of a template for xgettext is not Python as a whole, but calls with literals are in it.
CALL = re.compile(
    rf"\b(?:_|n?gettext)\(\s*{LITERAL}|\bn?pgettext\(\s*{LITERAL.replace('(u?', '(?:u?', 1)},\s*{LITERAL}"
)


def _is_learners(path: Path) -> bool:
    name = str(path.relative_to(ROOT))
    return not any(fnmatch.fnmatch(name, pattern) or name.startswith(f"{pattern}/") for pattern in STAFF_ONLY)


TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.*")) if _is_learners(path)]
MODULES = [
    path
    for app in ("accounts", "certificates", "cms", "config", "courses", "quizzes")
    for path in sorted((ROOT / app).rglob("*.py"))
    if _is_learners(path)
]


def unmarked(source: str) -> Iterator[str]:
    """Words of a template that no translation reaches."""
    soup = BeautifulSoup(TAG.sub("", CLASSES.sub("", MARKED.sub("", source))), "html.parser")
    for element in soup.find_all(["script", "style", "code", "kbd"]):
        element.decompose()
    texts = [str(text).strip() for text in soup.find_all(string=WORD) if type(text) is NavigableString]
    spoken = [str(element[name]) for element in soup.find_all(True) for name in SPOKEN if element.get(name)]
    yield from (text for text in [*texts, *spoken] if WORD.search(text) and text not in NAMES)


def in_template(source: str) -> Iterator[str]:
    """Sentences that a template marks."""
    for plain, with_context in CALL.findall(templatize(source)):
        yield ast.literal_eval(plain or with_context)


def in_module(source: str) -> Iterator[str]:
    """Sentences that a module marks; those of a context are named by it first."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield from _first_text(node, place=1 if node.func.id.startswith("pgettext") else 0)


def _first_text(call: ast.Call, *, place: int = 0) -> Iterator[str]:
    argument = call.args[place] if len(call.args) > place else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value


@pytest.mark.parametrize("source", ["<p>Hello {{ name }}</p>", '<img alt="A leaf">', "{% if a %}Yes{% endif %}"])
def test_words_without_a_mark_are_found(source: str) -> None:
    assert list(unmarked(source))


def test_no_template_of_learners_says_what_is_not_marked() -> None:
    pages = [path for path in TEMPLATES if path.suffix == ".html"]
    assert len(pages) > 100
    found = {path.name: list(unmarked(path.read_text())) for path in pages}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_every_marked_sentence_is_in_the_catalogues() -> None:
    catalogue = polib.pofile(str(ROOT / "locale" / settings.LANGUAGES[1][0] / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in catalogue}
    marked = {text for path in TEMPLATES for text in in_template(path.read_text())}
    marked |= {text for path in MODULES for text in in_module(path.read_text())}
    assert len(marked) > 500
    assert sorted(marked - known) == []
