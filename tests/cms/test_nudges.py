"""Reminding people of courses that they have begun."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts import topics
from accounts.actions import notices, preferences
from accounts.models import Notice, User
from cms import nudging
from cms.actions import nudges
from courses.actions import enrolments, progress
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, confirm_name, enrol, make_course, make_ready_for_exam, sit

DAYS = (7, 21, 60)
START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("active", "told", "now", "number"),
    [
        (0, [], 6.9, None),
        (0, [], 7, 1),
        (0, [7], 20.9, None),
        (0, [7], 21, 2),
        (0, [7, 21], 60, 3),
        (0, [7, 21, 60], 900, None),
        (30, [7], 50, None),  # they came back: a new silence
        (30, [7], 51, 2),
        (0, [90], 91, None),  # nothing ran for months: one by one
        (0, [90], 104, 2),
    ],
)
def test_reminders_are_few_and_ever_further_apart(
    active: float, told: list[float], now: float, number: int | None
) -> None:
    assert nudging.due(day(active), [day(one) for one in told], day(now), after_days=DAYS) == number


# --- who gets one ----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def enrolment(small: SmallCourse, learner: User) -> Enrolment:
    preferences.choose(learner, topics.REMINDERS, by_mail=True)
    return enrol(small.course, learner)


def later(days: float) -> datetime:
    return timezone.now() + timedelta(days=days, minutes=1)


def test_a_silent_learner_is_reminded_of_the_next_step(small: SmallCourse, enrolment: Enrolment) -> None:
    progress.complete(enrolment, small.lessons[0])
    assert nudges.nudge(at=later(6)) == 0
    assert nudges.nudge(at=later(7)) == 1
    assert nudges.nudge(at=later(8)) == 0
    notice = Notice.objects.get(kind="nudge")
    assert notice.link == "/courses/small/basics/lesson-1/"
    assert (notice.context["lessons_done"], notice.context["lessons_total"]) == (1, 2)


def test_mail_goes_only_to_those_who_asked_for_it(
    small: SmallCourse, enrolment: Enrolment, outsider: User, django_capture_on_commit_callbacks: Any
) -> None:
    enrol(small.course, outsider)
    with django_capture_on_commit_callbacks(execute=True):
        assert nudges.nudge(at=later(7)) == 2
    assert [message.to for message in mail.outbox] == [["learner@example.org"]]


def test_there_are_no_more_than_the_setting_says(enrolment: Enrolment) -> None:
    created = []
    for days in range(7, 400):
        at = later(days)
        if nudges.nudge(at=at):
            Notice.objects.filter(kind="nudge", read_at=None).update(created_at=at, read_at=at)
            created.append(days)
    assert created == [7, 21, 60]


def test_what_they_did_meanwhile_counts(small: SmallCourse, enrolment: Enrolment) -> None:
    sit(small.quiz, enrolment, rightly=False)
    Enrolment.objects.update(enrolled_at=timezone.now() - timedelta(days=30))
    assert nudges.nudge(at=later(1)) == 0
    assert nudges.nudge(at=later(7)) == 1


def test_who_completed_or_left_gets_none(small: SmallCourse, enrolment: Enrolment, outsider: User) -> None:
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    enrolments.withdraw(enrol(small.course, outsider), actor=outsider)
    assert nudges.nudge(at=later(30)) == 0


def test_one_that_waits_for_the_morning_is_called_off_by_completion(small: SmallCourse, enrolment: Enrolment) -> None:
    nudges.nudge(at=later(7))
    Notice.objects.filter(kind="nudge").update(send_after=later(7.3))
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    notices.send_waiting(at=later(8))
    assert not any("Go on where you left" in message.subject for message in mail.outbox)


def test_who_waits_to_take_the_exam_again_is_not_reminded(small: SmallCourse, enrolment: Enrolment) -> None:
    make_ready_for_exam(small, enrolment)
    assert nudges.nudge(at=later(7)) == 1
    sit(small.exam, enrolment, rightly=False)
    assert nudges.nudge(at=later(40)) == 0


def test_the_cost_does_not_grow(small: SmallCourse, enrolment: Enrolment, count_queries: Callable[..., int]) -> None:
    confirm_name(enrolment)
    nudges.nudge(at=later(7))
    one = count_queries(nudges.nudge, at=later(8))
    for number in range(9):
        enrol(small.course, User.objects.create_user(f"p{number}@example.org", legal_name="Pat Person"))
    nudges.nudge(at=later(7))
    assert count_queries(nudges.nudge, at=later(8)) == one
