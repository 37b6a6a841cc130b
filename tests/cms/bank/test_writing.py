"""What writers are told about their questions, in the editor and in the list."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from cms import tasks
from cms.actions import wordings
from cms.models import QuestionSnippet, QuestionWording
from tests.cms import trees
from tests.cms.bank.conftest import LIST, habitual
from tests.cms.exchange.conftest import drafted
from tests.cms.test_editor_permissions import question_form
from tests.cms.trees import Tree
from tests.factories.courses import single_choice
from tests.quizzes.kinds import CONTENTS, WRITTEN

CHECKS = "/cms/questions/checks/"


def edit(question: QuestionSnippet) -> str:
    return reverse("wagtailsnippets_cms_questionsnippet:edit", args=[question.pk])


def preview(client: Client, question: QuestionSnippet, mode: str) -> str:
    address = reverse("wagtailsnippets_cms_questionsnippet:preview_on_edit", args=[question.pk])
    client.post(address, question_form(question.course_id, question.ref))
    return client.get(f"{address}?mode={mode}").content.decode()


def test_hints_stand_beside_the_editor(tree: Tree, instructor_client: Client) -> None:
    page = instructor_client.get(edit(habitual(tree, "H1"))).content.decode()
    assert "Unmarked “not”" in page
    assert "Readers miss it" in page
    sound = instructor_client.get(edit(tree.questions[0])).content.decode()
    assert "Unmarked" not in sound


def test_a_question_that_asks_nearly_the_same_is_named(read: Tree, instructor_client: Client) -> None:
    other = habitual(read, "H2", prompt="Which of these is not a leaf of tea?")
    page = instructor_client.get(edit(other)).content.decode()
    assert "Nearly the same question" in page
    assert f'href="{edit(QuestionSnippet.objects.get(ref="H1"))}"' in page


def test_a_like_question_of_another_course_is_not_named(read: Tree, instructor_client: Client) -> None:
    other = trees.plant("coffee")
    page = instructor_client.get(edit(habitual(other, "H1"))).content.decode()
    assert "Nearly the same question" not in page


def test_what_is_saved_in_the_editor_is_read_at_once(tree: Tree, instructor_client: Client) -> None:
    add = reverse("wagtailsnippets_cms_questionsnippet:add")
    instructor_client.post(add, question_form(tree.course.pk, "N1"))
    wording = QuestionWording.objects.get(question__ref="N1")
    assert wording.text == "ask n1"
    assert wording.question.latest_revision_id == wording.read_revision


def test_what_is_saved_elsewhere_is_read_by_and_by(tree: Tree) -> None:
    assert tasks.read_wordings() == 5
    assert tasks.read_wordings() == 0
    question = tree.questions[0]
    question.interaction = trees.asked(single_choice("Something new, never asked?"))
    question.save_revision()
    assert tasks.read_wordings() == 1
    assert QuestionWording.objects.get(question=question).hints == "|negative"


@pytest.mark.parametrize("kind", [*CONTENTS, *WRITTEN])
def test_every_kind_is_read(kind: str, tree: Tree) -> None:
    question = drafted(tree.course, "K1", {**CONTENTS, **WRITTEN}[kind])
    wordings.refresh([question.pk])
    assert "prompt of" in QuestionWording.objects.get(question=question).text


def test_the_list_shows_hints_and_filters_by_them(read: Tree, instructor_client: Client) -> None:
    page = instructor_client.get(f"{LIST}?hint=negative").content.decode()
    assert "H1" in page
    assert "Unmarked “not”" in page
    assert "Ask P1" not in page
    assert "Ask P1" in instructor_client.get(LIST).content.decode()


def test_the_bank_as_a_whole_is_looked_at(read: Tree, instructor_client: Client) -> None:
    page = instructor_client.get(CHECKS)
    assert page.context["total"] == 6
    assert [(code, count) for code, _words, count in page.context["tally"]] == [("negative", 1)]
    assert [(place.letter, place.count) for place in page.context["places"]] == [("A", 6), ("B", 0), ("C", 0), ("D", 0)]
    practice = instructor_client.get(f"{CHECKS}?use=exam")
    assert practice.context["places"][0].count == 3
    assert f"{LIST}?use=exam&amp;hint=" not in practice.content.decode()


def test_the_editor_of_a_quiz_leads_to_the_checks_of_its_questions(tree: Tree, instructor_client: Client) -> None:
    wordings.refresh()
    found = {}
    for page in (tree.quiz, tree.exam):
        editor = instructor_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        address = html.unescape(re.search(r'href="(/cms/questions/checks/[^"]+)"', editor)[1])
        found[page.title] = instructor_client.get(address).context["total"]
    assert found == {"Basics quiz": 2, "Final exam": 3}


def test_the_checks_are_for_those_who_see_the_bank(
    read: Tree, client: Client, learner_client: Client, registrar_client: Client, reviewer_client: Client
) -> None:
    assert client.get(CHECKS).status_code == 302
    assert {learner_client.get(CHECKS).status_code, registrar_client.get(CHECKS).status_code} <= {302, 403}
    assert reviewer_client.get(CHECKS).status_code == 200


def test_the_preview_shows_the_key_only_when_asked(tree: Tree, instructor_client: Client) -> None:
    question = tree.questions[0]
    plain = preview(instructor_client, question, "")
    assert "Option A" in plain
    assert "this one is right" not in plain
    keyed = preview(instructor_client, question, "key")
    assert "this one is right" in keyed


@pytest.mark.parametrize("kind", [*CONTENTS, *WRITTEN])
def test_every_kind_is_previewed_with_its_key(kind: str, tree: Tree, instructor_client: Client) -> None:
    question = drafted(tree.course, "K1", {**CONTENTS, **WRITTEN}[kind])
    revision = reverse(
        "wagtailsnippets_cms_questionsnippet:revisions_view", args=[question.pk, question.latest_revision_id]
    )
    assert instructor_client.get(revision).status_code == 200
    context = question.get_preview_context(None, "key")
    assert context["question"]["explanation"].notes or kind == "extended_text"


def test_the_editor_costs_the_same_beside_one_question_and_many(
    tree: Tree, instructor_client: Client, count_queries: Callable[..., int]
) -> None:
    question = habitual(tree, "H0")
    wordings.refresh()
    instructor_client.get(edit(question))
    one = count_queries(instructor_client.get, edit(question))
    for number in range(1, 10):
        habitual(tree, f"H{number}")
    wordings.refresh()
    assert count_queries(instructor_client.get, edit(question)) == one
    checks = count_queries(instructor_client.get, CHECKS)
    habitual(tree, "H10")
    wordings.refresh()
    assert count_queries(instructor_client.get, CHECKS) == checks
