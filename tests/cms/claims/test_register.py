"""The claim register through the editor: written by one, judged by others, shown to learners, asked of lessons."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from cms.models import ClaimSnippet, LessonPage
from courses.models import Claim, SourceArticle
from tests.cms import trees
from tests.cms.trees import Tree

LIST = "/cms/snippets/cms/claimsnippet/"
JUDGED = {"label": "misleading", "reason": "Nobody has shown it.", "wording": "Ask for numbers."}


def form(tree: Tree, *, action: str = "", **values: str) -> dict[str, str]:
    plain = {"heading": "", "kind": "", "label": "", "reason": "", "wording": "", "sources": ""}
    dates = {"reviewed_on": "", "review_due": ""}
    told = {"course": str(tree.course.pk), "ref": "C1", "statement": "Tea cures colds"}
    return {**plain, **dates, **told, **values, **({action: "1"} if action else {})}


def edit(snippet: ClaimSnippet) -> str:
    return reverse("wagtailsnippets_cms_claimsnippet:edit", args=[snippet.pk])


@pytest.fixture
def written(tree: Tree, instructor_client: Client) -> ClaimSnippet:
    """Written by the instructor, judged by nobody."""
    instructor_client.post(f"{LIST}add/", form(tree))
    return ClaimSnippet.objects.get()


@pytest.fixture
def judged(tree: Tree, written: ClaimSnippet, instructor_client: Client, reviewer_client: Client) -> Claim:
    instructor_client.post(edit(written), form(tree, **JUDGED))
    reviewer_client.post(edit(written), form(tree, **JUDGED, action="action-publish"))
    return Claim.objects.get()


def showing(claim: Claim, *, title: str = "Lesson 1", action: str = "") -> dict[str, Any]:
    """A lesson with the claim in a box."""
    listed = {"count": "1", "0": {"deleted": "", "order": "0", "type": "", "id": "", "value": str(claim.pk)}}
    texts = {"source": "", "summary": "Tea cures colds", "label_text": "", "why": "", "say_instead": ""}
    values = {"title": title, "slug": "lesson-1", "minutes": "10", "is_required": "on"}
    body = streamfield([("claim", {"claims": listed, **texts})])
    chosen = {"body": body, "objectives": streamfield([]), "comments": inline_formset([])}
    return nested_form_data({**values, **chosen, **({action: "1"} if action else {})})


def test_a_new_claim_has_an_entry_without_a_label(written: ClaimSnippet, instructor_client: Client) -> None:
    claim = Claim.objects.get()
    assert (claim.ref, claim.statement, claim.label) == ("C1", "Tea cures colds", "")
    assert written.claim == claim
    assert not written.live
    assert b"Not judged yet" in instructor_client.get(LIST).content
    assert "Nobody has judged it yet" in instructor_client.get(edit(written)).content.decode()


def test_an_unjudged_claim_follows_its_draft(tree: Tree, written: ClaimSnippet, instructor_client: Client) -> None:
    instructor_client.post(edit(written), form(tree, statement="Tea heals colds"))
    assert Claim.objects.get().statement == "Tea heals colds"


def test_an_unjudged_claim_keeps_its_entry_under_a_new_reference(
    tree: Tree, written: ClaimSnippet, instructor_client: Client
) -> None:
    entry = Claim.objects.get()
    instructor_client.post(edit(written), form(tree, ref="C2"))
    fresh = Claim.objects.get()
    assert (fresh.pk, fresh.ref, fresh.snippet.pk) == (entry.pk, "C2", written.pk)


def test_a_judged_claim_keeps_its_entry_when_its_new_reference_is_published(
    tree: Tree, judged: Claim, instructor_client: Client, reviewer_client: Client
) -> None:
    snippet = judged.snippet
    instructor_client.post(edit(snippet), form(tree, **JUDGED, ref="C2"))
    assert (Claim.objects.get().ref, ClaimSnippet.objects.get().claim) == ("C1", judged)
    reviewer_client.post(edit(snippet), form(tree, **JUDGED, ref="C2", action="action-publish"))
    fresh = Claim.objects.get()
    assert (fresh.pk, fresh.ref, fresh.label) == (judged.pk, "C2", "misleading")


def test_a_reference_that_the_register_has_already_takes_nothing_over(
    tree: Tree, written: ClaimSnippet, instructor_client: Client
) -> None:
    uuid = tree.course.translation_key
    Claim.objects.create(course_uuid=uuid, ref="C2", statement="Brought by a package", label="limited", reason="So.")
    instructor_client.post(edit(written), form(tree, ref="C2"))
    assert Claim.objects.get(ref="C2").statement == "Brought by a package"
    assert ClaimSnippet.objects.get().claim == Claim.objects.get(ref="C1")


def test_a_judged_claim_waits_for_the_next_judgement(tree: Tree, judged: Claim, instructor_client: Client) -> None:
    instructor_client.post(edit(judged.snippet), form(tree, statement="Tea heals colds", label="established"))
    fresh = Claim.objects.get()
    assert (fresh.statement, fresh.label) == ("Tea cures colds", "misleading")


def test_what_a_reviewer_publishes_is_what_learners_are_told(judged: Claim, reviewer: User) -> None:
    assert (judged.label, judged.reason, judged.wording) == tuple(JUDGED.values())
    assert (judged.reviewed_by, judged.reviewed_on) == (reviewer, timezone.localdate())


def test_its_writer_does_not_publish_it(tree: Tree, written: ClaimSnippet, instructor_client: Client) -> None:
    instructor_client.post(edit(written), form(tree, **JUDGED, action="action-publish"))
    assert Claim.objects.get().label == ""


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"label": ""}, "no label yet"),
        ({"label": "misleading", "reason": " "}, "does not say why"),
        ({"label": "established", "reason": "Law."}, "needs at least one source"),
    ],
)
def test_a_judgement_without_its_grounds_is_not_published(
    values: dict[str, str],
    told: str,
    tree: Tree,
    written: ClaimSnippet,
    instructor_client: Client,
    reviewer_client: Client,
) -> None:
    instructor_client.post(edit(written), form(tree, **values))
    answer = reviewer_client.post(edit(written), form(tree, **values, action="action-publish"), follow=True)
    assert told in answer.content.decode()
    assert Claim.objects.get().label == ""


def test_sources_are_those_of_the_course(
    tree: Tree, judged: Claim, reviewer_client: Client, instructor_client: Client
) -> None:
    SourceArticle.objects.create(course_uuid=tree.course.translation_key, ref="S1", title="A law")
    values = {**JUDGED, "label": "established", "sources": "S1, S2"}
    snippet = judged.snippet
    instructor_client.post(edit(snippet), form(tree, **values))
    reviewer_client.post(edit(snippet), form(tree, **values, action="action-publish"))
    fresh = Claim.objects.get()
    assert (fresh.label, [source.ref for source in fresh.sources.all()]) == ("established", ["S1"])


def test_it_goes_through_content_and_editorial_review(
    tree: Tree,
    written: ClaimSnippet,
    instructor_client: Client,
    reviewer_client: Client,
    administrator: User,
    administrator_client: Client,
) -> None:
    assert written.get_workflow().name == "Claim review"
    instructor_client.post(edit(written), form(tree, **JUDGED, action="action-submit"))
    for client in (reviewer_client, administrator_client):
        state = ClaimSnippet.objects.get().current_workflow_task_state
        keys = [written.pk, "approve", state.pk]
        client.post(reverse("wagtailsnippets_cms_claimsnippet:workflow_action", args=keys), {})
    claim = Claim.objects.get()
    assert (claim.label, claim.reviewed_by) == ("misleading", administrator)


# --- lessons ----------------------------------------------------------------------------------------------------------


def test_a_lesson_with_an_unjudged_claim_is_not_published(
    tree: Tree, written: ClaimSnippet, instructor_client: Client, reviewer_client: Client
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    instructor_client.post(address, showing(written.claim, title="Claimed"))
    answer = reviewer_client.post(
        address, showing(written.claim, title="Claimed", action="action-publish"), follow=True
    )
    assert "These claims have no label yet: C1." in answer.content.decode()
    assert trees.fresh(tree.lessons[0]).title == "Lesson 1"


def test_a_lesson_with_a_judged_claim_shows_label_why_and_date(
    tree: Tree, judged: Claim, learner: User, learner_client: Client, instructor_client: Client, reviewer_client: Client
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    instructor_client.post(address, showing(judged))
    reviewer_client.post(address, showing(judged, action="action-publish"))
    trees.enrol(tree, learner)
    page = learner_client.get("/courses/tea/basics/lesson-1/").content.decode()
    assert "Misleading" in page
    assert f"reviewed on {timezone.localdate().day}" in page
    use = instructor_client.get(edit(judged.snippet)).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk]) in use


def test_words_that_promise_too_much_are_named_while_writing(tree: Tree, instructor_client: Client) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    assert b"Words to weigh" not in instructor_client.get(address).content
    page: LessonPage = tree.lessons[0]
    page.body = '[{"type": "text", "value": "<p>A <b>guaranteed</b> cure.</p>"}]'
    page.save_revision()
    shown = instructor_client.get(address).content.decode()
    assert "<strong>guaranteed</strong>" in shown
    assert "<strong>cure</strong>" in shown


# --- doors and lists --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["client", "learner_client", "outsider_client", "registrar_client"])
def test_others_neither_read_nor_write(
    name: str, tree: Tree, written: ClaimSnippet, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(name)
    for address in (LIST, edit(written), f"/cms/claims/{written.claim_id}/"):
        answer = client.get(address)
        assert answer.status_code in {302, 403, 404}
        assert b"Tea cures" not in answer.content
    client.post(edit(written), form(tree, statement="Mine"))
    assert ClaimSnippet.objects.get().get_latest_revision_as_object().statement == "Tea cures colds"


def test_claims_of_another_course_are_not_theirs(written: ClaimSnippet, tree: Tree, instructor_client: Client) -> None:
    other = trees.plant("coffee")
    tree.course.team.group.user_set.clear()
    assert instructor_client.get(edit(written)).status_code == 404
    assert list(instructor_client.get(LIST).context["object_list"]) == []
    instructor_client.post(f"{LIST}add/", form(tree, ref="C2"))
    assert not ClaimSnippet.objects.filter(ref="C2").exists()
    instructor_client.post(f"{LIST}add/", form(other, ref="C2"))
    assert ClaimSnippet.objects.get(ref="C2").course == other.course


def test_an_entry_leads_to_its_draft(written: ClaimSnippet, reviewer_client: Client) -> None:
    assert reviewer_client.get(f"/cms/claims/{written.claim_id}/").url == edit(written)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("judged=true", ["C1"]), ("judged=false", ["C2"]), ("overdue=true", []), ("label=misleading", ["C1"])],
)
def test_the_list_is_filtered(
    query: str, expected: list[str], tree: Tree, judged: Claim, instructor_client: Client
) -> None:
    instructor_client.post(f"{LIST}add/", form(tree, ref="C2"))
    found = instructor_client.get(f"{LIST}?{query}").context["object_list"]
    assert [snippet.ref for snippet in found] == expected


def test_the_list_costs_the_same_for_one_and_for_many(
    tree: Tree, written: ClaimSnippet, instructor_client: Client, count_queries: Callable[..., int]
) -> None:
    instructor_client.get(LIST)
    one = count_queries(instructor_client.get, LIST)
    for number in range(2, 11):
        instructor_client.post(f"{LIST}add/", form(tree, ref=f"C{number}"))
    assert count_queries(instructor_client.get, LIST) == one


def test_a_box_that_says_no_more_gives_the_reason_and_the_wording_of_the_register(
    tree: Tree,
    judged: Claim,
    reviewer_client: Client,
    administrator_client: Client,
    learner: User,
    learner_client: Client,
) -> None:
    lesson = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    reviewer_client.post(lesson, showing(judged))
    administrator_client.post(lesson, showing(judged, action="action-publish"))
    trees.enrol(tree, learner)
    page = learner_client.get("/courses/tea/basics/lesson-1/").content.decode()
    assert JUDGED["reason"] in page
    assert JUDGED["wording"] in page
