"""Draw the questions of one paper from a pool."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import combinations

SEARCH_LIMIT = 2_000
LOOK_LIMIT = 2_000_000


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn; `seen` counts this learner's meetings with it, `exposure` everybody's."""

    id: int
    topic: str = ""
    objective: str = ""
    level: str = ""
    tags: frozenset[str] = frozenset()
    enemies: frozenset[int] = frozenset()
    seen: int = 0
    exposure: int = 0


@dataclass(frozen=True)
class Cell:
    """Draw `count` questions that have all the named properties; None means any."""

    count: int
    topic: str | None = None
    objective: str | None = None
    level: str | None = None
    tag: str | None = None

    def admits(self, candidate: Candidate) -> bool:
        return (
            self.topic in (None, candidate.topic)
            and self.objective in (None, candidate.objective)
            and self.level in (None, candidate.level)
            and (self.tag is None or self.tag in candidate.tags)
        )

    def __str__(self) -> str:
        named = {"topic": self.topic, "objective": self.objective, "level": self.level, "tag": self.tag}
        return ", ".join(f"{name} {value}" for name, value in named.items() if value is not None) or "any question"


@dataclass(frozen=True)
class Section:
    title: str
    domain: str
    cells: tuple[Cell, ...] = ()
    fixed: tuple[int, ...] = ()
    shuffle: bool = True


@dataclass(frozen=True)
class Drawn:
    section: int
    question: int
    is_scored: bool = True


@dataclass(frozen=True)
class CellCoverage:
    section: int
    cell: Cell
    needed: int
    available: int


class NoFeasibleDraw(Exception):
    """Every cell could be filled alone, but not all of them together with enemies apart."""


class PoolTooSmall(Exception):
    def __init__(self, title: str, coverage: CellCoverage) -> None:
        super().__init__(f"{title}: {coverage.cell} needs {coverage.needed}, the pool has {coverage.available}.")
        self.section = coverage.section
        self.cell = coverage.cell
        self.needed = coverage.needed
        self.available = coverage.available


def coverage(sections: Sequence[Section], pool: Iterable[Candidate]) -> list[CellCoverage]:
    """What each cell could draw alone; fixed questions and their enemies are taken off."""
    drawable = _drawable(sections, pool)
    return [
        CellCoverage(index, cell, cell.count, sum(map(cell.admits, drawable)))
        for index, section in enumerate(sections)
        for cell in section.cells
    ]


def draw(sections: Sequence[Section], pool: Iterable[Candidate], *, seed: int) -> list[Drawn]:
    """Unseen first, then least exposed, ties by seed; the order of the pool has no influence.

    Fixed questions are always in, even beside an enemy; a drawn question never stands beside an enemy.
    Raises PoolTooSmall or NoFeasibleDraw.
    """
    candidates = list(pool)
    for cover in coverage(sections, candidates):
        if cover.available < cover.needed:
            raise PoolTooSmall(sections[cover.section].title, cover)
    rng = random.Random(seed)  # noqa: S311 - a paper must be repeatable from its seed; it guards nothing
    cells = [cell for section in sections for cell in section.cells]
    drawn = iter(_fill(cells, _ranked(_drawable(sections, candidates), rng), _enemies(candidates)))
    paper = []
    for index, (section, fixed) in enumerate(zip(sections, _fixed(sections), strict=True)):
        questions = fixed + [question for _ in section.cells for question in next(drawn)]
        if section.shuffle:
            rng.shuffle(questions)
        paper += [Drawn(index, question) for question in questions]
    return paper


