"""Questions inside a lesson: marked by the server, counted nowhere."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from cms import publishing, self_checks
from cms.models import QuestionSnippet
from quizzes.actions import questions
from quizzes.models import Attempt, Question
from tests.cms import trees
from tests.cms.lessons.conftest import LESSON
from tests.cms.trees import Tree

Read = Callable[[], BeautifulSoup]
Write = Callable[..., Any]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def asked(tree: Tree, write: Write) -> QuestionSnippet:
    """The question that the lesson asks."""
    snippet = tree.questions[0]
    write(("text", "<p>Before.</p>"), ("check", snippet), ("text", "<p>After.</p>"))
    return snippet


def address(snippet: QuestionSnippet) -> str:
    return f"{LESSON}checks/{snippet.uuid}/"


def fields(snippet: QuestionSnippet, choice: str) -> dict[str, str]:
    return {f"{self_checks.anchor(snippet.uuid)}-choice": choice}


def key(snippet: QuestionSnippet) -> str:
    return next(option["id"] for option in snippet.content["options"] if option["correct"])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_the_question_stands_where_it_was_put(asked: QuestionSnippet, read: Read) -> None:
    page = read()
    text = page.select_one(".lesson__body").get_text(" ", strip=True)
    assert text.index("Before.") < text.index("Ask P1") < text.index("After.")
    form = page.select_one(f".lesson__body form[method=post][action^='{address(asked)}']")
    assert len(form.select("input[type=radio]")) == len(asked.content["options"])


def test_nothing_tells_the_key_before_it_is_answered(
    asked: QuestionSnippet, enrolled: Any, learner_client: Client
) -> None:
    html = learner_client.get(LESSON).content.decode()
    for option in asked.content["options"]:
        assert option["feedback"] not in html
    assert asked.content["rationale"] not in html
    assert "correct" not in html


@pytest.mark.usefixtures("enrolled")
def test_without_scripts_the_lesson_comes_back_with_the_answer_marked(
    asked: QuestionSnippet, learner_client: Client
) -> None:
    page = soup(learner_client.post(address(asked), fields(asked, key(asked))))
    assert "Before." in page.get_text()
    section = page.find(id=self_checks.anchor(asked.uuid))
    assert "Your choice, right" in section.get_text()
    assert asked.content["rationale"] in section.get_text()
    assert page.select_one("form[action*='/complete/']")


@pytest.mark.usefixtures("enrolled")
def test_with_scripts_the_question_alone_comes_back(asked: QuestionSnippet, learner_client: Client) -> None:
    wrong = next(option["id"] for option in asked.content["options"] if not option["correct"])
    response = learner_client.post(address(asked), fields(asked, wrong), **HTMX)
    assert "Before." not in response.content.decode()
    assert "Your choice, not right" in soup(response).get_text()
    again = learner_client.get(address(asked), **HTMX)
    assert soup(again).select_one("form input[type=radio]")
    assert "HX-Request" in response["Vary"]


@pytest.mark.usefixtures("enrolled")
@pytest.mark.parametrize(("choice", "words"), [("", "Give an answer first"), ("nonsense", "not one of the options")])
def test_what_is_no_answer_is_not_marked(
    choice: str, words: str, asked: QuestionSnippet, learner_client: Client
) -> None:
    page = soup(learner_client.post(address(asked), fields(asked, choice), **HTMX))
    assert words in page.select_one("[role=alert]").get_text()
    assert asked.content["rationale"] not in page.get_text()


@pytest.mark.usefixtures("enrolled")
def test_an_answer_is_kept_nowhere(asked: QuestionSnippet, learner_client: Client, read: Read) -> None:
    learner_client.post(address(asked), fields(asked, key(asked)))
    assert not Attempt.objects.exists()
    assert not read().select(".lesson__body input[checked]")


@pytest.mark.usefixtures("enrolled")
def test_options_stay_in_one_order_for_one_person(asked: QuestionSnippet, learner_client: Client, read: Read) -> None:
    shown = [[field["value"] for field in read().select(".lesson__body input[type=radio]")] for _ in range(2)]
    assert shown[0] == shown[1]


def test_doors(
    asked: QuestionSnippet, client: Client, outsider_client: Client, enrolled: Any, learner_client: Client, tree: Tree
) -> None:
    assert client.post(address(asked)).url.startswith("/accounts/login/")
    assert outsider_client.post(address(asked), fields(asked, key(asked))).status_code == 403
    assert learner_client.put(address(asked)).status_code == 405
    assert learner_client.get(address(asked)).url == f"{LESSON}#{self_checks.anchor(asked.uuid)}"
    for other in tree.questions[1:]:
        assert learner_client.post(address(other), fields(other, key(other)), **HTMX).status_code == 404


def test_visitors_may_try_the_question_of_a_sample_lesson(asked: QuestionSnippet, tree: Tree, client: Client) -> None:
    page = trees.fresh(tree.lessons[0])
    page.is_sample = True
    trees.publish(page)
    assert client.get(LESSON).status_code == 200
    shown = soup(client.post(address(asked), fields(asked, key(asked))))
    assert "Your choice, right" in shown.get_text()
    assert not Attempt.objects.exists()


def test_answers_are_limited_in_number(asked: QuestionSnippet, client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "check_answer": (1, 60)}
    statuses = [client.post(address(asked)).status_code for _ in range(2)]
    assert statuses == [302, 429]


@pytest.mark.usefixtures("enrolled")
def test_a_question_that_left_use_says_so_and_is_not_marked(
    asked: QuestionSnippet, learner_client: Client, reviewer: User, read: Read
) -> None:
    read()
    question = Question.objects.get(uuid=asked.uuid)
    questions.suspend(question, actor=reviewer, reason="Leaked")
    text = read().select_one(".lesson__body").get_text()
    assert "not in use at the moment" in text
    assert "Ask P1" not in text
    answer = learner_client.post(address(asked), fields(asked, key(asked)), **HTMX)
    assert "not in use at the moment" in answer.content.decode()
    assert "right" not in answer.content.decode()


@pytest.mark.usefixtures("enrolled")
def test_a_question_that_became_an_exam_item_is_gone(asked: QuestionSnippet, read: Read) -> None:
    Question.objects.filter(uuid=asked.uuid).update(use="exam")
    assert "Ask P1" not in read().get_text()


def test_a_lesson_with_an_exam_item_is_not_published(tree: Tree, reviewer: User) -> None:
    page = trees.fresh(tree.lessons[0])
    page.body = [("check", tree.questions[-1])]
    page.save_revision()
    assert "E3" in str(publishing.bar(page, reviewer))


@pytest.mark.parametrize("which", ["suspended", "elsewhere", "twice", "fine"])
def test_what_keeps_a_lesson_from_being_published(which: str, tree: Tree, reviewer: User) -> None:
    snippet = tree.questions[0]
    if which == "suspended":
        questions.suspend(Question.objects.get(uuid=snippet.uuid), actor=reviewer, reason="Leaked")
    if which == "elsewhere":
        snippet = trees.plant("coffee").questions[0]
    page = trees.fresh(tree.lessons[0])
    page.body = [("check", snippet)] * (2 if which == "twice" else 1)
    assert bool(page.gap()) == (which != "fine")


def test_questions_cost_a_lesson_one_query(
    tree: Tree, write: Write, enrolled: Any, learner_client: Client, count_queries: Callable[..., int]
) -> None:
    more = [trees.publish_question(trees.question(tree.course, f"Q{number}")) for number in range(9)]
    costs = []
    for count in (0, 1, 9):
        write(*(("check", snippet) for snippet in more[:count]))
        learner_client.get(LESSON)
        costs.append(count_queries(learner_client.get, LESSON))
    assert costs[1] == costs[2] == costs[0] + 1


def test_the_chooser_offers_no_exam_items(tree: Tree, instructor: User, instructor_client: Client) -> None:
    response = instructor_client.get("/cms/practice_chooser/")
    assert response.status_code == 200
    assert "P1" in response.content.decode()
    assert "E1" not in response.content.decode()
