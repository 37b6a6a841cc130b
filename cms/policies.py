"""Rights to what belongs to a course, for Wagtail's register of policies and for our own screens."""

from cms.models import ClaimSnippet, GlossaryTerm, QuestionSnippet, RecallCard
from cms.teams import InTheirCourses

questions = InTheirCourses(QuestionSnippet, column="course_id", key="pk")
claims = InTheirCourses(ClaimSnippet, column="course_id", key="pk")
terms = InTheirCourses(GlossaryTerm, column="course_uuid", key="translation_key")
cards = InTheirCourses(RecallCard, column="course_uuid", key="translation_key")
