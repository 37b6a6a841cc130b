"""Nothing that a learner's browser receives before marking holds a key, a score or a feedback text."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.actions import accommodations
from quizzes import interactions
from quizzes.actions import attempts, sittings
from quizzes.models import QuestionVersion
from tests.factories.courses import EXAM, PRACTICE, make_ready_for_exam
from tests.quizzes.kinds import (
    EVERY_KIND,
    KEPT_OF_EVERY_KIND,
    OTHER_KEYS_OF_EVERY_KIND,
    RIGHT_OF_EVERY_KIND,
    RUBBISH_OF_EVERY_KIND,
    SECRET,
    place_questions,
    posted,
)

ORDER = list(EVERY_KIND)
# Names of what a question keeps to itself, and values of keys that nobody has typed yet.
SECRET_NAMES = [
    *("correct_order", "consequence", "max_points", "max_score", "tolerance", "rationale", "feedback", "acceptable"),
    *("harmful", "is_passed", "score", "guidance", "levels", "share"),
]
TYPED_KEYS = ["1717", "8383", "5181", "6292", "pancreas", "gland", "femur", "everything"]
CHANGING = re.compile(
    r'csrfmiddlewaretoken" value="\w+"|data-(?:now|ends)="[^"]*"|nonce="[^"]*"|"X-CSRFToken": ?"\w+"'
    r'|"token": ?"\w+"|"server_now": ?"[^"]*"|[^"]*\.\d+Z"'
)
WAYS = {
    "whole paper": {},
    "one question a page": {"one_per_page": True},
    "no way back": {"forward_only": True},
}


@pytest.fixture
def attempt(small, enrolment, learner, registrar):
    """Of every kind, with time and breaks."""
    return start(small, enrolment, learner, registrar)


def start(small, enrolment, learner, registrar, **terms):
    accommodations.grant(learner, break_minutes=10, reason="", actor=registrar)
    timed = replace(PRACTICE, time_limit_seconds=1800, **terms)
    return attempts.start(place_questions(small, list(EVERY_KIND.values()), terms=timed), enrolment=enrolment)


def address(attempt, name, *more):
    return reverse(f"quizzes:{name}", args=[attempt.uuid, *more])


def shown_without_answers(client, attempt):
    """All that can be asked for; nothing of it depends on a question's key."""
    pages = [attempt.get_absolute_url(), address(attempt, "submit"), address(attempt, "state")]
    pages += [f"{attempt.get_absolute_url()}?question={number}" for number in range(len(ORDER) + 2)]
    pages += [f"{address(attempt, 'state')}?" + "&".join(f"show={place}" for place in range(1, 11))]
    return [client.get(url) for url in pages]


def refused(client, attempt):
    """Refusals: of single answers, of whole pages, of reviews and of events."""
    for position, kind in enumerate(ORDER, start=1):
        for fields in RUBBISH_OF_EVERY_KIND[kind]:
            data = posted(position, fields, sequence=9)
            yield client.post(address(attempt, "save_response", position), data)
            yield client.post(attempt.get_absolute_url(), data | {"question": str(position)})
    yield client.get(address(attempt, "review"))
    yield client.post(address(attempt, "events"), {"kind": "unheard of"})
    yield client.post(address(attempt, "events"), {"kind": "copy", "question": "1"})


def answered(client, attempt):
    """Right answers, then older ones, by the script's way and by the form's."""
    for position, kind in enumerate(ORDER, start=1):
        attempt.__class__.objects.filter(pk=attempt.pk).update(reached=position)
        data = posted(position, RIGHT_OF_EVERY_KIND[kind])
        yield client.post(address(attempt, "save_response", position), data)
        yield client.post(address(attempt, "save_response", position), posted(position, {}))
        yield client.post(attempt.get_absolute_url(), data | {"question": str(position), "intent": "save"}, follow=True)


def rested(client, attempt):
    """A break, an answer during it, and its end."""
    sittings.pause(attempt)
    yield client.get(attempt.get_absolute_url())
    yield client.get(address(attempt, "state"))
    yield client.post(address(attempt, "save_response", 1), posted(1, {"choice": ["D"]}, sequence=20))
    yield client.post(attempt.get_absolute_url(), posted(1, {"choice": ["D"]}, sequence=20))
    yield client.post(address(attempt, "resume"), follow=True)


def assert_sealed(response, *, names=SECRET_NAMES):
    where = (response.request["PATH_INFO"], response.request["QUERY_STRING"])
    assert SECRET not in response.text, where
    assert [name for name in names if re.search(rf"\b{name}\b", response.text)] == [], where


def test_every_kind_that_exists_is_looked_at():
    assert set(EVERY_KIND) == set(interactions.INTERACTIONS)
    for table in (OTHER_KEYS_OF_EVERY_KIND, RIGHT_OF_EVERY_KIND, KEPT_OF_EVERY_KIND, RUBBISH_OF_EVERY_KIND):
        assert list(table) == ORDER
    for content in [*EVERY_KIND.values(), *OTHER_KEYS_OF_EVERY_KIND.values()]:
        interactions.get(content["kind"]).check(content)


@pytest.mark.parametrize("terms", WAYS.values(), ids=WAYS)
def test_nothing_sealed_is_received_before_marking(terms, learner_client, small, enrolment, learner, registrar):
    attempt = start(small, enrolment, learner, registrar, **terms)
    for response in [*shown_without_answers(learner_client, attempt), *refused(learner_client, attempt)]:
        assert_sealed(response, names=[*SECRET_NAMES, *TYPED_KEYS])
    for response in [*answered(learner_client, attempt), *rested(learner_client, attempt)]:
        assert_sealed(response)
    for response in shown_without_answers(learner_client, attempt):
        assert_sealed(response)
    kept = dict(zip(ORDER, attempt.responses.values_list("value", flat=True), strict=True))
    assert kept == KEPT_OF_EVERY_KIND


def test_nothing_sealed_is_received_while_a_person_marks(learner_client, attempt):
    list(answered(learner_client, attempt))
    response = learner_client.post(address(attempt, "submit"), follow=True)
    assert "Your answers are being marked" in response.text
    assert_sealed(response)


def test_nothing_sealed_is_received_in_an_exam(learner_client, small, enrolment):
    make_ready_for_exam(small, enrolment)
    quiz = place_questions(small, list(EVERY_KIND.values()), terms=EXAM, quiz=small.exam)
    attempt = attempts.start(quiz, enrolment=enrolment)
    for response in [*refused(learner_client, attempt), *answered(learner_client, attempt)]:
        assert_sealed(response)
    assert_sealed(learner_client.post(address(attempt, "submit"), follow=True))


def test_all_that_is_received_is_the_same_whatever_the_key_is(learner_client, attempt, cold_cache):
    before = [steady(response) for response in shown_without_answers(learner_client, attempt)]
    for response in attempt.responses.select_related("question_version"):
        other = OTHER_KEYS_OF_EVERY_KIND[response.question_version.kind]
        QuestionVersion.objects.filter(pk=response.question_version_id).update(content=other)
    cold_cache()
    assert [steady(response) for response in shown_without_answers(learner_client, attempt)] == before


def test_what_a_save_tells_is_the_same_whatever_the_answer_is(learner_client, attempt):
    for position, kind in enumerate(ORDER, start=1):
        url = address(attempt, "save_response", position)
        told = learner_client.post(url, posted(position, RIGHT_OF_EVERY_KIND[kind])).json()
        assert set(told) == {"applied", "sequence", "saved_at"}
        assert set(learner_client.post(url, posted(position, {}, sequence=1)).json()) == set(told)


def steady(response):
    return CHANGING.sub("", response.text)
