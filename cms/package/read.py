"""Reading a course package from a folder."""

import re
from collections.abc import Iterable
from itertools import chain
from pathlib import Path, PurePosixPath

from cms.package import boxes, contents, markdown, papers
from cms.package.check import check
from cms.package.entries import Entry
from cms.package.files import MAX_FILM_BYTES, Folder
from cms.package.identity import Identities
from cms.package.model import (
    AchievementSpec,
    AttachmentSpec,
    CardSpec,
    ClaimSpec,
    ConductSpec,
    ImageSpec,
    LabelSpec,
    LessonSpec,
    ModuleSpec,
    ObjectiveSpec,
    Package,
    PaperSpec,
    QuestionSpec,
    QuizSpec,
    SourceSpec,
    TermSpec,
)
from cms.package.problems import PackageError, Problem
from cms.package.sittings import read_exam

MANIFEST = "course.json"
FILES = ("items", "scenarios", "glossary", "recall", "claims", "sources", "blueprint")


def read(path: Path) -> Package:
    """The package at `path`, whole and sound; raises PackageError naming everything that is wrong.

    References are checked only when every file could be opened: a missing file would otherwise
    be reported once for each mention of what it holds.
    """
    if not path.is_dir():
        raise PackageError([Problem(str(path), "", "is not a folder")])
    folder = Folder(path)
    package = _package(folder)
    unopened = [problem for problem in folder.problems if not problem.entry]
    problems = folder.problems if unopened else [*folder.problems, *check(package)]
    if problems:
        raise PackageError(problems)
    return package


def _package(folder: Folder) -> Package:
    course = folder.json(MANIFEST)
    if folder.problems:
        raise PackageError(folder.problems)
    named = course.entry("files") or course
    tables = {key: folder.json(named.optional_text(key) or f"{key}.json") for key in FILES}
    cards = tuple(_card(entry) for entry in tables["recall"].entries("cards"))
    identities = Identities(course)
    modules = tuple(
        _module(entry, n, folder, cards, identities) for n, entry in enumerate(course.entries("modules"), start=1)
    )
    image = _image(course, folder)
    return Package(
        root=folder.root,
        uuid=identities.course,
        id=course.text("id"),
        **_words(course),
        minutes_total=course.whole("minutes_total"),
        review_state=course.optional_text("review_state"),
        reviewed_on=course.date("reviewed_on"),
        settings=course.mapping("settings"),
        image=image,
        modules=modules,
        questions=_questions(tables, modules, identities),
        labels=tuple(_label(entry) for entry in tables["claims"].entries("labels")),
        claims=tuple(_claim(entry) for entry in tables["claims"].entries("claims")),
        sources=tuple(_source(entry) for entry in tables["sources"].entries("sources")),
        terms=tuple(_term(entry) for entry in tables["glossary"].entries("terms")),
        cards=cards,
        papers=_papers(course, modules, identities),
        exam=read_exam(course, tables["blueprint"], identities),
        conduct=_conduct(course, folder),
        achievement=_achievement(course),
        images=_images(image, modules, folder),
        attachments=_attachments(modules, folder),
        blueprint=tables["blueprint"].values,
        files={key: table.file for key, table in tables.items()},
    )


def _words(course: Entry) -> dict[str, str]:
    required = {"slug": "slug", "title": "title", "language": "lang", "summary": "summary"}
    return {
        **{field: course.text(name) for field, name in required.items()},
        **{name: course.optional_text(name) for name in ("audience", "seed", "disclaimer")},
    }


def _questions(
    tables: dict[str, Entry], modules: tuple[ModuleSpec, ...], identities: Identities
) -> tuple[QuestionSpec, ...]:
    return tuple(
        _question(entry, modules, identities, is_scenario=key == "scenarios")
        for key in ("items", "scenarios")
        for entry in tables[key].entries(key)
    )


def _papers(course: Entry, modules: tuple[ModuleSpec, ...], identities: Identities) -> tuple[PaperSpec, ...]:
    placed = zip(modules, course.entries("modules"), strict=True)
    of_modules = (papers.read(entry, "quizzes", identities, module=module.id) for module, entry in placed)
    return (*chain.from_iterable(of_modules), *papers.read(course, "exams", identities))


