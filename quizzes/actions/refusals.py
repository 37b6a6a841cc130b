"""Why a sitting says no. Each has a name, so that pages can say it in the learner's words."""

from collections.abc import Sequence
from datetime import datetime

from courses.completion import Requirement


class AttemptRefused(Exception):
    """An attempt may not start now. ``reason`` is a code; ``missing`` and ``opens_at`` say what would help."""

    def __init__(self, reason: str, *, missing: Sequence[Requirement] = (), opens_at: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.missing = list(missing)
        self.opens_at = opens_at


class AttemptClosed(Exception):
    """The attempt takes no more answers: it was submitted, voided, or its time is up."""


class OnBreak(Exception):
    """The clock stands still, so no answer is taken until the learner goes on."""


class QuestionPassed(Exception):
    """The paper goes forward only, and another question is the one that is open."""


class NoBreakLeft(Exception):
    """No break was granted, all of it is used, or there is no clock that it could stop."""


class NothingToExtend(Exception):
    """The attempt has no time limit."""
