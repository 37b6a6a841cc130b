"""Rows of the courses app; import them from here."""

from courses.models.cards import Card
from courses.models.enrolments import ActivityProgress, Enrolment
from courses.models.errands import Errand, failed_with_problem
from courses.models.evidence import ClaimCandidate, LessonCitation
from courses.models.intakes import Intake
from courses.models.notes import Note
from courses.models.outline import Activity, Course, Module
from courses.models.sources import Claim, Licence, SourceArticle, SourceSnapshot
from courses.models.wordings import Wording

__all__ = [
    "Activity",
    "ActivityProgress",
    "Card",
    "Claim",
    "ClaimCandidate",
    "Course",
    "Enrolment",
    "Errand",
    "Intake",
    "LessonCitation",
    "Licence",
    "Module",
    "Note",
    "SourceArticle",
    "SourceSnapshot",
    "Wording",
    "failed_with_problem",
]
