"""What is noted during an exam: small, capped, and without any consequence."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.actions import attempts, sittings
from quizzes.models import Attempt, SittingEvent


@pytest.fixture
def exam_attempt(small, ready):
    return attempts.start(small.exam, enrolment=ready)


def url(attempt):
    return reverse("quizzes:events", args=[attempt.uuid])


def noted():
    return list(SittingEvent.objects.values_list("kind", "data"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("focus_lost", {}),
        ("focus_back", {"seconds": "12"}),
        ("copy", {"question": "2"}),
        ("reconnected", {"waiting": "5"}),
    ],
)
def test_each_kind_is_kept_with_its_details(learner_client, exam_attempt, kind, data):
    response = learner_client.post(url(exam_attempt), {"kind": kind, **data})
    assert (response.status_code, response.content) == (204, b"")
    assert noted() == [(kind, data)]


def test_json_is_taken_as_well(learner_client, exam_attempt):
    body = json.dumps({"kind": "focus_back", "seconds": 12})
    assert learner_client.post(url(exam_attempt), body, content_type="application/json").status_code == 204
    assert noted() == [("focus_back", {"seconds": "12"})]


def test_device_is_described_by_the_request(learner_client, exam_attempt):
    data = {"kind": "device", "screen": "390x844", "agent": "another"}
    learner_client.post(url(exam_attempt), data, headers={"User-Agent": "Browser " + "x" * 300})
    ((kind, kept),) = noted()
    assert (kind, kept["screen"], len(kept["agent"])) == ("device", "390x844", 200)
    assert kept["agent"].startswith("Browser x")


def test_names_that_nobody_asked_for_are_dropped(learner_client, exam_attempt):
    learner_client.post(url(exam_attempt), {"kind": "copy", "text": "what was copied", "question": "1"})
    assert noted() == [("copy", {"question": "1"})]


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "fainted"}, {"kind": "copy", "question": "x" * 201}, {"kind": "copy", "question": "\x00"}],
)
def test_anything_else_is_refused(learner_client, exam_attempt, data):
    assert learner_client.post(url(exam_attempt), data).status_code == 400
    assert noted() == []


@pytest.mark.parametrize("body", ["", "[]", "1", "{", '{"kind": ["copy"]}'])
def test_json_that_is_no_event_is_refused(learner_client, exam_attempt, body):
    assert learner_client.post(url(exam_attempt), body, content_type="application/json").status_code == 400
    assert noted() == []


def test_practice_is_not_watched(learner_client, attempt):
    assert learner_client.post(url(attempt), {"kind": "copy"}).status_code == 204
    assert noted() == []
    assert 'data-events-url=""' in learner_client.get(attempt.get_absolute_url()).text


def test_exam_page_knows_where_to_note(learner_client, exam_attempt):
    assert f'data-events-url="{url(exam_attempt)}"' in learner_client.get(exam_attempt.get_absolute_url()).text


def test_attempt_keeps_three_hundred_at_most(learner_client, exam_attempt):
    SittingEvent.objects.bulk_create(SittingEvent(attempt=exam_attempt, kind="copy") for _ in range(299))
    assert [learner_client.post(url(exam_attempt), {"kind": "copy"}).status_code for _ in range(3)] == [204] * 3
    assert exam_attempt.events.count() == sittings.MOST_EVENTS == 300


def test_closed_attempt_takes_none(learner_client, exam_attempt):
    attempts.submit(exam_attempt)
    assert learner_client.post(url(exam_attempt), {"kind": "copy"}).status_code == 409
    assert noted() == []


def test_nobody_else_may_note_anything(outsider_client, client, learner, exam_attempt):
    assert outsider_client.post(url(exam_attempt), {"kind": "copy"}).status_code == 404
    assert client.post(url(exam_attempt), {"kind": "copy"}).status_code == 302
    assert outsider_client.get(url(exam_attempt)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post(url(exam_attempt), {"kind": "copy"}).status_code == 403
    assert noted() == []


def test_nothing_follows_from_an_event(learner_client, exam_attempt):
    before = Attempt.objects.values().get(pk=exam_attempt.pk)
    for kind in SittingEvent.Kind.values:
        learner_client.post(url(exam_attempt), {"kind": kind})
    assert Attempt.objects.values().get(pk=exam_attempt.pk) == before
    assert exam_attempt.events.count() == len(SittingEvent.Kind.values)