def with_trials(
    paper: Sequence[Drawn], pool: Iterable[Candidate], trials: Iterable[Candidate], *, count: int, seed: int
) -> list[Drawn]:
    """Mix questions on trial among those of their topic, at random places; without such a section, at the end.

    Never met by this learner first, then the least exposed, ties by seed; no enemies of what stands in the paper.
    As many as there are, up to ``count``: a paper never fails for want of one. ``pool`` tells the topics of the paper.
    """
    rng = random.Random(seed)  # noqa: S311 - a paper must be repeatable from its seed; it guards nothing
    candidates = {candidate.id: candidate for candidate in pool}
    taken = {drawn.question for drawn in paper}
    fresh = sorted((trial for trial in trials if trial.id not in taken), key=lambda trial: trial.id)
    enemies = _enemies([*candidates.values(), *fresh])
    topics = {(candidates[drawn.question].topic, drawn.section) for drawn in paper if drawn.question in candidates}
    mixed = list(paper)
    for trial in _apart(_ranked(fresh, rng), enemies, taken)[:count]:
        homes = sorted(section for topic, section in topics if topic == trial.topic)
        section = rng.choice(homes) if homes else max((drawn.section for drawn in paper), default=0)
        beside = [place for place, drawn in enumerate(mixed) if drawn.section == section]
        place = rng.randint(beside[0], beside[-1] + 1) if homes else len(mixed)
        mixed.insert(place, Drawn(section, trial.id, is_scored=False))
    return mixed


def _apart(ranked: Iterable[Candidate], enemies: Mapping[int, set[int]], taken: AbstractSet[int]) -> list[Candidate]:
    """Those that may stand beside what is taken, and beside each other, the better one first."""
    standing = set(taken)
    chosen = []
    for candidate in ranked:
        if enemies.get(candidate.id, set()).isdisjoint(standing):
            standing.add(candidate.id)
            chosen.append(candidate)
    return chosen


def least_repeated(sections: Sequence[Section], pool: Iterable[Candidate]) -> int:
    """How many questions a second paper must share with the first at the very least, fixed ones included.

    Two papers together hold what one paper with doubled cells could hold. Enemies are left aside, and the first
    paper is taken to be the luckiest one, so a real second paper may repeat more.
    """
    cells = [cell for section in sections for cell in section.cells]
    drawable = _drawable(sections, pool)
    doubled = _Matching([replace(cell, count=2 * cell.count) for cell in cells])
    doubled.fill(_offers(cells, drawable), frozenset(), {})
    wanted, reached = 2 * sum(cell.count for cell in cells), sum(map(len, doubled.drawn))
    return len({question for section in sections for question in section.fixed}) + wanted - reached


def _fixed(sections: Sequence[Section]) -> list[list[int]]:
    """Each section's fixed questions; one that is named twice stays where it came first."""
    taken: set[int] = set()
    result = []
    for section in sections:
        result.append([question for question in dict.fromkeys(section.fixed) if question not in taken])
        taken.update(section.fixed)
    return result


def _enemies(candidates: Iterable[Candidate]) -> dict[int, set[int]]:
    """Enmity is mutual, whichever side names it."""
    enemies: dict[int, set[int]] = {}
    for candidate in candidates:
        for enemy in candidate.enemies - {candidate.id}:
            enemies.setdefault(candidate.id, set()).add(enemy)
            enemies.setdefault(enemy, set()).add(candidate.id)
    return enemies


def _drawable(sections: Sequence[Section], pool: Iterable[Candidate]) -> list[Candidate]:
    candidates = {candidate.id: candidate for candidate in pool}
    enemies = _enemies(candidates.values())
    barred = {question for section in sections for question in section.fixed}
    barred |= {enemy for question in barred for enemy in enemies.get(question, ())}
    return [candidate for key, candidate in sorted(candidates.items()) if key not in barred]


def _ranked(candidates: Iterable[Candidate], rng: random.Random) -> list[Candidate]:
    """Best first. The candidates come sorted by id, so that equal pools take equal random numbers."""
    ranks = [(candidate.seen, candidate.exposure, rng.random(), candidate.id, candidate) for candidate in candidates]
    return [candidate for *_, candidate in sorted(ranks, key=lambda rank: rank[:4])]


