"""The marking desk through its own addresses: who enters, what it hides, and what saving does."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from quizzes.models import Attempt, PersonMark, Response
from tests.conftest import _member, _signed_in
from tests.factories.courses import PRACTICE, SmallCourse, enrol, make_course
from tests.quizzes.kinds import place_questions
from tests.quizzes.test_marking import ESSAY, TWICE, submitted

QUEUE = "/cms/assessment/marking/"
FULL = {"criterion-C1": "all", "criterion-C2": "much", "comment": "Clear"}
NOTHING = {"criterion-C1": "none", "criterion-C2": "none"}


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def essay(small: SmallCourse, learner: User) -> Response:
    return write(small, learner)


def write(small: SmallCourse, learner: User, *, text: str = "Of one's own will", terms=PRACTICE) -> Response:
    attempt = submitted(place_questions(small, [ESSAY], terms=terms), enrol(small.course, learner), text)
    return attempt.responses.get()


def address(response: Response) -> str:
    return reverse("assessment:desk_answer", args=[response.pk])


@pytest.fixture
def second_client(db: None) -> Client:
    return _signed_in(_member("second", "Sven Second", "Reviewers"))


@pytest.fixture
def third_client(db: None) -> Client:
    return _signed_in(_member("third", "Tara Third", "Reviewers"))


def test_a_visitor_signs_in_first(client: Client, essay: Response) -> None:
    for url in (QUEUE, address(essay)):
        for method in (client.get, client.post):
            answer = method(url, FULL)
            assert answer.status_code == 302
            assert answer.url.startswith("/accounts/login/")
    assert not PersonMark.objects.exists()


@pytest.mark.parametrize("who", ["learner", "outsider", "instructor", "registrar", "administrator"])
def test_only_reviewers_mark(who: str, essay: Response, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(f"{who}_client")
    for url in (QUEUE, address(essay)):
        answer = client.get(url)
        assert answer.status_code in {302, 403}
        assert b"Of one" not in answer.content
    assert client.post(address(essay), FULL).status_code in {302, 403}
    assert not PersonMark.objects.exists()


def test_the_desk_names_nobody(essay: Response, learner: User, reviewer_client: Client) -> None:
    for url in (QUEUE, address(essay)):
        page = reviewer_client.get(url).text
        assert f"Answer {essay.pk}" in page
        assert learner.legal_name not in page
        assert learner.email not in page
        assert str(essay.attempt.uuid) not in page


def test_saving_marks_the_answer_and_leads_to_the_next(
    small: SmallCourse, essay: Response, outsider: User, reviewer: User, reviewer_client: Client
) -> None:
    later = write(small, outsider)
    answer = reviewer_client.post(address(essay), FULL)
    assert answer["Location"] == address(later)
    mark = PersonMark.objects.get()
    assert (mark.marker, mark.score, mark.comment) == (reviewer, 5, "Clear")
    assert Attempt.objects.get(pk=essay.attempt_id).is_passed
    assert reviewer_client.post(address(later), NOTHING)["Location"] == QUEUE
    assert "No answer waits for you." in reviewer_client.get(QUEUE).text


def test_saving_twice_keeps_one_mark(essay: Response, reviewer_client: Client) -> None:
    for _ in range(2):
        assert reviewer_client.post(address(essay), FULL).status_code == 302
    reviewer_client.post(address(essay), NOTHING)
    assert PersonMark.objects.get().score == 5


def test_a_level_for_every_criterion_is_needed(essay: Response, reviewer_client: Client) -> None:
    for values in ({}, {"criterion-C1": "all"}, {**FULL, "criterion-C2": "best"}):
        answer = reviewer_client.post(address(essay), values)
        assert answer.status_code == 400
        assert answer.context["form"].errors
    assert not PersonMark.objects.exists()


def test_the_second_marker_never_sees_the_first_mark(
    small: SmallCourse, learner: User, reviewer_client: Client, second_client: Client, third_client: Client
) -> None:
    essay = write(small, learner, terms=TWICE)
    assert "First of two markers" in reviewer_client.get(QUEUE).text
    reviewer_client.post(address(essay), FULL)
    assert reviewer_client.get(QUEUE).context["rows"] == []
    page = second_client.get(address(essay))
    assert "Second marker" in page.text
    assert "Clear" not in page.text
    assert "checked" not in page.context["form"].as_p()
    second_client.post(address(essay), NOTHING)
    assert "Third marker" in third_client.get(QUEUE).text
    third_client.post(address(essay), {**FULL, "criterion-C2": "none"})
    essay.refresh_from_db()
    assert essay.score == 2


def test_marks_of_others_stay_hidden_on_the_attempt_until_it_is_settled(
    small: SmallCourse, learner: User, reviewer_client: Client, second_client: Client
) -> None:
    essay = write(small, learner, terms=TWICE)
    reviewer_client.post(address(essay), FULL)
    screen = reverse("assessment:attempt", args=[essay.attempt.uuid])
    page = second_client.get(screen).text
    assert "Clear" not in page
    assert "gave" not in page
    assert "5.0000" not in page
    second_client.post(address(essay), {**FULL, "comment": "Same"})
    assert "Clear" in second_client.get(screen).text


def test_a_reviewer_does_not_find_their_own_answer(small: SmallCourse, reviewer: User, reviewer_client: Client) -> None:
    own = write(small, reviewer)
    assert f"Answer {own.pk}" not in reviewer_client.get(QUEUE).text
    assert reviewer_client.get(address(own))["Location"] == QUEUE
    reviewer_client.post(address(own), FULL)
    assert not PersonMark.objects.exists()


def test_the_queue_is_filtered_by_assessment(essay: Response, outsider: User, reviewer_client: Client) -> None:
    other = write(make_course("other"), outsider)
    filtered = f"{QUEUE}?quiz={other.attempt.quiz_id}"
    page = reviewer_client.get(filtered).text
    assert f"Answer {other.pk}" in page
    assert f"Answer {essay.pk}" not in page
    saved = reviewer_client.post(f"{address(other)}?quiz={other.attempt.quiz_id}", FULL)
    assert saved["Location"] == filtered


def test_what_is_no_text_has_no_place_on_the_desk(small: SmallCourse, learner: User, reviewer_client: Client) -> None:
    attempt = submitted(small.quiz, enrol(small.course, learner), "A")
    assert reviewer_client.get(address(attempt.responses.first())).status_code == 404
    assert reviewer_client.get(reverse("assessment:desk_answer", args=[99999])).status_code == 404


@pytest.mark.parametrize("terms", [PRACTICE, replace(TWICE)])
def test_the_queue_costs_the_same_for_ten(
    terms, small: SmallCourse, learner: User, reviewer_client: Client, count_queries: Callable[..., int]
) -> None:
    quiz = place_questions(small, [ESSAY], terms=terms)
    enrolment = enrol(small.course, learner)
    costs = []
    for more in (1, 9):
        for _ in range(more):
            submitted(quiz, enrolment, "Text")
        reviewer_client.get(QUEUE)
        costs.append(count_queries(reviewer_client.get, QUEUE))
    assert len(reviewer_client.get(QUEUE).context["rows"]) == 10
    assert costs[0] == costs[1]
