"""What a screen costs does not grow with what it lists."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cms.models import CataloguePage, CoursePage
from courses.actions import enrolments, notes
from courses.models import Course
from tests.cms import trees
from tests.factories.courses import enrol, make_course

Count = Callable[..., int]


@pytest.mark.parametrize("address", ["/courses/", "/", "/courses/?q=about"])
def test_the_catalogue(address: str, client: Client, count_queries: Count) -> None:
    catalogue = CataloguePage.objects.get()
    for number in range(10):
        trees.add(catalogue, CoursePage(title=f"About {number}", slug=f"c{number}", summary="About it"))
        if number == 0:
            client.get(address)
            one = count_queries(client.get, address)
    assert len(client.get(address).context["courses"]) == 10
    assert count_queries(client.get, address) == one <= 12


@pytest.mark.parametrize("who", ["visitor", "learner"])
def test_a_course_page(who: str, client: Client, learner: User, learner_client: Client, count_queries: Count) -> None:
    reader = learner_client if who == "learner" else client
    for slug, lessons in (("short", 2), ("long", 20)):
        enrol(make_course(slug, lessons=lessons).course, learner)
        reader.get(f"/courses/{slug}/")
    short = count_queries(reader.get, "/courses/short/")
    assert count_queries(reader.get, "/courses/long/") == short <= 12


def test_a_course_page_not_seen_before(client: Client, count_queries: Count) -> None:
    make_course("short", lessons=2)
    make_course("long", lessons=20)
    client.get("/courses/")
    assert count_queries(client.get, "/courses/long/") == count_queries(client.get, "/courses/short/")


def test_a_lesson(learner: User, learner_client: Client, count_queries: Count) -> None:
    """Activity, enrolment, progress and notes; the text comes from the cache."""
    costs = []
    for slug, lessons in (("short", 2), ("long", 20)):
        tree = trees.plant(slug, lessons=lessons)
        enrolments.enrol(tree.record, learner=learner, actor=learner)
        for number in range(lessons):
            passage = notes.Passage(quote=f"Text of Lesson {number}")
            notes.write(trees.activity(tree.lessons[0]), learner=learner, passage=passage, body="Mine")
        address = f"/courses/{slug}/basics/lesson-1/"
        learner_client.get(address)
        costs.append(count_queries(learner_client.get, address))
    everywhere = count_queries(learner_client.get, "/help/")
    assert costs[0] == costs[1] <= everywhere + 4


def test_the_editors_question_list(instructor_client: Client, count_queries: Count) -> None:
    course = trees.add(CataloguePage.objects.get(), CoursePage(title="Tea", slug="tea", summary="Leaf"))
    address = "/cms/snippets/cms/questionsnippet/"
    for number in range(10):
        trees.publish_question(trees.question(course, f"P{number}"))
        if number == 0:
            instructor_client.get(address)
            one = count_queries(instructor_client.get, address)
    assert b"P9" in instructor_client.get(address).content
    assert count_queries(instructor_client.get, address) == one
    assert Course.objects.count() == 1
