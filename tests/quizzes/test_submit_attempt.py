from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityProgress
from quizzes.actions import attempts
from quizzes.models import Attempt, Response
from quizzes.tasks import close_overdue_attempts
from tests.factories.courses import sit
from tests.quizzes.kinds import KEPT, KINDS


def submit_url(attempt):
    return reverse("quizzes:submit", args=[attempt.uuid])


def review_url(attempt):
    return reverse("quizzes:review", args=[attempt.uuid])


def answer_all(attempt, values):
    for position, kind in enumerate(KINDS, start=1):
        if kind in values:
            attempts.save_response(attempt, position, attempts.Answer(values[kind], 1))


def is_done(attempt):
    return ActivityProgress.objects.filter(activity=attempt.quiz.activity, completed_at__isnull=False).exists()


def make_overdue(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    attempt.refresh_from_db()


def test_confirmation_lists_unanswered_and_flagged_and_submits_nothing(learner_client, attempt):
    attempts.save_response(attempt, 1, attempts.Answer("D", 1))
    attempts.save_response(attempt, 3, attempts.Answer(None, 1, is_flagged=True))
    response = learner_client.get(submit_url(attempt))
    assert response.status_code == 200
    assert response.context["unanswered"] == [2, 3, 4, 5, 6, 7]
    assert response.context["flagged"] == [3]
    assert "1 of 7 questions answered." in response.text
    assert f'href="{attempt.get_absolute_url()}#question-7"' in response.text
    attempt.refresh_from_db()
    assert attempt.status == "open"


def test_confirmation_of_a_full_paper_says_so(learner_client, attempt):
    answer_all(attempt, KEPT)
    assert "Every question has an answer" in learner_client.get(submit_url(attempt)).text


def test_post_submits_and_leads_to_the_result(learner_client, attempt):
    answer_all(attempt, KEPT)
    response = learner_client.post(submit_url(attempt))
    attempt.refresh_from_db()
    assert response["Location"] == review_url(attempt)
    assert (attempt.status, attempt.is_passed, attempt.is_timed_out) == ("submitted", True, False)
    assert attempt.score == attempt.max_score == Decimal(10)


def test_second_submit_lands_on_the_same_result(learner_client, attempt):
    learner_client.post(submit_url(attempt))
    first = Attempt.objects.values().get()
    response = learner_client.post(submit_url(attempt))
    assert response["Location"] == review_url(attempt)
    assert Attempt.objects.values().get() == first


def test_submit_page_of_a_submitted_attempt_leads_to_the_result(learner_client, attempt):
    attempts.submit(attempt)
    assert learner_client.get(submit_url(attempt))["Location"] == review_url(attempt)


@pytest.mark.parametrize("method", ["get", "post"])
def test_voided_attempt_leads_to_its_page_and_stays_voided(learner_client, attempt, method):
    Attempt.objects.filter(pk=attempt.pk).update(status="voided")
    assert getattr(learner_client, method)(submit_url(attempt))["Location"] == review_url(attempt)
    assert "This attempt does not count" in learner_client.get(review_url(attempt)).text
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score) == ("voided", None)
    with pytest.raises(attempts.AttemptClosed):
        attempts.submit(attempt)


def test_marks_add_up(attempt):
    answer_all(attempt, KEPT | {"multiple_choice": ["A", "B"], "order": ["B", "A", "C", "D"], "match": {"P1": "R4"}})
    attempt = attempts.submit(attempt)
    rows = list(attempt.responses.all())
    assert all(0 <= row.score <= row.max_score for row in rows)
    assert attempt.score == sum(row.score for row in rows).quantize(Decimal("0.01"))
    assert attempt.max_score == sum(row.max_score for row in rows)
    assert 0 < attempt.score < attempt.max_score


def test_empty_paper_scores_nothing_and_fails(attempt):
    attempt = attempts.submit(attempt)
    assert (attempt.score, attempt.is_passed) == (0, False)
    assert not is_done(attempt)


def test_pass_completes_the_activity_and_a_later_failure_takes_nothing_back(small, enrolment):
    passed = sit(small.quiz, enrolment)
    assert passed.is_passed
    assert is_done(passed)
    failed = sit(small.quiz, enrolment, rightly=False)
    assert not failed.is_passed
    assert is_done(failed)


def test_failure_completes_nothing(small, enrolment):
    assert not is_done(sit(small.quiz, enrolment, rightly=False))


def test_passed_exam_completes_the_course(small, ready):
    sit(small.exam, ready)
    ready.refresh_from_db()
    assert ready.completed_at is not None


def test_failed_exam_leaves_the_course_open(small, ready):
    sit(small.exam, ready, rightly=False)
    ready.refresh_from_db()
    assert ready.completed_at is None


def test_overdue_attempt_is_submitted_with_what_was_saved_in_time(learner_client, attempt):
    answer_all(attempt, KEPT)
    make_overdue(attempt)
    assert learner_client.post(submit_url(attempt))["Location"] == review_url(attempt)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.is_timed_out, attempt.is_passed) == ("submitted", True, True)


def test_task_closes_overdue_attempts_with_what_was_saved_in_time(attempt):
    answer_all(attempt, {"single_choice": "D"})
    make_overdue(attempt)
    assert close_overdue_attempts() == 1
    attempt.refresh_from_db()
    assert (attempt.status, attempt.is_timed_out, attempt.score) == ("submitted", True, 1)
    assert close_overdue_attempts() == 0


def test_task_leaves_running_and_untimed_attempts_alone(small, ready, attempt):
    attempts.start(small.exam, enrolment=ready)
    assert close_overdue_attempts() == 0
    assert Attempt.objects.open().count() == 2


def test_marking_that_breaks_undoes_the_submission(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(terms={"pass_mark": "2"})
    with pytest.raises(ValueError, match="fraction"):
        attempts.submit(attempt)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.submitted_at) == ("open", None)


def test_database_refuses_a_second_open_attempt(attempt):
    values = Attempt.objects.values("quiz_id", "learner_id", "enrolment_id", "seed", "terms", "sections").get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(**values, number=2, started_at=timezone.now())


def test_database_refuses_a_number_used_twice(attempt):
    attempts.submit(attempt)
    values = Attempt.objects.values("quiz_id", "learner_id", "enrolment_id", "seed", "terms", "sections").get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(**values, number=1, started_at=timezone.now())


@pytest.mark.parametrize("values", [{"score": -1, "max_score": 2}, {"score": 3, "max_score": 2}])
def test_database_refuses_a_score_out_of_bounds(attempt, values):
    for rows in (Attempt.objects.filter(pk=attempt.pk), Response.objects.filter(attempt=attempt)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


def test_database_refuses_an_open_attempt_with_a_time_of_submission(attempt):
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=timezone.now())
