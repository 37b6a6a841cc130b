"""What is done, what is missing, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

StepKind: TypeAlias = Literal["lesson", "quiz", "exam"]
RequirementKind: TypeAlias = Literal["lessons", "quiz", "conduct", "name", "exam"]


@dataclass(frozen=True)
class Step:
    """One live activity and whether this learner has completed it."""

    uuid: UUID
    kind: StepKind
    title: str
    module: str
    minutes: int
    is_required: bool
    is_done: bool


@dataclass(frozen=True)
class Summary:
    """Counts required steps only; `percent` is rounded down, so that 100 means all of them."""

    done: int
    total: int
    percent: int
    minutes_left: int
    lessons_done: int
    lessons_total: int
    next_step: Step | None
    is_complete: bool


@dataclass(frozen=True)
class Requirement:
    """One line of "what is missing"; `step` is where to fulfil it, None for the code of conduct and the name."""

    kind: RequirementKind
    title: str
    is_done: bool
    done: int
    total: int
    step: Step | None


def summarise(steps: Sequence[Step]) -> Summary:
    """Steps come in course order."""
    required = [step for step in steps if step.is_required]
    left = [step for step in required if not step.is_done]
    lessons = [step for step in required if step.kind == "lesson"]
    done = len(required) - len(left)
    return Summary(
        done=done,
        total=len(required),
        percent=100 * done // len(required) if required else 0,
        minutes_left=sum(step.minutes for step in left),
        lessons_done=sum(step.is_done for step in lessons),
        lessons_total=len(lessons),
        next_step=_first(left),
        is_complete=bool(required) and not left,
    )


def _first(left: Sequence[Step]) -> Step | None:
    """Exams wait until nothing else is left."""
    return min(left, key=lambda step: step.kind == "exam", default=None)


def requirements(
    steps: Sequence[Step],
    *,
    conduct_required: bool,
    conduct_accepted: bool,
    name_required: bool = False,
    name_confirmed: bool = False,
) -> list[Requirement]:
    """All lessons in one line, then each quiz, the code of conduct, the name to print, and each exam last."""
    required = [step for step in steps if step.is_required]
    lines = _lessons([step for step in required if step.kind == "lesson"])
    lines += [_single("quiz", step) for step in required if step.kind == "quiz"]
    if conduct_required:
        lines.append(_statement("conduct", "Code of conduct", is_done=conduct_accepted))
    if name_required:
        lines.append(_statement("name", "Confirm the name for your certificate", is_done=name_confirmed))
    return lines + [_single("exam", step) for step in required if step.kind == "exam"]


def _lessons(lessons: Sequence[Step]) -> list[Requirement]:
    if not lessons:
        return []
    unread = next((step for step in lessons if not step.is_done), None)
    done = sum(step.is_done for step in lessons)
    return [Requirement("lessons", "Lessons", unread is None, done=done, total=len(lessons), step=unread)]


def _statement(kind: RequirementKind, title: str, *, is_done: bool) -> Requirement:
    return Requirement(kind, title, is_done, done=int(is_done), total=1, step=None)


def _single(kind: RequirementKind, step: Step) -> Requirement:
    return Requirement(kind, step.title, step.is_done, done=int(step.is_done), total=1, step=step)


def exam_missing(steps: Sequence[Step], *, conduct_required: bool, conduct_accepted: bool) -> list[Requirement]:
    """What must be done before an exam may start; empty when the way is free. The name can wait until after it."""
    lines = requirements(steps, conduct_required=conduct_required, conduct_accepted=conduct_accepted)
    return [line for line in lines if line.kind != "exam" and not line.is_done]


def is_complete(
    steps: Sequence[Step],
    *,
    conduct_required: bool,
    conduct_accepted: bool,
    name_required: bool = False,
    name_confirmed: bool = False,
) -> bool:
    """A course without a required step is never complete."""
    lines = requirements(
        steps,
        conduct_required=conduct_required,
        conduct_accepted=conduct_accepted,
        name_required=name_required,
        name_confirmed=name_confirmed,
    )
    return any(step.is_required for step in steps) and all(line.is_done for line in lines)
