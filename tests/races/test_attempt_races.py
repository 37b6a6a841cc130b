import random
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.models import ActivityProgress, Enrolment
from quizzes.actions import attempts
from quizzes.models import Attempt, Response
from quizzes.tasks import close_overdue_attempts
from tests.factories.courses import enrol, make_course

pytestmark = pytest.mark.django_db(transaction=True)

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def small():
    return make_course()


@pytest.fixture
def enrolment(small, learner):
    return enrol(small.course, learner)


@pytest.fixture
def attempt(small, enrolment):
    return attempts.start(small.quiz, enrolment=enrolment)


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def answer_rightly(attempt):
    for position in (1, 2):
        attempts.save_response(attempt, position, attempts.Answer("A", 1))


def test_eight_simultaneous_starts_give_one_attempt_and_all_land_on_it(small, enrolment, learner, together):
    url = reverse("quizzes:start", args=[small.quiz.activity.uuid])
    answers = together([partial(browser(learner).post, url) for _ in range(8)])
    attempt = Attempt.objects.get()
    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {attempt.get_absolute_url()}
    assert attempt.responses.count() == 2


def test_simultaneous_submits_mark_once_and_all_land_on_the_result(attempt, learner, together):
    answer_rightly(attempt)
    url = reverse("quizzes:submit", args=[attempt.uuid])
    answers = together([partial(browser(learner).post, url) for _ in range(6)])
    attempt.refresh_from_db()
    assert {answer["Location"] for answer in answers} == {reverse("quizzes:review", args=[attempt.uuid])}
    assert (attempt.status, attempt.score, attempt.is_passed) == ("submitted", 2, True)
    assert ActivityProgress.objects.filter(activity=attempt.quiz.activity, completed_at__isnull=False).count() == 1


def test_of_simultaneous_saves_the_newest_stays(attempt, together):
    for first in range(1, 30, 6):
        sequences = list(range(first, first + 6))
        random.Random(first).shuffle(sequences)
        together(
            [
                partial(attempts.save_response, attempt, 1, attempts.Answer("ABCD"[sequence % 4], sequence))
                for sequence in sequences
            ]
        )
        row = attempt.responses.get(position=1)
        assert (row.sequence, row.value) == (first + 5, "ABCD"[(first + 5) % 4])


def test_older_save_that_waited_for_a_newer_one_does_not_apply(attempt, overlapping):
    newer, older = attempts.Answer("D", 9), attempts.Answer("A", 3)
    saved = overlapping(
        partial(attempts.save_response, attempt, 1, newer), partial(attempts.save_response, attempt, 1, older)
    )
    assert (saved.is_applied, saved.sequence) == (False, 9)
    assert attempt.responses.get(position=1).value == "D"


def test_older_page_that_waited_for_a_newer_answer_keeps_it(attempt, overlapping):
    page = {1: attempts.Answer("A", 3), 2: attempts.Answer("B", 3)}
    kept_newer = overlapping(
        partial(attempts.save_response, attempt, 1, attempts.Answer("D", 9)),
        partial(attempts.save_responses, attempt, page),
    )
    assert kept_newer == [1]
    assert list(attempt.responses.values_list("value", flat=True)) == ["D", "B"]


def test_save_that_waited_for_the_marking_is_refused(attempt, overlapping):
    answer_rightly(attempt)

    def save():
        with pytest.raises(attempts.AttemptClosed):
            attempts.save_response(attempt, 1, attempts.Answer("D", 9))

    overlapping(partial(attempts.submit, attempt), save)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.responses.get(position=1).value) == (2, "A")


def test_submit_that_waited_for_a_save_counts_it(attempt, overlapping):
    attempts.save_response(attempt, 1, attempts.Answer("A", 1))
    overlapping(partial(attempts.save_response, attempt, 2, attempts.Answer("A", 1)), partial(attempts.submit, attempt))
    attempt.refresh_from_db()
    assert (attempt.score, attempt.is_passed) == (2, True)


def test_every_save_that_was_confirmed_before_the_end_counts(small, enrolment, together):
    def save(attempt):
        try:
            return attempts.save_response(attempt, 1, attempts.Answer("A", 1)).is_applied
        except attempts.AttemptClosed:
            return False

    for _ in range(6):
        attempt = attempts.start(small.quiz, enrolment=enrolment)
        confirmed, _marked = together([partial(save, attempt), partial(attempts.submit, attempt)])
        assert attempt.responses.get(position=1).score == (1 if confirmed else 0)


def test_closing_and_starting_anew_at_once_neither_blocks_nor_doubles(small, enrolment, together):
    for _ in range(4):
        attempt = attempts.start(small.quiz, enrolment=enrolment)
        answer_rightly(attempt)
        Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
        ActivityProgress.objects.update(completed_at=None)
        fresh = [Enrolment.objects.get(pk=enrolment.pk) for _ in range(2)]
        starts = [partial(attempts.start, small.quiz, enrolment=row) for row in fresh]
        first, second, _closed = together([*starts, close_overdue_attempts])
        attempt.refresh_from_db()
        assert first == second
        assert (attempt.status, attempt.is_passed, Attempt.objects.open().count()) == ("submitted", True, 1)
        attempts.submit(first)


def test_simultaneous_page_and_single_saves_never_mix_an_answer(attempt, together):
    for turn in range(1, 4):
        old, new = "AB"[turn % 2], "CD"[turn % 2]
        page = {1: attempts.Answer(old, turn * 10), 2: attempts.Answer(old, turn * 10)}
        single = attempts.Answer(new, turn * 10 + 5)
        together([partial(attempts.save_responses, attempt, page), partial(attempts.save_response, attempt, 1, single)])
        assert list(Response.objects.values_list("value", "sequence").order_by("position")) == [
            (new, turn * 10 + 5),
            (old, turn * 10),
        ]
