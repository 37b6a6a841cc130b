from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Accommodation
from courses.actions import enrolments, outline
from courses.models import ActivityProgress
from quizzes.actions import attempts, questions
from quizzes.models import Attempt, Question, Quiz
from tests.factories.courses import sit

NOW = timezone.now()


def start_url(quiz):
    return reverse("quizzes:start", args=[quiz.activity.uuid])


def on_day(days):
    return NOW + timedelta(days=days)


def fail(exam, enrolment, at):
    return attempts.submit(attempts.start(exam, enrolment=enrolment, at=at), at=at + timedelta(minutes=5))


def refusal(exam, enrolment, at):
    with pytest.raises(attempts.AttemptRefused) as refused:
        attempts.start(exam, enrolment=enrolment, at=at)
    return refused.value


def test_start_leads_to_the_paper(learner_client, small, enrolment):
    response = learner_client.post(start_url(small.quiz))
    attempt = Attempt.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("quizzes:attempt", args=[attempt.uuid])
    assert (attempt.number, attempt.status, attempt.responses.count()) == (1, "open", 2)


def test_start_by_get_is_refused(learner_client, small, enrolment):
    assert learner_client.get(start_url(small.quiz)).status_code == 405
    assert not Attempt.objects.exists()


def test_anonymous_start_leads_to_sign_in(small):
    response = Client().post(start_url(small.quiz))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_someone_not_enrolled_is_shown_how_to_enrol(outsider_client, small):
    response = outsider_client.post(start_url(small.quiz))
    assert response.status_code == 403
    assert reverse("courses:enrol", args=[small.course.slug]) in response.text
    assert not Attempt.objects.exists()


def test_withdrawn_learner_may_not_start(learner_client, small, enrolment, learner):
    enrolments.withdraw(enrolment, actor=learner)
    assert learner_client.post(start_url(small.quiz)).status_code == 403
    enrolment.refresh_from_db()
    assert refusal(small.quiz, enrolment, NOW).reason == "closed"


def test_unknown_quiz_is_not_found(learner_client, small):
    assert learner_client.post(reverse("quizzes:start", args=[small.course.uuid])).status_code == 404


def test_retired_course_takes_no_new_attempt(small, enrolment):
    outline.retire_course(small.course.uuid)
    assert refusal(small.quiz, enrolment, NOW).reason == "closed"


def test_exam_gate_says_what_is_missing_with_a_link_to_each(learner_client, small, enrolment):
    response = learner_client.post(start_url(small.exam))
    assert response.status_code == 403
    base = f"/courses/{small.course.slug}/"
    for link in (f"{base}basics/lesson-0/", f"{base}basics/module-quiz/", f"{base}conduct/"):
        assert f'href="{link}"' in response.text
    assert not Attempt.objects.exists()


def test_exam_opens_when_everything_before_it_is_done(learner_client, small, ready):
    assert learner_client.post(start_url(small.exam)).status_code == 302


def test_second_start_lands_on_the_same_attempt(learner_client, small, enrolment):
    first = learner_client.post(start_url(small.quiz))["Location"]
    assert learner_client.post(start_url(small.quiz))["Location"] == first
    assert Attempt.objects.count() == 1


def test_start_after_the_deadline_closes_the_old_attempt_even_when_it_is_refused(small, ready):
    old = attempts.start(small.exam, enrolment=ready, at=NOW)
    assert refusal(small.exam, ready, on_day(1)).reason == "waiting"
    old.refresh_from_db()
    assert (old.status, old.is_timed_out, old.is_passed) == ("submitted", True, False)


def test_start_after_the_deadline_opens_the_next_attempt(small, enrolment):
    Quiz.objects.filter(pk=small.quiz.pk).update(terms={"pass_mark": "0.7", "time_limit_seconds": 60})
    quiz = Quiz.objects.get(pk=small.quiz.pk)
    old = attempts.start(quiz, enrolment=enrolment, at=NOW)
    new = attempts.start(quiz, enrolment=enrolment, at=NOW + timedelta(seconds=61))
    old.refresh_from_db()
    assert (old.status, new.status, new.number) == ("submitted", "open", 2)


