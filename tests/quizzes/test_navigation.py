"""One question a page, and papers without a way back."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from quizzes.actions import attempts
from quizzes.models import Attempt
from tests.factories.courses import PRACTICE, single_choice
from tests.quizzes.kinds import CONTENTS, place_questions, posted

PLAIN = [single_choice(f"Plain {number}") for number in range(1, 4)]


@pytest.fixture
def single(small, enrolment):
    """Three questions, one a page, free to move."""
    quiz = place_questions(small, PLAIN, terms=replace(PRACTICE, one_per_page=True))
    return attempts.start(quiz, enrolment=enrolment)


@pytest.fixture
def forward(small, enrolment):
    """Three questions, one a page, no way back."""
    quiz = place_questions(small, PLAIN, terms=replace(PRACTICE, forward_only=True))
    return attempts.start(quiz, enrolment=enrolment)


def shown(client, attempt, question=None):
    response = client.get(attempt.get_absolute_url(), {"question": question} if question is not None else {})
    assert response.status_code == 200
    return re.findall(r'data-question="(\d+)"', response.text)


def post(client, attempt, number, intent, choice="A", **options):
    data = posted(number, {"choice": [choice]}) | {"question": str(number), "intent": intent}
    return client.post(attempt.get_absolute_url(), data, **options)


def values(attempt):
    return list(attempt.responses.values_list("value", flat=True))


def address(attempt, number):
    return f"{attempt.get_absolute_url()}?question={number}#question-{number}"


def test_page_holds_the_question_that_is_asked_for(learner_client, single):
    assert [shown(learner_client, single, number) for number in (1, 2, 3)] == [["1"], ["2"], ["3"]]


@pytest.mark.parametrize("question", ["0", "4", "-1", "x", "", "9" * 5000])
def test_other_numbers_show_the_first_question_without_an_answer(learner_client, single, question):
    assert shown(learner_client, single, question) == ["1"]
    attempts.save_response(single, 1, attempts.Answer("A", 1))
    assert shown(learner_client, single, question) == ["2"]


def test_next_and_previous_keep_the_answer_on_the_way(learner_client, single):
    assert post(learner_client, single, 1, "next")["Location"] == address(single, 2)
    assert post(learner_client, single, 2, "question-1", "B")["Location"] == address(single, 1)
    assert post(learner_client, single, 1, "question-3")["Location"] == address(single, 3)
    assert values(single) == ["A", "B", None]


@pytest.mark.parametrize("intent", ["question-", "question-x", "question-" + "9" * 40, "nowhere"])
def test_unknown_intents_stay_in_the_attempt(learner_client, single, intent):
    response = post(learner_client, single, 1, intent)
    assert response["Location"].startswith(single.get_absolute_url())
    assert learner_client.get(response["Location"]).status_code == 200


def test_ends_of_the_paper_have_no_step_beyond(learner_client, single):
    first = learner_client.get(single.get_absolute_url(), {"question": 1}).text
    last = learner_client.get(single.get_absolute_url(), {"question": 3}).text
    assert 'value="question-0"' not in first
    assert 'value="next"' in first
    assert 'value="next"' not in last
    assert 'value="review"' in last


def test_enter_in_a_field_saves_and_goes_nowhere(learner_client, forward):
    text = learner_client.get(forward.get_absolute_url()).text
    assert re.search(r'<button type="submit"[^>]*value="(\w+)"', text)[1] == "save"


def test_confirmation_leads_to_each_unanswered_question(learner_client, single):
    text = learner_client.get(reverse("quizzes:submit", args=[single.uuid])).text
    assert f'href="{address(single, 3)}"' in text


def test_refused_answer_is_shown_again_at_its_question(learner_client, small, enrolment):
    quiz = place_questions(small, [PLAIN[0], CONTENTS["numeric"]], terms=replace(PRACTICE, one_per_page=True))
    attempt = attempts.start(quiz, enrolment=enrolment)
    data = posted(2, {"value": ["many"]}) | {"question": "2", "intent": "next"}
    response = learner_client.post(attempt.get_absolute_url(), data)
    assert response.status_code == 400
    assert re.findall(r'data-question="(\d+)"', response.text) == ["2"]
    assert 'value="many"' in response.text


def test_forward_only_shows_the_reached_question_alone(learner_client, forward):
    assert shown(learner_client, forward) == ["1"]
    assert post(learner_client, forward, 1, "next")["Location"] == address(forward, 2)
    assert shown(learner_client, forward) == shown(learner_client, forward, 2) == ["2"]
    text = learner_client.get(forward.get_absolute_url()).text
    assert "there is no way back" in text
    assert 'id="overview"' not in text
    assert "Previous" not in text


@pytest.mark.parametrize("question", [1, 3])
def test_forward_only_refuses_to_show_other_questions(learner_client, forward, question):
    attempts.advance(forward, 1)
    response = learner_client.get(forward.get_absolute_url(), {"question": question})
    assert response.status_code == 403
    assert "no way back to an earlier one" in response.text
    assert f"Plain {question}" not in response.text


@pytest.mark.parametrize("number", [1, 3])
def test_forward_only_takes_no_answer_to_other_questions(learner_client, forward, number):
    attempts.advance(forward, 1)
    single_save = learner_client.post(
        reverse("quizzes:save_response", args=[forward.uuid, number]), posted(number, {"choice": ["B"]}, sequence=8)
    )
    assert (single_save.status_code, single_save.json()["reason"]) == (409, "passed")
    assert post(learner_client, forward, number, "save").status_code == 409
    both = posted(number, {"choice": ["B"]}) | posted(2, {"choice": ["B"]}) | {"question": "2", "intent": "next"}
    assert learner_client.post(forward.get_absolute_url(), both).status_code == 409
    assert values(forward) == [None, None, None]
    assert Attempt.objects.get(pk=forward.pk).reached == 2


def test_forward_only_moves_once_however_often_next_is_pressed(learner_client, forward):
    assert [attempts.advance(forward, 1) for _ in range(3)] == [2, 2, 2]
    with pytest.raises(attempts.QuestionPassed):
        attempts.advance(forward, 3)
    assert [attempts.advance(forward, 2), attempts.advance(forward, 3)] == [3, 3]


def test_forward_only_never_goes_back_by_a_button(learner_client, forward):
    post(learner_client, forward, 1, "next")
    response = post(learner_client, forward, 2, "question-1")
    assert learner_client.get(response["Location"]).status_code == 403
    assert Attempt.objects.get(pk=forward.pk).reached == 2


def test_forward_only_is_sat_to_its_end_by_posts_alone(learner_client, forward):
    for number in (1, 2):
        post(learner_client, forward, number, "next")
    response = post(learner_client, forward, 3, "review", follow=True)
    assert "Every question has an answer" in response.text
    learner_client.post(reverse("quizzes:submit", args=[forward.uuid]))
    forward.refresh_from_db()
    assert (forward.status, forward.score, values(forward)) == ("submitted", 3, ["A", "A", "A"])


def test_confirmation_of_a_forward_only_paper_links_to_no_question(learner_client, forward):
    attempts.advance(forward, 1)
    text = learner_client.get(reverse("quizzes:submit", args=[forward.uuid])).text
    assert "#question-" not in text
    assert "Back to the open question" in text


def test_closed_attempt_does_not_advance(forward):
    attempts.submit(forward)
    with pytest.raises(attempts.AttemptClosed):
        attempts.advance(forward, 1)


def test_cost_of_a_page_does_not_grow_with_the_paper(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (2, 20):
        contents = [single_choice(f"Long {number}") for number in range(count)]
        quiz = place_questions(small, contents, terms=replace(PRACTICE, one_per_page=True))
        attempt = attempts.start(quiz, enrolment=enrolment)
        learner_client.get(attempt.get_absolute_url())
        costs.append(count_queries(learner_client.get, attempt.get_absolute_url()))
        attempts.submit(attempt)
    assert costs[0] == costs[1] <= 5


def test_state_tells_sequences_and_the_answers_that_are_asked_for(learner_client, single, count_queries):
    attempts.save_response(single, 2, attempts.Answer("B", 7, is_flagged=True))
    url = reverse("quizzes:state", args=[single.uuid])
    state = learner_client.get(url).json()
    assert (state["status"], state["is_on_break"], state["reached"]) == ("open", False, 1)
    assert state["sequences"] == {"1": 0, "2": 7, "3": 0}
    assert (state["answers"], len(state["token"])) == ({}, 64)
    asked = learner_client.get(url, {"show": ["2", "x", "9" * 5000]}).json()
    assert asked["answers"] == {"2": {"sequence": 7, "value": "B", "flagged": True, "confidence": None}}
    assert count_queries(learner_client.get, url) <= 4


def test_state_belongs_to_the_learner_alone(outsider_client, client, single):
    url = reverse("quizzes:state", args=[single.uuid])
    assert outsider_client.get(url).status_code == 404
    assert client.get(url).status_code == 302
    assert outsider_client.post(url).status_code == 405


def test_refused_save_brings_the_newer_answer(learner_client, single):
    attempts.save_response(single, 1, attempts.Answer("B", 5))
    url = reverse("quizzes:save_response", args=[single.uuid, 1])
    other = learner_client.post(url, posted(1, {"choice": ["A"]}, sequence=2)).json()
    assert (other["applied"], other["is_same"], other["kept"]) == (
        False,
        False,
        {"value": "B", "flagged": False, "confidence": None},
    )
    same = learner_client.post(url, posted(1, {"choice": ["B"]}, sequence=2)).json()
    assert (same["applied"], same["is_same"]) == (False, True)
