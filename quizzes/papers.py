"""Reads of papers: the pool a paper is drawn from, how far the bank fills it, and frozen content by version."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Q

from quizzes.models import Question, QuestionVersion, Quiz, Response
from quizzes.selection import (
    Candidate,
    Cell,
    Drawn,
    NoFeasibleDraw,
    Section,
    coverage,
    draw,
    least_repeated,
    with_trials,
)

CONTENT_SECONDS = 60 * 60 * 24


@dataclass(frozen=True)
class CellBank:
    """What the bank holds for one cell. ``available`` counts; approved ones could be brought into use."""

    section: str
    cell: Cell
    needed: int
    available: int
    approved: int
    on_trial: int
    suspended: int
    overdue: int

    @property
    def is_short(self) -> bool:
        """Whether no paper can be drawn for want of questions here."""
        return self.available < self.needed


@dataclass(frozen=True)
class BankReport:
    """How far the bank fills a paper. ``missing_placed`` counts placed questions that are not in use.

    ``repeated`` is how many of its ``size`` questions a retake must repeat at the very least; see
    ``selection.least_repeated``. ``is_feasible`` is False when the cells are full but enemies can't be kept apart.
    """

    cells: list[CellBank]
    size: int
    missing_placed: int
    repeated: int
    on_trial: int
    is_feasible: bool

    @property
    def shortfalls(self) -> list[CellBank]:
        """The cells that can't be filled."""
        return [cell for cell in self.cells if cell.is_short]

    @property
    def can_be_drawn(self) -> bool:
        """Whether a learner could start."""
        return self.is_feasible and not self.shortfalls


