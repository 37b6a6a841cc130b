"""Through Wagtail's own addresses: review by others, publication by others, the bank's list, usage and history."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, Workflow

from accounts.models import AuditEntry, User
from cms import bank
from cms.models import LessonPage, QuestionSnippet, QuizPage
from quizzes import tasks
from quizzes.actions import attempts, questions
from quizzes.models import Question, Quiz
from tests.cms import trees
from tests.cms.test_editor_permissions import lesson_form, question_form
from tests.cms.trees import Tree
from tests.factories.courses import single_choice

LIST = reverse("wagtailsnippets_cms_questionsnippet:list")
ADD = reverse("wagtailsnippets_cms_questionsnippet:add")
SEES_ALL = User(is_superuser=True)


def address(name: str, snippet: QuestionSnippet) -> str:
    return reverse(f"wagtailsnippets_cms_questionsnippet:{name}", args=[snippet.pk])


def submitted(client: Client, tree: Tree) -> QuestionSnippet:
    """A question that this person wrote and handed in for review."""
    client.post(ADD, question_form(tree.course.pk, "N1", action="action-submit"))
    return QuestionSnippet.objects.get(ref="N1")


def act(client: Client, snippet: QuestionSnippet, action: str, **data: str) -> int:
    state = snippet.current_workflow_task_state
    name = "wagtailsnippets_cms_questionsnippet:workflow_action"
    return client.post(reverse(name, args=[snippet.pk, action, state.pk]), data).status_code


def step(snippet: QuestionSnippet) -> str:
    task = QuestionSnippet.objects.get(pk=snippet.pk).current_workflow_task
    return task.name if task else ""


def life(snippet: QuestionSnippet) -> str:
    return bank.life(bank.listed(SEES_ALL).get(pk=snippet.pk))


def record(snippet: QuestionSnippet) -> Question:
    return Question.objects.get(uuid=snippet.uuid)


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root@example.org", "correct horse", legal_name="Ruth Root")


# --- the workflows ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_all_workflows_have_the_same_two_steps() -> None:
    steps = {flow.name: [task.name for task in flow.tasks] for flow in Workflow.objects.active()}
    expected = ["Content review", "Editorial review"]
    assert steps == {"Question review": expected, "Lesson review": expected, "Claim review": expected}


def test_they_are_assigned_to_questions_and_to_every_page(tree: Tree) -> None:
    assert tree.questions[0].get_workflow().name == "Question review"
    assert {page.get_workflow().name for page in (tree.course, tree.lessons[0], tree.exam)} == {"Lesson review"}


def test_two_steps_in_order_then_it_is_published(
    tree: Tree, instructor_client: Client, reviewer_client: Client, administrator_client: Client
) -> None:
    snippet = submitted(instructor_client, tree)
    assert (step(snippet), life(snippet)) == ("Content review", "Content review")
    act(reviewer_client, snippet, "approve")
    assert (step(snippet), life(snippet)) == ("Editorial review", "Editorial review")
    assert not Question.objects.filter(ref="N1").exists()
    act(administrator_client, snippet, "approve")
    assert (step(snippet), life(snippet)) == ("", "Operational")
    assert record(snippet).current.content["prompt"] == "Ask N1"


def test_a_reviewer_sends_it_back_and_it_is_a_draft_again(
    tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    snippet = submitted(instructor_client, tree)
    act(reviewer_client, snippet, "reject", comment="Two right options")
    assert (step(snippet), life(snippet)) == ("", "Draft")
    assert TaskState.objects.get().status == TaskState.STATUS_REJECTED


def test_an_instructor_approves_nothing(tree: Tree, reviewer_client: Client, instructor_client: Client) -> None:
    snippet = submitted(reviewer_client, tree)
    assert act(instructor_client, snippet, "approve") in {302, 403}
    assert step(snippet) == "Content review"


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_nobody_reviews_what_they_wrote(tree: Tree, reviewer_client: Client, action: str) -> None:
    snippet = submitted(reviewer_client, tree)
    assert act(reviewer_client, snippet, action) in {302, 403}
    assert step(snippet) == "Content review"
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS
    assert "You submitted it for review" in reviewer_client.get(address("edit", snippet)).text


def test_a_superuser_does_not_approve_their_own_either(tree: Tree, superuser: User) -> None:
    client = Client()
    client.force_login(superuser, backend="allauth.account.auth_backends.AuthenticationBackend")
    snippet = trees.question(tree.course, "N2")
    snippet.save()
    snippet.save_revision(user=superuser)
    snippet.get_workflow().start(snippet, superuser)
    task = snippet.current_workflow_task
    assert task.get_actions(snippet, superuser) == []
    act(client, snippet, "approve")
    assert step(snippet) == "Content review"


def test_who_changed_it_during_the_review_no_longer_approves(
    tree: Tree, instructor_client: Client, reviewer_client: Client, administrator_client: Client
) -> None:
    snippet = submitted(instructor_client, tree)
    reviewer_client.post(address("edit", snippet), question_form(tree.course.pk, "N1", right="B"))
    act(reviewer_client, snippet, "approve")
    assert step(snippet) == "Content review"
    act(administrator_client, snippet, "approve")
    assert step(snippet) == "Editorial review"


def test_the_list_of_reviews_leaves_out_what_one_submitted(
    tree: Tree, instructor: User, reviewer: User, reviewer_client: Client
) -> None:
    submitted(reviewer_client, tree)
    assert not TaskState.objects.reviewable_by(reviewer).exists()


def test_a_lesson_takes_the_same_two_steps(
    tree: Tree, instructor_client: Client, reviewer_client: Client, administrator_client: Client
) -> None:
    page = tree.lessons[0]
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    instructor_client.post(edit, lesson_form("Greener leaves", action="action-submit"))
    for client in (reviewer_client, administrator_client):
        state = LessonPage.objects.get(pk=page.pk).current_workflow_task_state
        client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    assert trees.fresh(page).title == "Greener leaves"


# --- publishing without a review --------------------------------------------------------------------------------------


def test_nobody_publishes_a_question_they_wrote(tree: Tree, reviewer_client: Client) -> None:
    form = question_form(tree.course.pk, "N1", action="action-publish")
    response = reviewer_client.post(ADD, form, follow=True)
    assert "somebody else has to approve and publish it" in response.text
    snippet = QuestionSnippet.objects.get(ref="N1")
    reviewer_client.post(address("edit", snippet), form)
    assert not QuestionSnippet.objects.get(ref="N1").live
    assert not Question.objects.filter(ref="N1").exists()


def test_nobody_publishes_their_change_to_a_live_question(tree: Tree, administrator_client: Client) -> None:
    snippet = tree.questions[0]
    administrator_client.post(address("edit", snippet), question_form(tree.course.pk, "P1", action="action-publish"))
    assert record(snippet).current.number == 1
    assert record(snippet).current.content["options"][0]["text"] == "Ask P1 A"


def test_nobody_publishes_a_lesson_they_wrote(
    tree: Tree, reviewer_client: Client, administrator_client: Client
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    form = lesson_form("Mine", action="action-publish")
    assert "somebody else" in reviewer_client.post(edit, form, follow=True).text
    assert trees.fresh(tree.lessons[0]).title == "Lesson 1"
    administrator_client.post(edit, form)
    assert trees.fresh(tree.lessons[0]).title == "Mine"


def test_nobody_publishes_their_own_among_many(
    tree: Tree, administrator_client: Client, reviewer_client: Client
) -> None:
    page = tree.lessons[0]
    administrator_client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), lesson_form("Mine"))
    many = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = f"?id={page.pk}&next=/cms/"
    response = administrator_client.post(many + query, {"include_descendants": ""}, follow=True)
    assert "somebody else" in response.text
    assert trees.fresh(page).title == "Lesson 1"
    reviewer_client.post(many + query, {"include_descendants": ""})
    assert trees.fresh(page).title == "Mine"


def test_code_without_an_editor_publishes_as_before(tree: Tree, administrator: User) -> None:
    snippet = trees.question(tree.course, "N3")
    snippet.save()
    snippet.save_revision(user=administrator).publish(user=administrator)
    assert record(snippet).state == "operational"


# --- where a question stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "label"), [("approved", "Approved, not in use"), ("pretest", "On trial"), ("operational", "Operational")]
)
def test_a_question_is_published_into_its_stage(tree: Tree, stage: str, label: str) -> None:
    snippet = trees.publish_question(trees.question(tree.course, "S1", stage=stage))
    assert (record(snippet).state, life(snippet)) == (stage, label)


def test_suspended_and_retired_are_told_apart(tree: Tree) -> None:
    suspended, retired = tree.questions[:2]
    questions.suspend(record(suspended), reason="Wrong", actor=None)
    retired.unpublish()
    assert [life(suspended), life(retired)] == ["Suspended", "Retired"]


def test_the_review_of_the_next_draft_is_named_beside_the_state(tree: Tree, instructor: User) -> None:
    snippet = tree.questions[0]
    snippet.interaction = trees.asked(single_choice("Reworded"))
    snippet.save_revision(user=instructor)
    snippet.get_workflow().start(snippet, instructor)
    assert life(snippet) == "Operational · Content review"


@pytest.fixture
def shelf(tree: Tree, instructor_client: Client, learner: User) -> Tree:
    """Questions in every state; the exam's are E1 to E3, and P1 and P2 were asked once."""
    submitted(instructor_client, tree)
    trees.question(tree.course, "D1", tags="leaf, water", objective="O1").save()
    trees.publish_question(trees.question(tree.course, "T1", stage="pretest", review_due="2020-01-01"))
    trees.publish_question(trees.question(tree.course, "A1", stage="approved", level="recall", topic="brewing"))
    questions.suspend(Question.objects.get(ref="E1"), reason="Wrong", actor=None)
    tree.questions[3].unpublish()
    attempts.start(Quiz.objects.get(activity__slug="quiz"), enrolment=trees.enrol(tree, learner))
    tasks.refresh_exposure()
    return tree


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("life=draft", ["D1"]),
        ("life=review", ["N1"]),
        ("life=pretest", ["T1"]),
        ("life=approved&life=suspended", ["A1", "E1"]),
        ("life=retired", ["E2"]),
        ("use=exam&life=operational", ["E3"]),
        ("level=recall", ["A1"]),
        ("topic=brewing", ["A1"]),
        ("objective=O1", ["D1"]),
        ("tag=water", ["D1"]),
        ("tag=wat", []),
        ("overdue=true", ["T1"]),
        ("never_used=false", ["P1", "P2"]),
        ("never_used=true&life=operational", ["E3"]),
        ("q=brew", []),
        ("q=T1", ["T1"]),
    ],
)
def test_the_list_is_filtered(shelf: Tree, reviewer_client: Client, query: str, refs: list[str]) -> None:
    response = reviewer_client.get(f"{LIST}?{query}")
    assert [snippet.ref for snippet in response.context["object_list"]] == refs


