"""The topic of a question is one of its course's modules, chosen and not typed."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from cms.models import ModulePage, QuestionSnippet
from tests.cms import trees
from tests.cms.test_editor_permissions import question_form
from tests.cms.trees import Tree

ADD = "/cms/snippets/cms/questionsnippet/add/"


def edit(question: QuestionSnippet) -> str:
    return reverse("wagtailsnippets_cms_questionsnippet:edit", args=[question.pk])


def offered(client: Client, address: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return {option["value"]: option.get_text() for option in page.select("select[name=topic] option")}


def test_the_modules_of_the_course_are_offered_in_order(tree: Tree, instructor_client: Client) -> None:
    trees.add(tree.course, ModulePage(title="Brewing", slug="brewing"))
    assert offered(instructor_client, ADD) == {"": "Choose a module", "basics": "Basics", "brewing": "Brewing"}


def test_modules_of_several_courses_stand_in_groups(tree: Tree, instructor_client: Client) -> None:
    trees.add(trees.plant("coffee").course, ModulePage(title="Roasting", slug="roasting"))
    page = BeautifulSoup(instructor_client.get(ADD).content, "html.parser")
    groups = page.select("select[name=topic] optgroup")
    assert [group["label"] for group in groups] == ["Coffee", "Tea"]
    assert [option["value"] for option in groups[0].select("option")] == ["basics", "roasting"]
    assert "roasting" not in offered(instructor_client, edit(tree.questions[0]))


def test_a_topic_without_a_module_is_kept_and_shown(tree: Tree, instructor_client: Client) -> None:
    question = trees.publish_question(trees.question(tree.course, "Q9", topic="steeping"))
    choices = offered(instructor_client, edit(question))
    assert choices["steeping"] == "steeping (no module of the course)"
    instructor_client.post(edit(question), {**question_form(tree.course.pk, "Q9"), "topic": "steeping"})
    assert QuestionSnippet.objects.get(pk=question.pk).get_latest_revision_as_object().topic == "steeping"


def test_a_module_of_another_course_is_refused(tree: Tree, instructor_client: Client) -> None:
    trees.add(trees.plant("coffee").course, ModulePage(title="Roasting", slug="roasting"))
    answer = instructor_client.post(ADD, {**question_form(tree.course.pk, "N1"), "topic": "roasting"})
    assert "Choose a module of “Tea”." in answer.content.decode()
    assert not QuestionSnippet.objects.filter(ref="N1").exists()


def test_the_form_costs_the_same_for_one_module_and_for_many(
    tree: Tree, instructor_client: Client, count_queries: Callable[..., int]
) -> None:
    instructor_client.get(ADD)
    one = count_queries(instructor_client.get, ADD)
    for number in range(9):
        trees.add(tree.course, ModulePage(title=f"M{number}", slug=f"m{number}"))
    assert count_queries(instructor_client.get, ADD) == one
