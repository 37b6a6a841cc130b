"""Recall cards in the studio: saving publishes, by people of the course's team alone."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms import projection
from cms.models import GlossaryTerm, RecallCard
from courses.models import Card
from tests.cms import trees
from tests.cms.trees import Tree

SNIPPET = "wagtailsnippets_cms_recallcard"
ADD = f"{SNIPPET}:add"


def form(tree: Tree, **changed: str) -> dict[str, str]:
    lesson = str(tree.lessons[0].translation_key)
    return {"front": "What holds a leaf?", "back": "Its stalk.", "lesson": lesson, "objective": "", **changed}


@pytest.fixture
def card(tree: Tree, instructor_client: Client) -> RecallCard:
    """Added by an editor of the course."""
    instructor_client.post(reverse(ADD), form(tree))
    return RecallCard.objects.get()


def test_saving_a_card_publishes_it(tree: Tree, card: RecallCard) -> None:
    assert (card.course_uuid, card.ref) == (tree.course.translation_key, "what-holds-a-leaf")
    record = Card.objects.get()
    assert (record.kind, record.front, record.back) == ("recall", "What holds a leaf?", "Its stalk.")
    assert record.activity == trees.activity(tree.lessons[0])


def test_an_edited_card_keeps_its_identity(tree: Tree, card: RecallCard, instructor_client: Client) -> None:
    before = Card.objects.get()
    edited = form(tree, front="What carries a leaf?", lesson=str(tree.lessons[1].translation_key))
    instructor_client.post(reverse(f"{SNIPPET}:edit", args=[card.pk]), edited)
    after = Card.objects.get()
    assert (after.uuid, after.front) == (before.uuid, "What carries a leaf?")
    assert after.activity == trees.activity(tree.lessons[1])


def test_a_deleted_card_is_retired_and_returns_with_its_history(
    tree: Tree, card: RecallCard, administrator_client: Client, instructor_client: Client
) -> None:
    administrator_client.post(reverse(f"{SNIPPET}:delete", args=[card.pk]))
    record = Card.objects.get()
    assert record.retired_at is not None
    instructor_client.post(reverse(ADD), form(tree))
    assert Card.objects.live().get() == record


def test_a_course_asks_nothing_twice(tree: Tree, card: RecallCard, instructor_client: Client) -> None:
    response = instructor_client.post(reverse(ADD), form(tree))
    assert "This course asks this already." in response.text
    assert RecallCard.objects.count() == 1


def test_terms_of_a_lesson_are_recalled_too(tree: Tree) -> None:
    facts = {"course_uuid": tree.course.translation_key, "definition": "Holds the leaf"}
    GlossaryTerm.objects.create(ref="G1", term="Stalk", lesson_uuid=tree.lessons[0].translation_key, **facts)
    GlossaryTerm.objects.create(ref="G2", term="Nowhere", **facts)
    projection.project_course(tree.course)
    record = Card.objects.get()
    assert (record.kind, record.front, record.back) == ("term", "Stalk", "Holds the leaf")


def test_cards_of_other_courses_are_neither_seen_nor_changed(
    tree: Tree, card: RecallCard, instructor: User, instructor_client: Client
) -> None:
    assert "What holds a leaf?" in instructor_client.get(reverse(f"{SNIPPET}:list")).text
    instructor.groups.remove(*instructor.groups.filter(course_team__isnull=False))
    assert "What holds a leaf?" not in instructor_client.get(reverse(f"{SNIPPET}:list")).text
    address = reverse(f"{SNIPPET}:edit", args=[card.pk])
    assert instructor_client.get(address).status_code == 404
    assert instructor_client.post(address, form(tree, back="Mine")).status_code == 404
    instructor_client.post(reverse(ADD), form(tree, front="Another?"))
    assert list(RecallCard.objects.values_list("back", flat=True)) == ["Its stalk."]


def test_learners_and_registrars_add_none(tree: Tree, learner_client: Client, registrar_client: Client) -> None:
    for client in (learner_client, registrar_client, Client()):
        client.post(reverse(ADD), form(tree))
    assert not RecallCard.objects.exists()
