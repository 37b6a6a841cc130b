"""An instructor works on the courses of their teams alone: through the editor's own addresses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from accounts.models import AuditEntry, User
from cms.actions import wordings
from cms.models import CoursePage, CourseTeam, GlossaryTerm, QuestionImport, QuestionSnippet
from tests.cms import trees
from tests.cms.test_editor_permissions import lesson_form, question_form
from tests.cms.trees import Tree

ITEM = "wagtailsnippets_cms_questionsnippet"
TERM = "wagtailsnippets_cms_glossaryterm"


@pytest.fixture
def coffee(tree: Tree, instructor: User) -> Tree:
    """A course that the instructor is not in the team of, besides tea, which they write."""
    other = trees.plant("coffee")
    other.course.team.group.user_set.clear()
    wordings.refresh()
    return other


def question_doors(question: QuestionSnippet) -> list[str]:
    """Every address of one question."""
    key, revision = question.pk, question.latest_revision_id
    one = ["edit", "copy", "delete", "history", "usage", "inspect", "bank", "suspend", "reinstate", "unpublish"]
    one += ["preview_on_edit", "lock", "unlock", "workflow_history"]
    names = {pattern.name for pattern in QuestionSnippet.snippet_viewset.get_urlpatterns()}
    addresses = [reverse(f"{ITEM}:{name}", args=[key]) for name in one if name in names]
    addresses += [reverse(f"{ITEM}:{name}", args=[key, revision]) for name in ("revisions_view", "revisions_revert")]
    return [*addresses, reverse(f"{ITEM}:revisions_compare", args=[key, "earliest", revision])]


def test_nothing_of_another_courses_questions_opens(coffee: Tree, instructor_client: Client) -> None:
    for question in coffee.questions:
        for address in question_doors(question):
            for answer in (instructor_client.get(address), instructor_client.post(address, {"reason": "Mine"})):
                assert answer.status_code == 404, address
    assert all(QuestionSnippet.objects.get(pk=question.pk).live for question in coffee.questions)


def test_their_own_questions_open(coffee: Tree, tree: Tree, instructor_client: Client) -> None:
    for name in ("edit", "copy", "history", "usage", "bank"):
        assert instructor_client.get(reverse(f"{ITEM}:{name}", args=[tree.questions[0].pk])).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/cms/snippets/cms/questionsnippet/",
        "/cms/snippets/cms/questionsnippet/?q=E1",
        "/cms/questions/export/?format=aiken",
        "/cms/questions/checks/",
        "/cms/question_chooser/",
        "/cms/question_chooser/results/?q=E1",
        "/cms/reports/site-history/",
        "/cms/reports/workflow/",
        "/cms/reports/workflow_tasks/",
        "/cms/reports/aging-pages/",
        "/cms/",
    ],
)
def test_no_list_shows_another_courses_items(
    address: str, coffee: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    """The two courses use the same references, so the wording tells them apart."""
    for question in coffee.questions:
        question.interaction = trees.asked(trees.single_choice(f"Roasted {question.ref}"))
        question.review_due = "2020-01-01"
        trees.publish_question(question)
    assert "Roasted" not in instructor_client.get(address).content.decode()


def test_lists_and_files_hold_their_own_alone(coffee: Tree, instructor_client: Client, reviewer_client: Client) -> None:
    export = "/cms/questions/export/"
    assert instructor_client.get(export).context["total"] == 5
    assert reviewer_client.get(export).context["total"] == 10
    marked = f"{export}?id={coffee.questions[0].pk}"
    assert instructor_client.get(marked).context["total"] == 0
    body = b"".join(instructor_client.post(marked, {"format": "csv"}).streaming_content)
    assert b"Ask P1" not in body


def test_another_courses_question_is_not_chosen_for_a_quiz(coffee: Tree, tree: Tree, instructor_client: Client) -> None:
    for name, keys in (("chosen", [coffee.questions[0].pk]), ("chosen_multiple", [])):
        address = reverse(f"question_chooser:{name}", args=keys)
        answer = instructor_client.get(address, {"id": coffee.questions[0].pk})
        assert b"P1" not in answer.content
    own = reverse("question_chooser:chosen", args=[tree.questions[0].pk])
    assert b"P1" in instructor_client.get(own).content


def test_many_at_once_stop_at_the_course(coffee: Tree, instructor_client: Client) -> None:
    keys = "&".join(f"id={question.pk}" for question in coffee.questions)
    for name in ("tag_questions", "submit_questions"):
        instructor_client.post(f"/cms/bulk/cms/questionsnippet/{name}/?{keys}", {"tags": "mine"})
    fresh = QuestionSnippet.objects.get(pk=coffee.questions[0].pk)
    assert fresh.get_latest_revision_as_object().tags == ""
    assert fresh.current_workflow_state is None


def test_a_question_goes_only_into_a_course_of_theirs(coffee: Tree, tree: Tree, instructor_client: Client) -> None:
    add = reverse(f"{ITEM}:add")
    instructor_client.post(add, question_form(coffee.course.pk, "N1"))
    assert not QuestionSnippet.objects.filter(ref="N1").exists()
    edit = reverse(f"{ITEM}:edit", args=[tree.questions[0].pk])
    instructor_client.post(edit, question_form(coffee.course.pk, "P1"))
    draft = QuestionSnippet.objects.get(pk=tree.questions[0].pk).get_latest_revision_as_object()
    assert draft.course == tree.course
    upload = {"module": coffee.module.pk, "use": "exam", "clash": "skip"}
    file = SimpleUploadedFile("a.gift", b"::A::Is it?{=Yes ~No}")
    assert instructor_client.post("/cms/questions/import/", {"file": file, **upload}).status_code == 400
    assert not QuestionImport.objects.exists()


def page_doors(page: Page) -> list[str]:
    names = (
        "edit",
        "delete",
        "unpublish",
        "copy",
        "move",
        "view_draft",
        "history",
        "revisions_index",
        "workflow_history",
    )
    return [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in names]


def test_no_page_of_another_course_is_edited_copied_or_published(coffee: Tree, instructor_client: Client) -> None:
    for page in (coffee.course, coffee.module, coffee.lessons[0], coffee.quiz, coffee.exam):
        for address in page_doors(page):
            assert instructor_client.get(address).status_code in {302, 403, 404}, address
    edit = reverse("wagtailadmin_pages:edit", args=[coffee.lessons[0].pk])
    for action in ("", "action-publish", "action-submit"):
        instructor_client.post(edit, lesson_form("Mine", action=action))
    assert trees.fresh(coffee.lessons[0]).get_latest_revision_as_object().title == "Lesson 1"
    add = reverse("wagtailadmin_pages:add", args=["cms", "lessonpage", coffee.module.pk])
    instructor_client.post(add, lesson_form("Mine"))
    assert not Page.objects.filter(draft_title="Mine").exists()


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_pages_of_another_course_are_not_changed_in_bulk(action: str, coffee: Tree, instructor_client: Client) -> None:
    target = f"/cms/bulk/wagtailcore/page/{action}/?id={coffee.lessons[0].pk}"
    instructor_client.post(target, {"chooser": coffee.module.pk})
    assert trees.fresh(coffee.lessons[0]).live
    assert trees.fresh(coffee.lessons[0]).get_parent().pk == coffee.module.pk


def test_the_explorer_shows_their_own_courses(coffee: Tree, tree: Tree, instructor_client: Client) -> None:
    catalogue = tree.course.get_parent()
    page = instructor_client.get(reverse("wagtailadmin_explore", args=[catalogue.pk]), follow=True).content.decode()
    assert "Tea" in page
    assert instructor_client.get(reverse("wagtailadmin_explore", args=[coffee.module.pk])).status_code in {
        302,
        403,
        404,
    }


def test_words_of_another_course_are_not_theirs(coffee: Tree, tree: Tree, instructor_client: Client) -> None:
    uuids = {"course_uuid": coffee.course.translation_key, "lesson_uuid": coffee.lessons[0].translation_key}
    term = GlossaryTerm.objects.create(**uuids, ref="G1", term="Crema", definition="Foam")
    assert b"Crema" not in instructor_client.get(reverse(f"{TERM}:list")).content
    edit = reverse(f"{TERM}:edit", args=[term.pk])
    lesson = str(coffee.lessons[0].translation_key)
    assert instructor_client.get(edit).status_code == 404
    values = {"term": "Mine", "also": "", "definition": "Mine", "lesson": lesson}
    instructor_client.post(edit, values)
    instructor_client.post(reverse(f"{TERM}:add"), values)
    assert list(GlossaryTerm.objects.values_list("term", flat=True)) == ["Crema"]


@pytest.mark.parametrize("name", ["reviewer_client", "administrator_client"])
def test_reviewers_and_administrators_reach_every_course(
    name: str, coffee: Tree, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(name)
    assert client.get(reverse(f"{ITEM}:edit", args=[coffee.questions[0].pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[coffee.lessons[0].pk])).status_code == 200


# --- teams ------------------------------------------------------------------------------------------------------------


def test_an_administrator_decides_who_writes_a_course(
    coffee: Tree, instructor: User, instructor_client: Client, administrator: User, administrator_client: Client
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[coffee.lessons[0].pk])
    assert b"Nobody yet" in administrator_client.get("/cms/teams/").content
    address = f"/cms/teams/{coffee.course.pk}/"
    assert administrator_client.get(address).status_code == 200
    administrator_client.post(address, {"members": [instructor.pk]})
    assert instructor_client.get(edit).status_code == 200
    entry = AuditEntry.objects.get(action="cms.team.changed")
    assert (entry.actor, entry.data) == (administrator, {"joined": [instructor.email], "left": []})
    administrator_client.post(address, {})
    assert instructor_client.get(edit).status_code in {302, 403}
    assert AuditEntry.objects.filter(action="cms.team.changed").count() == 2


def test_only_instructors_join(coffee: Tree, learner: User, administrator_client: Client) -> None:
    answer = administrator_client.post(f"/cms/teams/{coffee.course.pk}/", {"members": [learner.pk]})
    assert answer.context["form"].errors
    assert not coffee.course.team.group.user_set.exists()


@pytest.mark.parametrize(
    "name", ["client", "learner_client", "instructor_client", "reviewer_client", "registrar_client"]
)
def test_others_decide_nothing(name: str, coffee: Tree, instructor: User, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(name)
    for address in ("/cms/teams/", f"/cms/teams/{coffee.course.pk}/"):
        assert client.get(address).status_code in {302, 403}
    client.post(f"/cms/teams/{coffee.course.pk}/", {"members": [instructor.pk]})
    assert not coffee.course.team.group.user_set.exists()


def test_an_instructor_begins_a_course_and_is_its_team(
    tree: Tree, instructor: User, instructor_client: Client, learner_client: Client, registrar_client: Client
) -> None:
    begin = "/cms/teams/begin/"
    dashboard = instructor_client.get("/cms/").content.decode()
    assert "Begin a course" in dashboard
    assert "localhost" not in dashboard
    assert instructor_client.get(begin).status_code == 200
    assert instructor_client.post(begin, {"title": ""}).status_code == 400
    answer = instructor_client.post(begin, {"title": "Cocoa"})
    course = CoursePage.objects.get(title="Cocoa")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[course.pk])
    assert instructor_client.get(answer.url).status_code == 200
    assert not course.live
    assert list(course.team.group.user_set.all()) == [instructor]
    for client in (learner_client, registrar_client):
        client.post(begin, {"title": "Nettle"})
    assert not CoursePage.objects.filter(title="Nettle").exists()


def test_a_course_made_in_the_tree_has_a_team(tree: Tree, administrator_client: Client) -> None:
    copy = reverse("wagtailadmin_pages:copy", args=[tree.course.pk])
    catalogue = tree.course.get_parent()
    values: dict[str, Any] = {"new_title": "Mate", "new_slug": "mate", "new_parent_page": catalogue.pk, "alias": ""}
    administrator_client.post(copy, {**values, "copy_subpages": "on"})
    assert CourseTeam.objects.filter(course__slug="mate").exists()


def test_the_teams_cost_the_same_for_one_course_and_for_many(
    tree: Tree, administrator_client: Client, count_queries: Callable[..., int]
) -> None:
    administrator_client.get("/cms/teams/")
    one = count_queries(administrator_client.get, "/cms/teams/")
    for number in range(9):
        trees.add(tree.course.get_parent(), CoursePage(title=f"C{number}", slug=f"c{number}", summary="S"))
    assert count_queries(administrator_client.get, "/cms/teams/") == one
