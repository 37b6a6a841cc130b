"""Many questions at once, from the list."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import AuditEntry
from cms.models import QuestionSnippet
from quizzes.models import Question
from tests.cms.bank.conftest import LIST, habitual
from tests.cms.trees import Tree

BULK = "/cms/bulk/cms/questionsnippet/"


def act(
    client: Client,
    name: str,
    questions: list[QuestionSnippet] | None,
    listed: str = LIST,
    follow: bool = True,
    **data: Any,
) -> Any:
    marked = [("id", question.pk) for question in questions] if questions is not None else [("id", "all")]
    address = f"{BULK}{name}/?{urlencode([*marked, ('next', listed)])}"
    return client.post(address, data, follow=follow)


def fresh(question: QuestionSnippet) -> QuestionSnippet:
    return QuestionSnippet.objects.get(pk=question.pk)


def states(questions: list[QuestionSnippet]) -> set[str]:
    return set(Question.objects.filter(uuid__in=[each.uuid for each in questions]).values_list("state", flat=True))


def test_drafts_are_submitted_and_others_left_alone_with_a_reason(tree: Tree, instructor_client: Client) -> None:
    drafts = [habitual(tree, f"H{number}") for number in (1, 2)]
    answer = act(instructor_client, "submit_questions", [*drafts, tree.questions[0]]).content.decode()
    assert {fresh(draft).current_workflow_task.name for draft in drafts} == {"Content review"}
    assert "Done for 2 questions." in answer
    assert "P1 (nothing has changed since it was published)" in answer
    again = act(instructor_client, "submit_questions", drafts).content.decode()
    assert "H1 (it is in review)" in again


def test_tags_become_a_draft_of_each(tree: Tree, instructor_client: Client) -> None:
    question = tree.questions[0]
    act(instructor_client, "tag_questions", [question], tags="leaf, green")
    assert fresh(question).get_latest_revision_as_object().tags == "leaf, green"
    assert Question.objects.get(uuid=question.uuid).tags == []
    revisions = question.revisions.count()
    answer = act(instructor_client, "tag_questions", [question], tags="green").content.decode()
    assert "it has the tags already" in answer
    assert question.revisions.count() == revisions


def test_tags_must_be_named_and_fit(tree: Tree, instructor_client: Client) -> None:
    question = tree.questions[0]
    assert "Name at least one tag." in act(instructor_client, "tag_questions", [question], tags=" , ").content.decode()
    act(instructor_client, "tag_questions", [question], tags="a" * 150)
    answer = act(instructor_client, "tag_questions", [question], tags="b" * 150).content.decode()
    assert "too many tags" in answer


def test_a_reviewer_suspends_with_a_reason(tree: Tree, reviewer_client: Client) -> None:
    act(reviewer_client, "suspend_questions", tree.questions[:2])
    assert states(tree.questions[:2]) == {"operational"}
    act(reviewer_client, "suspend_questions", [*tree.questions[:2], habitual(tree, "H1")], reason="Leaked")
    assert states(tree.questions[:2]) == {"suspended"}
    entries = AuditEntry.objects.filter(action="quizzes.question.suspended")
    assert [entry.data["reason"] for entry in entries] == ["Leaked", "Leaked"]


def test_a_reviewer_retires(tree: Tree, reviewer_client: Client) -> None:
    answer = act(reviewer_client, "retire_questions", [tree.questions[0], habitual(tree, "H1")]).content.decode()
    assert not fresh(tree.questions[0]).live
    assert Question.objects.get(uuid=tree.questions[0].uuid).retired_at
    assert "H1 (it is not published)" in answer


@pytest.mark.parametrize("name", ["suspend_questions", "retire_questions"])
def test_an_instructor_takes_nothing_out_of_use(name: str, tree: Tree, instructor_client: Client) -> None:
    act(instructor_client, name, tree.questions, reason="Mine")
    assert states(tree.questions) == {"operational"}
    assert fresh(tree.questions[0]).live


@pytest.mark.parametrize("name", ["learner_client", "outsider_client", "registrar_client"])
def test_others_do_nothing(name: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(name)
    for action in ("submit_questions", "tag_questions", "suspend_questions", "retire_questions"):
        act(client, action, tree.questions, follow=False, reason="Mine", tags="mine")
    assert states(tree.questions) == {"operational"}
    assert fresh(tree.questions[0]).get_latest_revision_as_object().tags == ""


def test_all_are_those_that_the_list_showed(tree: Tree, reviewer_client: Client) -> None:
    act(reviewer_client, "suspend_questions", None, listed=f"{LIST}?use=exam", reason="Leaked")
    assert states(tree.questions[:2]) == {"operational"}
    assert states(tree.questions[2:]) == {"suspended"}


def test_marked_ones_go_to_the_export(tree: Tree, instructor_client: Client) -> None:
    answer = act(instructor_client, "export_questions", tree.questions[:2])
    assert answer.redirect_chain[-1][0].startswith("/cms/questions/export/?id=")
    assert answer.context["total"] == 2
    everything = act(instructor_client, "export_questions", None, listed=f"{LIST}?use=exam")
    assert everything.context["total"] == 3