def _fill(cells: Sequence[Cell], ranked: Sequence[Candidate], enemies: Mapping[int, set[int]]) -> list[list[int]]:
    """Branch on one enemy pair at a time: without the worse of the two, then without the better.

    Each branch is matched exactly, so within the limit a draw is found whenever there is one.
    """
    offers = list(_offers(cells, ranked))
    quick = _Matching(cells).fill(offers, frozenset(), enemies)
    if quick is not None:
        return quick
    place = {candidate.id: position for position, candidate in enumerate(ranked)}
    waiting: list[frozenset[int]] = [frozenset()]
    for _ in range(min(SEARCH_LIMIT, LOOK_LIMIT // max(len(offers), 1))):
        if not waiting:
            break
        without = waiting.pop()
        filled = _Matching(cells).fill(offers, without, {})
        if filled is None:
            continue
        pair = _conflict(filled, enemies, place)
        if pair is None:
            return filled
        waiting += [without | {question} for question in pair]
    raise NoFeasibleDraw("The sections cannot all be filled with questions that may stand together.")


def _offers(cells: Sequence[Cell], ranked: Iterable[Candidate]) -> Iterator[tuple[int, list[int]]]:
    """Each candidate with the cells that admit it."""
    known: dict[tuple[str, str, str, frozenset[str]], list[int]] = {}
    for candidate in ranked:
        likeness = (candidate.topic, candidate.objective, candidate.level, candidate.tags)
        if likeness not in known:
            known[likeness] = [index for index, cell in enumerate(cells) if cell.admits(candidate)]
        if known[likeness]:
            yield candidate.id, known[likeness]


def _conflict(
    filled: Iterable[Iterable[int]], enemies: Mapping[int, set[int]], place: Mapping[int, int]
) -> tuple[int, int] | None:
    """The first enemy pair in the draw, better one first."""
    drawn = sorted((question for cell in filled for question in cell if question in enemies), key=place.__getitem__)
    return next(((one, other) for one, other in combinations(drawn, 2) if other in enemies[one]), None)


class _Matching:
    """Questions to cells, each taken in rank order if room can be made by moving earlier ones.

    A question once taken stays taken, and a cell from which no room was reachable never regains any;
    so the set drawn is the best-ranked one possible, and each further question costs one look.
    """

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.room = [cell.count for cell in cells]
        self.drawn: list[list[int]] = [[] for _ in cells]
        self.admitting: dict[int, list[int]] = {}
        self.closed: set[int] = set()

    def fill(
        self, offers: Iterable[tuple[int, list[int]]], without: AbstractSet[int], enemies: Mapping[int, set[int]]
    ) -> list[list[int]] | None:
        """Enemies given here are passed over as they come, which is quick but may miss the only draw."""
        missing = sum(self.room)
        for question, cells in offers:
            if missing == 0:
                break
            if question in without or not enemies.get(question, set()).isdisjoint(self.admitting):
                continue
            if self._take(question, cells):
                missing -= 1
        return self.drawn if missing == 0 else None

    def _take(self, question: int, cells: list[int]) -> bool:
        """Breadth first from the question's cells to one with room; `came` holds the way back."""
        came: dict[int, tuple[int, int | None]] = {cell: (question, None) for cell in cells if cell not in self.closed}
        queue = list(came)
        for cell in queue:
            if self.room[cell] > 0:
                self.admitting[question] = cells
                self._move(cell, came)
                return True
            for occupant in self.drawn[cell]:
                onward = [step for step in self.admitting[occupant] if step not in came and step not in self.closed]
                came.update(dict.fromkeys(onward, (occupant, cell)))
                queue += onward
        self.closed.update(came)
        return False

    def _move(self, cell: int, came: Mapping[int, tuple[int, int | None]]) -> None:
        self.room[cell] -= 1
        target: int | None = cell
        while target is not None:
            question, source = came[target]
            self.drawn[target].append(question)
            if source is not None:
                self.drawn[source].remove(question)
            target = source
