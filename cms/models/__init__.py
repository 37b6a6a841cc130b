"""What editors work on; import from here."""

from cms.models.cards import RecallCard
from cms.models.claims import ClaimSnippet
from cms.models.glossary import GlossaryTerm
from cms.models.imports import ImportedQuestion, QuestionImport
from cms.models.information import InformationPage
from cms.models.legal import LegalPage
from cms.models.pages import CataloguePage, CoursePage, HomePage, LessonPage, ModulePage
from cms.models.parcels import CourseParcel, ParcelEntry
from cms.models.plans import CoursePlan, PlannedModule, PlannedSection
from cms.models.questions import QuestionSnippet
from cms.models.quiz_pages import QuizPage
from cms.models.site import SiteSettings
from cms.models.teams import CourseTeam
from cms.models.wordings import QuestionWording
from cms.models.workflows import ReviewTask

__all__ = [
    "CataloguePage",
    "ClaimSnippet",
    "CoursePage",
    "CourseParcel",
    "CoursePlan",
    "CourseTeam",
    "GlossaryTerm",
    "HomePage",
    "ImportedQuestion",
    "InformationPage",
    "LegalPage",
    "LessonPage",
    "ModulePage",
    "ParcelEntry",
    "PlannedModule",
    "PlannedSection",
    "QuestionImport",
    "QuestionSnippet",
    "QuestionWording",
    "QuizPage",
    "RecallCard",
    "ReviewTask",
    "SiteSettings",
]
