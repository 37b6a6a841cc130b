"""From a checked package to published pages, questions, claims and terms. Loading twice changes nothing."""

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Page

from cms import projection
from cms.actions import teams
from cms.models import (
    CataloguePage,
    CoursePage,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    QuestionSnippet,
    QuizPage,
    RecallCard,
)
from cms.package import attachments, claims
from cms.package.digests import digest
from cms.package.model import (
    CardSpec,
    ExamSpec,
    ImageSpec,
    LessonSpec,
    ModuleSpec,
    Package,
    QuestionSpec,
    QuizSpec,
    TermSpec,
)
from cms.package.placing import Rows, placed
from cms.question_blocks import value_of
from courses.actions import sources
from courses.models import SourceArticle

NAMESPACE = uuid.UUID("6f3a1c0e-6d0b-5d0e-9a55-4a6a2f1f7a10")
KEY_VERSION = 5


SEED = "seed article"
NOT_OURS = "Not ours: only its section headings are kept."


class NoCatalogue(Exception):
    """The site has no catalogue page to hang a course under."""


@dataclass
class Report:
    """What loading did, by the entry's name."""

    created: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    unchanged: int = 0

    def __str__(self) -> str:
        return (
            f"{len(self.created)} created, {len(self.revised)} revised, "
            f"{len(self.retired)} retired, {self.unchanged} unchanged"
        )


def key(package: Package, entry: str = "") -> uuid.UUID:
    """The identity of an entry, the same on every server that loads the package."""
    return uuid.uuid5(NAMESPACE, f"{package.id}/{entry}")


def load(package: Package, *, progress: Callable[[str], None] = lambda message: None) -> Report:
    """Publish everything in one transaction: entries that changed become revisions, entries that left are retired.

    The package must have been checked. Raises NoCatalogue.
    """
    with transaction.atomic(), projection.held():
        return _Loader(package, progress).load()


