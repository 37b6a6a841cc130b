"""How sure a learner is: asked in practice where the quiz says so, kept with the answer, counted beside the mark."""

from dataclasses import replace

import pytest
from django.urls import reverse

from courses.models import Activity
from quizzes.actions import attempts, questions
from tests.factories.courses import EXAM, PRACTICE, enrol
from tests.quizzes.kinds import place_plain_questions, posted

ASKING = replace(PRACTICE, asks_confidence=True)
PAGE = "/learn/calibration/"


def ask(quiz, terms=ASKING):
    quiz.terms = terms.to_json()
    quiz.save()
    return quiz


@pytest.fixture
def asking(small, enrolment):
    """An open attempt of two questions that ask how sure the learner is; A is right."""
    return attempts.start(ask(place_plain_questions(small, 2)), enrolment=enrolment)


def kept(attempt):
    return list(attempt.responses.values_list("value", "confidence"))


def save(client, attempt, position, fields):
    return client.post(reverse("quizzes:save_response", args=[attempt.uuid, position]), posted(position, fields))


def submitted(attempt, *said):
    for position, (value, confidence) in enumerate(said, start=1):
        attempts.save_response(attempt, position, attempts.Answer(value, 1, confidence=confidence))
    return attempts.submit(attempt)


def test_page_asks_only_where_the_quiz_says_so(learner_client, small, enrolment):
    quiet = attempts.start(place_plain_questions(small, 1), enrolment=enrolment)
    assert "How sure are you?" not in learner_client.get(quiet.get_absolute_url()).text
    attempts.submit(quiet)
    asking = attempts.start(ask(place_plain_questions(small, 1)), enrolment=enrolment)
    assert "How sure are you?" in learner_client.get(asking.get_absolute_url()).text


def test_confidence_is_saved_with_the_answer_and_shown_again(learner_client, asking):
    assert save(learner_client, asking, 1, {"choice": ["A"], "confidence": ["3"]}).json()["applied"]
    assert kept(asking) == [("A", 3), (None, None)]
    assert 'name="r1-confidence" value="3" checked' in learner_client.get(asking.get_absolute_url()).text


def test_a_page_without_scripts_saves_it_too(learner_client, asking):
    data = posted(1, {"choice": ["A"], "confidence": ["2"]}) | posted(2, {"choice": ["B"], "confidence": [""]})
    learner_client.post(asking.get_absolute_url(), data | {"intent": "save"})
    assert kept(asking) == [("A", 2), ("B", None)]


def test_a_changed_mind_about_confidence_alone_is_saved(learner_client, asking):
    attempts.save_response(asking, 1, attempts.Answer("A", 1, confidence=3))
    data = posted(1, {"choice": ["A"], "confidence": ["1"]}, sequence=1)
    learner_client.post(asking.get_absolute_url(), data | {"intent": "save"})
    assert kept(asking)[0] == ("A", 1)


@pytest.mark.parametrize("level", ["0", "4", "-1", "sure", "3.0"])
def test_an_unknown_level_says_nothing(learner_client, asking, level):
    save(learner_client, asking, 1, {"choice": ["A"], "confidence": [level]})
    assert kept(asking)[0] == ("A", None)


def test_a_quiz_that_does_not_ask_keeps_none(learner_client, attempt):
    save(learner_client, attempt, 1, {"choice": ["A"], "confidence": ["3"]})
    data = posted(1, {"choice": ["D"], "confidence": ["3"]}, sequence=1) | posted(
        3, {"choice": ["T"], "confidence": ["2"]}
    )
    learner_client.post(attempt.get_absolute_url(), data | {"intent": "save"})
    assert set(attempt.responses.values_list("confidence", flat=True)) == {None}


def test_an_exam_never_asks_whatever_its_page_says(small, ready):
    exam = questions.publish_quiz(small.exam.activity, terms=replace(EXAM, asks_confidence=True), sections=[])
    assert not exam.get_terms().asks_confidence


def test_the_mark_is_the_same_with_any_confidence(small, enrolment):
    scores = []
    for level in (None, 1, 3):
        attempt = attempts.start(ask(place_plain_questions(small, 2)), enrolment=enrolment)
        scores.append(submitted(attempt, ("A", level), ("B", level)).score)
    assert len(set(scores)) == 1


def test_result_shows_confidence_beside_the_mark(learner_client, asking):
    attempt = submitted(asking, ("A", 3), ("B", 2))
    text = learner_client.get(reverse("quizzes:review", args=[attempt.uuid])).text
    assert "You said: Very sure. For your confidence: +3" in text
    assert "You said: Fairly sure. For your confidence: \N{MINUS SIGN}2" in text
    assert "Your confidence comes to +1 of at most 6 over 2 answers." in text


def test_result_says_nothing_of_confidence_when_none_was_given(learner_client, asking):
    attempt = submitted(asking, ("A", None), (None, 3))
    assert "confidence" not in learner_client.get(reverse("quizzes:review", args=[attempt.uuid])).text


def test_chart_tells_a_beginner_how_to_begin(learner_client):
    text = learner_client.get(PAGE).text
    assert "Nothing to show yet" in text
    assert "<svg viewBox" not in text


def test_chart_concludes_nothing_from_few_answers(learner_client, asking):
    submitted(asking, ("A", 3), ("B", 3))
    response = learner_client.get(PAGE)
    assert response.context["levels"][2]["percent"] == 50
    assert "From 2 practice answers." in response.text
    assert "Right less often than you expected" not in response.text


def test_chart_says_when_confidence_does_not_hold_up(learner_client, small, enrolment):
    attempt = attempts.start(ask(place_plain_questions(small, 12)), enrolment=enrolment)
    submitted(attempt, *[("B", 3)] * 12)
    assert "Right less often than you expected" in learner_client.get(PAGE).text


def test_chart_shows_ones_own_submitted_practice_alone(learner_client, outsider, small, asking):
    theirs = attempts.start(small.quiz, enrolment=enrol(small.course, outsider))
    submitted(theirs, ("A", 3), ("A", 3))
    attempts.save_response(asking, 1, attempts.Answer("A", 1, confidence=3))
    assert learner_client.get(PAGE).context["count"] == 0
    submitted(asking)
    assert learner_client.get(PAGE).context["count"] == 1
    Activity.objects.filter(quiz=asking.quiz).update(kind=Activity.Kind.EXAM)
    assert learner_client.get(PAGE).context["count"] == 0


def test_chart_is_for_those_who_are_signed_in(client):
    assert client.get(PAGE).status_code == 302


def test_chart_cannot_be_posted_to(learner_client):
    assert learner_client.post(PAGE).status_code == 405


def test_chart_costs_the_same_for_any_number_of_answers(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (1, 10):
        attempt = attempts.start(ask(place_plain_questions(small, count)), enrolment=enrolment)
        submitted(attempt, *[("A", 2)] * count)
        costs.append(count_queries(learner_client.get, PAGE))
    assert costs[0] == costs[1] <= 4