def _module(
    entry: Entry, position: int, folder: Folder, cards: tuple[CardSpec, ...], identities: Identities
) -> ModuleSpec:
    name, title = entry.text("id"), entry.text("title")
    return ModuleSpec(
        uuid=identities.of(entry, name),
        id=name,
        slug=entry.optional_text("slug") or _slug(title),
        position=position,
        title=title,
        image=_image(entry, folder),
        objectives=tuple(ObjectiveSpec(o.text("id"), o.text("text")) for o in entry.entries("objectives")),
        lessons=tuple(_lesson(lesson, folder, cards, identities) for lesson in entry.entries("lessons")),
        quiz=_quiz(entry, identities),
    )


def _lesson(entry: Entry, folder: Folder, cards: tuple[CardSpec, ...], identities: Identities) -> LessonSpec:
    file = entry.text("file")
    head, body = folder.markdown(file) if file else (entry, "")
    _compare(entry, head)
    own = {card.id: card for card in cards if card.lesson == entry.values.get("id")}
    listed = [own[card] for card in entry.texts("recall_cards") if card in own]
    return LessonSpec(
        uuid=identities.of(entry, entry.text("id")),
        id=entry.text("id"),
        module=entry.text("module"),
        slug=entry.optional_text("slug") or _slug(re.sub(r"^\d+-", "", PurePosixPath(file).stem)),
        position=entry.whole("order"),
        title=entry.text("title"),
        minutes=entry.whole("minutes"),
        settings=entry.mapping("settings"),
        objectives=entry.texts("objectives"),
        claims=entry.texts("claims"),
        practice_items=entry.texts("practice_items"),
        exam_items=entry.texts("exam_items"),
        scenarios=entry.texts("scenarios"),
        recall_cards=entry.texts("recall_cards"),
        reviewed_on=entry.date("reviewed_on"),
        review_due=entry.date("review_due"),
        review_state=entry.optional_text("review_state"),
        file=file,
        body=body,
        blocks=markdown.blocks(body, folder=PurePosixPath(file).parent, cards=listed),
        is_sample=entry.optional_flag("sample"),
    )


def _compare(entry: Entry, head: Entry) -> None:
    """The front matter repeats the manifest, so that a lesson can be read alone; the two must agree."""
    for key in ("id", "module", "title", "minutes"):
        if key in head.values and head.values[key] != entry.values.get(key):
            head.report(f"“{key}” differs from what {entry.file} says of {entry.name}")


def _quiz(module: Entry, identities: Identities) -> QuizSpec | None:
    entry = module.entry("check")
    if entry is None:
        return None
    return QuizSpec(
        uuid=identities.of(entry, f"{module.text('id')}/quiz"),
        module=module.text("id"),
        slug=entry.optional_text("slug") or "module-quiz",
        title=entry.text("title"),
        minutes=entry.whole("minutes"),
        pass_percent=entry.whole("pass_percent"),
        max_attempts=None if entry.values.get("attempts") == "unlimited" else entry.whole("attempts"),
        is_timed=not entry.flag("untimed"),
        questions=(*entry.texts("items"), *entry.texts("scenarios")),
    )


def _question(
    entry: Entry, modules: Iterable[ModuleSpec], identities: Identities, *, is_scenario: bool
) -> QuestionSpec:
    """A scenario need have no level, and may serve several objectives."""
    kind, content = contents.of(entry, is_scenario=is_scenario)
    name, module = entry.text("id"), entry.optional_text("module")
    objectives = entry.texts("objectives") or tuple(filter(None, [entry.optional_text("objective")]))
    topics = {home.id: home.slug for home in modules}
    return QuestionSpec(
        uuid=identities.of(entry, name),
        id=name,
        kind=kind,
        content=content,
        module=module,
        lesson=entry.optional_text("lesson"),
        objective=objectives[0] if objectives else "",
        objectives=objectives,
        level=entry.optional_text("cognitive_level"),
        use=entry.text("use"),
        topic=entry.optional_text("topic") or topics.get(module, ""),
        stage=entry.optional_text("stage"),
        is_suspended=bool(entry.values.get("suspended")),
        enemies=entry.texts("enemies"),
        tags=entry.texts("tags"),
        source_ids=entry.texts("source_ids"),
        claim_ids=entry.texts("claim_ids"),
        difficulty=entry.optional_text("difficulty_guess"),
        expected_p=entry.optional_decimal("expected_p"),
        angoff=entry.optional_decimal("angoff_provisional"),
        time_seconds=entry.optional_whole("time_seconds"),
        review_state=entry.optional_text("review_state"),
        reviewed_on=entry.date("reviewed_on"),
        review_due=entry.date("review_due"),
        provenance=entry.optional_text("provenance"),
        source_note=entry.optional_text("source"),
    )


