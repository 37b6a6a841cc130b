"""A lesson that its editor opened to everybody."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from courses.actions import outline
from courses.models import ActivityProgress
from tests.cms import trees
from tests.cms.trees import Tree

SAMPLE, OTHER = "/courses/tea/basics/lesson-1/", "/courses/tea/basics/lesson-2/"


@pytest.fixture
def opened(tree: Tree) -> Tree:
    lesson = trees.fresh(tree.lessons[0])
    lesson.is_sample = True
    trees.publish(lesson)
    return tree


def page(client: Client, address: str = SAMPLE) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("who", ["visitor", "outsider"])
def test_it_is_read_without_being_enrolled(who: str, client: Client, outsider_client: Client) -> None:
    shown = page(client if who == "visitor" else outsider_client)
    assert "Text of Lesson 1." in shown.select_one(".lesson__body").get_text()
    assert shown.select_one('.bar a[href="/courses/tea/"]')
    assert not shown.select("form[method=post][action*=complete], #my-notes, #outline, [data-place-url]")
    assert not ActivityProgress.objects.exists()


def test_the_others_stay_closed(opened: Tree, client: Client, outsider_client: Client) -> None:
    assert client.get(OTHER).url == f"/accounts/login/?next={OTHER}"
    assert outsider_client.get(OTHER).status_code == 403


def test_its_learners_read_it_as_any_other(opened: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(opened, learner)
    assert page(learner_client).select_one("#my-notes")
    assert ActivityProgress.objects.count() == 1


def test_the_course_page_leads_to_it(opened: Tree, client: Client) -> None:
    shown = page(client, "/courses/tea/")
    assert [link["href"] for link in shown.select('main a[href*="/basics/"]')] == [SAMPLE, SAMPLE]


def test_it_closes_again(opened: Tree, client: Client) -> None:
    lesson = trees.fresh(opened.lessons[0])
    lesson.is_sample = False
    trees.publish(lesson)
    assert client.get(SAMPLE).status_code == 302


def test_that_of_a_retired_course_is_closed(opened: Tree, client: Client) -> None:
    outline.retire_course(opened.record.uuid)
    assert client.get(SAMPLE).status_code == 302
