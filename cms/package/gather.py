"""From a course's live pages to a package in memory. What is only a draft stays out; article texts never leave."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.rich_text import RichText, expand_db_html

from cms.models import CoursePage, GlossaryTerm, LessonPage, ModulePage, QuestionSnippet, QuizPage, RecallCard
from cms.models.questions import words
from cms.package import boxes, settings
from cms.package.model import (
    AchievementSpec,
    AttachmentSpec,
    Block,
    CardSpec,
    ClaimSpec,
    ConductSpec,
    DrawSpec,
    ImageSpec,
    LabelSpec,
    LessonSpec,
    ModuleSpec,
    ObjectiveSpec,
    Package,
    PaperSectionSpec,
    PaperSpec,
    QuestionSpec,
    SourceSpec,
    TermSpec,
)
from courses.models import Claim, SourceArticle
from quizzes.models import Question

FILES = {
    "items": "items.json",
    "scenarios": "scenarios.json",
    "glossary": "glossary.json",
    "recall": "recall_cards.json",
    "claims": "claims.json",
    "sources": "sources.json",
    "blueprint": "blueprint.json",
}


class Pictures:
    """The images and files that were met, by their name in the package; each is read once."""

    def __init__(self, course: CoursePage) -> None:
        self.prefix = f"{course.slug}-"
        self.specs: dict[str, ImageSpec] = {}
        self.attached: dict[str, AttachmentSpec] = {}
        self.contents: dict[str, bytes] = {}
        self.images: dict[str, Image] = {}
        self.documents: dict[str, Document] = {}

    def spec(self, image: Image | None, alt: str = "") -> ImageSpec | None:
        if image is None:
            return None
        file = f"images/{PurePosixPath(image.file.name).name.removeprefix(self.prefix)}"
        if file not in self.specs:
            self.images[file] = image
            with image.file.open("rb") as opened:
                self.contents[file] = opened.read()
            sha256 = hashlib.sha256(self.contents[file]).hexdigest()
            self.specs[file] = ImageSpec(file, image.default_alt_text, sha256)
        return replace(self.specs[file], alt=alt or image.default_alt_text)

    def attach(self, document: Document | None) -> str:
        """The name of a file that is played or handed out, or nothing."""
        if document is None:
            return ""
        file = f"files/{PurePosixPath(document.file.name).name.removeprefix(self.prefix)}"
        if file not in self.attached:
            self.documents[file] = document
            with document.file.open("rb") as opened:
                self.contents[file] = opened.read()
            self.attached[file] = AttachmentSpec(file, hashlib.sha256(self.contents[file]).hexdigest())
        return file


def gather(course: CoursePage, pictures: Pictures, root: Path = Path()) -> Package:
    """About ten queries, and three for each module."""
    pages = list(ModulePage.objects.live().child_of(course).order_by("path"))
    modules = tuple(_module(page, place, pictures) for place, page in enumerate(pages, start=1))
    lessons = {lesson.uuid: lesson.id for module in modules for lesson in module.lessons}
    return Package(
        root=root,
        uuid=course.translation_key,
        id=course.slug,
        slug=course.slug,
        title=course.title,
        language=course.locale.language_code,
        summary=course.summary,
        audience=course.audience,
        seed="",
        disclaimer=course.disclaimer,
        minutes_total=sum(lesson.minutes for module in modules for lesson in module.lessons),
        review_state="",
        reviewed_on=course.reviewed_on,
        settings=settings.of(course),
        image=pictures.spec(course.image),
        modules=modules,
        questions=tuple(_questions(course, {page.slug: page.slug for page in pages})),
        labels=tuple(LabelSpec(label.value, str(label.label), "") for label in Claim.Label),
        claims=tuple(_claims(course)),
        sources=tuple(_sources(course)),
        terms=tuple(_terms(course, lessons)),
        cards=tuple(_cards(course, lessons)),
        papers=(*(paper for page in pages for paper in _papers(page, page.slug)), *_papers(course, "")),
        exam=None,
        conduct=_conduct(course),
        achievement=_achievement(course),
        images=tuple(pictures.specs.values()),
        attachments=tuple(pictures.attached.values()),
        blueprint={},
        files=FILES,
    )


def _module(page: ModulePage, place: int, pictures: Pictures) -> ModuleSpec:
    folder = f"course/{place:02}-{page.slug}"
    lessons = LessonPage.objects.live().child_of(page).order_by("path")
    return ModuleSpec(
        uuid=page.translation_key,
        id=page.slug,
        slug=page.slug,
        position=place,
        title=page.title,
        image=pictures.spec(page.image),
        objectives=tuple(ObjectiveSpec(block.value["code"], block.value["text"]) for block in page.objectives),
        lessons=tuple(
            _lesson(lesson, page, number, folder, pictures) for number, lesson in enumerate(lessons, start=1)
        ),
        quiz=None,
    )


def _lesson(page: LessonPage, module: ModulePage, place: int, folder: str, pictures: Pictures) -> LessonSpec:
    blocks = tuple(_block(block.block_type, block.value, pictures) for block in page.body)
    return LessonSpec(
        uuid=page.translation_key,
        id=f"{module.slug}.{page.slug}",
        module=module.slug,
        slug=page.slug,
        position=place,
        title=page.title,
        minutes=page.minutes,
        settings=settings.of(page),
        objectives=tuple(page.objective_codes),
        claims=tuple(
            dict.fromkeys(ref for block in blocks if block["type"] == "claim" for ref in block["value"]["claims"])
        ),
        practice_items=(),
        exam_items=(),
        scenarios=(),
        recall_cards=(),
        reviewed_on=page.reviewed_on,
        review_due=page.review_due,
        review_state="",
        file=f"{folder}/{place:02}-{page.slug}.md",
        body="",
        blocks=blocks,
        is_sample=page.is_sample,
    )


def _block(kind: str, value: Any, pictures: Pictures) -> Block:
    return {"type": kind, "value": _VALUES[kind](value, pictures) if kind in _VALUES else _plain(value)}


def _image(value: Any, pictures: Pictures) -> dict[str, Any]:
    spec = pictures.spec(value)
    said = {"file": spec.file if spec else "", "alt": value.contextual_alt_text or ""}
    return {**said, "alt": "", "decorative": True} if value.decorative else said


def _claim_box(value: Any, pictures: Pictures) -> dict[str, Any]:
    return _plain({**value, "claims": [claim.ref for claim in value["claims"] if claim is not None]})


def _table(value: Any, pictures: Pictures) -> dict[str, Any]:
    rows = [[_plain(cell.value) for cell in row] for row in value.rows]
    return {"caption": value.caption or "", "columns": [column["heading"] for column in value.columns], "rows": rows}


def _check(value: Any, pictures: Pictures) -> str:
    return value.ref if value is not None else ""


def _with_files(value: Any, pictures: Pictures) -> dict[str, Any]:
    names = [name for name in boxes.FILES if name in value]
    return _plain({**value, **{name: pictures.attach(value[name]) for name in names}})


def _portable(source: str) -> str:
    """Links to pages by their address; those to documents stay as they are, and writing refuses them."""
    return source if 'linktype="document"' in source else str(expand_db_html(source))


def _plain(value: Any) -> Any:
    """Texts, and lists and groups of them, however deep."""
    if isinstance(value, RichText):
        return _portable(value.source)
    if isinstance(value, Mapping):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(entry) for entry in value]
    return value


def _papers(parent: Page, module: str) -> Iterator[PaperSpec]:
    for page in QuizPage.objects.live().child_of(parent).order_by("path"):
        yield PaperSpec(
            uuid=page.translation_key,
            id=f"{module}.{page.slug}" if module else page.slug,
            module=module,
            slug=page.slug,
            title=page.title,
            settings=settings.of(page),
            sections=tuple(_section(block.value) for block in page.sections),
        )


def _section(value: Any) -> PaperSectionSpec:
    """Questions that are not published are on no paper, and left out."""
    return PaperSectionSpec(
        title=value["title"],
        domain=value["domain"] or "",
        is_shuffled=bool(value["is_shuffled"]),
        questions=tuple(entry.ref for entry in value["questions"] if entry is not None and entry.live),
        draws=tuple(_draw(cell) for cell in value["cells"]),
    )


def _draw(cell: Any) -> DrawSpec:
    wanted = {name: cell[name] or "" for name in ("topic", "objective", "level", "tag")}
    return DrawSpec(count=cell["count"], **wanted)


def _questions(course: CoursePage, modules: dict[str, str]) -> Iterator[QuestionSpec]:
    suspended = set(_suspended(course.translation_key))
    for row in QuestionSnippet.objects.filter(course=course, live=True).order_by("ref"):
        objectives = (row.objective,) if row.objective else ()
        yield QuestionSpec(
            uuid=row.uuid,
            id=row.ref,
            kind=row.content["kind"],
            content=row.content,
            module=modules.get(row.topic, ""),
            lesson="",
            objective=row.objective,
            objectives=objectives,
            level=row.level,
            use=row.use,
            topic=row.topic,
            stage=row.stage,
            is_suspended=row.uuid in suspended,
            enemies=words(row.enemies),
            tags=words(row.tags),
            source_ids=words(row.sources),
            claim_ids=(),
            difficulty="",
            expected_p=None,
            angoff=None,
            time_seconds=None,
            review_state="",
            reviewed_on=row.reviewed_on,
            review_due=row.review_due,
            provenance=row.provenance,
            source_note="",
        )


def _suspended(course_uuid: UUID) -> Iterable[UUID]:
    return Question.objects.filter(course_uuid=course_uuid, state=Question.State.SUSPENDED).values_list(
        "uuid", flat=True
    )


def _claims(course: CoursePage) -> Iterator[ClaimSpec]:
    """As the register has them; one that nobody has judged is a draft."""
    rows = Claim.objects.filter(course_uuid=course.translation_key).exclude(label="").prefetch_related("sources")
    for row in rows.order_by("ref"):
        yield ClaimSpec(
            id=row.ref,
            heading=row.heading,
            summary=row.statement,
            label=row.label,
            kind=row.kind,
            why=row.reason,
            say_instead=row.wording,
            source_ids=tuple(sorted(source.ref for source in row.sources.all())),
            lessons=(),
            review_state="",
            reviewed_on=row.reviewed_on,
            review_due=row.review_due,
        )


def _sources(course: CoursePage) -> Iterator[SourceSpec]:
    rows = SourceArticle.objects.filter(course_uuid=course.translation_key).prefetch_related("snapshots")
    for row in rows.order_by("ref"):
        newest = next(iter(row.snapshots.all()), None)
        headings = tuple(part.heading for part in newest.parts if part.heading) if newest else ()
        yield SourceSpec(
            row.ref, row.title, row.publisher, row.url, row.kind, row.verification, row.reviewed_on, headings
        )


def _terms(course: CoursePage, lessons: dict[UUID, str]) -> Iterator[TermSpec]:
    for row in GlossaryTerm.objects.filter(course_uuid=course.translation_key).order_by("ref"):
        home = lessons.get(row.lesson_uuid, "") if row.lesson_uuid else ""
        yield TermSpec(row.ref, row.term, words(row.also), row.definition, home.split(".")[0], home, (), "")


def _cards(course: CoursePage, lessons: dict[UUID, str]) -> Iterator[CardSpec]:
    for row in RecallCard.objects.filter(course_uuid=course.translation_key).order_by("ref"):
        home = lessons.get(row.lesson_uuid, "") if row.lesson_uuid else ""
        yield CardSpec(row.ref, home.split(".")[0], home, row.objective, row.front, row.back, "")


def _conduct(course: CoursePage) -> ConductSpec | None:
    if not course.conduct_body:
        return None
    html = _portable(course.conduct_body)
    return ConductSpec(course.conduct_title, "", None, "conduct.md", "", html)


def _achievement(course: CoursePage) -> AchievementSpec | None:
    if not course.achievement_title:
        return None
    return AchievementSpec(
        course.achievement_title, course.credential_type, course.validity_months, course.criteria, course.statement
    )


_VALUES: dict[str, Any] = {
    "image": _image,
    "claim": _claim_box,
    "table": _table,
    "check": _check,
    "video": _with_files,
    "download": _with_files,
}
