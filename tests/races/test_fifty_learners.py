"""Fifty learners press each button three times at once, on three devices."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actions import people
from accounts.models import User
from quizzes.models import Attempt, Quiz
from tests.factories.courses import enrol, make_course

pytestmark = pytest.mark.django_db(transaction=True)

LEARNERS = 50
DEVICES = 3
# So many learners at a time: each device holds a database connection.
WAVE = 10


def press(learners: list[User], act: Callable[[Client, User], str]) -> dict[int, list[str]]:
    """Where each of a learner's devices landed, by learner."""
    gates = {learner.pk: threading.Barrier(DEVICES) for learner in learners}

    def one(learner: User) -> str:
        client = Client()
        client.force_login(learner)
        try:
            gates[learner.pk].wait(timeout=60)
            return act(client, learner)
        finally:
            connection.close()

    landed: dict[int, list[str]] = {}
    for first in range(0, len(learners), WAVE):
        wave = learners[first : first + WAVE]
        with ThreadPoolExecutor(WAVE * DEVICES) as pool:
            waiting = [(learner.pk, pool.submit(one, learner)) for learner in wave for _ in range(DEVICES)]
            for pk, future in waiting:
                landed.setdefault(pk, []).append(future.result(timeout=120))
    return landed


def start(quiz: Quiz) -> Callable[[Client, User], str]:
    def act(client: Client, learner: User) -> str:
        answer = client.post(reverse("quizzes:start", args=[quiz.activity.uuid]))
        assert answer.status_code == 302
        return str(answer.url)

    return act


def submit(client: Client, learner: User) -> str:
    attempt = Attempt.objects.get(learner=learner)
    answer = client.post(reverse("quizzes:submit", args=[attempt.uuid]))
    assert answer.status_code == 302
    review = client.get(answer.url)
    assert review.status_code == 200
    return str(answer.url)


def test_fifty_learners_starting_and_submitting_three_times_at_once_get_one_attempt_each() -> None:
    small = make_course("crowd")
    learners = [
        people.demo_account(f"crowd{number}@example.org", password="x" * 12, legal_name=f"Crowd {number}")
        for number in range(LEARNERS)
    ]
    for learner in learners:
        enrol(small.course, learner)
    started = press(learners, start(small.quiz))
    attempts = {attempt.learner_id: attempt for attempt in Attempt.objects.all()}
    assert Attempt.objects.count() == len(attempts) == LEARNERS
    assert all(set(urls) == {attempts[pk].get_absolute_url()} for pk, urls in started.items())
    submitted = press(learners, submit)
    assert all(len(set(urls)) == 1 for urls in submitted.values())
    assert Attempt.objects.filter(status=Attempt.Status.SUBMITTED, score__isnull=False).count() == LEARNERS
