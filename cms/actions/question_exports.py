"""Questions that leave the bank, key and all: who took them is kept."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.actions import audit
from accounts.models import User
from cms.models import QuestionSnippet
from courses.models import Course


@transaction.atomic
def note(questions: QuerySet[QuestionSnippet], *, actor: User, format_name: str, at: datetime | None = None) -> None:
    """One entry for each published course that questions were taken from."""
    by_course = questions.order_by().values_list("course__translation_key").annotate(times=Count("pk"))
    taken = dict(by_course)
    for course in Course.objects.filter(uuid__in=[uuid for uuid in taken if uuid]).order_by("pk"):
        audit.record("cms.questions.exported", course, actor=actor, at=at, format=format_name, count=taken[course.uuid])
