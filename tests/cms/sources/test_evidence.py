"""What stands beside a lesson is for editors: seen there, decided there, and nowhere else."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cms.actions import plans
from cms.models import CoursePage, LessonPage
from courses.actions import candidates
from courses.models import Claim, ClaimCandidate, SourceSnapshot
from tests.cms import trees
from tests.cms.sources.conftest import SECTIONS, bring
from tests.cms.trees import Tree


@pytest.fixture
def drafted(snapshot: SourceSnapshot, instructor: User) -> CoursePage:
    return plans.draft(plans.begin(snapshot, owner=instructor), actor=instructor).course


def claims(course: CoursePage, query: str = "") -> str:
    return reverse("sources:claims", args=[course.pk]) + query


def edit(page: LessonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_an_author_reads_the_section_beside_the_lesson(drafted: CoursePage, instructor_client: Client) -> None:
    lesson = LessonPage.objects.get(title="Rules and laws")
    page = instructor_client.get(edit(lesson)).content.decode()
    assert "From the article, for editors only" in page
    assert "The product is approved by the agency." in page
    assert "say it in your own words" in page
    assert f"?lesson={lesson.translation_key}#candidate-" in page
    assert "It cures 40% of patients." not in page


def test_a_lesson_of_no_article_has_nothing_beside_it(tree: Tree, instructor_client: Client) -> None:
    assert "From the article" not in instructor_client.get(edit(tree.lessons[0])).content.decode()


def test_learners_never_see_the_quote(
    tree: Tree, snapshot: SourceSnapshot, learner: User, learner_client: Client
) -> None:
    lesson = tree.lessons[0]
    candidates.cite_section(
        snapshot, section=1, course_uuid=tree.course.translation_key, lesson_uuid=lesson.translation_key
    )
    trees.publish(lesson)
    trees.enrol(tree, learner)
    page = learner_client.get("/courses/tea/basics/lesson-1/").content.decode()
    assert "Text of Lesson 1." in page
    assert "40%" not in page
    assert "Understanding the therapy" not in page


def test_the_preview_shows_what_learners_see(drafted: CoursePage, instructor_client: Client) -> None:
    lesson = LessonPage.objects.get(title="Rules and laws")
    assert b"approved by the agency" not in lesson.make_preview_request().content


def test_each_sentence_is_decided_and_opened_again(drafted: CoursePage, instructor_client: Client) -> None:
    candidate = ClaimCandidate.objects.get(sentence__startswith="You pay")
    decide = reverse("sources:decide", args=[candidate.pk])
    response = instructor_client.post(f"{decide}?state=open", {"verdict": "dismissed"})
    assert response.url == f"{claims(drafted)}?state=open#candidate-{candidate.pk}"
    candidate.refresh_from_db()
    decided_at = candidate.decided_at
    assert (candidate.state, candidate.decided_by.email) == ("dismissed", "instructor@example.org")
    instructor_client.post(decide, {"verdict": "dismissed"})
    candidate.refresh_from_db()
    assert candidate.decided_at == decided_at
    instructor_client.post(decide, {"verdict": "open"})
    candidate.refresh_from_db()
    assert (candidate.state, candidate.decided_by, candidate.decided_at) == ("open", None, None)


def test_a_sentence_becomes_a_claim_of_the_register(drafted: CoursePage, reviewer_client: Client) -> None:
    claim = Claim.objects.create(
        course_uuid=drafted.translation_key, ref="C1", statement="It is cheap", label="unverified", reason="No list"
    )
    candidate = ClaimCandidate.objects.get(sentence__startswith="You pay")
    decide = reverse("sources:decide", args=[candidate.pk])
    reviewer_client.post(decide, {"verdict": "claimed"})
    assert ClaimCandidate.objects.get(pk=candidate.pk).state == "open"
    reviewer_client.post(decide, {"verdict": "claimed", "claim": claim.pk})
    candidate.refresh_from_db()
    assert (candidate.state, candidate.claim) == ("claimed", claim)
    lesson = LessonPage.objects.get(translation_key=candidate.lesson_uuid)
    assert "C1, Unverified" in reviewer_client.get(edit(lesson)).content.decode()


def claim_form(course: CoursePage, *, ref: str) -> dict[str, Any]:
    names = ("heading", "kind", "label", "reason", "wording", "sources", "reviewed_on", "review_due")
    return {**dict.fromkeys(names, ""), "course": course.pk, "ref": ref, "statement": "A treatment costs €20,000."}


def test_a_new_claim_is_begun_from_the_sentence_that_it_judges(drafted: CoursePage, instructor_client: Client) -> None:
    candidate = ClaimCandidate.objects.get(sentence__startswith="You pay")
    address = f"{reverse('wagtailsnippets_cms_claimsnippet:add')}?sentence={candidate.pk}"
    assert address in instructor_client.get(claims(drafted)).content.decode()
    page = instructor_client.get(address)
    assert page.context["form"].initial["statement"] == candidate.sentence
    assert f'action="{address}"' in page.content.decode()
    instructor_client.post(address, claim_form(drafted, ref="C7"))
    candidate.refresh_from_db()
    assert (candidate.state, candidate.claim.ref) == ("claimed", "C7")
    assert candidate.decided_by.email == "instructor@example.org"


@pytest.mark.parametrize("sentence", ["", "x", "999999", "9" * 40])
def test_a_claim_of_no_sentence_begins_empty(drafted: CoursePage, instructor_client: Client, sentence: str) -> None:
    page = instructor_client.get(f"{reverse('wagtailsnippets_cms_claimsnippet:add')}?sentence={sentence}")
    assert page.context["form"].initial.get("statement", "") == ""


def test_a_sentence_of_another_course_is_neither_shown_nor_settled(
    drafted: CoursePage, tree: Tree, instructor_client: Client
) -> None:
    candidate = ClaimCandidate.objects.get(sentence__startswith="You pay")
    drafted.team.group.user_set.clear()
    address = f"{reverse('wagtailsnippets_cms_claimsnippet:add')}?sentence={candidate.pk}"
    assert candidate.sentence not in instructor_client.get(address).content.decode()
    instructor_client.post(address, claim_form(tree.course, ref="C7"))
    candidate.refresh_from_db()
    assert (Claim.objects.get().ref, candidate.state) == ("C7", "open")


def test_a_claim_that_went_to_another_course_leaves_the_sentence_open(
    drafted: CoursePage, tree: Tree, instructor_client: Client
) -> None:
    candidate = ClaimCandidate.objects.get(sentence__startswith="You pay")
    address = f"{reverse('wagtailsnippets_cms_claimsnippet:add')}?sentence={candidate.pk}"
    instructor_client.post(address, claim_form(tree.course, ref="C7"))
    candidate.refresh_from_db()
    assert (Claim.objects.get().ref, candidate.state) == ("C7", "open")


def test_the_list_is_filtered_by_state_and_lesson(drafted: CoursePage, instructor_client: Client) -> None:
    lesson = LessonPage.objects.get(title="What it costs")
    page = instructor_client.get(claims(drafted, f"?lesson={lesson.translation_key}")).content.decode()
    assert "You pay €20,000" in page
    assert "It cures" not in page
    assert "Nothing fits." in instructor_client.get(claims(drafted, "?state=dismissed")).content.decode()
    assert "4 to check" in instructor_client.get(claims(drafted)).content.decode()


@pytest.mark.parametrize("verdict", ["", "nonsense"])
def test_an_unknown_verdict_changes_nothing(drafted: CoursePage, instructor_client: Client, verdict: str) -> None:
    candidate = ClaimCandidate.objects.first()
    assert candidate is not None
    instructor_client.post(reverse("sources:decide", args=[candidate.pk]), {"verdict": verdict})
    assert set(ClaimCandidate.objects.values_list("state", flat=True)) == {"open"}


def test_screens_cost_the_same_however_much_there_is(
    instructor: User, instructor_client: Client, snapshot: SourceSnapshot, count_queries: Any, tree: Tree
) -> None:
    lesson = tree.lessons[0]

    def cite(some: SourceSnapshot) -> None:
        for section in (1, 2, 4):
            candidates.cite_section(
                some, section=section, course_uuid=tree.course.translation_key, lesson_uuid=lesson.translation_key
            )

    addresses = [reverse("sources:index"), claims(tree.course), edit(lesson)]
    cite(snapshot)
    instructor_client.get(addresses[2])
    before = [count_queries(instructor_client.get, address) for address in addresses]
    for number in range(9):
        sections = [{**row, "text": f"{row['text']} Version {number}."} for row in SECTIONS]
        cite(bring(instructor, title=f"Article {number}", sections=sections))
    assert [count_queries(instructor_client.get, address) for address in addresses] == before


def test_the_list_follows_the_order_of_the_course(drafted: CoursePage, instructor_client: Client) -> None:
    titles = [row["lesson"].title for row in instructor_client.get(claims(drafted)).context["rows"]]
    assert titles == ["Understanding the therapy", "Rules and laws", "Rules and laws", "What it costs"]


def test_the_first_screen_counts_what_waits(drafted: CoursePage, instructor_client: Client) -> None:
    assert f'<a href="{claims(drafted)}">4' in instructor_client.get("/cms/").content.decode()
