"""A course can be looked at before anybody sees it."""

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.cms import trees
from tests.cms.trees import Tree


def test_the_preview_shows_the_draft_with_its_modules_lessons_and_certificate(
    tree: Tree, instructor_client: Client
) -> None:
    course = trees.fresh(tree.course)
    course.summary = "Not published yet."
    course.save_revision()
    address = reverse("wagtailadmin_pages:view_draft", args=[course.pk])
    page = BeautifulSoup(instructor_client.get(address).content, "html.parser")
    text = " ".join(page.main.get_text(" ").split())
    for words in ("Not published yet.", "2 lessons", "Basics", "Lesson 2", "Basics quiz", "Certificate in tea"):
        assert words in text, words
    assert not page.main.select("form, .line[href]")


def test_a_course_with_nothing_in_it_can_be_looked_at(tree: Tree, instructor_client: Client) -> None:
    instructor_client.post("/cms/teams/begin/", {"title": "Cocoa"})
    [course] = type(tree.course).objects.filter(title="Cocoa")
    answer = instructor_client.get(reverse("wagtailadmin_pages:view_draft", args=[course.pk]))
    assert answer.status_code == 200
    assert "0 lessons" in answer.content.decode()