def contents(version_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Content by version. Versions never change, so the cache may keep them; the rest is one query."""
    keys = {f"version:{pk}": pk for pk in version_ids}
    found = {keys[key]: content for key, content in cache.get_many(list(keys)).items()}
    missing = set(keys.values()) - set(found)
    if missing:
        fresh = dict(QuestionVersion.objects.filter(pk__in=missing).values_list("pk", "content"))
        cache.set_many({f"version:{pk}": content for pk, content in fresh.items()}, CONTENT_SECONDS)
        found |= fresh
    return found


def current_versions(question_ids: Iterable[int]) -> dict[int, int]:
    """The version in force by question; never of one that was not published."""
    rows = Question.objects.filter(pk__in=list(question_ids), current__isnull=False).order_by()
    return dict(rows.values_list("pk", "current_id"))


def sections(quiz: Quiz) -> list[Section]:
    """The paper's sections as the drawing rules want them; placed questions that are not in use fall out."""
    return [
        Section(
            title=section.title,
            domain=section.domain or section.title,
            cells=tuple(Cell(**cell) for cell in section.cells),
            fixed=tuple(placement.question_id for placement in section.drawable_placements),
            shuffle=section.is_shuffled,
        )
        for section in quiz.sections.with_drawable_placements()
    ]


def paper(quiz: Quiz, wanted: Sequence[Section], *, learner_id: int, seed: int) -> list[Drawn]:
    """One paper for this learner: what counts, and among it the questions on trial, which don't.

    Raises PoolTooSmall or NoFeasibleDraw.
    """
    candidates = pool(quiz, wanted, learner_id=learner_id)
    drawn = draw(wanted, candidates, seed=seed)
    if not quiz.pretest_count:
        return drawn
    return with_trials(drawn, candidates, trials(quiz, learner_id=learner_id), count=quiz.pretest_count, seed=seed)


def pool(quiz: Quiz, wanted: Iterable[Section], *, learner_id: int | None = None) -> list[Candidate]:
    """All questions a paper of this quiz may hold; with a learner, how often each was met before."""
    wanted = list(wanted)
    drawn = _of(quiz) if any(part.cells for part in wanted) else Q()
    placed = [pk for part in wanted for pk in part.fixed]
    questions = Question.objects.drawable().filter(Q(pk__in=placed) | drawn if drawn else Q(pk__in=placed))
    seen = _seen(quiz, learner_id) if learner_id and drawn else {}
    return _candidates(questions, seen)


def trials(quiz: Quiz, *, learner_id: int) -> list[Candidate]:
    """The questions on trial that a paper of this quiz may ask besides the others."""
    return _candidates(Question.objects.on_trial().filter(_of(quiz)), _seen(quiz, learner_id))


def trial_count(quiz: Quiz) -> int:
    """How many questions of a paper don't count; fewer only where enemies must be kept apart."""
    if not quiz.pretest_count:
        return 0
    return min(quiz.pretest_count, Question.objects.on_trial().filter(_of(quiz)).count())


def question_count(quiz: Quiz) -> int:
    """How many questions of a paper of this quiz count."""
    return sum(len(part.fixed) + sum(cell.count for cell in part.cells) for part in sections(quiz))


def bank_report(
    course_uuid: UUID, *, use: str, wanted: Sequence[Section], placed: Iterable[UUID], on: date
) -> BankReport:
    """How far the bank fills these sections, which need not be published. Two queries, however large the bank is.

    ``placed`` are the questions placed by hand, by section order; ``wanted`` names none of them.
    """
    placed = list(placed)
    found = Question.objects.filter(Q(course_uuid=course_uuid, use=use) | Q(uuid__in=placed))
    bank = list(found.filter(retired_at=None, current__isnull=False))
    in_use = [question for question in bank if question.state == Question.State.OPERATIONAL]
    fixed = tuple(question.pk for question in in_use if question.uuid in placed)
    parts = [*wanted, Section("", "", fixed=fixed)]
    candidates = _candidates(in_use, {})
    available = {(cover.section, cover.cell): cover.available for cover in coverage(parts, candidates)}
    cells = [
        _cell_bank(part.title, cell, available[index, cell], bank, on)
        for index, part in enumerate(parts)
        for cell in part.cells
    ]
    return BankReport(
        cells=cells,
        size=len(fixed) + sum(cell.needed for cell in cells),
        missing_placed=len(set(placed)) - len(fixed),
        repeated=least_repeated(parts, candidates),
        on_trial=sum(1 for question in bank if question.state == Question.State.PRETEST),
        is_feasible=any(cell.is_short for cell in cells) or _is_feasible(parts, candidates),
    )


def _cell_bank(title: str, cell: Cell, available: int, bank: Iterable[Question], on: date) -> CellBank:
    admitted = [question for question in bank if cell.admits(_plain(question))]
    states = [question.state for question in admitted]
    return CellBank(
        section=title,
        cell=cell,
        needed=cell.count,
        available=available,
        approved=states.count(Question.State.APPROVED),
        on_trial=states.count(Question.State.PRETEST),
        suspended=states.count(Question.State.SUSPENDED),
        overdue=sum(1 for question in admitted if _is_overdue(question, on)),
    )


def _is_overdue(question: Question, on: date) -> bool:
    in_use = question.state in {Question.State.OPERATIONAL, Question.State.PRETEST}
    return in_use and question.review_due is not None and question.review_due < on


def _is_feasible(parts: Sequence[Section], candidates: Iterable[Candidate]) -> bool:
    try:
        draw(parts, candidates, seed=0)
    except NoFeasibleDraw:
        return False
    return True


def _of(quiz: Quiz) -> Q:
    use = Question.Use.EXAM if quiz.activity.is_exam else Question.Use.PRACTICE
    return Q(course_uuid=quiz.activity.course.uuid, use=use)


def _plain(question: Question) -> Candidate:
    """What cells ask about, without a look at enemies."""
    return Candidate(
        id=question.pk,
        topic=question.topic,
        objective=question.objective,
        level=question.level,
        tags=frozenset(question.tags),
    )


def _candidates(questions: Iterable[Question], seen: Mapping[int, int]) -> list[Candidate]:
    """With their enemies, whose ids are read from the table that joins them."""
    questions = list(questions)
    enemies: dict[int, set[int]] = defaultdict(set)
    pairs = Question.enemies.through.objects.filter(from_question__in=[question.pk for question in questions])
    for one, other in pairs.values_list("from_question_id", "to_question_id"):
        enemies[one].add(other)
    return [
        replace(
            _plain(question),
            enemies=frozenset(enemies[question.pk]),
            seen=seen.get(question.pk, 0),
            exposure=question.exposure_count,
        )
        for question in questions
    ]


def _seen(quiz: Quiz, learner_id: int) -> dict[int, int]:
    rows = (
        Response.objects.filter(attempt__learner=learner_id, attempt__quiz=quiz)
        .order_by()
        .values_list("question_version__question_id")
        .annotate(times=Count("pk"))
    )
    return dict(rows)
