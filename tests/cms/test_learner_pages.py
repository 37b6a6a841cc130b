from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.actions import enrolments, outline, progress
from courses.models import ActivityProgress
from quizzes.actions import attempts
from quizzes.models import Quiz
from tests.cms import trees
from tests.cms.trees import Tree
from tests.factories.courses import enrol, make_course, sit

LESSON = "/courses/tea/basics/lesson-1/"
QUIZ = "/courses/tea/basics/quiz/"
EXAM = "/courses/tea/final-exam/"
PLACES = [LESSON, QUIZ, EXAM]


@pytest.fixture
def enrolled(tree: Tree, learner: User) -> Any:
    return trees.enrol(tree, learner)


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_visitor_reads_what_a_course_is(tree: Tree, client: Client) -> None:
    page = soup(client, "/courses/tea/")
    text = page.get_text(" ", strip=True)
    for words in ("All about tea.", "Everybody", "Lesson 1", "Final exam", "Certificate in tea", "Valid for 24 months"):
        assert words in text
    assert page.select_one('form[action="/courses/tea/enrol/"]')
    assert not page.select('a[href*="/basics/lesson"]')
    assert not page.select_one("#missing")


def test_a_course_says_whose_law_it_describes(tree: Tree, client: Client) -> None:
    assert "authorities" not in client.get("/courses/tea/").content.decode()
    tree.course.jurisdiction = "Belgium"
    trees.publish(tree.course)
    assert "Law, prices and authorities: Belgium" in client.get("/courses/tea/").content.decode()


def test_who_is_signed_in_but_not_enrolled_is_offered_to_enrol(tree: Tree, outsider_client: Client) -> None:
    assert soup(outsider_client, "/courses/tea/").select_one('form[action="/courses/tea/enrol/"]')


def test_a_learner_sees_where_they_are(tree: Tree, enrolled: Any, learner_client: Client) -> None:
    page = soup(learner_client, "/courses/tea/")
    assert not page.select_one('form[action="/courses/tea/enrol/"]')
    assert page.select_one(f'a[href="{LESSON}"]')
    assert "Start the first lesson" in page.get_text()
    progress.complete(enrolled, trees.activity(tree.lessons[0]))
    page = soup(learner_client, "/courses/tea/")
    assert "Continue" in page.get_text()
    assert "1 of 2" in page.select_one("section[aria-labelledby=missing]").get_text()


@pytest.mark.parametrize("address", PLACES)
def test_a_visitor_signs_in_first(address: str, tree: Tree, client: Client) -> None:
    assert client.get(address).url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("address", PLACES)
def test_who_is_not_enrolled_gets_a_way_forward(address: str, tree: Tree, outsider_client: Client) -> None:
    response = outsider_client.get(address)
    assert response.status_code == 403
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one('form[method=post][action="/courses/tea/enrol/"] button')
    assert page.select_one('a[href="/courses/tea/"]')
    assert "Text of Lesson 1" not in page.get_text()


@pytest.mark.parametrize("address", PLACES)
def test_pages_of_a_course_are_only_read(address: str, enrolled: Any, learner_client: Client) -> None:
    assert learner_client.post(address).status_code == 405


@pytest.mark.parametrize(
    "address", ["/courses/tea/basics/none/", "/courses/tea/none/", "/courses/none/basics/lesson-1/"]
)
def test_unknown_places_are_not_found(address: str, enrolled: Any, learner_client: Client) -> None:
    assert learner_client.get(address).status_code == 404


def test_a_withdrawn_learner_is_not_enrolled(enrolled: Any, learner: User, learner_client: Client) -> None:
    enrolments.withdraw(enrolled, actor=learner)
    assert learner_client.get(LESSON).status_code == 403


def test_a_lesson_shows_text_place_and_the_next_step(tree: Tree, enrolled: Any, learner_client: Client) -> None:
    page = soup(learner_client, LESSON)
    assert "Text of Lesson 1." in page.select_one(".lesson__body").get_text()
    assert page.select_one('[aria-current="page"]')["href"] == LESSON
    assert page.select_one(f'form[action="/activities/{tree.lessons[0].translation_key}/complete/"]')
    assert page.select_one('.bar a[href="/courses/tea/basics/lesson-2/"]')
    assert ActivityProgress.objects.get().completed_at is None
    progress.complete(enrolled, trees.activity(tree.lessons[0]))
    page = soup(learner_client, LESSON)
    assert not page.select(f'form[action="/activities/{tree.lessons[0].translation_key}/complete/"]')


