"""What a package holds, entry by entry, as people call it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.models import CoursePage, LessonPage, ModulePage, QuestionSnippet, QuizPage
from cms.package import papers
from cms.package.fingerprints import Key, page_key
from cms.package.model import CardSpec, ClaimSpec, Package, QuestionSpec, SourceSpec, TermSpec

MANIFEST = "course.json"
KINDS: dict[type, str | Promise] = {
    CoursePage: _("Course"),
    ModulePage: _("Module"),
    LessonPage: _("Lesson"),
    QuizPage: _("Quiz or exam"),
    QuestionSnippet: _("Question"),
    ClaimSpec: _("Claim"),
    SourceSpec: _("Source"),
    TermSpec: _("Glossary term"),
    CardSpec: _("Recall card"),
}


@dataclass(frozen=True)
class Item:
    """One entry: its id in the package, its title, and the file that holds it."""

    name: str
    title: str
    file: str


def of(package: Package) -> dict[Key, Item]:
    """Every entry by what the loader calls it."""
    found: dict[Key, Item] = {page_key(CoursePage, package): Item(package.slug, package.title, MANIFEST)}
    found |= {page_key(ModulePage, spec): Item(spec.id, spec.title, MANIFEST) for spec in package.modules}
    found |= {page_key(LessonPage, spec): Item(spec.id, spec.title, spec.file) for spec in package.lessons}
    found |= {page_key(QuizPage, spec): Item(spec.id, spec.title, MANIFEST) for spec in papers.of(package)}
    for spec in package.questions:
        found[page_key(QuestionSnippet, spec)] = Item(spec.id, _asked(spec), _file(package, spec))
    found |= {(ClaimSpec, spec.id): Item(spec.id, spec.summary, package.files["claims"]) for spec in package.claims}
    found |= {(SourceSpec, spec.id): Item(spec.id, spec.title, package.files["sources"]) for spec in package.sources}
    found |= {(TermSpec, spec.id): Item(spec.id, spec.term, package.files["glossary"]) for spec in package.terms}
    return found | {(CardSpec, spec.id): Item(spec.id, spec.front, package.files["recall"]) for spec in package.cards}


def _asked(spec: QuestionSpec) -> str:
    content: Any = spec.content
    return str(content.get("title") or content.get("prompt") or "")


def _file(package: Package, spec: QuestionSpec) -> str:
    return package.files["scenarios" if spec.kind == "scenario" else "items"]
