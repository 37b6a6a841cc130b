"""Being told how an exam went, and when it opens again."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions import accommodations, erasure
from accounts.letters import readable
from accounts.models import Notice, User
from courses.actions import enrolments
from courses.models import Enrolment
from quizzes.actions import corrections, openings, results
from quizzes.models import Quiz
from quizzes.terms import Terms
from tests.factories.courses import EXAM, SmallCourse, enrol, make_ready_for_exam, sit

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def give_terms(quiz: Quiz, **changes: object) -> Quiz:
    terms = Terms.from_json({**EXAM.to_json(), **changes})
    Quiz.objects.filter(pk=quiz.pk).update(terms=terms.to_json())
    quiz.refresh_from_db()
    return quiz


# --- the result ------------------------------------------------------------------------------------------------------


def test_a_passed_exam_is_told_once(small: SmallCourse, ready: Enrolment) -> None:
    attempt = sit(small.exam, ready)
    (notice,) = told(results.RESULT)
    assert (notice.topic, notice.link) == ("results", attempt.get_absolute_url())
    assert notice.context["is_passed"] is True
    assert notice.context["is_complete"] is True


def test_a_failed_exam_says_when_it_can_be_taken_again(small: SmallCourse, ready: Enrolment) -> None:
    attempt = sit(small.exam, ready, rightly=False)
    (notice,) = told(results.RESULT)
    assert notice.context["is_passed"] is False
    assert notice.context["opens_at"] == readable(attempt.started_at + timedelta(days=14), ready.learner)
    assert notice.context["attempts_left"] == 2


def test_practice_shows_its_result_at_once_and_sends_none(small: SmallCourse, ready: Enrolment) -> None:
    sit(small.quiz, ready, rightly=False)
    assert told(results.RESULT) == []


def test_a_correction_that_makes_a_pass_is_told_and_a_fall_is_not(
    small: SmallCourse, ready: Enrolment, instructor: User
) -> None:
    attempt = sit(small.exam, ready, rightly=False)
    for response in attempt.responses.all():
        corrections.change_mark(response, score=response.max_score or Decimal(1), reason="Key", actor=instructor)
    assert [notice.context["is_passed"] for notice in told(results.RESULT)] == [False, True]
    for response in attempt.responses.all():
        corrections.change_mark(response, score=Decimal(0), reason="Key again", actor=instructor)
    assert len(told(results.RESULT)) == 2


# --- waiting is over -------------------------------------------------------------------------------------------------


def test_who_waited_is_told_once_that_the_exam_opens_again(small: SmallCourse, ready: Enrolment) -> None:
    sit(small.exam, ready, rightly=False)
    now = timezone.now()
    assert openings.tell(at=now + timedelta(days=13)) == 0
    assert openings.tell(at=now + timedelta(days=14, minutes=1)) == 1
    assert openings.tell(at=now + timedelta(days=14, hours=1)) == 0
    (notice,) = told(openings.OPENING)
    assert notice.context["is_again"] is True
    assert notice.link == "/courses/small/final-exam/"


def test_who_could_begin_at_once_is_not_told(small: SmallCourse, ready: Enrolment) -> None:
    give_terms(small.exam, wait_days=[])
    sit(small.exam, ready, rightly=False)
    assert openings.tell(at=timezone.now() + timedelta(days=1)) == 0


def test_who_passed_left_or_was_forgotten_is_not_told(
    small: SmallCourse, ready: Enrolment, outsider: User, learner: User
) -> None:
    left = enrol(small.course, outsider)
    make_ready_for_exam(small, left)
    for enrolment in (ready, left):
        sit(small.exam, enrolment, rightly=False)
    enrolments.withdraw(left, actor=outsider)
    erasure.anonymise_learner(learner, actor=learner)
    assert openings.tell(at=timezone.now() + timedelta(days=14, minutes=1)) == 0


def test_what_opened_long_ago_is_no_news(small: SmallCourse, ready: Enrolment) -> None:
    sit(small.exam, ready, rightly=False)
    assert openings.tell(at=timezone.now() + timedelta(days=30)) == 0


def test_an_attempt_granted_on_top_counts(small: SmallCourse, ready: Enrolment, registrar: User) -> None:
    give_terms(small.exam, max_attempts=1)
    sit(small.exam, ready, rightly=False)
    assert openings.tell(at=timezone.now() + timedelta(days=14, minutes=1)) == 0
    accommodations.grant(ready.learner, extra_attempts=1, reason="Illness", actor=registrar)
    assert openings.tell(at=timezone.now() + timedelta(days=14, minutes=1)) == 1


# --- a window --------------------------------------------------------------------------------------------------------


def test_a_window_is_told_some_days_before_to_those_who_have_not_passed(
    small: SmallCourse, learner: User, outsider: User, django_capture_on_commit_callbacks: Any
) -> None:
    done = enrol(small.course, outsider)
    make_ready_for_exam(small, done)
    sit(small.exam, done)
    enrol(small.course, learner)
    opens_at = timezone.now() + timedelta(days=10)
    give_terms(small.exam, opens_at=opens_at.isoformat())
    assert openings.tell(at=opens_at - timedelta(days=4)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert openings.tell(at=opens_at - timedelta(days=3)) == 1
    assert openings.tell(at=opens_at - timedelta(days=1)) == 0
    (notice,) = told(openings.OPENING)
    assert notice.recipient == learner
    assert "opens on" in mail.outbox[-1].subject


def test_another_window_is_told_again(small: SmallCourse, learner: User) -> None:
    enrol(small.course, learner)
    for days in (2, 60):
        opens_at = timezone.now() + timedelta(days=days)
        give_terms(small.exam, opens_at=opens_at.isoformat())
        assert openings.tell(at=opens_at - timedelta(days=1)) == 1


def test_the_cost_of_looking_does_not_grow(
    small: SmallCourse, count_queries: Callable[..., int], ready: Enrolment
) -> None:
    sit(small.exam, ready, rightly=False)
    at = timezone.now() + timedelta(days=14, minutes=1)
    openings.tell(at=at)
    one = count_queries(openings.tell, at=at)
    for number in range(9):
        person = User.objects.create_user(f"p{number}@example.org", legal_name="Pat Person")
        enrolment = enrol(small.course, person)
        make_ready_for_exam(small, enrolment)
        sit(small.exam, enrolment, rightly=False)
    openings.tell(at=at + timedelta(minutes=1))
    assert count_queries(openings.tell, at=at + timedelta(minutes=2)) == one
