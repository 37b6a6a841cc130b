"""Whether a package hangs together: ids, references, keys, uses, the exam and the images."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from cms.package import attachments, boxes, papers, pictures
from cms.package.model import LessonSpec, Package, QuestionSpec
from cms.package.problems import PackageError, Problem
from cms.package.sittings import can_part_enemies, shortfalls
from quizzes import interactions
from quizzes.interactions import ContentError

__all__ = ["PackageError", "Problem", "check"]

MANIFEST = "course.json"
USES = ("exam", "practice")
LEVELS = ("remember", "apply", "analyse")
NEEDS_NO_SOURCE = {"unverified", "promotional", "misleading"}
STAGES = ("", "operational", "pretest", "approved")
FEEDBACK = ("none", "score", "bands", "full")

Found = Iterator[Problem]


def check(package: Package) -> list[Problem]:
    """Everything wrong with a package that could be opened, file by file."""
    return sorted({problem for rule in _RULES for problem in rule(package)})


def _duplicates(package: Package) -> Found:
    for file, ids in _ids(package):
        yield from (Problem(file, name, "the id is used twice") for name, n in Counter(ids).items() if n > 1)


def _ids(package: Package) -> Iterator[tuple[str, list[str]]]:
    files = package.files
    yield MANIFEST, [module.id for module in package.modules]
    yield MANIFEST, [lesson.id for lesson in package.lessons]
    yield MANIFEST, [objective.id for module in package.modules for objective in module.objectives]
    yield files["claims"], [claim.id for claim in package.claims]
    yield files["claims"], [label.id for label in package.labels]
    yield files["sources"], [source.id for source in package.sources]
    yield files["glossary"], [term.id for term in package.terms]
    yield files["recall"], [card.id for card in package.cards]


def _question_duplicates(package: Package) -> Found:
    """Items and scenarios share one set of ids; the later one is at fault."""
    seen: set[str] = set()
    for question in package.questions:
        if question.id in seen:
            yield Problem(_file(package, question), question.id, "the id is used twice")
        seen.add(question.id)


def _slugs(package: Package) -> Found:
    """Pages beside one another need different addresses."""
    rooms = {"modules": [module.slug for module in package.modules]}
    rooms |= {module.id: [lesson.slug for lesson in module.lessons] for module in package.modules}
    for paper in papers.of(package):
        rooms[paper.module or "modules"].append(paper.slug)
    for room, slugs in rooms.items():
        for slug, count in Counter(slugs).items():
            if count > 1:
                yield Problem(MANIFEST, room, f"the slug “{slug}” is used twice")


def _outline(package: Package) -> Found:
    if not package.modules:
        yield Problem(MANIFEST, "modules", "the course has no modules")
    for module in package.modules:
        if not module.lessons and not any(paper.module == module.id for paper in package.papers):
            yield Problem(MANIFEST, module.id, "the module has no lessons")
        for lesson in module.lessons:
            if lesson.module != module.id:
                yield Problem(MANIFEST, lesson.id, f"stands in module {module.id} and names module {lesson.module}")
            if not lesson.blocks:
                yield Problem(lesson.file, lesson.id, "the lesson has no body")


def _lesson_references(package: Package) -> Found:
    known = _known(package)
    questions = _by_use(package)
    for lesson in package.lessons:
        yield from _unknown(MANIFEST, lesson.id, "objective", lesson.objectives, known["objective"])
        yield from _unknown(MANIFEST, lesson.id, "claim", lesson.claims, known["claim"])
        yield from _unknown(MANIFEST, lesson.id, "recall card", lesson.recall_cards, known["card"])
        practice = (*lesson.practice_items, *lesson.scenarios)
        yield from _of_use(lesson.id, practice, "practice", questions)
        yield from _of_use(lesson.id, lesson.exam_items, "exam", questions)
        yield from _unknown(lesson.file, lesson.id, "claim", _boxed_claims(lesson), known["claim"])


def _boxes(package: Package) -> Found:
    for lesson in package.lessons:
        for block in lesson.blocks:
            yield from (Problem(lesson.file, lesson.id, lack) for lack in boxes.complaints(block))
        asked = [block["value"] for block in lesson.blocks if block["type"] == "check"]
        yield from _of_use(lesson.id, asked, "practice", _by_use(package), file=lesson.file)
        yield from (Problem(lesson.file, lesson.id, f"question {name} is asked twice") for name in _doubled(asked))


def _boxed_claims(lesson: LessonSpec) -> list[str]:
    return [name for block in lesson.blocks if block["type"] == "claim" for name in block["value"]["claims"]]


def _quizzes(package: Package) -> Found:
    questions = _by_use(package)
    for module in package.modules:
        if module.quiz is None:
            continue
        entry = f"{module.id}.check"
        if not module.quiz.questions:
            yield Problem(MANIFEST, entry, "the quiz has no questions")
        if not 1 <= module.quiz.pass_percent <= 100:
            yield Problem(MANIFEST, entry, "“pass_percent” must lie between 1 and 100")
        doubled = _doubled(module.quiz.questions)
        yield from (Problem(MANIFEST, entry, f"question {name} is listed twice") for name in doubled)
        yield from _of_use(entry, module.quiz.questions, "practice", questions)


def _papers(package: Package) -> Found:
    """Those written in full; the short forms have rules of their own."""
    questions = _by_use(package)
    for paper in package.papers:
        placed = [name for section in paper.sections for name in section.questions]
        if not placed and not any(section.draws for section in paper.sections):
            yield Problem(MANIFEST, paper.id, "the quiz has no questions")
        yield from _of_use(paper.id, placed, "practice" if paper.module else "exam", questions)


def _identities(package: Package) -> Found:
    """Two entries with one identity would be one page."""
    modules = [(spec.uuid, spec.id) for spec in package.modules]
    lessons = [(spec.uuid, spec.id) for spec in package.lessons]
    quizzes = [(spec.uuid, spec.id) for spec in papers.of(package)]
    questions = [(spec.uuid, spec.id) for spec in package.questions]
    for entries in ([*modules, *lessons, *quizzes], questions):
        seen: dict[UUID, str] = {}
        for uuid, name in entries:
            if seen.get(uuid, name) != name:
                yield Problem(MANIFEST, name, f"has the same uuid as {seen[uuid]}")
            seen[uuid] = name


def _questions(package: Package) -> Found:
    known = _known(package)
    homes = {lesson.id: lesson.module for lesson in package.lessons}
    for question in package.questions:
        file = _file(package, question)
        yield from _unknown(file, question.id, "module", [question.module], known["module"])
        yield from _unknown(file, question.id, "lesson", [question.lesson], known["lesson"])
        yield from _unknown(file, question.id, "objective", question.objectives, known["objective"])
        yield from _unknown(file, question.id, "claim", question.claim_ids, known["claim"])
        yield from _unknown(file, question.id, "source", question.source_ids, known["source"])
        yield from _choices(package, file, question)
        if not question.topic:
            yield Problem(file, question.id, "names neither a module nor a topic")
        if homes.get(question.lesson, question.module) != question.module:
            yield Problem(file, question.id, f"lesson {question.lesson} is not in module {question.module}")


def _choices(package: Package, file: str, question: QuestionSpec) -> Found:
    if question.use not in USES:
        yield Problem(file, question.id, f"use “{question.use}” is unknown; known are {', '.join(USES)}")
    if question.stage not in STAGES:
        yield Problem(file, question.id, f"stage “{question.stage}” is unknown; known are {', '.join(STAGES[1:])}")
    if package.exam and question.kind != "scenario" and question.level not in LEVELS:
        yield Problem(file, question.id, f"level “{question.level}” is unknown; known are {', '.join(LEVELS)}")


def _contents(package: Package) -> Found:
    """Each kind knows what it needs: a key among the options, a match for each response, and so on."""
    for question in package.questions:
        if not question.content:
            continue
        try:
            interactions.get(question.kind).check(dict(question.content))
        except ContentError as error:
            message = f"{error.field}: {error.message}" if error.field else error.message
            yield Problem(_file(package, question), question.id, message)


def _claims(package: Package) -> Found:
    file, known = package.files["claims"], _known(package)
    for claim in package.claims:
        if claim.label not in known["label"]:
            yield Problem(file, claim.id, f"label “{claim.label}” is unknown")
        elif not claim.source_ids and claim.label not in NEEDS_NO_SOURCE:
            yield Problem(file, claim.id, f"a claim with the label “{claim.label}” needs a source")
        yield from _unknown(file, claim.id, "source", claim.source_ids, known["source"])
        yield from _unknown(file, claim.id, "lesson", claim.lessons, known["lesson"])


def _terms_and_cards(package: Package) -> Found:
    known, glossary, recall = _known(package), package.files["glossary"], package.files["recall"]
    for term in package.terms:
        yield from _unknown(glossary, term.id, "module", [term.module], known["module"])
        yield from _unknown(glossary, term.id, "lesson", [term.lesson], known["lesson"])
        yield from _unknown(glossary, term.id, "source", term.source_ids, known["source"])
    for card in package.cards:
        yield from _unknown(recall, card.id, "module", [card.module], known["module"])
        yield from _unknown(recall, card.id, "lesson", [card.lesson], known["lesson"])
        yield from _unknown(recall, card.id, "objective", [card.objective], known["objective"])


def _exam(package: Package) -> Found:
    exam, known = package.exam, _known(package)
    if exam is None:
        return
    yield from _terms(package)
    for section in exam.sections:
        yield from _unknown(exam.file, "exam.grid", "module", [section.module], known["module"])
    asked = sum(section.count for section in exam.sections)
    if asked != exam.item_count or not asked:
        yield Problem(exam.file, "exam.grid", f"the grid asks for {asked} items and the exam for {exam.item_count}")
    short = shortfalls(exam, package.questions)
    for (module, level), needed, found in short:
        yield Problem(exam.file, f"exam.grid.{module}.{level}", f"needs {needed} exam items and the bank has {found}")
    ids = {question.id for question in package.questions if question.use == "exam"}
    listed = [*exam.form, *(item for pair in exam.enemies for item in pair)]
    yield from _unknown(exam.file, "form_A", "exam item", listed, ids)
    if not short and not can_part_enemies(exam, package.questions):
        yield Problem(exam.file, "form_A.enemies", "no paper fills the grid without two enemies on it")


def _terms(package: Package) -> Found:
    exam = package.exam
    if exam is None:
        return
    if not 1 <= exam.pass_percent <= 100:
        yield Problem(MANIFEST, "exam", "“pass_percent” must lie between 1 and 100")
    if exam.minutes < 1 or exam.max_attempts < 1:
        yield Problem(MANIFEST, "exam", "“minutes” and “max_attempts” must be at least 1")
    if exam.feedback not in FEEDBACK:
        yield Problem(MANIFEST, "exam", f"feedback “{exam.feedback}” is unknown; known are {', '.join(FEEDBACK)}")
    if package.conduct and not package.conduct.html:
        yield Problem(package.conduct.file, "", "the code of conduct has no text")


def _images(package: Package) -> Found:
    owners = [(MANIFEST, "image", package.image), *((MANIFEST, m.id, m.image) for m in package.modules)]
    shown: list[tuple[str, str, str, Any]] = [
        (file, entry, image.file, image.alt) for file, entry, image in owners if image
    ]
    for lesson in package.lessons:
        values = [block["value"] for block in lesson.blocks if block["type"] == "image"]
        shown += [(lesson.file, lesson.id, v["file"], v["alt"] or v.get("decorative")) for v in values]
    for file, entry, picture, alt in shown:
        if not alt:
            yield Problem(file, entry, f"image {picture} has no alternative text")
        reason = pictures.refusal(package.root, picture)
        if reason:
            yield Problem(file, entry, f"image {picture} {reason}")


def _attachments(package: Package) -> Found:
    for lesson in package.lessons:
        for file in {file for block in lesson.blocks for file in boxes.files(block)}:
            if reason := attachments.refusal(package.root, file):
                yield Problem(lesson.file, lesson.id, f"file {file} {reason}")


def _known(package: Package) -> dict[str, set[str]]:
    return {
        "module": {module.id for module in package.modules},
        "lesson": {lesson.id for lesson in package.lessons},
        "objective": {objective.id for module in package.modules for objective in module.objectives},
        "claim": {claim.id for claim in package.claims},
        "label": {label.id for label in package.labels},
        "source": {source.id for source in package.sources},
        "card": {card.id for card in package.cards},
    }


def _unknown(file: str, entry: str, what: str, names: Iterable[str], known: set[str]) -> Found:
    yield from (Problem(file, entry, f"{what} {name} is unknown") for name in names if name and name not in known)


def _by_use(package: Package) -> dict[str, str]:
    return {question.id: question.use for question in package.questions}


def _doubled(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _of_use(entry: str, names: Iterable[str], use: str, uses: dict[str, str], *, file: str = MANIFEST) -> Found:
    for name in names:
        if name not in uses:
            yield Problem(file, entry, f"question {name} is unknown")
        elif uses[name] != use:
            yield Problem(file, entry, f"question {name} is for {uses[name]} and is listed for {use}")


def _file(package: Package, question: QuestionSpec) -> str:
    return package.files["scenarios" if question.kind == "scenario" else "items"]


_RULES: tuple[Callable[[Package], Found], ...] = (
    _duplicates,
    _question_duplicates,
    _slugs,
    _outline,
    _lesson_references,
    _boxes,
    _quizzes,
    _papers,
    _identities,
    _questions,
    _contents,
    _claims,
    _terms_and_cards,
    _exam,
    _images,
    _attachments,
)
