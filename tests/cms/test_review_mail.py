"""Who is told what about a review, by mail, once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import WorkflowState
from wagtail.users.models import UserProfile

from accounts.actions import notices
from accounts.models import Notice, User
from cms.actions import reviews
from cms.models import ClaimSnippet, QuestionSnippet
from tests.cms import trees
from tests.cms.test_editor_permissions import lesson_form, question_form
from tests.cms.test_question_workflow import act, submitted
from tests.cms.trees import Tree

Rendered = Callable[[str], list[tuple[str, str, str]]]


@pytest.fixture
def rendered(db: None) -> Rendered:
    """``rendered(kind)``: address, subject and text of each notice of that kind."""

    def render(kind: str) -> list[tuple[str, str, str]]:
        found = Notice.objects.filter(kind=kind).select_related("recipient").order_by("recipient__email", "pk")
        messages = [notices.render(notice) for notice in found]
        for message in messages:
            assert 'href="http' in str(message.alternatives[0][0])
        return [(message.to[0], message.subject, str(message.body)) for message in messages]

    return render


def test_those_who_may_decide_are_told_that_something_waits(
    tree: Tree, instructor_client: Client, reviewer: User, administrator: User, learner: User, rendered: Rendered
) -> None:
    question = submitted(instructor_client, tree)
    told = rendered("review_waiting")
    assert [address for address, _subject, _text in told] == [administrator.email, reviewer.email]
    _address, subject, text = told[0]
    assert subject == "Content review: question “N1” waits for you"
    assert "Ines Instructor asks for a review." in text
    assert reverse("wagtailsnippets_cms_questionsnippet:edit", args=[question.pk]) in text
    assert "http" in text
    assert "Ask N1" not in text


def test_wagtail_sends_no_mail_of_its_own_beside_it(tree: Tree, instructor_client: Client, reviewer: User) -> None:
    User.objects.create_superuser("root@example.org", "correct horse", legal_name="Ruth Root")
    submitted(instructor_client, tree)
    assert mail.outbox == []
    assert Notice.objects.count() == 1


def test_each_step_asks_again_but_not_whoever_has_just_decided(
    tree: Tree, instructor_client: Client, reviewer_client: Client, administrator: User, reviewer: User
) -> None:
    question = submitted(instructor_client, tree)
    act(reviewer_client, question, "approve")
    asked = list(Notice.objects.order_by("pk").values_list("recipient__email", "context__step"))
    assert asked == [
        (reviewer.email, "Content review"),
        (administrator.email, "Content review"),
        (administrator.email, "Editorial review"),
    ]


def test_a_draft_that_is_sent_back_says_why_once(
    tree: Tree, instructor_client: Client, reviewer_client: Client, instructor: User, rendered: Rendered
) -> None:
    question = submitted(instructor_client, tree)
    act(reviewer_client, question, "reject", comment="Two options are right, & that's unfair")
    [(address, subject, text)] = rendered("review_sent_back")
    assert (address, subject) == (instructor.email, "Sent back: question “N1”")
    assert "Rafael Reviewer sent your draft back at the step “Content review”." in text
    assert "Two options are right, & that's unfair" in text


def test_the_same_decision_told_twice_is_one_mail(
    tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    act(reviewer_client, submitted(instructor_client, tree), "reject", comment="No")
    assert reviews.tell(WorkflowState.objects.get(), actor=None) == 1
    assert Notice.objects.filter(kind="review_sent_back").count() == 1


def test_the_last_approval_is_told_to_the_writer(
    tree: Tree, instructor_client: Client, reviewer_client: Client, administrator_client: Client, rendered: Rendered
) -> None:
    question = submitted(instructor_client, tree)
    act(reviewer_client, question, "approve", comment="Clear")
    assert rendered("review_approved") == []
    act(administrator_client, question, "approve", comment="Well asked")
    [(address, subject, text)] = rendered("review_approved")
    assert (address, subject) == ("instructor@example.org", "Approved: question “N1”")
    assert "Well asked" in text
    assert "It is published." in text


def test_lessons_and_claims_are_told_of_in_the_same_way(
    tree: Tree, instructor_client: Client, reviewer: User, rendered: Rendered
) -> None:
    lesson = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    instructor_client.post(lesson, lesson_form("Green leaves", action="action-submit"))
    claim: dict[str, Any] = {"course": str(tree.course.pk), "ref": "C1", "statement": "Tea cures", "action-submit": "1"}
    empty = dict.fromkeys(["heading", "kind", "label", "reason", "wording", "sources", "reviewed_on", "review_due"], "")
    instructor_client.post(reverse("wagtailsnippets_cms_claimsnippet:add"), {**empty, **claim})
    assert ClaimSnippet.objects.get().current_workflow_state is not None
    subjects = [subject for _address, subject, _text in rendered("review_waiting")]
    assert subjects == [
        "Content review: lesson “Green leaves” waits for you",
        "Content review: claim “C1” waits for you",
    ]


def test_whoever_wrote_into_a_draft_is_not_asked_to_judge_it(
    tree: Tree, instructor_client: Client, reviewer_client: Client, reviewer: User, administrator: User
) -> None:
    edit = reverse("wagtailsnippets_cms_questionsnippet:edit", args=[tree.questions[0].pk])
    reviewer_client.post(edit, question_form(tree.course.pk, "P1", right="B"))
    question = QuestionSnippet.objects.get(pk=tree.questions[0].pk)
    question.get_workflow().start(question, User.objects.get(email="instructor@example.org"))
    assert [notice.recipient for notice in Notice.objects.all()] == [administrator]


@pytest.mark.parametrize(("setting", "kind"), [("submitted", "review_waiting"), ("rejected", "review_sent_back")])
def test_settings_of_the_editor_are_heeded(
    setting: str,
    kind: str,
    tree: Tree,
    instructor: User,
    instructor_client: Client,
    reviewer: User,
    reviewer_client: Client,
) -> None:
    for person in (instructor, reviewer):
        profile = UserProfile.get_for_user(person)
        setattr(profile, f"{setting}_notifications", False)
        profile.save()
    act(reviewer_client, submitted(instructor_client, tree), "reject", comment="No")
    assert not Notice.objects.filter(kind=kind).exists()
    assert Notice.objects.exists()


def test_loading_a_package_or_publishing_directly_tells_nobody(tree: Tree, reviewer: User) -> None:
    trees.publish(tree.lessons[0])
    assert not Notice.objects.exists()
