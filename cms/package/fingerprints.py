"""What of an entry the site keeps, as one digest: equal digests mean that loading would change nothing."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.models import Page

from cms.models import CoursePage, LessonPage, ModulePage, QuestionSnippet, QuizPage
from cms.package import boxes, papers, settings
from cms.package.digests import digest
from cms.package.model import (
    CardSpec,
    ClaimSpec,
    ImageSpec,
    LessonSpec,
    ModuleSpec,
    Package,
    PaperSpec,
    QuestionSpec,
    SourceSpec,
    TermSpec,
)
from cms.package.prose import Unwritable, parse, plain
from cms.package.writing import normal
from cms.question_blocks import content_of, value_of
from quizzes.models import Question

INTERACTION: Any = QuestionSnippet._meta.get_field("interaction")
# What an entry is, and its lasting name: a UUID where it has one, else its reference in the course.
Key = tuple[type, str]


def of(package: Package) -> dict[Key, str]:
    """Every entry of a package. Raises Unwritable and ValidationError for what no site can hold."""
    return {key: fingerprint() for key, fingerprint in _lazily(package).items()}


def readable(package: Package) -> dict[Key, str]:
    """The same of those that a package can hold."""
    found = {}
    for key, fingerprint in _lazily(package).items():
        with suppress(Unwritable, ValidationError):
            found[key] = fingerprint()
    return found


def _lazily(package: Package) -> dict[Key, Callable[[], str]]:
    homes = {lesson.id: str(lesson.uuid) for lesson in package.lessons}
    questions = {spec.id: str(spec.uuid) for spec in package.questions}
    shas = {image.file: image.sha256 for image in package.images}
    shas |= {attached.file: attached.sha256 for attached in package.attachments}
    found: dict[Key, Callable[[], str]] = {page_key(CoursePage, package): partial(_course, package)}
    found |= {page_key(ModulePage, spec): partial(_module, spec) for spec in package.modules}
    found |= {page_key(LessonPage, spec): partial(_lesson, spec, shas) for spec in package.lessons}
    found |= {page_key(QuizPage, spec): partial(_paper, spec, questions) for spec in papers.of(package)}
    for spec in package.questions:
        found[page_key(QuestionSnippet, spec)] = partial(_question, spec, enemies(package, spec))
    found |= {(ClaimSpec, spec.id): partial(_claim, spec) for spec in package.claims}
    found |= {(TermSpec, spec.id): partial(_term, spec, homes) for spec in package.terms}
    found |= {(CardSpec, spec.id): partial(_card, spec, homes) for spec in package.cards}
    return found | {(SourceSpec, spec.id): partial(digest, spec) for spec in package.sources}


def page_key(model: type, spec: Any) -> Key:
    return model, str(spec.uuid)


def enemies(package: Package, question: QuestionSpec) -> list[str]:
    """From the question itself and from the exam's pairs."""
    pairs = [pair for pair in (package.exam.enemies if package.exam else ()) if question.id in pair]
    return sorted({*question.enemies, *(name for pair in pairs for name in pair)} - {question.id})


def canonical(question: QuestionSpec) -> dict[str, Any]:
    """The content as the editor holds it, with what a package may leave out."""
    stream = INTERACTION.to_python([{"type": question.kind, "value": value_of(question.content)}])
    return content_of(question.kind, stream[0].value)


def _course(package: Package) -> str:
    conduct = (package.conduct.title, parse(package.conduct.html)) if package.conduct else None
    words = [plain(text) for text in (package.title, package.summary, package.audience, package.disclaimer)]
    kept = (package.uuid.hex, package.slug, words, package.reviewed_on, _sha(package.image), conduct)
    return digest((*kept, package.achievement, _settings(CoursePage, package.settings)))


def _module(spec: ModuleSpec) -> str:
    return digest((spec.uuid.hex, spec.slug, spec.title, _sha(spec.image), spec.objectives))


def _lesson(spec: LessonSpec, shas: Mapping[str, str]) -> str:
    kept = (spec.uuid.hex, spec.slug, spec.title, spec.minutes, spec.objectives, spec.reviewed_on, spec.review_due)
    blocks = [(kind, _shown(value, shas)) for kind, value in normal(spec.blocks)]
    return digest((*kept, spec.is_sample, blocks, _settings(LessonPage, spec.settings)))


def _shown(value: Any, shas: Mapping[str, str]) -> Any:
    """A picture, a film or a download is what is in it, whatever its file is called."""
    if not isinstance(value, Mapping):
        return value
    return {**value, **{name: shas.get(value[name], "") for name in ("file", *boxes.FILES) if name in value}}


def _paper(spec: PaperSpec, questions: Mapping[str, str]) -> str:
    placed = [[questions[name] for name in section.questions] for section in spec.sections]
    sections = [(section.title, section.domain, section.is_shuffled, section.draws) for section in spec.sections]
    return digest((spec.uuid.hex, spec.slug, spec.title, sections, placed, _settings(QuizPage, spec.settings)))


def _question(spec: QuestionSpec, parted: list[str]) -> str:
    stage = spec.stage or Question.State.OPERATIONAL
    facts = (
        spec.uuid.hex,
        spec.id,
        spec.use,
        spec.topic,
        stage,
        spec.objective,
        spec.level,
        spec.tags,
        spec.source_ids,
    )
    dates = (spec.reviewed_on, spec.review_due)
    return digest((facts, parted, dates, spec.provenance.strip(), canonical(spec)))


def _claim(spec: ClaimSpec) -> str:
    words = (spec.heading, spec.summary, spec.label, spec.kind, spec.why, spec.say_instead)
    return digest((spec.id, words, sorted(spec.source_ids), spec.reviewed_on, spec.review_due))


def _term(spec: TermSpec, homes: Mapping[str, str]) -> str:
    return digest((spec.id, spec.term, spec.also, spec.definition, homes.get(spec.lesson, "")))


def _card(spec: CardSpec, homes: Mapping[str, str]) -> str:
    return digest((spec.id, spec.front, spec.back, spec.objective, homes.get(spec.lesson, "")))


def _sha(image: ImageSpec | None) -> str:
    return image.sha256 if image else ""


def _settings(model: type[Page], given: Mapping[str, Any]) -> dict[str, Any]:
    return settings.normal(model, given)
