"""Quizzes and exams as their pages hold them: in full, or from the short forms `check` and `exam`."""

from collections.abc import Iterable

from cms.package.entries import Entry
from cms.package.identity import Identities
from cms.package.model import (
    DrawSpec,
    ExamSpec,
    ModuleSpec,
    Package,
    PaperSectionSpec,
    PaperSpec,
    QuizSpec,
    SectionSpec,
)


def read(owner: Entry, key: str, identities: Identities, *, module: str = "") -> tuple[PaperSpec, ...]:
    return tuple(_paper(entry, identities, module) for entry in owner.entries(key))


def of(package: Package) -> list[PaperSpec]:
    """Every one of a package, by module, exams last; modules that a grid alone names are passed over."""
    found: list[PaperSpec] = []
    for module in package.modules:
        found += [_of_quiz(module, module.quiz)] if module.quiz else []
        found += [paper for paper in package.papers if paper.module == module.id]
    found += [_of_exam(package.exam, package.modules)] if package.exam else []
    return found + [paper for paper in package.papers if not paper.module]


def _paper(entry: Entry, identities: Identities, module: str) -> PaperSpec:
    name = entry.text("id")
    return PaperSpec(
        uuid=identities.of(entry, f"quiz/{name}"),
        id=name,
        module=module,
        slug=entry.text("slug"),
        title=entry.text("title"),
        settings=entry.mapping("settings"),
        sections=tuple(_section(section) for section in entry.entries("sections")),
    )


def _section(entry: Entry) -> PaperSectionSpec:
    return PaperSectionSpec(
        title=entry.text("title"),
        domain=entry.optional_text("domain"),
        is_shuffled=entry.flag("shuffled"),
        questions=entry.texts("questions"),
        draws=tuple(_draw(draw) for draw in entry.entries("draws")),
    )


def _draw(entry: Entry) -> DrawSpec:
    wanted = {name: entry.optional_text(name) for name in ("topic", "objective", "level", "tag")}
    return DrawSpec(count=entry.whole("count"), **wanted)


def _of_quiz(module: ModuleSpec, quiz: QuizSpec) -> PaperSpec:
    settings = {
        "minutes": quiz.minutes,
        "pass_percent": quiz.pass_percent,
        "max_attempts": quiz.max_attempts,
        "time_limit_minutes": quiz.minutes if quiz.is_timed else None,
        "feedback": "full",
    }
    section = PaperSectionSpec(module.title, module.title, is_shuffled=False, questions=quiz.questions, draws=())
    return PaperSpec(quiz.uuid, f"{module.id}/quiz", module.id, quiz.slug, quiz.title, settings, (section,))


def _of_exam(exam: ExamSpec, modules: Iterable[ModuleSpec]) -> PaperSpec:
    settings = {
        "minutes": exam.minutes,
        "time_limit_minutes": exam.minutes,
        "pass_percent": exam.pass_percent,
        "max_attempts": exam.max_attempts,
        "period_days": exam.period_days,
        "wait_days": ", ".join(str(days) for days in exam.wait_days),
        "feedback": exam.feedback,
    }
    by_id = {module.id: module for module in modules}
    known = [section for section in exam.sections if section.module in by_id]
    sections = tuple(_of_grid(by_id[section.module], section) for section in known)
    return PaperSpec(exam.uuid, "exam", "", exam.slug, exam.title, settings, sections)


def _of_grid(module: ModuleSpec, section: SectionSpec) -> PaperSectionSpec:
    draws = tuple(DrawSpec(cell.count, module.slug, "", cell.level, "") for cell in section.cells)
    return PaperSectionSpec(module.title, module.title, is_shuffled=True, questions=(), draws=draws)
