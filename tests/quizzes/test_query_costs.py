"""What a screen costs must not depend on how much there is to show."""

from django.urls import reverse

from courses import standing
from quizzes.actions import attempts
from tests.factories.courses import sit
from tests.quizzes.kinds import place_plain_questions, posted


def paper_of(small, enrolment, count):
    return attempts.start(place_plain_questions(small, count), enrolment=enrolment)


def answer_rightly(attempt):
    for response in attempt.responses.all():
        attempts.save_response(attempt, response.position, attempts.Answer("A", 1))


def warm(client, small):
    client.get("/learn/")
    standing.outline(small.course)


def test_paper_cost_does_not_grow_with_questions(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (2, 20):
        attempt = paper_of(small, enrolment, count)
        learner_client.get(attempt.get_absolute_url())
        costs.append(count_queries(learner_client.get, attempt.get_absolute_url()))
        attempts.submit(attempt)
    assert costs[0] == costs[1] <= 5


def test_saving_one_answer_is_cheap(learner_client, small, enrolment, count_queries):
    attempt = paper_of(small, enrolment, 20)
    learner_client.get(attempt.get_absolute_url())
    url = reverse("quizzes:save_response", args=[attempt.uuid, 7])
    assert count_queries(learner_client.post, url, posted(7, {"choice": ["A"]})) <= 3


def test_saving_a_page_does_not_grow_with_questions(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (2, 20):
        attempt = paper_of(small, enrolment, count)
        learner_client.get(attempt.get_absolute_url())
        data = {}
        for position in range(1, count + 1):
            data |= posted(position, {"choice": ["A"]})
        costs.append(count_queries(learner_client.post, attempt.get_absolute_url(), data))
        attempts.submit(attempt)
    assert costs[0] == costs[1] <= 10


def test_submit_cost_does_not_grow_with_questions(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (2, 20):
        sit(place_plain_questions(small, count), enrolment)
        attempt = paper_of(small, enrolment, count)
        answer_rightly(attempt)
        warm(learner_client, small)
        costs.append(count_queries(learner_client.post, reverse("quizzes:submit", args=[attempt.uuid])))
    assert costs[0] == costs[1] <= 14  # six of them are savepoints


def test_review_cost_does_not_grow_with_questions(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (2, 20):
        attempt = paper_of(small, enrolment, count)
        answer_rightly(attempt)
        url = reverse("quizzes:review", args=[attempts.submit(attempt).uuid])
        learner_client.get(url)
        costs.append(count_queries(learner_client.get, url))
    assert costs[0] == costs[1] <= 10


def test_start_cost_does_not_grow_with_questions(learner_client, small, enrolment, count_queries):
    costs = []
    for count in (2, 20):
        quiz = place_plain_questions(small, count)
        sit(quiz, enrolment)
        warm(learner_client, small)
        costs.append(count_queries(learner_client.post, reverse("quizzes:start", args=[quiz.activity.uuid])))
        attempts.submit(attempts.start(quiz, enrolment=enrolment))
    assert costs[0] == costs[1] <= 25


def test_introduction_cost_does_not_grow_with_attempts(learner_client, small, enrolment, count_queries):
    url = f"/courses/{small.course.slug}/basics/module-quiz/"
    costs = []
    for more in (1, 9):
        for _ in range(more):
            sit(small.quiz, enrolment)
        learner_client.get(url)
        costs.append(count_queries(learner_client.get, url))
    assert costs[0] == costs[1] <= 12
