"""The exam's terms from course.json, its grid and enemy pairs from the blueprint, and whether the bank fills it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cms.package.entries import Entry
from cms.package.identity import Identities
from cms.package.model import CellSpec, ExamSpec, QuestionSpec, SectionSpec

Cell = tuple[str, str]


def read_exam(course: Entry, blueprint: Entry, identities: Identities) -> ExamSpec | None:
    entry = course.entry("exam")
    plan = blueprint.entry("exam")
    if entry is None:
        return None
    if plan is None:
        blueprint.report("“exam” is missing")
        return None
    form = blueprint.entry("form_A")
    return ExamSpec(
        uuid=identities.of(entry, "exam"),
        slug=entry.optional_text("slug") or "final-exam",
        title=entry.text("title"),
        minutes=entry.whole("minutes"),
        pass_percent=entry.whole("pass_percent"),
        max_attempts=entry.whole("max_attempts"),
        period_days=entry.whole("period_days"),
        wait_days=entry.wholes("wait_days"),
        feedback=entry.text("feedback"),
        item_count=plan.whole("scored_items"),
        sections=_sections(plan),
        enemies=_enemies(form) if form else (),
        form=form.texts("items") if form else (),
        file=blueprint.file,
    )


def _sections(plan: Entry) -> tuple[SectionSpec, ...]:
    grid = plan.entry("grid")
    if grid is None:
        plan.report("“grid” is missing")
        return ()
    return tuple(_section(grid, module) for module in grid.values)


def _section(grid: Entry, module: str) -> SectionSpec:
    row = grid.entry(module)
    levels = row.values if row else {}
    return SectionSpec(module, tuple(CellSpec(level, row.whole(level)) for level in levels) if row else ())


def _enemies(form: Entry) -> tuple[tuple[str, ...], ...]:
    pairs = form.values.get("enemies", [])
    if not isinstance(pairs, list) or not all(_is_pair(pair) for pair in pairs):
        form.report("“enemies” must be a list of pairs of item ids")
        return ()
    return tuple(tuple(pair) for pair in pairs)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(item, str) for item in value)


def shortfalls(exam: ExamSpec, questions: Iterable[QuestionSpec]) -> list[tuple[Cell, int, int]]:
    """The cells for which the bank has too few exam items: cell, needed, found."""
    bank = Counter((question.module, question.level) for question in questions if question.use == "exam")
    return [(cell, count, bank[cell]) for cell, count in _needs(exam).items() if bank[cell] < count]


def can_part_enemies(exam: ExamSpec, questions: Iterable[QuestionSpec]) -> bool:
    """Whether one paper exists that fills every cell and holds no two enemies."""
    bank = {question.id: (question.module, question.level) for question in questions if question.use == "exam"}
    pairs = [pair for pair in exam.enemies if all(item in bank for item in pair)]
    spare = Counter(bank.values())
    spare.subtract(_needs(exam))
    return _parts(pairs, bank, spare)


def _parts(pairs: Sequence[tuple[str, ...]], bank: Mapping[str, Cell], spare: Counter[Cell]) -> bool:
    """Leaves out one of the first pair, then tries the pairs that remain; stops where a cell runs dry."""
    if not pairs:
        return True
    for item in pairs[0]:
        if spare[bank[item]] > 0:
            rest = [pair for pair in pairs[1:] if item not in pair]
            if _parts(rest, bank, spare - Counter([bank[item]])):
                return True
    return False


def _needs(exam: ExamSpec) -> dict[Cell, int]:
    return {(section.module, cell.level): cell.count for section in exam.sections for cell in section.cells}
