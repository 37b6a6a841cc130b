"""Every address of a page, a question and a claim that is in review, tried by those who have no business there."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from wagtail.admin.urls import pages
from wagtail.models import Page, TaskState

from accounts.models import User
from cms.actions import claims
from cms.models import ClaimSnippet, LessonPage, QuestionSnippet
from courses.models import Claim
from tests.cms import trees
from tests.cms.trees import Tree

SECRET = "Roasted"
KINDS = ["lesson", "question", "claim"]
OUTSIDERS = ["client", "learner_client", "instructor_client", "registrar_client"]
REFUSED = {302, 403, 404, 405}
BULK = {
    "lesson": ["publish", "unpublish", "delete", "move"],
    "question": ["delete", "submit_questions", "tag_questions", "suspend_questions", "retire_questions"],
    "claim": ["delete"],
}
# It names the step of the review and nothing of the page.
TELLS_NOTHING = "/cms/pages/workflow/confirm_cancellation/"
# What a reviewer opens: by name, for pages and for snippets.
LOOKED_AT = {"edit", "history", "usage", "workflow_history", "workflow_history_detail", "workflow_preview"}
LOOKED_AT |= {"collect_workflow_action_data", "confirm_workflow_cancellation", "revisions_view", "revisions_compare"}


@pytest.fixture
def coffee(tree: Tree, instructor: User, administrator: User) -> Tree:
    """A course that the instructor, who writes tea, is not in the team of."""
    other = trees.plant("coffee")
    other.course.team.group.user_set.clear()
    return other


@pytest.fixture
def in_review(coffee: Tree, administrator: User) -> Callable[[str], Any]:
    """``in_review("lesson")``: one of the course with a published version, whose next draft waits for a decision."""

    def submit(kind: str) -> Any:
        subject = {"lesson": _lesson, "question": _question, "claim": _claim}[kind](coffee)
        subject.save_revision(user=administrator)
        fresh = type(subject).objects.get(pk=subject.pk)
        fresh.get_workflow().start(fresh, administrator)
        return type(subject).objects.get(pk=subject.pk)

    return submit


def _lesson(coffee: Tree) -> LessonPage:
    lesson: LessonPage = trees.fresh(coffee.lessons[0])
    lesson.title = f"{SECRET} beans"
    return lesson


def _question(coffee: Tree) -> QuestionSnippet:
    question = coffee.questions[0]
    question.interaction = trees.asked(trees.single_choice(f"{SECRET} beans?"))
    return question


def _claim(coffee: Tree) -> ClaimSnippet:
    judged = {"label": "misleading", "reason": f"{SECRET} in haste"}
    claim = ClaimSnippet.objects.create(course=coffee.course, ref="C1", statement=f"{SECRET} is better", **judged)
    claim.save_revision().publish()
    claims.enter(claim)
    return ClaimSnippet.objects.get(pk=claim.pk)


def addresses(subject: Any) -> Iterator[tuple[str, str]]:
    """Name and address of everything there is about one row, as the editor declares it."""
    is_page = isinstance(subject, Page)
    model = type(subject)
    space = "wagtailadmin_pages" if is_page else model.snippet_viewset.url_namespace
    patterns: list[URLPattern] = pages.urlpatterns if is_page else model.snippet_viewset.get_urlpatterns()
    state = subject.current_workflow_task_state
    known = {
        **dict.fromkeys(("pk", "page_id", "page_to_move_id", "parent_page_id"), subject.pk),
        **dict.fromkeys(("revision_id", "revision_id_b"), subject.latest_revision_id),
        "revision_id_a": "earliest",
        "destination_id": subject.get_parent().pk if is_page else 0,
        "action_name": "approve",
        "task_id": state.task_id,
        "task_state_id": state.pk,
        "workflow_state_id": state.workflow_state_id,
        "content_type_app_name": "cms",
        "content_type_model_name": "lessonpage",
    }
    for pattern in patterns:
        names = re.findall(r"(\w+)>", str(pattern.pattern))
        if {"pk", "page_id", "page_to_move_id", "parent_page_id"} & set(names):
            yield pattern.name, reverse(f"{space}:{pattern.name}", kwargs={name: known[name] for name in names})


def bulk(subject: Any, kind: str) -> Iterator[str]:
    label = "wagtailcore/page" if kind == "lesson" else subject._meta.label_lower.replace(".", "/")
    for action in BULK[kind]:
        yield f"/cms/bulk/{label}/{action}/?id={subject.pk}"


def standing(subject: Any) -> tuple[Any, ...]:
    """What nobody of them may change."""
    fresh = type(subject).objects.filter(pk=subject.pk).first()
    assert fresh is not None
    state = fresh.current_workflow_task_state
    decided = TaskState.objects.exclude(status=TaskState.STATUS_IN_PROGRESS).count()
    return fresh.live, fresh.locked, fresh.latest_revision_id, state.pk, state.status, decided


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_nothing_of_it_opens_or_changes_for_outsiders(
    name: str, kind: str, in_review: Callable[[str], Any], request: pytest.FixtureRequest
) -> None:
    subject, client = in_review(kind), request.getfixturevalue(name)
    before = standing(subject)
    every = [*(address for _name, address in addresses(subject)), *bulk(subject, kind)]
    for address in every:
        for answer in (client.get(address), client.post(address, {"comment": "Mine", "tags": "mine", "title": "x"})):
            assert answer.status_code in REFUSED or SECRET not in answer.content.decode(), address
            if "/bulk/" not in address and not address.startswith(TELLS_NOTHING):
                assert answer.status_code in REFUSED, address
    assert standing(subject) == before


@pytest.mark.parametrize("name", OUTSIDERS)
def test_lists_of_what_waits_name_nothing_of_it(
    name: str, in_review: Callable[[str], Any], request: pytest.FixtureRequest
) -> None:
    for kind in KINDS:
        in_review(kind)
    client = request.getfixturevalue(name)
    every = ["/cms/", "/cms/pages/search/?q=roasted", "/cms/pages/usage/cms/lessonpage/", "/cms/reviews/drafts/"]
    every += ["/cms/snippets/cms/claimsnippet/", "/cms/snippets/cms/claimsnippet/results/?q=roasted"]
    every += ["/cms/claim_chooser/", "/cms/claim_chooser/results/?q=roasted"]
    every += [f"/cms/reports/{report}/" for report in ("site-history", "workflow", "workflow_tasks", "aging-pages")]
    for address in every:
        assert SECRET not in client.get(address).content.decode(), address


@pytest.mark.parametrize("kind", KINDS)
def test_a_reviewer_looks_at_all_of_it_and_decides(
    kind: str, in_review: Callable[[str], Any], reviewer_client: Client
) -> None:
    subject = in_review(kind)
    every = dict(addresses(subject))
    for name in LOOKED_AT & set(every):
        assert reviewer_client.get(every[name]).status_code == 200, every[name]
    state = subject.current_workflow_task_state
    reviewer_client.post(every["workflow_action"], {"comment": "Clear."})
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_APPROVED
    assert type(subject).objects.get(pk=subject.pk).current_workflow_task_state.task != state.task


@pytest.mark.parametrize("kind", ["question", "claim"])
def test_a_task_of_another_row_is_not_decided_through_ones_own(
    kind: str, tree: Tree, in_review: Callable[[str], Any], instructor_client: Client
) -> None:
    subject = in_review(kind)
    before = standing(subject)
    own = tree.questions[0] if kind == "question" else _claim(tree)
    space = type(own).snippet_viewset.url_namespace
    keys = [own.pk, "approve", subject.current_workflow_task_state.pk]
    instructor_client.post(reverse(f"{space}:workflow_action", args=keys), {})
    assert standing(subject) == before


@pytest.mark.parametrize("name", OUTSIDERS)
def test_a_claim_is_added_only_to_a_course_of_ones_own(name: str, coffee: Tree, request: pytest.FixtureRequest) -> None:
    values = {"course": coffee.course.pk, "ref": "C7", "statement": "Mine", "heading": "", "kind": "", "label": ""}
    values |= {"reason": "", "wording": "", "sources": "", "reviewed_on": "", "review_due": ""}
    request.getfixturevalue(name).post("/cms/snippets/cms/claimsnippet/add/", values)
    assert not ClaimSnippet.objects.exists()


def test_the_register_offers_what_belongs_to_ones_courses(
    in_review: Callable[[str], Any], tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    claim: Claim = in_review("claim").claim
    for name, keys in (("chosen", [claim.pk]), ("chosen_multiple", [])):
        answer = instructor_client.get(reverse(f"claim_chooser:{name}", args=keys), {"id": claim.pk})
        assert SECRET not in answer.content.decode()
    assert instructor_client.get(reverse("claim_entry", args=[claim.pk]), follow=True).status_code == 404
    found = reviewer_client.get("/cms/claim_chooser/results/?q=is better").content.decode()
    assert SECRET in found
    assert "Misleading" in found
    assert SECRET not in reviewer_client.get("/cms/claim_chooser/results/?q=nothing").content.decode()
