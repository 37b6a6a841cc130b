"""Window, limits and accommodations as a start meets them, and what is frozen by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.actions import accommodations
from accounts.models import AuditEntry
from quizzes.actions import attempts, questions, sittings
from quizzes.models import Attempt, Quiz
from quizzes.tasks import close_overdue_attempts
from quizzes.terms import Granted, Terms, admission, deadline
from tests.factories.courses import EXAM
from tests.quizzes.kinds import posted

NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
REASON = "a private matter of health"


def change(quiz, **terms):
    Quiz.objects.filter(pk=quiz.pk).update(terms=replace(quiz.get_terms(), **terms).to_json())
    return Quiz.objects.select_related("activity__course").get(pk=quiz.pk)


def grant(learner, staff, **facts):
    return accommodations.grant(learner, reason=REASON, actor=staff, **facts)


def test_window_survives_json():
    terms = replace(EXAM, opens_at=NOW, closes_at=NOW + HOUR, marks_each_twice=True, forward_only=True)
    assert Terms.from_json(terms.to_json()) == terms


@pytest.mark.parametrize(
    "window",
    [
        {"opens_at": datetime(2026, 1, 1)},  # noqa: DTZ001  # a moment without a zone is the point
        {"opens_at": NOW, "closes_at": NOW},
        {"opens_at": NOW, "closes_at": NOW - SECOND},
    ],
)
def test_impossible_window_is_refused(window):
    with pytest.raises(ValueError, match="_at"):
        replace(EXAM, **window)


def test_window_decides_who_may_start():
    terms = replace(EXAM, opens_at=NOW, closes_at=NOW + HOUR)
    early = admission(terms, [], NOW - SECOND)
    assert (early.reason, early.opens_at) == ("not_open_yet", NOW)
    assert admission(terms, [], NOW).allowed
    assert admission(terms, [], NOW + HOUR - SECOND).allowed
    late = admission(terms, [], NOW + HOUR)
    assert (late.reason, late.opens_at) == ("closed", None)


def test_wait_that_ends_after_the_window_opens_nothing():
    terms = replace(EXAM, closes_at=NOW + 10 * HOUR)
    waiting = admission(terms, [NOW - HOUR], NOW)
    assert (waiting.reason, waiting.opens_at) == ("waiting", None)


def test_who_starts_within_the_window_has_the_whole_time():
    terms = replace(EXAM, closes_at=NOW + SECOND)
    assert deadline(terms, NOW) == NOW + timedelta(minutes=30)


def test_window_ends_an_attempt_without_a_time_limit():
    terms = replace(EXAM, time_limit_seconds=None, closes_at=NOW + HOUR)
    assert deadline(terms, NOW, multiplier=Decimal(2)) == NOW + HOUR
    assert deadline(terms, NOW, untimed=True) is None


def test_early_learner_reads_when_it_opens(learner_client, small, enrolment):
    change(small.quiz, opens_at=datetime(2120, 5, 4, 9, 30, tzinfo=UTC))
    response = learner_client.post(reverse("quizzes:start", args=[small.quiz.activity.uuid]))
    assert response.status_code == 403
    assert "has not opened yet" in response.text
    assert "4 May 2120" in response.text
    assert not Attempt.objects.exists()


def test_introduction_tells_the_window_and_what_is_noted(learner_client, small, ready):
    change(small.exam, opens_at=NOW - HOUR, closes_at=datetime(2120, 5, 4, 9, 30, tzinfo=UTC), forward_only=True)
    text = learner_client.get(f"/courses/{small.course.slug}/final-exam/").text
    assert "4 May 2120" in text
    assert "Who starts in time has the whole time." in text
    assert "Leaving the page and copying are noted for the examiner. Nothing fails you automatically." in text
    assert "there is no way back to a question" in text
    assert "noted for the examiner" not in learner_client.get(f"/courses/{small.course.slug}/basics/module-quiz/").text


def test_closed_assessment_cannot_be_started(learner_client, small, enrolment):
    change(small.quiz, closes_at=NOW - SECOND)
    assert learner_client.post(reverse("quizzes:start", args=[small.quiz.activity.uuid])).status_code == 403
    assert "It is closed." in learner_client.get(f"/courses/{small.course.slug}/basics/module-quiz/").text


def test_terms_and_grants_are_frozen_at_the_start(small, ready, learner, registrar):
    exam = change(small.exam, forward_only=True)
    grant(learner, registrar, time_multiplier=Decimal("1.5"), break_minutes=10)
    attempt = attempts.start(exam, enrolment=ready, at=NOW)
    questions.publish_quiz(exam.activity, terms=EXAM, sections=[])
    grant(learner, registrar, is_untimed=True)
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW + SECOND)
    assert attempt.get_terms() == replace(EXAM, forward_only=True)
    assert Granted.from_json(attempt.terms["granted"]) == Granted(Decimal("1.50"), break_minutes=10)
    assert (attempt.deadline_at, attempt.break_seconds_left) == (NOW + timedelta(minutes=45), 600)


def test_learner_reads_what_is_granted_but_never_why(learner_client, small, ready, learner, registrar):
    grant(learner, registrar, time_multiplier=Decimal("1.5"), break_minutes=10, extra_attempts=1)
    pages = [learner_client.get(f"/courses/{small.course.slug}/final-exam/").text]
    pages.append(learner_client.get(attempts.start(small.exam, enrolment=ready).get_absolute_url()).text)
    for text in pages:
        assert "1.5 times the time, 45 minutes" in text
        assert "Breaks that stop the clock: 10 minutes" in text
    pages.append(learner_client.get("/profile/").text)
    assert "1.5 times the time in exams" in pages[-1]
    assert "1 more attempt" in pages[-1]
    assert not any(REASON in text for text in pages)


def test_grant_is_audited_once_without_its_reason(learner, registrar):
    for _ in range(2):
        grant(learner, registrar, time_multiplier=Decimal("1.5"))
    entry = AuditEntry.objects.get(action="accounts.accommodation.granted")
    assert (entry.actor, entry.subject_uuid) == (registrar, learner.uuid)
    assert entry.data["before"]["time_multiplier"] == "1.00"
    assert entry.data["after"]["time_multiplier"] == "1.50"
    assert REASON not in str(entry.data)
    assert learner.accommodation.reason == REASON


def test_grant_that_would_take_time_away_is_refused(learner, registrar):
    with pytest.raises(ValidationError):
        grant(learner, registrar, time_multiplier=Decimal("0.5"))
    assert not AuditEntry.objects.filter(action="accounts.accommodation.granted").exists()


def test_time_granted_in_mid_attempt_counts_and_reaches_the_open_page(learner_client, small, ready, registrar):
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW)
    learner_client.get(attempt.get_absolute_url())
    sittings.extend(attempt, minutes=10, actor=registrar, reason="fire alarm", at=NOW + HOUR / 4)
    state = learner_client.get(reverse("quizzes:state", args=[attempt.uuid])).json()
    assert datetime.fromisoformat(state["deadline_at"]) == NOW + timedelta(minutes=40)
    late = NOW + timedelta(minutes=39)
    assert attempts.save_response(attempt, 1, attempts.Answer("A", 1), at=late).is_applied
    after = NOW + timedelta(minutes=40) + SECOND
    with pytest.raises(attempts.AttemptClosed):
        attempts.save_response(attempt, 1, attempts.Answer("B", 2), at=after)
    entry = AuditEntry.objects.get(action="quizzes.attempt.extended")
    assert (entry.actor, entry.data["minutes"], entry.data["reason"]) == (registrar, 10, "fire alarm")


def test_time_granted_meanwhile_stops_the_closing(small, ready, registrar):
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW)
    sittings.extend(attempt, minutes=10, actor=registrar, reason="late bus", at=NOW)
    assert attempts.close_overdue(attempt, at=NOW + timedelta(minutes=35)).status == "open"
    assert attempts.close_overdue(attempt, at=NOW + timedelta(minutes=35)).deadline_at == NOW + timedelta(minutes=40)


def test_two_extensions_add_up_and_a_closed_attempt_gets_none(small, ready, registrar):
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW)
    for _ in range(2):
        sittings.extend(attempt, minutes=5, actor=registrar, reason="noise", at=NOW)
    assert Attempt.objects.get(pk=attempt.pk).deadline_at == NOW + timedelta(minutes=40)
    with pytest.raises(attempts.AttemptClosed):
        sittings.extend(attempt, minutes=5, actor=registrar, reason="noise", at=NOW + HOUR)
    with pytest.raises(ValueError, match="minutes"):
        sittings.extend(attempt, minutes=0, actor=registrar, reason="noise", at=NOW)


def test_limit_may_be_lifted_in_mid_attempt(learner_client, small, ready, learner, registrar):
    grant(learner, registrar, break_minutes=10)
    attempt = attempts.start(small.exam, enrolment=ready)
    sittings.pause(attempt)
    for _ in range(2):
        sittings.lift_limit(attempt, actor=registrar, reason="agreed by letter")
    assert learner_client.get(reverse("quizzes:state", args=[attempt.uuid])).json()["deadline_at"] is None
    assert "data-deadline" not in learner_client.get(attempt.get_absolute_url()).text
    assert AuditEntry.objects.filter(action="quizzes.attempt.limit_lifted").count() == 1
    with pytest.raises(sittings.NothingToExtend):
        sittings.extend(attempt, minutes=5, actor=registrar, reason="noise")


def test_deadline_passes_with_the_page_closed_and_what_was_saved_counts(small, ready):
    started = timezone.now() - HOUR
    attempt = attempts.start(small.exam, enrolment=ready, at=started)
    for response in attempt.responses.all():
        attempts.save_response(attempt, response.position, attempts.Answer("A", 1), at=started + timedelta(minutes=29))
    assert close_overdue_attempts() == 1
    attempt.refresh_from_db()
    assert (attempt.status, attempt.is_timed_out, attempt.is_passed, attempt.score) == ("submitted", True, True, 2)


def test_save_one_second_after_the_deadline_is_refused(learner_client, small, ready):
    attempt = attempts.start(small.exam, enrolment=ready, at=timezone.now() - timedelta(minutes=30) - SECOND)
    url = reverse("quizzes:save_response", args=[attempt.uuid, 1])
    response = learner_client.post(url, posted(1, {"choice": ["A"]}))
    assert (response.status_code, response.json()["reason"]) == (409, "closed")
    assert attempt.responses.get(position=1).value is None


@pytest.mark.parametrize("name", ["at", "now", "saved_at", "deadline_at", "r1-saved_at"])
def test_clock_of_the_browser_is_never_heard(learner_client, small, ready, name):
    attempt = attempts.start(small.exam, enrolment=ready, at=timezone.now() - timedelta(minutes=31))
    claim = {name: (timezone.now() - HOUR).isoformat()}
    url = reverse("quizzes:save_response", args=[attempt.uuid, 1])
    assert learner_client.post(url, posted(1, {"choice": ["A"]}) | claim).status_code in {400, 409}
    assert attempt.responses.get(position=1).value is None
