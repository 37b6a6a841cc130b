"""What may happen to a question after publication, and what that means for papers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEntry, User
from config.celery import app
from courses.models import Enrolment
from quizzes import papers, tasks
from quizzes.actions import attempts, questions
from quizzes.models import Question, QuestionVersion
from tests.factories.courses import SmallCourse, publish_question, single_choice

State = Question.State


@pytest.fixture
def question(small: SmallCourse) -> Question:
    return publish_question(small.course.uuid, "Q1", use="exam", review_due=date(2020, 1, 1))


def state_of(question: Question) -> str:
    return Question.objects.get(pk=question.pk).state


def notes(question: Question) -> list[str]:
    """What the audit trail says besides publications, oldest first."""
    entries = AuditEntry.objects.filter(subject_uuid=question.uuid).order_by("pk")
    return [entry.action.rsplit(".", 1)[1] for entry in entries.exclude(action="quizzes.question.published")]


def publish_again(question: Question, **changes: Any) -> QuestionVersion:
    content = changes.pop("content", question.current.content if question.current else None)
    values = {"use": question.use, "topic": question.topic, "level": question.level, "review_due": question.review_due}
    facts = questions.QuestionFacts(
        uuid=question.uuid, course_uuid=question.course_uuid, ref=question.ref, **(values | changes)
    )
    return questions.publish_version(facts, content=content, actor=None)


@pytest.mark.parametrize("state", [State.APPROVED, State.PRETEST, State.OPERATIONAL])
def test_it_is_published_into_its_stage(small: SmallCourse, state: str) -> None:
    question = publish_question(small.course.uuid, "Q2", state=state)
    assert (question.state, question.stage) == (state, state)
    assert Question.objects.drawable().filter(pk=question.pk).exists() is (state == State.OPERATIONAL)


def test_suspending_is_audited_once_with_its_reason(question: Question, reviewer: User) -> None:
    for _ in range(2):
        assert questions.suspend(question, reason="Two right options", actor=reviewer).state == State.SUSPENDED
    entry = AuditEntry.objects.get(action="quizzes.question.suspended")
    assert (entry.subject_uuid, entry.actor, entry.data["reason"]) == (question.uuid, reviewer, "Two right options")
    assert (entry.data["before"], entry.data["after"]) == ("operational", "suspended")


def test_reinstating_brings_it_back_to_its_stage_once(small: SmallCourse, reviewer: User) -> None:
    trial = publish_question(small.course.uuid, "T1", state=State.PRETEST)
    questions.suspend(trial, reason="Unclear", actor=reviewer)
    for _ in range(2):
        assert questions.reinstate(trial, reason="It is clear", actor=reviewer).state == State.PRETEST
    assert notes(trial) == ["suspended", "reinstated"]


def test_a_retired_question_is_neither_suspended_nor_reinstated(question: Question) -> None:
    questions.retire(question.uuid, actor=None)
    assert questions.suspend(question, reason="Late", actor=None).state == State.OPERATIONAL
    assert questions.reinstate(question, reason="Late", actor=None).state == State.OPERATIONAL
    assert notes(question) == ["retired"]


def test_a_state_is_set_and_audited_once(question: Question, reviewer: User) -> None:
    for _ in range(2):
        assert questions.set_state(question, state=State.APPROVED, actor=reviewer).state == State.APPROVED
    assert notes(question) == ["moved"]


def test_setting_a_state_does_not_end_a_suspension(question: Question) -> None:
    questions.suspend(question, reason="Wrong", actor=None)
    questions.set_state(question, state=State.PRETEST, actor=None)
    assert state_of(question) == State.SUSPENDED
    assert questions.reinstate(question, reason="Repaired", actor=None).state == State.PRETEST


def test_suspending_without_a_reason_has_no_way_in(question: Question) -> None:
    with pytest.raises(ValueError, match="state is one of"):
        questions.set_state(question, state=State.SUSPENDED, actor=None)


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"content": single_choice("Repaired")}, State.OPERATIONAL),
        ({"review_due": date(2099, 1, 1)}, State.OPERATIONAL),
        ({"content": single_choice("Repaired"), "state": State.PRETEST}, State.PRETEST),
        ({"topic": "elsewhere"}, State.SUSPENDED),
    ],
)
def test_only_a_repair_ends_a_suspension(question: Question, changes: dict[str, Any], after: str) -> None:
    questions.suspend(question, reason="Wrong", actor=None)
    publish_again(question, **changes)
    assert state_of(question) == after
    assert notes(question) == ["suspended"] + ["reinstated"] * (after != State.SUSPENDED)


def test_publishing_into_another_stage_is_audited(question: Question) -> None:
    publish_again(question, state=State.PRETEST)
    publish_again(question, state=State.PRETEST)
    assert notes(question) == ["moved"]


@pytest.mark.parametrize("state", [State.APPROVED, State.PRETEST, State.SUSPENDED])
def test_only_operational_questions_count_in_a_paper(small: SmallCourse, ready: Enrolment, state: str) -> None:
    unused = Question.objects.get(course_uuid=small.course.uuid, ref="E0")
    if state == State.SUSPENDED:
        questions.suspend(unused, reason="Wrong", actor=None)
    else:
        questions.set_state(unused, state=state, actor=None)
    attempt = attempts.start(small.exam, enrolment=ready)
    asked = attempt.responses.values_list("question_version__question__ref", flat=True)
    assert sorted(asked) == ["E1", "E2"]


def test_an_open_attempt_keeps_a_suspended_question_and_counts_it(small: SmallCourse, enrolment: Enrolment) -> None:
    attempt = attempts.start(small.quiz, enrolment=enrolment)
    placed = attempt.responses.get(position=1).question_version.question
    questions.suspend(placed, reason="Wrong", actor=None)
    attempt = attempts.submit(attempt)
    assert (attempt.responses.count(), attempt.max_score) == (2, 2)
    assert papers.question_count(small.quiz) == 1


def test_overdue_questions_are_only_reported_by_default(question: Question, settings: Any) -> None:
    assert settings.SUSPEND_OVERDUE_QUESTIONS_AFTER_DAYS is None
    assert tasks.suspend_overdue_questions() == 0
    assert state_of(question) == State.OPERATIONAL


def test_overdue_questions_are_suspended_when_the_setting_says_so(
    small: SmallCourse, question: Question, settings: Any
) -> None:
    today = timezone.localdate()
    recent = publish_question(small.course.uuid, "Q2", review_due=today - timedelta(days=30))
    older = publish_question(small.course.uuid, "Q3", review_due=today - timedelta(days=31))
    settings.SUSPEND_OVERDUE_QUESTIONS_AFTER_DAYS = 30
    assert [tasks.suspend_overdue_questions(), tasks.suspend_overdue_questions()] == [2, 0]
    assert [state_of(entry) for entry in (question, recent, older)] == ["suspended", "operational", "suspended"]
    entry = AuditEntry.objects.get(action="quizzes.question.suspended", subject_uuid=question.uuid)
    assert (entry.actor, entry.data["reason"]) == (None, "review overdue")


def test_exposure_counts_the_papers_that_held_a_question(small: SmallCourse, enrolment: Enrolment) -> None:
    for _ in range(2):
        attempts.submit(attempts.start(small.quiz, enrolment=enrolment))
    assert set(Question.objects.values_list("exposure_count", flat=True)) == {0}
    assert [tasks.refresh_exposure(), tasks.refresh_exposure()] == [2, 0]
    assert set(Question.objects.filter(use="practice").values_list("exposure_count", flat=True)) == {2}
    assert set(Question.objects.filter(use="exam").values_list("exposure_count", flat=True)) == {0}


def test_refreshing_costs_the_same_for_one_and_for_ten(
    small: SmallCourse, enrolment: Enrolment, count_queries: Callable[..., int]
) -> None:
    attempts.submit(attempts.start(small.quiz, enrolment=enrolment))
    few = count_queries(questions.refresh_exposure)
    Question.objects.update(exposure_count=9)
    for number in range(10):
        publish_question(small.course.uuid, f"N{number}")
    Question.objects.update(exposure_count=9)
    assert count_queries(questions.refresh_exposure) == few


def test_the_schedule_knows_the_tasks() -> None:
    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {tasks.suspend_overdue_questions.name, tasks.refresh_exposure.name} <= names
