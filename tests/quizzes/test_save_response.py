from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.actions import attempts
from quizzes.models import Attempt, Response
from tests.quizzes.kinds import KEPT, KINDS, RIGHT, RUBBISH, posted

POSITIONS = {kind: position for position, kind in enumerate(KINDS, start=1)}
RUBBISH_CASES = [(kind, fields) for kind in KINDS for fields in RUBBISH[kind]]
NAMES = st.sampled_from(
    [
        *("choice", "value", "flag", "sequence", "match-P1", "match-P2", "match-Z", "position-A", "position-B"),
        *("position-C", "position-D", "position-Z", "other", ""),
    ]
)
VALUES = st.sampled_from(
    ["", "A", "B", "T", "R1", "1", "2", "3", "4", "1,5", "nan", "-1", "x" * 100, "1" * 16]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
POSTS = st.dictionaries(NAMES, st.lists(VALUES, max_size=3), max_size=6)


def save_url(attempt, position=1):
    return reverse("quizzes:save_response", args=[attempt.uuid, position])


def kept(attempt):
    return list(attempt.responses.values_list("position", "value", "is_flagged", "sequence", "saved_at"))


@pytest.mark.parametrize("kind", KINDS)
def test_right_answer_is_kept_and_dated(learner_client, attempt, kind):
    position = POSITIONS[kind]
    response = learner_client.post(save_url(attempt, position), posted(position, RIGHT[kind], flag="1"))
    row = attempt.responses.get(position=position)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert set(response.json()) == {"applied", "sequence", "saved_at"}
    assert (response.json()["applied"], response.json()["sequence"]) == (True, 1)
    assert abs(datetime.fromisoformat(response.json()["saved_at"]) - row.saved_at) < timedelta(milliseconds=1)
    assert (row.value, row.is_flagged, row.sequence) == (KEPT[kind], True, 1)
    assert attempt.responses.exclude(position=position).filter(sequence__gt=0).count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_blank_answer_takes_the_old_one_back(learner_client, attempt, kind):
    position = POSITIONS[kind]
    learner_client.post(save_url(attempt, position), posted(position, RIGHT[kind], flag="1"))
    learner_client.post(save_url(attempt, position), posted(position, {}, sequence=1))
    row = attempt.responses.get(position=position)
    assert (row.value, row.is_flagged, row.sequence) == (None, False, 2)


@pytest.mark.parametrize(("kind", "fields"), RUBBISH_CASES)
def test_rubbish_is_refused_with_a_message_and_changes_nothing(learner_client, attempt, kind, fields):
    position = POSITIONS[kind]
    learner_client.post(save_url(attempt, position), posted(position, RIGHT[kind]))
    before = kept(attempt)
    response = learner_client.post(save_url(attempt, position), posted(position, fields, sequence=5))
    assert response.status_code == 400
    assert response.json()["message"].endswith(".")
    assert kept(attempt) == before


@pytest.mark.parametrize("sequence", ["", "-1", "1.5", "x", "٣", "9" * 16, "1 "])
def test_answer_without_a_number_is_refused(learner_client, attempt, sequence):
    response = learner_client.post(save_url(attempt), {"r1-choice": "D", "r1-sequence": sequence})
    assert response.status_code == 400
    assert "Reload" in response.json()["message"]
    assert attempt.responses.get(position=1).value is None


def test_empty_post_is_refused(learner_client, attempt):
    assert learner_client.post(save_url(attempt)).status_code == 400


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), fields=POSTS, sequence=st.integers(0, 10**15 - 1))
def test_random_fields_are_kept_or_refused_but_never_break(learner_client, attempt, kind, fields, sequence):
    position = POSITIONS[kind]
    before = kept(attempt)
    data = {f"r{position}-{name}": values for name, values in fields.items()}
    response = learner_client.post(save_url(attempt, position), {f"r{position}-sequence": str(sequence), **data})
    assert response.status_code in {200, 400}
    if response.status_code == 400 or not response.json()["applied"]:
        assert kept(attempt) == before


def test_largest_number_fits_the_column(learner_client, attempt):
    response = learner_client.post(save_url(attempt), posted(1, {"choice": ["D"]}, sequence=10**15 - 1))
    assert response.json()["sequence"] == 10**15


@pytest.mark.parametrize("sequence", [0, 3, 4])
def test_older_answer_does_not_apply(learner_client, attempt, sequence):
    learner_client.post(save_url(attempt), posted(1, {"choice": ["D"]}, sequence=4))
    before = kept(attempt)
    response = learner_client.post(save_url(attempt), posted(1, {"choice": ["A"]}, sequence=sequence))
    assert response.status_code == 200
    assert (response.json()["applied"], response.json()["sequence"]) == (False, 5)
    assert kept(attempt) == before


def test_answer_after_the_deadline_is_refused_and_changes_nothing(learner_client, attempt):
    learner_client.post(save_url(attempt), posted(1, {"choice": ["D"]}))
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    before = kept(attempt)
    response = learner_client.post(save_url(attempt), posted(1, {"choice": ["A"]}, sequence=1))
    assert response.status_code == 409
    assert response.json()["url"] == attempt.get_absolute_url()
    assert kept(attempt) == before


def test_answer_counts_up_to_the_very_deadline(attempt):
    deadline = attempt.started_at + timedelta(minutes=1)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=deadline)
    assert attempts.save_response(attempt, 1, attempts.Answer("A", 1), at=deadline).is_applied
    with pytest.raises(attempts.AttemptClosed):
        attempts.save_response(attempt, 1, attempts.Answer("D", 2), at=deadline + timedelta(microseconds=1))


@pytest.mark.parametrize("status", ["submitted", "voided"])
def test_closed_attempt_takes_no_answer(learner_client, attempt, status):
    attempts.submit(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(status=status)
    before = kept(attempt)
    assert learner_client.post(save_url(attempt), posted(1, {"choice": ["D"]})).status_code == 409
    assert kept(attempt) == before


def test_attempt_of_another_learner_is_not_found(outsider_client, attempt):
    assert outsider_client.post(save_url(attempt), posted(1, {"choice": ["D"]})).status_code == 404
    assert attempt.responses.get(position=1).value is None


@pytest.mark.parametrize("position", [0, 8, 70_000, 10**30])
def test_position_that_is_not_in_the_paper_is_not_found(learner_client, attempt, position):
    assert learner_client.post(save_url(attempt, position), posted(position, {"choice": ["D"]})).status_code == 404


def test_get_is_refused(learner_client, attempt):
    assert learner_client.get(save_url(attempt)).status_code == 405


def test_anonymous_save_leads_to_sign_in_and_keeps_nothing(attempt):
    response = Client().post(save_url(attempt), posted(1, {"choice": ["D"]}))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert not Response.objects.filter(sequence__gt=0).exists()


@pytest.mark.parametrize("name", ["save_response", "attempt", "submit", "start"])
def test_post_without_the_csrf_token_is_refused(attempt, learner, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    subject = attempt.quiz.activity.uuid if name == "start" else attempt.uuid
    url = reverse(f"quizzes:{name}", args=[subject, 1] if name == "save_response" else [subject])
    assert client.post(url, posted(1, {"choice": ["D"]})).status_code == 403
    attempt.refresh_from_db()
    assert attempt.status == "open"
    assert attempt.responses.get(position=1).value is None


def test_token_of_the_page_is_accepted(attempt, learner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(attempt.get_absolute_url())
    token = client.cookies["csrftoken"].value
    response = client.post(save_url(attempt), posted(1, {"choice": ["D"]}), headers={"X-CSRFToken": token})
    assert response.status_code == 200
