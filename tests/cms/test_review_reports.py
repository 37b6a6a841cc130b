"""What is due for review, and what waits for whom: the reports and the first screen."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cms.models import ClaimSnippet
from courses.actions import sources
from tests.cms import trees
from tests.cms.test_editor_permissions import lesson_form
from tests.cms.test_question_workflow import act, submitted
from tests.cms.trees import Tree

DUE, DRAFTS, HOME = "/cms/reviews/due/", "/cms/reviews/drafts/", "/cms/"


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def give_days(tree: Tree) -> None:
    """A lesson overdue, a question due next month, a claim due next year, another question in a century."""
    tree.lessons[0].review_due = in_days(-3)
    trees.publish(tree.lessons[0])
    for question, days in zip(tree.questions[:2], (40, 36500), strict=True):
        question.review_due = in_days(days)
        trees.publish_question(question)
    claim = sources.record_claim(
        tree.course.translation_key,
        ref="C1",
        sources=[],
        reviewed_on=timezone.localdate(),
        review_due=timezone.localdate() + timedelta(days=300),
        statement="Tea cures colds",
        label="misleading",
        reason="Nobody has shown it.",
    )
    ClaimSnippet.objects.create(course=tree.course, claim=claim, ref="C1", statement="Tea cures colds", live=True)


def shown(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{DUE}{query}")
    assert answer.status_code == 200
    assert client.get(f"{DUE}results/{query}").status_code == 200
    return [due.title for due in answer.context["object_list"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Lesson 1", "P1: Ask P1"]),
        ("?when=overdue", ["Lesson 1"]),
        ("?when=30", ["Lesson 1"]),
        ("?when=365", ["Lesson 1", "P1: Ask P1", "C1: Tea cures colds"]),
        ("?when=365&kind=claim", ["C1: Tea cures colds"]),
        ("?when=never&kind=lesson", ["Lesson 2"]),
        ("?when=nonsense", ["Lesson 1", "P1: Ask P1"]),
    ],
)
def test_one_list_of_what_is_due_the_longest_overdue_first(
    query: str, expected: list[str], tree: Tree, instructor_client: Client
) -> None:
    give_days(tree)
    assert shown(instructor_client, query) == expected


def test_a_course_is_looked_at_alone(tree: Tree, reviewer_client: Client) -> None:
    coffee = trees.plant("coffee")
    for planted in (tree, coffee):
        planted.lessons[0].review_due = in_days(-3)
        trees.publish(planted.lessons[0])
    assert len(shown(reviewer_client)) == 2
    [due] = reviewer_client.get(f"{DUE}?course={coffee.course.pk}").context["object_list"]
    assert due.course == "Coffee"


def test_another_courses_content_is_not_listed(tree: Tree, instructor_client: Client) -> None:
    coffee = trees.plant("coffee")
    coffee.course.team.group.user_set.clear()
    give_days(coffee)
    assert shown(instructor_client, "?when=365") == []
    assert coffee.course.pk not in instructor_client.get(DUE).context["filters"].form["course"].field.queryset


@pytest.mark.parametrize("name", ["client", "learner_client", "registrar_client"])
@pytest.mark.parametrize("address", [DUE, DRAFTS])
def test_others_see_no_report(name: str, address: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    answer = request.getfixturevalue(name).get(address)
    assert answer.status_code in {302, 403}
    assert b"Lesson 1" not in answer.content


@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_list_leaves_as_a_file(wanted: str, tree: Tree, instructor_client: Client) -> None:
    give_days(tree)
    tree.lessons[0].title = "=HYPERLINK(1)"
    trees.publish(tree.lessons[0])
    answer = instructor_client.get(f"{DUE}?when=365&export={wanted}")
    assert f"due-for-review.{wanted}" in answer["Content-Disposition"]
    body = b"".join(answer.streaming_content)
    if wanted == "csv":
        rows = list(csv.reader(body.decode().splitlines()))
        assert len(rows) == 4
        assert rows[1][0] == "'=HYPERLINK(1)"
        assert rows[1][-1] == "Yes"


def test_the_first_screen_names_what_is_due_with_the_way_to_all(tree: Tree, instructor_client: Client) -> None:
    give_days(tree)
    page = instructor_client.get(HOME).content.decode()
    assert "Due for another review" in page
    assert "All 2 that are due" in page
    assert "1 overdue" in page


def test_a_writer_finds_their_drafts_and_what_a_reviewer_said(
    tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    instructor_client.post(reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk]), lesson_form("Green leaves"))
    question = submitted(instructor_client, tree)
    page = instructor_client.get(HOME).content.decode()
    assert "in review: Content review" in page
    assert "not submitted yet" in page
    act(reviewer_client, question, "reject", comment="Two options are right")
    for address in (HOME, DRAFTS):
        page = instructor_client.get(address).content.decode()
        assert "Green leaves" in page
        assert "sent back" in page
        assert "Two options are right" in page
    assert list(reviewer_client.get(DRAFTS).context["object_list"]) == []


def test_drafts_of_a_course_that_is_not_theirs_any_more_are_gone(tree: Tree, instructor_client: Client) -> None:
    submitted(instructor_client, tree)
    assert len(instructor_client.get(DRAFTS).context["object_list"]) == 1
    tree.course.team.group.user_set.clear()
    assert len(instructor_client.get(DRAFTS).context["object_list"]) == 0


def test_a_reviewer_finds_what_waits_for_a_decision_and_the_writer_does_not(
    tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    assert "No draft waits for your decision." in reviewer_client.get(HOME).content.decode()
    question = submitted(instructor_client, tree)
    page = reviewer_client.get(HOME).content.decode()
    assert reverse("wagtailsnippets_cms_questionsnippet:edit", args=[question.pk]) in page
    assert "Ines Instructor" in page
    assert "Waiting for you" not in instructor_client.get(HOME).content.decode()
    act(reviewer_client, question, "reject", comment="No")
    assert "No draft waits for your decision." in reviewer_client.get(HOME).content.decode()


def hand_in(tree: Tree, writer: User, refs: list[str]) -> None:
    """Published questions that are overdue, each with a changed draft in review."""
    for ref in refs:
        question = trees.publish_question(trees.question(tree.course, ref, review_due=in_days(-1)))
        question.level = "recall"
        question.save_revision(user=writer)
        question.get_workflow().start(question, writer)


@pytest.mark.parametrize("address", [HOME, DUE, DRAFTS])
@pytest.mark.parametrize("name", ["instructor", "reviewer"])
def test_one_or_ten_cost_the_same(
    address: str,
    name: str,
    tree: Tree,
    instructor: User,
    request: pytest.FixtureRequest,
    count_queries: Callable[..., int],
) -> None:
    client = request.getfixturevalue(f"{name}_client")
    hand_in(tree, instructor, ["A1"])
    client.get(address)
    one = count_queries(client.get, address)
    hand_in(tree, instructor, [f"B{number}" for number in range(9)])
    assert count_queries(client.get, address) == one
