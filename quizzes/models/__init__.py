"""Rows of the quizzes app; import them from here."""

from quizzes.models.attempts import Attempt, Kept, Response
from quizzes.models.marking import MarkChange, PersonMark, Regrade, SittingEvent
from quizzes.models.questions import Citation, Question, QuestionVersion
from quizzes.models.quizzes import Placement, Quiz, Section
from quizzes.models.recalls import Recall, RecallAnswer

__all__ = [
    "Attempt",
    "Citation",
    "Kept",
    "MarkChange",
    "PersonMark",
    "Placement",
    "Question",
    "QuestionVersion",
    "Quiz",
    "Recall",
    "RecallAnswer",
    "Regrade",
    "Response",
    "Section",
    "SittingEvent",
]
