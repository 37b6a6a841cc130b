from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import AuditEntry
from certificates.models import Achievement
from courses.models import Activity, Course, Module
from quizzes.models import Placement, Question, QuestionVersion, Quiz, Section
from tests.cms.trees import Tree
from tests.factories.courses import make_course

KEPT = (Course, Module, Activity, Quiz, Question, QuestionVersion, Achievement)


def rebuild() -> str:
    out = StringIO()
    call_command("rebuild_outline", stdout=out)
    return out.getvalue()


def rows() -> dict[str, Any]:
    """What the record says; the outline's version only names what may be cached."""
    said = {model.__name__: list(model.objects.order_by("pk").values()) for model in KEPT}
    for course in said["Course"]:
        del course["outline_version"]
    places = Placement.objects.order_by("section__quiz", "section__position", "position")
    said["Placement"] = list(places.values_list("section__quiz", "section__position", "question", "position"))
    said["Section"] = list(
        Section.objects.order_by("quiz", "position").values_list("quiz", "position", "title", "cells")
    )
    return said


def identities() -> dict[str, Any]:
    """The same without numbers that a deleted row can't get back."""
    said: dict[str, Any] = {}
    for model in (Course, Module, Activity):
        drop = {"id", "course_id", "module_id", "outline_version", "published_at"}
        said[model.__name__] = [
            {name: value for name, value in row.items() if name not in drop}
            for row in model.objects.order_by("uuid").values()
        ]
    return said


def test_rebuilding_a_sound_record_changes_nothing(tree: Tree) -> None:
    before, audited = rows(), AuditEntry.objects.count()
    assert "Tea: rebuilt" in rebuild()
    assert rows() == before
    rebuild()
    assert rows() == before
    assert AuditEntry.objects.count() == audited


def test_altered_rows_are_put_right(tree: Tree) -> None:
    before = rows()
    now = timezone.now()
    Course.objects.update(title="Wrong", retired_at=now)
    Module.objects.update(title="Wrong", position=9, retired_at=now)
    Activity.objects.filter(kind="lesson").update(title="Wrong", slug="wrong", position=7, retired_at=now)
    Quiz.objects.update(terms={**Quiz.objects.first().terms, "max_attempts": 1})
    Question.objects.update(topic="wrong", retired_at=now)
    Achievement.objects.update(title="Wrong", validity_months=1)
    rebuild()
    assert rows() == before


def test_lost_rows_come_back(tree: Tree) -> None:
    before = identities()
    Section.objects.all().delete()
    Quiz.objects.all().delete()
    Question.objects.update(current=None)
    QuestionVersion.objects.all().delete()
    Question.objects.all().delete()
    Activity.objects.all().delete()
    Module.objects.all().delete()
    Achievement.objects.all().delete()
    Course.objects.all().delete()
    rebuild()
    assert identities() == before
    assert [placement.question.ref for placement in Placement.objects.select_related("question")] == ["P1", "P2"]
    assert Question.objects.drawable().count() == 5
    assert Achievement.objects.get().title == "Certificate in tea"


def test_a_record_without_a_page_is_retired(tree: Tree) -> None:
    stray = make_course("stray")
    assert "Course stray: retired" in rebuild()
    stray.course.refresh_from_db()
    assert stray.course.retired_at is not None
    assert tree.record.retired_at is None


@pytest.mark.parametrize("live", [True, False])
def test_questions_follow_their_pages(live: bool, tree: Tree) -> None:
    """A question is drawn if and only if it is published, whatever the record was made to say."""
    snippet = tree.questions[0]
    if not live:
        snippet.unpublish()
    Question.objects.filter(uuid=snippet.uuid).update(retired_at=timezone.now() if live else None)
    rebuild()
    assert Question.objects.drawable().filter(uuid=snippet.uuid).exists() is live