def test_waiting_days_grow_and_three_attempts_a_year_are_the_limit(small, ready):
    fail(small.exam, ready, on_day(0))
    waiting = refusal(small.exam, ready, on_day(13.9))
    assert (waiting.reason, waiting.opens_at) == ("waiting", on_day(14))
    fail(small.exam, ready, on_day(14))
    waiting = refusal(small.exam, ready, on_day(43.9))
    assert (waiting.reason, waiting.opens_at) == ("waiting", on_day(44))
    fail(small.exam, ready, on_day(44))
    used = refusal(small.exam, ready, on_day(100))
    assert (used.reason, used.opens_at) == ("no_attempts_left", on_day(365))
    assert attempts.start(small.exam, enrolment=ready, at=on_day(365)).number == 4


def test_refused_start_tells_when_it_opens(learner_client, small, ready):
    attempts.submit(attempts.start(small.exam, enrolment=ready))
    response = learner_client.post(start_url(small.exam))
    assert response.status_code == 403
    assert "Open to you from" in response.text


def test_passed_exam_is_not_sat_again(learner_client, small, ready):
    sit(small.exam, ready)
    response = learner_client.post(start_url(small.exam))
    assert response.status_code == 403
    assert "You have passed this exam" in response.text
    assert refusal(small.exam, ready, on_day(400)).reason == "already_passed"


def test_passed_quiz_may_be_practised_again(small, enrolment):
    sit(small.quiz, enrolment)
    assert attempts.start(small.quiz, enrolment=enrolment).number == 2


def test_accommodation_multiplies_the_time(small, ready, learner):
    Accommodation.objects.create(learner=learner, time_multiplier=Decimal("1.5"))
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW)
    assert attempt.deadline_at == NOW + timedelta(minutes=45)


def test_accommodation_may_take_the_clock_away(learner_client, small, ready, learner):
    Accommodation.objects.create(learner=learner, is_untimed=True)
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW)
    assert attempt.deadline_at is None
    assert "data-deadline" not in learner_client.get(attempt.get_absolute_url()).text


def test_accommodation_adds_attempts(small, ready, learner):
    Accommodation.objects.create(learner=learner, extra_attempts=1)
    for day in (0, 14, 44):
        fail(small.exam, ready, on_day(day))
    assert fail(small.exam, ready, on_day(74)).number == 4
    assert refusal(small.exam, ready, on_day(200)).reason == "no_attempts_left"


def test_accommodation_granted_later_leaves_the_open_attempt_alone(small, ready, learner):
    before = attempts.start(small.exam, enrolment=ready, at=NOW).deadline_at
    Accommodation.objects.create(learner=learner, time_multiplier=Decimal(2))
    assert attempts.start(small.exam, enrolment=ready, at=NOW).deadline_at == before


def test_bank_too_small_says_so_and_counts_no_attempt(learner_client, small, ready):
    sat = Attempt.objects.count()
    for question in Question.objects.filter(use="exam")[:2]:
        questions.retire(question.uuid, actor=None)
    response = learner_client.post(start_url(small.exam))
    assert response.status_code == 503
    assert "We have not counted an attempt" in response.text
    assert Attempt.objects.count() == sat
    assert not ActivityProgress.objects.filter(activity=small.exam.activity).exists()


def test_retired_question_is_not_drawn(small, ready):
    gone = Question.objects.filter(use="exam").first()
    questions.retire(gone.uuid, actor=None)
    for day in (0, 14, 44):
        attempt = fail(small.exam, ready, on_day(day))
        drawn = set(attempt.responses.values_list("question_version__question_id", flat=True))
        assert len(drawn) == 2
        assert gone.pk not in drawn


def test_voided_attempt_does_not_count(small, ready):
    Attempt.objects.filter(pk=fail(small.exam, ready, NOW).pk).update(status="voided")
    assert attempts.start(small.exam, enrolment=ready, at=on_day(1)).number == 2
