from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms import projection
from cms.models import GlossaryTerm
from tests.cms import trees
from tests.cms.lessons.conftest import LESSON
from tests.cms.trees import Tree

Read = Callable[[], BeautifulSoup]


pytestmark = pytest.mark.usefixtures("enrolled")


def explain(tree: Tree, term: str, definition: str = "<What> it means.") -> GlossaryTerm:
    uuid = tree.course.translation_key
    created = GlossaryTerm.objects.create(course_uuid=uuid, ref=term, term=term, definition=definition)
    projection.forget(uuid)
    return created


def test_a_word_opens_its_definition_without_a_script(tree: Tree, read: Read) -> None:
    explain(tree, "Text")
    page = read()
    button = page.select_one(".lesson__body button.term")
    assert button.get_text() == "Text"
    note = page.select_one(f"#{button['popovertarget']}[popover]")
    assert "<What> it means." in note.get_text()
    assert page.find(id=note["aria-labelledby"]).get_text(strip=True) == "Text"
    assert note.select_one("button[popovertargetaction=hide]")["popovertarget"] == note["id"]


def test_words_of_other_courses_stay_plain(tree: Tree, read: Read) -> None:
    explain(trees.plant("coffee"), "Text")
    assert not read().select("button.term")


def test_a_changed_definition_reaches_the_lesson(tree: Tree, read: Read) -> None:
    term = explain(tree, "Text")
    read()
    GlossaryTerm.objects.filter(pk=term.pk).update(definition="Something else.")
    projection.forget(tree.course.translation_key)
    assert "Something else." in read().get_text()


def test_a_glossary_costs_a_read_lesson_nothing(
    tree: Tree, learner_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    for count in (1, 9):
        for number in range(count):
            explain(tree, f"Word {count}-{number}")
        learner_client.get(LESSON)
        costs.append(count_queries(learner_client.get, LESSON))
    assert costs[0] == costs[1]
