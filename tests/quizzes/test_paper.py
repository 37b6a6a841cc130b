import copy
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from quizzes.actions import attempts, questions
from quizzes.models import Attempt, QuestionVersion
from tests.quizzes.kinds import CONTENTS, KINDS, OTHER_KEYS, RIGHT, SECRET, posted

SECRET_NAMES = [
    *("correct_order", "consequence", "max_points", "max_score", "tolerance", "rationale", "feedback", "acceptable"),
    *("harmful", "score", "is_passed"),
]
CHANGING = re.compile(r'csrfmiddlewaretoken" value="\w+"|data-now="[^"]*"|nonce="[^"]*"|"X-CSRFToken": ?"\w+"')


def steady(text):
    return CHANGING.sub("", text)


def pages(client, attempt):
    """Everything that an open attempt shows, after right answers were given."""
    shown = [client.get(attempt.get_absolute_url()).text]
    for position, kind in enumerate(KINDS, start=1):
        url = reverse("quizzes:save_response", args=[attempt.uuid, position])
        shown.append(client.post(url, posted(position, RIGHT[kind])).text)
    shown.append(client.get(attempt.get_absolute_url()).text)
    shown.append(client.get(reverse("quizzes:submit", args=[attempt.uuid])).text)
    shown.append(client.post(attempt.get_absolute_url(), posted(1, {"choice": ["Z"]}, sequence=9)).text)
    return shown


def test_nothing_sealed_is_shown_before_marking(learner_client, attempt):
    for text in pages(learner_client, attempt):
        assert SECRET not in text
        assert [name for name in SECRET_NAMES if name in text] == []


def test_numeric_key_is_not_in_the_page(learner_client, attempt):
    text = learner_client.get(attempt.get_absolute_url()).text
    assert "1717" not in text
    assert "8383" not in text


def test_pages_are_the_same_whatever_the_key_is(learner_client, attempt, cold_cache):
    before = [steady(learner_client.get(url).text) for url in _read_only(attempt)]
    for response in attempt.responses.select_related("question_version"):
        other = OTHER_KEYS[response.question_version.kind]
        QuestionVersion.objects.filter(pk=response.question_version_id).update(content=other)
    cold_cache()
    assert [steady(learner_client.get(url).text) for url in _read_only(attempt)] == before


def _read_only(attempt):
    return [attempt.get_absolute_url(), reverse("quizzes:submit", args=[attempt.uuid])]


def test_every_kind_is_asked(learner_client, attempt):
    text = learner_client.get(attempt.get_absolute_url()).text
    assert re.findall(r'data-kind="(\w+)"', text) == KINDS
    for position in range(1, len(KINDS) + 1):
        assert reverse("quizzes:save_response", args=[attempt.uuid, position]) in text


def test_options_keep_their_order_across_reloads(learner_client, attempt, cold_cache):
    first = learner_client.get(attempt.get_absolute_url()).text
    cold_cache()
    again = learner_client.get(attempt.get_absolute_url()).text
    assert steady(first) == steady(again)


def test_different_attempts_may_show_different_orders(small, enrolment, seven_kinds):
    orders = set()
    for _ in range(12):
        attempt = attempts.submit(attempts.start(seven_kinds, enrolment=enrolment))
        orders.add(tuple(attempt.responses.get(position=1).option_order))
    assert len(orders) > 1


def test_question_published_again_stays_as_it_was_in_an_open_attempt(learner_client, attempt):
    response = attempt.responses.select_related("question_version__question").get(position=1)
    question = response.question_version.question
    facts = questions.QuestionFacts(
        uuid=question.uuid, course_uuid=question.course_uuid, ref=question.ref, use="practice", topic="basics"
    )
    content = copy.deepcopy(CONTENTS["single_choice"]) | {"prompt": "Another wording"}
    version = questions.publish_version(facts, content=content, actor=None)
    text = learner_client.get(attempt.get_absolute_url()).text
    assert version.number == 2
    assert "Another wording" not in text
    assert "Prompt of single_choice" in text


def test_question_retired_meanwhile_can_still_be_answered(learner_client, attempt):
    response = attempt.responses.select_related("question_version__question").get(position=1)
    questions.retire(response.question_version.question.uuid, actor=None)
    url = reverse("quizzes:save_response", args=[attempt.uuid, 1])
    assert learner_client.post(url, posted(1, RIGHT["single_choice"])).status_code == 200


def test_quiz_published_again_leaves_the_open_attempt_alone(learner_client, attempt, seven_kinds):
    before = steady(learner_client.get(attempt.get_absolute_url()).text)
    questions.publish_quiz(seven_kinds.activity, terms=seven_kinds.get_terms(), sections=[])
    assert steady(learner_client.get(attempt.get_absolute_url()).text) == before


def test_kept_answers_are_shown_again(learner_client, attempt):
    for position, kind in enumerate(KINDS, start=1):
        url = reverse("quizzes:save_response", args=[attempt.uuid, position])
        learner_client.post(url, posted(position, RIGHT[kind], flag="1"))
    text = learner_client.get(attempt.get_absolute_url()).text
    assert re.search(r'name="r1-choice" value="D" checked', text)
    assert re.findall(r'name="r2-choice" value="(\w)" checked', text) != []
    assert re.search(r'name="r4-value" value="1717.2"', text)
    assert text.count('data-answered="true" data-flagged="true"') == len(KINDS)
    places = dict(re.findall(r'name="r6-position-(\w)".*?value="(\d)" selected', text))
    assert places == {"B": "1", "D": "2", "A": "3", "C": "4"}
    pairs = dict(re.findall(r'name="r5-match-(\w+)">\s*.*?value="(\w+)" selected', text, re.DOTALL))
    assert pairs == {"P1": "R4", "P2": "R1", "P3": "R3"}


def test_paper_of_another_learner_is_not_found(outsider_client, attempt):
    for name in ("attempt", "submit", "review"):
        assert outsider_client.get(reverse(f"quizzes:{name}", args=[attempt.uuid])).status_code == 404
    assert outsider_client.post(attempt.get_absolute_url(), posted(1, {"choice": ["D"]})).status_code == 404
    assert outsider_client.post(reverse("quizzes:submit", args=[attempt.uuid])).status_code == 404
    attempt.refresh_from_db()
    assert attempt.status == "open"


def test_staff_see_no_paper_of_a_learner(instructor_client, attempt):
    assert instructor_client.get(attempt.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["attempt", "submit", "review"])
def test_anonymous_visitor_is_led_to_sign_in(attempt, name):
    url = reverse(f"quizzes:{name}", args=[attempt.uuid])
    response = Client().get(url)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={url}"


def test_paper_is_never_kept_by_a_cache(learner_client, attempt):
    assert "no-store" in learner_client.get(attempt.get_absolute_url())["Cache-Control"]


def test_overdue_attempt_is_closed_on_first_sight(learner_client, attempt):
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=attempt.started_at - timedelta(minutes=1))
    response = learner_client.get(attempt.get_absolute_url())
    attempt.refresh_from_db()
    assert response["Location"] == reverse("quizzes:review", args=[attempt.uuid])
    assert (attempt.status, attempt.is_timed_out) == ("submitted", True)
