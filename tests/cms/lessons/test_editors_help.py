"""What the editor shows beside a lesson: hints, the checker, and the lesson as learners have it."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.lesson_hints import hints
from cms.models import GlossaryTerm
from tests.cms import trees
from tests.cms.trees import Tree


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("<h2>One</h2><h3>Two</h3><h4>Three</h4><h2>Four</h2>", []),
        ("<h3>One</h3>", ["skipped"]),
        ("<h2>One</h2><h4>Two</h4>", ["skipped"]),
        ("<h2> </h2>", ["empty"]),
        ('<p>Look <a href="/a">here</a>.</p>', ["vague"]),
        ('<p><a href="/a">Click here</a></p>', ["vague"]),
        ('<p><a href="https://a.example/">https://a.example/</a></p>', ["address"]),
        ('<p><a href="/a">The <b>register</b> of trials</a></p>', []),
    ],
)
def test_headings_and_links_that_are_hard_to_use_are_named(text: str, kinds: list[str]) -> None:
    assert [hint.kind for hint in hints([text])] == kinds


def test_headings_are_followed_from_block_to_block() -> None:
    assert not hints(["<h2>One</h2>", "<h3>Two</h3>"])
    assert [hint.words for hint in hints(["<h2>One</h2>", "<h4>Two</h4>"])] == ["Two"]


def test_the_editor_shows_them_beside_the_form(tree: Tree, instructor_client: Client) -> None:
    address = f"/cms/pages/{tree.lessons[0].pk}/edit/"
    assert "Headings and links to mend" not in instructor_client.get(address).content.decode()
    page = trees.fresh(tree.lessons[0])
    page.body = [("text", '<p><a href="/a">click here</a></p>')]
    page.save_revision()
    html = instructor_client.get(address).content.decode()
    assert "Headings and links to mend" in html
    assert "“click here” does not say where it leads" in html


@pytest.fixture
def preview(tree: Tree, instructor_client: Client) -> BeautifulSoup:
    page = trees.fresh(tree.lessons[0])
    uuid = tree.course.translation_key
    GlossaryTerm.objects.create(
        course_uuid=uuid, ref="G1", term="Draft", definition="Not final.", lesson_uuid=page.translation_key
    )
    page.objectives = [("codes", ["O1"])]
    page.body = [("text", "<p>A draft.</p>"), ("check", tree.questions[0])]
    page.save_revision()
    response = instructor_client.get(f"/cms/pages/{page.pk}/view_draft/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_preview_is_the_learners_view(preview: BeautifulSoup) -> None:
    assert preview.select_one(".lesson__body button.term").get_text() == "draft"
    outline = preview.select_one("#outline")
    assert [title.get_text() for title in outline.select("h3")] == ["Basics", ""]
    assert outline.select_one("[aria-current=page]").get_text(strip=True) == "Lesson 1"
    assert "Final exam" in outline.get_text()
    notes = preview.select_one(".lesson__notes").get_text()
    assert "Tell leaf from stalk" in notes
    assert "Not final." in notes


def test_questions_in_a_preview_can_be_looked_at_and_not_sent(preview: BeautifulSoup) -> None:
    form = preview.select_one(".lesson__body form")
    assert "Ask P1" in form.get_text()
    assert form.select_one("button[type=submit]").has_attr("disabled")


def test_the_preview_brings_the_checker_with_it(preview: BeautifulSoup) -> None:
    found: Any = preview.find(id="accessibility-axe-configuration") or preview.select_one("template").find(
        "script", {"type": "application/json"}
    )
    told = json.loads(found.string)
    assert told["context"]["include"] == [".lesson__text"]
    assert {"heading-order", "link-name", "video-caption", "image-alt"} <= set(told["options"]["runOnly"])
