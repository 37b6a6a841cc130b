"""Project every live course again: repairs a record that no longer says what the pages say."""

from typing import Any

from django.core.management.base import BaseCommand

from cms import projection
from cms.languages import originals
from cms.models import CoursePage, QuestionSnippet
from courses.actions import outline
from courses.models import Course
from quizzes.actions import questions
from quizzes.models import Question


class Command(BaseCommand):
    """Safe to run at any time and twice."""

    help = "Rebuild courses, modules, activities, quizzes and question versions from the published pages."

    def handle(self, *args: Any, **options: Any) -> None:
        """Questions first, since quizzes place them; what is not published is retired."""
        published = QuestionSnippet.objects.filter(live=True)
        for snippet in published.select_related("course", "live_revision"):
            projection.project_question(snippet)
        for question in Question.objects.filter(retired_at=None).exclude(uuid__in=published.values("uuid")):
            questions.retire(question.uuid, actor=None)
        pages = list(originals(CoursePage))
        for page in pages:
            projection.project_course(page)
            self.stdout.write(f"{page.title}: rebuilt")
        for course in Course.objects.live().exclude(uuid__in=[page.translation_key for page in pages]):
            outline.retire_course(course.uuid)
            self.stdout.write(f"{course.title}: retired, its page is gone")