class _Loader:
    """One loading; holds what later steps need of earlier ones."""

    def __init__(self, package: Package, progress: Callable[[str], None]) -> None:
        self.package = package
        self.progress = progress
        self.report = Report()
        self.course_uuid = key(package)
        self.articles: dict[str, SourceArticle] = {}
        self.rows = Rows()

    def load(self) -> Report:
        self._load_sources()
        self._load_images()
        course = self._load_course()
        self._load_claims(course)
        self.progress(f"{len(self.package.questions)} questions")
        for spec in self.package.questions:
            self.rows.questions[spec.id] = self._load_question(course, spec)
        self._load_terms()
        kept = [self._load_module(course, spec) for spec in self.package.modules]
        if self.package.exam:
            kept.append([self._load_exam(course, self.package.exam)])
        self._retire_pages(course, [page for pages in kept for page in pages])
        self._retire_questions(course)
        return self.report

    def _load_sources(self) -> None:
        self.progress(f"{len(self.package.sources)} sources")
        for spec in self.package.sources:
            self.articles[spec.id] = sources.record_source(
                self.course_uuid,
                ref=spec.id,
                title=spec.title,
                publisher=spec.publisher,
                url=spec.url,
                kind=spec.kind,
                verification=spec.verification,
                reviewed_on=spec.reviewed_on,
            )
        seeds = [spec.id for spec in self.package.sources if spec.kind.startswith(SEED)]
        headings = dict.fromkeys(spec.heading for spec in self.package.claims if spec.heading)
        for ref in seeds:
            sections = [{"heading": heading, "text": ""} for heading in headings]
            sources.record_snapshot(self.articles[ref], sections=sections, licence=NOT_OURS)

    def _load_claims(self, course: CoursePage) -> None:
        self.progress(f"{len(self.package.claims)} claims")
        for spec in self.package.claims:
            self.rows.claims[spec.id] = claims.load(course, spec)

    def _load_images(self) -> None:
        for spec in self.package.images:
            self.rows.images[spec.file] = self._image(spec)
        for attached in self.package.attachments:
            self.rows.documents[attached.file] = attachments.load(self.package.root, self.package.slug, attached)

    def _image(self, spec: ImageSpec) -> Image:
        title = f"{self.package.slug}: {spec.file.rsplit('/', 1)[-1]} {spec.sha256[:8]}"
        existing = Image.objects.filter(title=title).first()
        if existing is not None:
            return existing
        with (self.package.root / spec.file).open("rb") as file:
            content = ImageFile(file, name=f"{self.package.slug}-{spec.file.rsplit('/', 1)[-1]}")
            return Image.objects.create(title=title, file=content, description=spec.alt[:255])

    def _load_course(self) -> CoursePage:
        package = self.package
        catalogue = CataloguePage.objects.first()
        if catalogue is None:
            raise NoCatalogue
        achievement, conduct = package.achievement, package.conduct
        values = {
            "title": package.title,
            "slug": package.slug,
            "summary": package.summary,
            "audience": package.audience,
            "disclaimer": package.disclaimer,
            "reviewed_on": package.reviewed_on,
            "image": self.rows.images.get(package.image.file) if package.image else None,
            "conduct_title": conduct.title if conduct else "",
            "conduct_body": conduct.html if conduct else "",
        }
        if achievement:
            values |= {
                "achievement_title": achievement.title,
                "credential_type": achievement.credential_type,
                "validity_months": achievement.validity_months,
                "criteria": achievement.criteria,
                "statement": achievement.statement,
            }
        head = [package.title, package.summary, package.audience, package.disclaimer, str(package.reviewed_on)]
        fingerprint = digest((head, package.image, conduct, achievement))
        course: CoursePage = self._page(CoursePage, catalogue, "", values, fingerprint)
        teams.found(course)
        return course

    def _load_module(self, course: CoursePage, spec: ModuleSpec) -> list[Page]:
        self.progress(f"module {spec.title}")
        values = {
            "title": spec.title,
            "slug": spec.slug,
            "image": self.rows.images.get(spec.image.file) if spec.image else None,
            "objectives": json.dumps(
                [{"type": "objective", "value": {"code": entry.id, "text": entry.text}} for entry in spec.objectives]
            ),
        }
        fingerprint = digest((spec.slug, spec.title, spec.image, spec.objectives))
        module = self._page(ModulePage, course, spec.id, values, fingerprint)
        pages: list[Page] = [module, *(self._load_lesson(module, lesson) for lesson in spec.lessons)]
        if spec.quiz:
            pages.append(self._load_quiz(module, spec.quiz))
        return pages

    def _load_lesson(self, module: ModulePage, spec: LessonSpec) -> LessonPage:
        values = {
            "title": spec.title,
            "slug": spec.slug,
            "minutes": spec.minutes,
            "objectives": json.dumps([{"type": "codes", "value": list(spec.objectives)}]),
            "body": json.dumps([placed(block, self.rows) for block in spec.blocks]),
            "reviewed_on": spec.reviewed_on,
            "review_due": spec.review_due,
            "is_sample": spec.is_sample,
        }
        files = [title for block in spec.blocks for title in self.rows.files(block)]
        marks = ["sample"] if spec.is_sample else []
        return self._page(LessonPage, module, spec.id, values, digest((spec, [*files, *marks])))

    def _load_quiz(self, module: ModulePage, spec: QuizSpec) -> QuizPage:
        section = {
            "title": module.title,
            "domain": module.title,
            "is_shuffled": False,
            "questions": [self.rows.questions[ref].pk for ref in spec.questions],
            "cells": [],
        }
        values = {
            "title": spec.title,
            "slug": spec.slug,
            "minutes": spec.minutes,
            "pass_percent": spec.pass_percent,
            "max_attempts": spec.max_attempts,
            "time_limit_minutes": spec.minutes if spec.is_timed else None,
            "feedback": "full",
            "sections": json.dumps([{"type": "section", "value": section}]),
        }
        return self._page(QuizPage, module, f"{spec.module}/quiz", values, digest(spec))

    def _load_exam(self, course: CoursePage, spec: ExamSpec) -> QuizPage:
        modules = {module.id: module for module in self.package.modules}
        sections = [
            {
                "type": "section",
                "value": {
                    "title": modules[section.module].title,
                    "domain": modules[section.module].title,
                    "is_shuffled": True,
                    "questions": [],
                    "cells": [
                        {"count": cell.count, "topic": modules[section.module].slug, "level": cell.level}
                        for cell in section.cells
                    ],
                },
            }
            for section in spec.sections
        ]
        values = {
            "title": spec.title,
            "slug": spec.slug,
            "minutes": spec.minutes,
            "time_limit_minutes": spec.minutes,
            "pass_percent": spec.pass_percent,
            "max_attempts": spec.max_attempts,
            "period_days": spec.period_days,
            "wait_days": ", ".join(str(days) for days in spec.wait_days),
            "feedback": spec.feedback,
            "sections": json.dumps(sections),
        }
        return self._page(QuizPage, course, "exam", values, digest((spec, sections)))

    def _page(self, model: type[Any], parent: Page, entry: str, values: dict[str, Any], fingerprint: str) -> Any:
        """Create, revise or leave alone the page of one entry; what is written is published at once."""
        name = entry or self.package.slug
        page = model.objects.filter(translation_key=key(self.package, entry)).first()
        if page is not None and page.package_digest == fingerprint:
            self.report.unchanged += 1
            return page
        if page is None:
            self.report.created.append(name)
            page = model(translation_key=key(self.package, entry), live=False, **values)
            page.package_digest = fingerprint
            parent.add_child(instance=page)
        else:
            self.report.revised.append(name)
            page = page.get_latest_revision_as_object()
            _assign(page, {**values, "package_digest": fingerprint})
        page.save_revision(log_action=True).publish()
        return model.objects.get(pk=page.pk)

    def _load_question(self, course: CoursePage, spec: QuestionSpec) -> QuestionSnippet:
        topics = {module.id: module.slug for module in self.package.modules}
        enemies = sorted({ref for pair in self._enemies() if spec.id in pair for ref in pair if ref != spec.id})
        fingerprint = digest((spec, enemies))
        snippet = QuestionSnippet.objects.filter(uuid=key(self.package, spec.id)).first()
        if snippet is not None and snippet.package_digest == fingerprint:
            self.report.unchanged += 1
            return snippet
        (self.report.revised if snippet else self.report.created).append(spec.id)
        snippet = snippet or QuestionSnippet(uuid=key(self.package, spec.id), live=False)
        values = {
            "course": course,
            "ref": spec.id,
            "use": spec.use,
            "topic": topics[spec.module],
            "objective": spec.objective,
            "level": spec.level,
            "tags": ", ".join(spec.tags),
            "enemies": ", ".join(enemies),
            "sources": ", ".join(spec.source_ids),
            "interaction": json.dumps([{"type": spec.kind, "value": value_of(spec.content)}]),
            "reviewed_on": spec.reviewed_on,
            "review_due": spec.review_due,
            "provenance": spec.provenance,
            "package_digest": fingerprint,
        }
        _assign(snippet, values)
        snippet.full_clean()
        snippet.save()
        snippet.save_revision(log_action=True).publish()
        return snippet

    def _enemies(self) -> Iterable[tuple[str, ...]]:
        return self.package.exam.enemies if self.package.exam else ()

    def _load_terms(self) -> None:
        """Terms and recall cards. They are projected with the course, or here when none of its pages changed."""
        changed = [self._load_words(GlossaryTerm, spec, self._term(spec)) for spec in self.package.terms]
        changed += [self._load_words(RecallCard, spec, self._card(spec)) for spec in self.package.cards]
        gone = [self._drop_words(GlossaryTerm, self.package.terms), self._drop_words(RecallCard, self.package.cards)]
        if any(gone) or any(changed):
            projection.forget(self.course_uuid)

    def _term(self, spec: TermSpec) -> dict[str, Any]:
        lesson = key(self.package, spec.lesson) if spec.lesson else None
        also = ", ".join(spec.also)
        return {"term": spec.term, "also": also, "definition": spec.definition, "lesson_uuid": lesson}

    def _card(self, spec: CardSpec) -> dict[str, Any]:
        lesson = key(self.package, spec.lesson)
        return {"front": spec.front, "back": spec.back, "objective": spec.objective, "lesson_uuid": lesson}

    def _load_words(self, model: type[Any], spec: TermSpec | CardSpec, values: dict[str, Any]) -> bool:
        values["package_digest"] = digest(spec)
        same = model.objects.filter(course_uuid=self.course_uuid, ref=spec.id)
        if same.filter(package_digest=values["package_digest"]).exists():
            return False
        model.objects.update_or_create(course_uuid=self.course_uuid, ref=spec.id, defaults=values)
        return True

    def _drop_words(self, model: type[Any], kept: Iterable[TermSpec | CardSpec]) -> int:
        loaded = model.objects.filter(course_uuid=self.course_uuid).exclude(package_digest="")
        gone: int = loaded.exclude(ref__in=[spec.id for spec in kept]).delete()[0]
        return gone

    def _retire_pages(self, course: CoursePage, kept: list[Page]) -> None:
        pages = {page.pk for page in kept}
        for model in (LessonPage, QuizPage, ModulePage):
            loaded = model.objects.descendant_of(course).live().exclude(package_digest="").exclude(pk__in=pages)
            for page in filter(_is_loaded, loaded):
                page.unpublish()
                model.objects.filter(pk=page.pk).update(package_digest="")
                self.report.retired.append(page.title)

    def _retire_questions(self, course: CoursePage) -> None:
        loaded = QuestionSnippet.objects.filter(course=course, live=True).exclude(package_digest="")
        kept = [snippet.pk for snippet in self.rows.questions.values()]
        for snippet in loaded.exclude(pk__in=kept):
            snippet.unpublish()
            QuestionSnippet.objects.filter(pk=snippet.pk).update(package_digest="")
            self.report.retired.append(snippet.ref)


def _is_loaded(page: Page) -> bool:
    """Pages that editors copy carry the digest along, but a key drawn at random."""
    return page.translation_key.version == KEY_VERSION


def _assign(target: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(target, name, value)
