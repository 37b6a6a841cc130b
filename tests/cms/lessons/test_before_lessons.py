"""Two questions before a lesson: where the course says so, counted nowhere, skipped at will, asked once."""

import pytest
from django.test import Client

from accounts.models import User
from cms.models import CoursePage
from courses.actions import progress
from courses.models import ActivityProgress
from quizzes.models import Attempt, Question, Recall
from tests.cms import trees
from tests.cms.lessons.conftest import LESSON
from tests.cms.trees import Tree

BEFORE = f"{LESSON}before/"
RIGHT = {"intent": "check", "q1-choice": "A", "q2-choice": "B"}


@pytest.fixture
def asking(tree: Tree, learner: User) -> Tree:
    """A course that asks, and the learner in it."""
    page = CoursePage.objects.get(pk=tree.course.pk)
    page.asks_before_lessons = True
    trees.publish(page)
    trees.enrol(tree, learner)
    return tree


def test_a_course_that_does_not_ask_leads_straight_to_the_lesson(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    trees.enrol(tree, learner)
    assert learner_client.get(LESSON).status_code == 200
    assert learner_client.get(BEFORE)["Location"] == LESSON


def test_the_way_to_a_lesson_leads_past_two_questions_without_their_key(asking: Tree, learner_client: Client) -> None:
    assert learner_client.get(LESSON)["Location"] == BEFORE
    text = learner_client.get(BEFORE).text
    assert "2 questions on “Lesson 1”" in text
    assert "Ask P1" in text
    assert "Ask P2" in text
    assert "why A" not in text
    assert "rationale of" not in text


def test_answers_are_explained_at_once_and_asked_no_more(asking: Tree, learner_client: Client) -> None:
    text = learner_client.post(BEFORE, RIGHT).text
    assert "Your choice, right" in text
    assert "Your choice, not right" in text
    assert "rationale of Ask P1" in text
    assert learner_client.get(LESSON).status_code == 200
    assert learner_client.get(BEFORE)["Location"] == LESSON


def test_nothing_is_counted_or_kept(asking: Tree, learner_client: Client) -> None:
    learner_client.post(BEFORE, RIGHT)
    assert not Attempt.objects.exists()
    assert not Recall.objects.exists()
    assert ActivityProgress.objects.get().completed_at is None


def test_skipping_is_one_button(asking: Tree, learner_client: Client) -> None:
    assert learner_client.post(BEFORE, {"intent": "skip"})["Location"] == LESSON
    assert learner_client.get(LESSON).status_code == 200


def test_a_blank_answer_is_asked_for_and_nothing_is_over(asking: Tree, learner_client: Client) -> None:
    response = learner_client.post(BEFORE, {"intent": "check", "q1-choice": "A"})
    assert response.status_code == 400
    assert "Give an answer first; a guess will do." in response.text
    assert "rationale of" not in response.text
    assert learner_client.get(LESSON)["Location"] == BEFORE


def test_the_same_person_gets_the_same_questions(asking: Tree, learner_client: Client) -> None:
    pages = [learner_client.get(BEFORE) for _ in range(2)]
    first, second = ([sheet["presented"] for sheet in page.context["questions"]] for page in pages)
    assert first == second


def test_a_lesson_that_was_read_asks_nothing(asking: Tree, learner: User, learner_client: Client) -> None:
    progress.complete(trees.enrol(asking, learner), trees.activity(asking.lessons[0]))
    assert learner_client.get(LESSON).status_code == 200


def test_exam_questions_are_never_asked(asking: Tree, learner_client: Client) -> None:
    Question.objects.filter(use="practice").update(use="exam")
    assert learner_client.get(LESSON).status_code == 200


def test_who_is_not_enrolled_is_shown_the_way_in(asking: Tree, outsider_client: Client, client: Client) -> None:
    assert outsider_client.get(BEFORE).status_code == 403
    assert outsider_client.post(BEFORE, RIGHT).status_code == 403
    assert client.get(BEFORE)["Location"].startswith("/accounts/login/")
    assert not ActivityProgress.objects.exists()
