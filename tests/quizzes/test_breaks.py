"""Breaks that stop the clock: by the server's time, used once, never longer than granted."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import accommodations
from quizzes.actions import attempts, sittings
from quizzes.models import Attempt
from tests.quizzes.kinds import posted

NOW = timezone.now().replace(microsecond=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def rested(small, ready, learner, registrar):
    """An exam of 30 minutes with 10 minutes of break."""
    accommodations.grant(learner, break_minutes=10, reason="", actor=registrar)
    return attempts.start(small.exam, enrolment=ready, at=NOW)


def row(attempt):
    return Attempt.objects.get(pk=attempt.pk)


def facts(attempt):
    now = row(attempt)
    return (now.deadline_at - NOW) / MINUTE, now.break_seconds_left, now.paused_at


def test_pause_puts_the_deadline_off_and_resume_takes_back_what_was_not_used(rested):
    sittings.pause(rested, at=NOW + 5 * MINUTE)
    assert facts(rested) == (40, 600, NOW + 5 * MINUTE)
    sittings.resume(rested, at=NOW + 9 * MINUTE)
    assert facts(rested) == (34, 360, None)


def test_both_are_safe_twice(rested):
    for _ in range(2):
        sittings.pause(rested, at=NOW + 5 * MINUTE)
    assert facts(rested)[0] == 40
    for _ in range(2):
        sittings.resume(rested, at=NOW + 9 * MINUTE)
    assert facts(rested) == (34, 360, None)


def test_second_break_has_only_what_is_left(rested):
    sittings.pause(rested, at=NOW)
    sittings.resume(rested, at=NOW + 4 * MINUTE)
    sittings.pause(rested, at=NOW + 10 * MINUTE)
    assert facts(rested) == (40, 360, NOW + 10 * MINUTE)


def test_part_of_a_second_counts_as_a_second_of_the_break(rested):
    sittings.pause(rested, at=NOW)
    sittings.resume(rested, at=NOW + timedelta(milliseconds=1))
    assert facts(rested)[1] == 599
    assert row(rested).deadline_at == NOW + 30 * MINUTE + timedelta(seconds=1)


def test_break_that_runs_out_ends_by_itself(rested):
    sittings.pause(rested, at=NOW + 5 * MINUTE)
    after = NOW + 16 * MINUTE
    assert not sittings.is_on_break(row(rested), at=after)
    assert attempts.save_response(rested, 1, attempts.Answer("A", 1), at=after).is_applied
    assert facts(rested) == (40, 0, None)
    sittings.resume(rested, at=after)
    assert facts(rested) == (40, 0, None)
    with pytest.raises(sittings.NoBreakLeft):
        sittings.pause(rested, at=after)


def test_page_that_comes_after_a_spent_break_is_kept(rested):
    sittings.pause(rested, at=NOW)
    assert attempts.save_responses(rested, {1: attempts.Answer("A", 1)}, at=NOW + 11 * MINUTE) == []
    assert facts(rested) == (40, 0, None)


def test_answers_during_a_break_are_refused(learner_client, rested):
    sittings.pause(rested)
    before = list(rested.responses.values_list("value", "sequence"))
    url = reverse("quizzes:save_response", args=[rested.uuid, 1])
    response = learner_client.post(url, posted(1, {"choice": ["A"]}))
    assert (response.status_code, response.json()["reason"]) == (409, "break")
    page = learner_client.post(rested.get_absolute_url(), posted(1, {"choice": ["A"]}))
    assert page.status_code == 409
    assert "Answers are not taken during a break" in page.text
    assert list(rested.responses.values_list("value", "sequence")) == before


def test_break_hides_the_questions_and_leads_back_to_them(learner_client, rested):
    prompt = rested.responses.first().question_version.content["prompt"]
    text = learner_client.get(rested.get_absolute_url()).text
    assert prompt in text
    assert "Take a break (10 minutes left)" in text
    learner_client.post(rested.get_absolute_url(), posted(1, {"choice": ["A"]}) | {"intent": "pause"})
    text = learner_client.get(rested.get_absolute_url()).text
    assert prompt not in text
    assert "You are on a break, 10 minutes left" in text
    assert rested.responses.get(position=1).value == "A"
    assert learner_client.get(reverse("quizzes:submit", args=[rested.uuid]))["Location"] == rested.get_absolute_url()
    response = learner_client.post(reverse("quizzes:resume", args=[rested.uuid]), follow=True)
    assert prompt in response.text


def test_no_break_where_none_was_granted(learner_client, attempt):
    assert "Take a break" not in learner_client.get(attempt.get_absolute_url()).text
    response = learner_client.post(attempt.get_absolute_url(), {"intent": "pause"}, follow=True)
    assert "There is no break left to take." in response.text
    with pytest.raises(sittings.NoBreakLeft):
        sittings.pause(attempt)


def test_no_break_from_a_clock_that_does_not_run(small, ready, learner, registrar):
    accommodations.grant(learner, is_untimed=True, break_minutes=10, reason="", actor=registrar)
    untimed = attempts.start(small.exam, enrolment=ready)
    assert untimed.break_seconds_left == 0
    with pytest.raises(sittings.NoBreakLeft):
        sittings.pause(untimed)


def test_closed_attempt_has_no_breaks(learner_client, rested):
    attempts.submit(rested)
    for action in (sittings.pause, sittings.resume):
        with pytest.raises(attempts.AttemptClosed):
            action(rested)
    response = learner_client.post(reverse("quizzes:resume", args=[rested.uuid]))
    assert response["Location"] == reverse("quizzes:review", args=[rested.uuid])


def test_attempt_on_a_break_is_closed_only_after_all_of_it(rested):
    sittings.pause(rested, at=NOW + 29 * MINUTE)
    assert attempts.close_overdue(row(rested), at=NOW + 40 * MINUTE).status == "open"
    closed = attempts.close_overdue(row(rested), at=NOW + 40 * MINUTE + timedelta(seconds=1))
    assert (closed.status, closed.is_timed_out) == ("submitted", True)


def test_time_granted_during_a_break_stays(rested, registrar):
    sittings.pause(rested, at=NOW)
    sittings.extend(rested, minutes=7, actor=registrar, reason="noise", at=NOW + MINUTE)
    sittings.resume(rested, at=NOW + 2 * MINUTE)
    assert facts(rested) == (39, 480, None)


def test_breaks_of_others_are_not_found(outsider_client, learner_client, rested):
    sittings.pause(rested)
    url = reverse("quizzes:resume", args=[rested.uuid])
    assert outsider_client.post(url).status_code == 404
    assert learner_client.get(url).status_code == 405
    assert row(rested).paused_at is not None


def test_multiplied_time_and_breaks_add_up(small, ready, learner, registrar):
    accommodations.grant(learner, time_multiplier=Decimal(2), break_minutes=5, reason="", actor=registrar)
    attempt = attempts.start(small.exam, enrolment=ready, at=NOW)
    sittings.pause(attempt, at=NOW)
    assert facts(attempt)[0] == 65
