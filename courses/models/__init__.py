"""Rows of the courses app; import them from here."""

from courses.models.enrolments import ActivityProgress, Enrolment
from courses.models.outline import Activity, Course, Module
from courses.models.sources import Claim, SourceArticle, SourceSnapshot

__all__ = [
    "Activity",
    "ActivityProgress",
    "Claim",
    "Course",
    "Enrolment",
    "Module",
    "SourceArticle",
    "SourceSnapshot",
]
