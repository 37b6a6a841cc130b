"""When to ask again: FSRS with its default weights, counted in the learner's own days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import IntEnum

from fsrs import Card, Rating, Scheduler, State

RETENTION = 0.90
LONGEST_DAYS = 365
DRILLS_A_DAY = 2
THINGS_A_MINUTE = 3
# Nothing is learned by heart within minutes, so FSRS counts whole days and ``drills`` counts repetitions within one.
SCHEDULER = Scheduler(
    desired_retention=RETENTION,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,
)


class Grade(IntEnum):
    """How a learner recalled something, in FSRS's order."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Memory:
    """What is known of one person's memory of one thing; nothing at first. ``drills`` are those of ``reviewed_on``."""

    stability: float | None = None
    difficulty: float | None = None
    reviewed_on: date | None = None
    due_on: date | None = None
    reps: int = 0
    lapses: int = 0
    drills: int = 0


@dataclass(frozen=True)
class Waiting:
    """A thing to recall; ``due_on`` is None for one that was never asked."""

    key: str
    module: str
    due_on: date | None = None
    is_repeat: bool = False


def answer(memory: Memory, grade: Grade, *, on: date) -> Memory:
    """The memory after an answer; it is due on the same day at the earliest.

    What was forgotten comes back on the same day, at most twice. A day before the last answer, which a change of
    time zone can bring, counts as the day of that answer.
    """
    day = max(on, memory.reviewed_on or on)
    drills = memory.drills if memory.reviewed_on == day else 0
    card, _ = SCHEDULER.review_card(_card(memory, day), Rating(grade), review_datetime=_moment(day))
    is_drilled_again = grade is Grade.AGAIN and drills < DRILLS_A_DAY
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        reviewed_on=day,
        due_on=day if is_drilled_again else card.due.date(),
        reps=memory.reps + 1,
        lapses=memory.lapses + (grade is Grade.AGAIN and memory.reps > 0),
        drills=drills + is_drilled_again,
    )


def outlook(memory: Memory, *, on: date) -> dict[Grade, date]:
    """The day on which each grade would bring it back."""
    return {grade: answer(memory, grade, on=on).due_on or on for grade in Grade}


def room(minutes: int, answered: int) -> int:
    """How much more fits into a day of so many minutes."""
    return max(minutes * THINGS_A_MINUTE - answered, 0)


def pick(waiting: Sequence[Waiting], *, last_module: str = "") -> Waiting | None:
    """What to ask next: the longest overdue first, then what is new, then what was forgotten today.

    Modules are mixed: what comes from another module than the last answer goes first among equals.
    """
    if not waiting:
        return None
    rank = min(_rank(each) for each in waiting)
    equals = sorted((each for each in waiting if _rank(each) == rank), key=lambda each: each.due_on or date.min)
    return next((each for each in equals if each.module != last_module), equals[0])


def _rank(each: Waiting) -> int:
    if each.is_repeat:
        return 2
    return 0 if each.due_on else 1


def _card(memory: Memory, day: date) -> Card:
    """As FSRS keeps it; its number says nothing here."""
    if memory.stability is None or memory.difficulty is None or memory.reviewed_on is None:
        return Card(card_id=0, due=_moment(day))
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_moment(memory.due_on or day),
        last_review=_moment(memory.reviewed_on),
    )


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
