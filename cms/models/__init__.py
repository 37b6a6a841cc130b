"""What editors work on; import from here."""

from cms.models.glossary import GlossaryTerm
from cms.models.pages import CataloguePage, CoursePage, HomePage, LessonPage, ModulePage, QuizPage
from cms.models.questions import QuestionSnippet
from cms.models.workflows import ReviewTask

__all__ = [
    "CataloguePage",
    "CoursePage",
    "GlossaryTerm",
    "HomePage",
    "LessonPage",
    "ModulePage",
    "QuestionSnippet",
    "QuizPage",
    "ReviewTask",
]