def test_the_list_shows_what_became_of_each_question(shelf: Tree, reviewer_client: Client) -> None:
    text = reviewer_client.get(LIST).text
    for shown in ("Suspended", "On trial", "Content review", "Times used", "Version", "Review overdue"):
        assert shown in text


# --- usage and history ------------------------------------------------------------------------------------------------


def reworded(snippet: QuestionSnippet, prompt: str) -> QuestionSnippet:
    edited = QuestionSnippet.objects.get(pk=snippet.pk)
    edited.interaction = trees.asked(single_choice(prompt))
    return trees.publish_question(edited)


def test_usage_and_history_are_one_click_from_the_form(tree: Tree, instructor_client: Client) -> None:
    snippet = tree.questions[0]
    assert f'href="{address("bank", snippet)}"' in instructor_client.get(address("edit", snippet)).text
    assert instructor_client.get(address("bank", snippet)).status_code == 200


def test_it_tells_versions_quizzes_attempts_and_what_was_done(
    tree: Tree, learner: User, reviewer: User, reviewer_client: Client
) -> None:
    snippet = tree.questions[0]
    attempts.start(Quiz.objects.get(activity__slug="quiz"), enrolment=trees.enrol(tree, learner))
    reworded(snippet, "Which leaf?")
    questions.suspend(record(snippet), reason="Two right options", actor=reviewer)
    response = reviewer_client.get(address("bank", snippet))
    usage = response.context["usage"]
    assert [(version.number, version.attempt_count) for version in usage.versions] == [(2, 0), (1, 1)]
    assert [quiz.activity.title for quiz in usage.placed] == ["Basics quiz"]
    assert usage.attempt_count == 1
    assert "Two right options" in response.text
    assert "<del>prompt: Ask P1</del>" in response.text
    assert "<ins>prompt: Which leaf?</ins>" in response.text


