"""A course package in memory: values only, in the order in which the files list them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

Block = dict[str, Any]
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class ImageSpec:
    file: str
    alt: str
    sha256: str = ""


@dataclass(frozen=True)
class AttachmentSpec:
    """A film, its captions, or something to download."""

    file: str
    sha256: str = ""


@dataclass(frozen=True)
class ObjectiveSpec:
    id: str
    text: str


@dataclass(frozen=True)
class CardSpec:
    id: str
    module: str
    lesson: str
    objective: str
    front: str
    back: str
    review_state: str


@dataclass(frozen=True)
class LessonSpec:
    """`body` is the Markdown below the front matter; `blocks` is the same text as a StreamField holds it."""

    uuid: UUID = field(metadata={"digest": False})
    id: str
    module: str
    slug: str
    position: int
    title: str
    minutes: int
    settings: Settings
    objectives: tuple[str, ...]
    claims: tuple[str, ...]
    practice_items: tuple[str, ...]
    exam_items: tuple[str, ...]
    scenarios: tuple[str, ...]
    recall_cards: tuple[str, ...]
    reviewed_on: datetime.date | None
    review_due: datetime.date | None
    review_state: str
    file: str
    body: str
    blocks: tuple[Block, ...]
    is_sample: bool = field(default=False, metadata={"digest": False})


@dataclass(frozen=True)
class QuizSpec:
    """`max_attempts` None means unlimited; `minutes` is what to expect, and a limit only when `is_timed`."""

    uuid: UUID = field(metadata={"digest": False})
    module: str
    slug: str
    title: str
    minutes: int
    pass_percent: int
    max_attempts: int | None
    is_timed: bool
    questions: tuple[str, ...]


@dataclass(frozen=True)
class DrawSpec:
    """So many questions of this kind; what is empty may be anything."""

    count: int
    topic: str
    objective: str
    level: str
    tag: str


@dataclass(frozen=True)
class PaperSectionSpec:
    """Questions placed by id, and those that are drawn."""

    title: str
    domain: str
    is_shuffled: bool
    questions: tuple[str, ...]
    draws: tuple[DrawSpec, ...]


@dataclass(frozen=True)
class PaperSpec:
    """A quiz or exam as its page holds it; without a module it is an exam."""

    uuid: UUID = field(metadata={"digest": False})
    id: str
    module: str
    slug: str
    title: str
    settings: Settings
    sections: tuple[PaperSectionSpec, ...]


@dataclass(frozen=True)
class ModuleSpec:
    uuid: UUID = field(metadata={"digest": False})
    id: str
    slug: str
    position: int
    title: str
    image: ImageSpec | None
    objectives: tuple[ObjectiveSpec, ...]
    lessons: tuple[LessonSpec, ...]
    quiz: QuizSpec | None


@dataclass(frozen=True)
class QuestionSpec:
    """`content` is what `quizzes.interactions` takes; scenarios are questions of kind "scenario".

    `topic` is the module's slug, unless the question says otherwise.
    """

    uuid: UUID = field(metadata={"digest": False})
    id: str
    kind: str
    content: Mapping[str, Any]
    module: str
    lesson: str
    objective: str
    objectives: tuple[str, ...]
    level: str
    use: str
    topic: str
    stage: str
    is_suspended: bool
    enemies: tuple[str, ...]
    tags: tuple[str, ...]
    source_ids: tuple[str, ...]
    claim_ids: tuple[str, ...]
    difficulty: str
    expected_p: Decimal | None
    angoff: Decimal | None
    time_seconds: int | None
    review_state: str
    reviewed_on: datetime.date | None
    review_due: datetime.date | None
    provenance: str
    source_note: str


@dataclass(frozen=True)
class LabelSpec:
    id: str
    name: str
    use: str


@dataclass(frozen=True)
class ClaimSpec:
    id: str
    heading: str
    summary: str
    label: str
    kind: str
    why: str
    say_instead: str
    source_ids: tuple[str, ...]
    lessons: tuple[str, ...]
    review_state: str
    reviewed_on: datetime.date | None
    review_due: datetime.date | None


@dataclass(frozen=True)
class SourceSpec:
    id: str
    title: str
    publisher: str
    url: str
    kind: str
    verification: str
    reviewed_on: datetime.date | None
    sections: tuple[str, ...]


@dataclass(frozen=True)
class TermSpec:
    id: str
    term: str
    also: tuple[str, ...]
    definition: str
    module: str
    lesson: str
    source_ids: tuple[str, ...]
    review_state: str


@dataclass(frozen=True)
class CellSpec:
    level: str
    count: int


@dataclass(frozen=True)
class SectionSpec:
    module: str
    cells: tuple[CellSpec, ...]

    @property
    def count(self) -> int:
        return sum(cell.count for cell in self.cells)


@dataclass(frozen=True)
class ExamSpec:
    uuid: UUID = field(metadata={"digest": False})
    slug: str
    title: str
    minutes: int
    pass_percent: int
    max_attempts: int
    period_days: int
    wait_days: tuple[int, ...]
    feedback: str
    item_count: int
    sections: tuple[SectionSpec, ...]
    enemies: tuple[tuple[str, ...], ...]
    form: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class ConductSpec:
    title: str
    version: str
    reviewed_on: datetime.date | None
    file: str
    body: str
    html: str


@dataclass(frozen=True)
class AchievementSpec:
    title: str
    credential_type: str
    validity_months: int | None
    criteria: str
    statement: str


@dataclass(frozen=True)
class Package:
    """`root` is where it was read; it is no part of the package and of no digest."""

    root: Path = field(metadata={"digest": False})
    uuid: UUID = field(metadata={"digest": False})
    id: str
    slug: str
    title: str
    language: str
    summary: str
    audience: str
    seed: str
    disclaimer: str
    minutes_total: int
    review_state: str
    reviewed_on: datetime.date | None
    settings: Settings
    image: ImageSpec | None
    modules: tuple[ModuleSpec, ...]
    questions: tuple[QuestionSpec, ...]
    labels: tuple[LabelSpec, ...]
    claims: tuple[ClaimSpec, ...]
    sources: tuple[SourceSpec, ...]
    terms: tuple[TermSpec, ...]
    cards: tuple[CardSpec, ...]
    papers: tuple[PaperSpec, ...]
    exam: ExamSpec | None
    conduct: ConductSpec | None
    achievement: AchievementSpec | None
    images: tuple[ImageSpec, ...]
    attachments: tuple[AttachmentSpec, ...]
    blueprint: Mapping[str, Any]
    files: Mapping[str, str]

    @property
    def lessons(self) -> tuple[LessonSpec, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @property
    def quizzes(self) -> tuple[QuizSpec, ...]:
        return tuple(module.quiz for module in self.modules if module.quiz)