def _label(entry: Entry) -> LabelSpec:
    return LabelSpec(id=entry.text("id"), name=entry.text("name"), use=entry.text("use"))


def _claim(entry: Entry) -> ClaimSpec:
    return ClaimSpec(
        id=entry.text("id"),
        heading=entry.optional_text("heading"),
        summary=entry.text("claim_paraphrase"),
        label=entry.text("label"),
        kind=entry.optional_text("kind"),
        why=entry.text("why"),
        say_instead=entry.optional_text("present_as"),
        source_ids=entry.texts("source_ids"),
        lessons=entry.texts("lessons"),
        review_state=entry.optional_text("review_state"),
        reviewed_on=entry.date("reviewed_on"),
        review_due=entry.date("review_due"),
    )


def _source(entry: Entry) -> SourceSpec:
    return SourceSpec(
        id=entry.text("id"),
        title=entry.text("title"),
        publisher=entry.optional_text("publisher"),
        url=entry.optional_text("url"),
        kind=entry.optional_text("kind"),
        verification=entry.optional_text("verification"),
        reviewed_on=entry.date("reviewed_on"),
        sections=entry.texts("sections"),
    )


def _term(entry: Entry) -> TermSpec:
    return TermSpec(
        id=entry.text("id"),
        term=entry.text("term"),
        also=entry.texts("also"),
        definition=entry.text("definition"),
        module=entry.optional_text("module"),
        lesson=entry.optional_text("lesson"),
        source_ids=entry.texts("source_ids"),
        review_state=entry.optional_text("review_state"),
    )


def _card(entry: Entry) -> CardSpec:
    return CardSpec(
        id=entry.text("id"),
        module=entry.optional_text("module"),
        lesson=entry.optional_text("lesson"),
        objective=entry.optional_text("objective"),
        front=entry.text("front"),
        back=entry.text("back"),
        review_state=entry.optional_text("review_state"),
    )


def _conduct(course: Entry, folder: Folder) -> ConductSpec | None:
    file = course.optional_text("conduct")
    if not file:
        return None
    head, body = folder.markdown(file)
    return ConductSpec(
        title=head.text("title"),
        version=head.optional_text("version"),
        reviewed_on=head.date("reviewed_on"),
        file=file,
        body=body,
        html=markdown.to_html(body),
    )


def _achievement(course: Entry) -> AchievementSpec | None:
    entry = course.entry("achievement")
    if entry is None:
        return None
    return AchievementSpec(
        title=entry.text("title"),
        credential_type=entry.text("credential_type"),
        validity_months=entry.optional_whole("validity_months"),
        criteria=entry.optional_text("criteria"),
        statement=entry.optional_text("statement"),
    )


def _image(owner: Entry, folder: Folder) -> ImageSpec | None:
    entry = owner.entry("image")
    if entry is None:
        return None
    file = entry.text("file")
    return ImageSpec(file=file, alt=entry.text("alt"), sha256=folder.sha256(file))


def _images(course: ImageSpec | None, modules: Iterable[ModuleSpec], folder: Folder) -> tuple[ImageSpec, ...]:
    """Every image that the course shows, in the order of its first appearance."""
    found = [course] if course else []
    for module in modules:
        found += [module.image] if module.image else []
        for lesson in module.lessons:
            shown = [block["value"] for block in lesson.blocks if block["type"] == "image"]
            found += [ImageSpec(value["file"], value["alt"], folder.sha256(value["file"])) for value in shown]
    return tuple({image.file: image for image in reversed(found)}.values())[::-1]


def _attachments(modules: Iterable[ModuleSpec], folder: Folder) -> tuple[AttachmentSpec, ...]:
    """Every file that lessons play or hand out."""
    lessons = [lesson for module in modules for lesson in module.lessons]
    found = dict.fromkeys(file for lesson in lessons for block in lesson.blocks for file in boxes.files(block))
    return tuple(AttachmentSpec(file, folder.sha256(file, most=MAX_FILM_BYTES)) for file in found)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))