def test_quizzes_that_may_draw_it_are_named(tree: Tree, reviewer_client: Client) -> None:
    drawn = reviewer_client.get(address("bank", tree.questions[2])).context["usage"]
    assert ([quiz.activity.title for quiz in drawn.drawn], drawn.placed) == (["Final exam"], [])


def test_any_two_versions_are_compared(tree: Tree, reviewer_client: Client) -> None:
    snippet = tree.questions[0]
    for prompt in ("Second", "Third"):
        reworded(snippet, prompt)
    text = reviewer_client.get(address("bank", snippet), {"before": "1", "after": "3"}).text
    assert "<del>prompt: Ask P1</del>" in text
    assert "Second" not in text
    assert reviewer_client.get(address("bank", snippet), {"before": "x", "after": "99"}).status_code == 200


def test_a_draft_that_was_never_published_has_a_page_too(tree: Tree, reviewer_client: Client) -> None:
    draft = trees.question(tree.course, "D1")
    draft.save()
    assert "never published" in reviewer_client.get(address("bank", draft)).text


def test_a_reviewer_suspends_and_reinstates_with_a_reason(tree: Tree, reviewer: User, reviewer_client: Client) -> None:
    snippet = tree.questions[0]
    for name, state in (("suspend", "suspended"), ("suspend", "suspended"), ("reinstate", "operational")):
        response = reviewer_client.post(address(name, snippet), {"reason": f"To {name}"})
        assert response["Location"] == address("bank", snippet)
        assert record(snippet).state == state
    entries = AuditEntry.objects.filter(subject_uuid=snippet.uuid, actor=reviewer).order_by("pk")
    assert [entry.data["reason"] for entry in entries] == ["To suspend", "To reinstate"]


