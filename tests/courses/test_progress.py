from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from certificates.models import Certificate
from courses import standing, tasks
from courses.actions import enrolments, progress
from courses.models import Activity, ActivityProgress, Enrolment
from courses.signals import course_completed
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit


@pytest.fixture
def news() -> Iterator[list[int]]:
    """Every announcement of a completed course, as it is heard."""
    heard: list[int] = []

    def hear(sender: type[Enrolment], enrolment: Enrolment, **kwargs: Any) -> None:
        heard.append(enrolment.pk)

    course_completed.connect(hear)
    yield heard
    course_completed.disconnect(hear)


def test_completion_is_announced_once_and_certified_at_once(
    small: SmallCourse, enrolment: Enrolment, news: list[int]
) -> None:
    make_ready_for_exam(small, enrolment)
    assert not news
    assert not Certificate.objects.exists()
    sit(small.exam, enrolment)
    assert news == [enrolment.pk]
    assert Certificate.objects.get().enrolment == enrolment
    for lesson in small.lessons:
        progress.complete(Enrolment.objects.get(), lesson)
    assert progress.settle(Enrolment.objects.get()) is False
    assert progress.settle(enrolment) is False
    assert news == [enrolment.pk]
    assert Certificate.objects.count() == 1


def test_a_rollback_takes_the_certificate_with_it(small: SmallCourse, enrolment: Enrolment) -> None:
    class Crash(Exception):
        pass

    def crash_after_the_exam() -> None:
        with transaction.atomic():
            sit(small.exam, enrolment)
            assert Certificate.objects.count() == 1
            raise Crash

    make_ready_for_exam(small, enrolment)
    with pytest.raises(Crash):
        crash_after_the_exam()
    assert not Certificate.objects.exists()
    assert Enrolment.objects.get().completed_at is None
    assert not ActivityProgress.objects.filter(activity=small.exam.activity).exists()


def test_a_failed_exam_completes_nothing(small: SmallCourse, enrolment: Enrolment, news: list[int]) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment, rightly=False)
    assert not news
    assert standing.of(enrolment).summary.percent < 100


def test_a_course_that_earns_nothing_is_completed_without_certificate(learner: User, news: list[int]) -> None:
    small = make_course("plain", earns=False)
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    assert news == [enrolment.pk]
    assert not Certificate.objects.exists()


def test_opening_is_noted_once(small: SmallCourse, enrolment: Enrolment) -> None:
    first = progress.open_activity(enrolment, small.lessons[0])
    assert progress.open_activity(enrolment, small.lessons[0]).opened_at == first.opened_at
    assert ActivityProgress.objects.get().completed_at is None


def test_a_withdrawn_learner_completes_nothing(
    small: SmallCourse, enrolment: Enrolment, learner: User, news: list[int]
) -> None:
    make_ready_for_exam(small, enrolment)
    enrolments.withdraw(enrolment, actor=learner)
    Activity.objects.filter(kind="exam").update(is_required=False)
    small.course.outline_version += 1
    small.course.save()
    assert progress.recompute(small.course) == 0
    assert not news


def test_recomputing_all_courses_settles_who_was_lost(
    small: SmallCourse, enrolment: Enrolment, learner: User, news: list[int]
) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    Certificate.objects.all().delete()
    Enrolment.objects.update(completed_at=None)
    assert tasks.recompute_courses() == 1
    assert tasks.recompute_courses() == 0
    assert news == [enrolment.pk] * 2
    assert Certificate.objects.count() == 1


def test_conduct_may_come_last(small: SmallCourse, enrolment: Enrolment, learner: User, news: list[int]) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    Certificate.objects.all().delete()
    Enrolment.objects.update(completed_at=None, conduct_accepted_at=None)
    enrolments.accept_conduct(Enrolment.objects.get(), actor=learner)
    assert news == [enrolment.pk] * 2