def test_opening_a_lesson_twice_notes_it_once(enrolled: Any, learner_client: Client) -> None:
    learner_client.get(LESSON)
    opened_at = ActivityProgress.objects.get().opened_at
    learner_client.get(LESSON)
    assert ActivityProgress.objects.get().opened_at == opened_at


def test_a_lesson_past_its_review_says_so(tree: Tree, enrolled: Any, learner_client: Client) -> None:
    page = trees.fresh(tree.lessons[0])
    page.review_due = timezone.localdate() - timedelta(days=1)
    trees.publish(page)
    assert "Review overdue" in soup(learner_client, LESSON).get_text()
    page = trees.fresh(page)
    page.review_due = timezone.localdate()
    trees.publish(page)
    assert "Review overdue" not in soup(learner_client, LESSON).get_text()


def test_a_lesson_names_the_objectives_it_serves(tree: Tree, enrolled: Any, learner_client: Client) -> None:
    page = trees.fresh(tree.lessons[0])
    page.objectives = '[{"type": "codes", "value": ["O1", "O9"]}]'
    trees.publish(page)
    aims = soup(learner_client, LESSON).select_one(".lesson__notes ul")
    assert [line.get_text() for line in aims.select("li")] == ["Tell leaf from stalk"]


def test_a_quiz_says_its_terms_and_starts(tree: Tree, enrolled: Any, learner_client: Client) -> None:
    page = soup(learner_client, QUIZ)
    facts = [entry.get_text(strip=True) for entry in page.select("dl.facts dd")]
    assert facts == ["2", "No limit", "70 %", "As many as you like"]
    assert page.select_one(f'form[action="/activities/{tree.quiz.translation_key}/start/"], form.actions[method=post]')


def test_a_quiz_in_progress_leads_back_to_it_and_then_to_the_result(enrolled: Any, learner_client: Client) -> None:
    quiz = Quiz.objects.get(activity__slug="quiz")
    attempt = attempts.start(quiz, enrolment=enrolled)
    page = soup(learner_client, QUIZ)
    assert page.select_one(f'a[href="{attempt.get_absolute_url()}"]')
    assert not page.select("main form.actions[method=post]")
    attempts.submit(attempt)
    page = soup(learner_client, QUIZ)
    assert page.select_one(f'a[href="/attempts/{attempt.uuid}/review/"]')
    assert page.select("main form.actions[method=post]")


def test_the_exam_gate_lists_what_is_missing_with_links(
    tree: Tree, enrolled: Any, learner: User, learner_client: Client
) -> None:
    page = soup(learner_client, EXAM)
    assert "Before you can start" in page.get_text()
    missing = [link["href"] for link in page.select("main .line__title a")]
    assert missing == [LESSON, QUIZ, "/courses/tea/conduct/"]
    assert not page.select("main form.actions[method=post]")
    for page_ in tree.lessons:
        progress.complete(enrolled, trees.activity(page_))
    sit(Quiz.objects.get(activity__slug="quiz"), enrolled)
    assert [link["href"] for link in soup(learner_client, EXAM).select("main .line__title a")] == [
        "/courses/tea/conduct/"
    ]
    enrolments.accept_conduct(enrolled, actor=learner)
    page = soup(learner_client, EXAM)
    assert "Before you can start" not in page.get_text()
    assert [entry.get_text(strip=True) for entry in page.select("dl.facts dd")][3] == "3"
    assert page.select("main form.actions[method=post]")


def test_a_passed_exam_can_not_be_started_again(
    tree: Tree, enrolled: Any, learner: User, learner_client: Client
) -> None:
    for page in tree.lessons:
        progress.complete(enrolled, trees.activity(page))
    enrolments.accept_conduct(enrolled, actor=learner)
    for slug in ("quiz", "final-exam"):
        sit(Quiz.objects.get(activity__slug=slug), enrolled)
    shown = soup(learner_client, EXAM)
    assert "You have passed this exam" in shown.get_text()
    assert not shown.select("main form.actions[method=post]")


def test_a_module_of_a_retired_course_does_not_stand_in_the_way(
    tree: Tree, learner: User, learner_client: Client
) -> None:
    """A course may take the address of one that was retired, modules and all."""
    old = make_course("old")
    outline.retire_course(old.course.uuid)
    new = make_course("old")
    enrol(new.course, learner)
    assert learner_client.get("/courses/old/basics/").url == "/courses/old/"
    assert learner_client.get("/courses/old/basics/lesson-0/").status_code == 200