def test_a_reason_is_needed(tree: Tree, reviewer_client: Client) -> None:
    snippet = tree.questions[0]
    assert reviewer_client.post(address("suspend", snippet), {"reason": " "}).status_code == 422
    assert record(snippet).state == "operational"


@pytest.mark.parametrize("name", ["suspend", "reinstate"])
@pytest.mark.parametrize("who", ["instructor", "registrar", "outsider"])
def test_others_do_not_suspend_or_reinstate(tree: Tree, request: pytest.FixtureRequest, who: str, name: str) -> None:
    snippet = tree.questions[0]
    if name == "reinstate":
        questions.suspend(record(snippet), reason="Wrong", actor=None)
    before = record(snippet).state
    client: Client = request.getfixturevalue(f"{who}_client")
    assert client.post(address(name, snippet), {"reason": "Because"}).status_code in {302, 403}
    assert record(snippet).state == before


def test_others_do_not_see_it(tree: Tree, registrar_client: Client, outsider_client: Client, client: Client) -> None:
    for visitor in (registrar_client, outsider_client, client):
        assert visitor.get(address("bank", tree.questions[0])).status_code in {302, 403}


def test_wrong_methods_are_refused(tree: Tree, reviewer_client: Client) -> None:
    snippet = tree.questions[0]
    assert reviewer_client.post(address("bank", snippet)).status_code == 405
    assert reviewer_client.get(address("suspend", snippet)).status_code == 405


def test_the_page_costs_the_same_for_one_version_and_for_ten(
    tree: Tree, reviewer_client: Client, count_queries: Callable[..., int]
) -> None:
    snippet = tree.questions[2]
    reworded(snippet, "Second")
    reviewer_client.get(address("bank", snippet))
    few = count_queries(reviewer_client.get, address("bank", snippet))
    for number in range(9):
        reworded(snippet, f"Wording {number}")
        cells: list[dict[str, Any]] = [{"count": 1, "topic": "basics"}]
        quiz = QuizPage(title=f"Exam {number}", slug=f"exam-{number}", sections=trees.section("All", cells=cells))
        trees.add(tree.course, quiz)
    assert count_queries(reviewer_client.get, address("bank", snippet)) == few
    assert len(reviewer_client.get(address("bank", snippet)).context["usage"].drawn) == 10


def test_the_list_costs_the_same_for_one_and_for_ten_in_review(
    tree: Tree, instructor: User, reviewer_client: Client, count_queries: Callable[..., int]
) -> None:
    for number in range(10):
        snippet = trees.question(tree.course, f"W{number}")
        snippet.save()
        snippet.save_revision(user=instructor)
        snippet.get_workflow().start(snippet, instructor)
        if number == 0:
            reviewer_client.get(LIST)
            one = count_queries(reviewer_client.get, LIST)
    assert count_queries(reviewer_client.get, LIST) == one
