"""Through Wagtail's own addresses: who may write, who may publish, who may only look."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from cms import permissions
from cms.models import GlossaryTerm, LessonPage, ModulePage, QuestionSnippet
from courses import standing
from courses.models import Activity
from quizzes.models import Question
from tests.cms import trees
from tests.cms.trees import Tree

STAFF = ["instructor", "reviewer", "registrar", "administrator"]


def client_of(name: str, request: pytest.FixtureRequest) -> Client:
    return request.getfixturevalue(f"{name}_client")


def lesson_form(title: str, *, action: str = "") -> dict[str, Any]:
    body = streamfield([])
    values = {
        "title": title,
        "slug": title.lower().replace(" ", "-"),
        "minutes": "10",
        "is_required": "on",
        "body": body,
        "objectives": streamfield([]),
        "comments": inline_formset([]),
    }
    return nested_form_data({**values, **({action: "1"} if action else {})})


def question_form(course_pk: int, ref: str, *, action: str = "", right: str = "A") -> dict[str, Any]:
    options = [
        {"deleted": "", "order": str(place), "type": "", "id": "", "value": option}
        for place, option in enumerate(
            {"id": letter, "text": f"Option {letter}", "feedback": "", **({"correct": "on"} if letter == right else {})}
            for letter in "AB"
        )
    ]
    listed = {"count": str(len(options)), **{str(place): option for place, option in enumerate(options)}}
    block = {"prompt": f"Ask {ref}", "rationale": "", "shuffle": "on", "options": listed}
    values = {
        "interaction": streamfield([("single_choice", block)]),
        "course": str(course_pk),
        "ref": ref,
        "use": "practice",
        "stage": "operational",
        "topic": "basics",
    }
    return nested_form_data({**values, **({action: "1"} if action else {})})


def explorer(tree: Tree) -> str:
    return reverse("wagtailadmin_explore", args=[tree.module.pk])


def test_a_visitor_signs_in_first(client: Client, db: None) -> None:
    response = client.get("/cms/")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_learner_is_refused(tree: Tree, learner_client: Client) -> None:
    addresses = ["/cms/", explorer(tree), "/cms/snippets/cms/questionsnippet/", "/cms/snippets/cms/claimsnippet/"]
    for address in addresses:
        response = learner_client.get(address)
        assert response.status_code in {302, 403, 404}
        assert b"Tea" not in response.content
    learner_client.post(reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk]), lesson_form("Mine"))
    assert trees.fresh(tree.lessons[0]).get_latest_revision_as_object().title == "Lesson 1"


@pytest.mark.parametrize("name", STAFF)
def test_staff_enter_the_editor_by_their_group_alone(name: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(name)
    assert not person.is_superuser
    assert not person.user_permissions.exists()
    assert client_of(name, request).get("/cms/").status_code == 200


def test_groups_are_made_by_migration(db: None) -> None:
    rights = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert set(rights) == {"Instructors", "Reviewers", "Registrars", "Administrators"}
    assert all("access_admin" in codenames for codenames in rights.values())
    assert {name for name, codenames in rights.items() if "publish_questionsnippet" in codenames} == {
        "Reviewers",
        "Administrators",
    }
    assert not User.objects.filter(is_superuser=True).exists()


@pytest.mark.parametrize("name", ["instructor", "reviewer", "administrator"])
def test_authors_open_the_page_tree(name: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    client = client_of(name, request)
    assert b"Lesson 1" in client.get(explorer(tree)).content
    for page in (tree.course, tree.module, tree.lessons[0], tree.quiz, tree.exam):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_an_instructor_writes_a_draft_and_can_not_publish_it(tree: Tree, instructor_client: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=["cms", "lessonpage", tree.module.pk])
    assert instructor_client.get(address).status_code == 200
    instructor_client.post(address, lesson_form("Green leaves"))
    page = LessonPage.objects.get(draft_title="Green leaves")
    assert not page.live
    instructor_client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), lesson_form("Greener leaves", action="action-publish")
    )
    page = trees.fresh(page)
    assert not page.live
    assert page.get_latest_revision_as_object().title == "Greener leaves"
    assert not Activity.objects.filter(uuid=page.translation_key).exists()
    assert "Green" not in str([entry.title for entry in standing.outline(tree.record)])


def test_an_instructor_can_not_unpublish_or_delete(tree: Tree, instructor_client: Client) -> None:
    for action in ("unpublish", "delete"):
        instructor_client.post(reverse(f"wagtailadmin_pages:{action}", args=[tree.lessons[0].pk]))
    assert trees.fresh(tree.lessons[0]).live


def test_a_reviewer_publishes_what_an_instructor_wrote(
    tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    instructor_client.post(address, lesson_form("Leaves"))
    assert Activity.objects.get(uuid=tree.lessons[0].translation_key).title == "Lesson 1"
    reviewer_client.post(address, lesson_form("Leaves", action="action-publish"))
    assert Activity.objects.get(uuid=tree.lessons[0].translation_key).title == "Leaves"


def test_a_registrar_changes_no_content(tree: Tree, registrar_client: Client) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[tree.lessons[0].pk])
    assert registrar_client.get(address).status_code in {302, 403}
    registrar_client.post(address, lesson_form("Mine", action="action-publish"))
    assert trees.fresh(tree.lessons[0]).title == "Lesson 1"
    assert trees.fresh(tree.lessons[0]).get_latest_revision_as_object().title == "Lesson 1"
    add = reverse("wagtailsnippets_cms_questionsnippet:add")
    registrar_client.post(add, question_form(tree.course.pk, "N1", action="action-publish"))
    assert not QuestionSnippet.objects.filter(ref="N1").exists()


def test_an_instructor_drafts_a_question_and_a_reviewer_publishes_it(
    tree: Tree, instructor_client: Client, reviewer_client: Client
) -> None:
    add = reverse("wagtailsnippets_cms_questionsnippet:add")
    assert instructor_client.get(add).status_code == 200
    instructor_client.post(add, question_form(tree.course.pk, "N1", action="action-publish"))
    snippet = QuestionSnippet.objects.get(ref="N1")
    assert not snippet.live
    assert not Question.objects.filter(ref="N1").exists()
    edit = reverse("wagtailsnippets_cms_questionsnippet:edit", args=[snippet.pk])
    reviewer_client.post(edit, question_form(tree.course.pk, "N1", action="action-publish"))
    question = Question.objects.get(ref="N1")
    assert question.uuid == snippet.uuid
    assert question.current.content["prompt"] == "Ask N1"


def test_a_question_that_can_not_be_marked_is_sent_back_to_the_form(tree: Tree, instructor_client: Client) -> None:
    add = reverse("wagtailsnippets_cms_questionsnippet:add")
    response = instructor_client.post(add, question_form(tree.course.pk, "N1", right="none"))
    assert response.status_code == 200
    assert "interaction" in response.context["form"].errors
    assert not QuestionSnippet.objects.filter(ref="N1").exists()


def test_a_copied_question_is_a_question_of_its_own(tree: Tree, instructor_client: Client) -> None:
    original = tree.questions[0]
    page = instructor_client.get(reverse("wagtailsnippets_cms_questionsnippet:copy", args=[original.pk]))
    form = BeautifulSoup(page.content, "html.parser").select_one("form[data-edit-form]")
    instructor_client.post(form["action"], question_form(tree.course.pk, "P1-copy"))
    assert QuestionSnippet.objects.get(ref="P1").uuid == original.uuid
    assert QuestionSnippet.objects.get(ref="P1-copy").uuid != original.uuid


def test_an_edited_term_reaches_lessons_at_once(
    tree: Tree, learner: User, learner_client: Client, instructor_client: Client
) -> None:
    trees.enrol(tree, learner)
    term = GlossaryTerm.objects.create(
        course_uuid=tree.course.translation_key,
        ref="G1",
        term="Stalk",
        definition="Holds the leaf",
        lesson_uuid=tree.lessons[0].translation_key,
    )
    assert b"Holds the leaf" in learner_client.get("/courses/tea/basics/lesson-1/").content
    address = reverse("wagtailsnippets_cms_glossaryterm:edit", args=[term.pk])
    lesson = str(term.lesson_uuid)
    instructor_client.post(address, {"term": "Stalk", "also": "", "definition": "Carries the leaf", "lesson": lesson})
    assert b"Carries the leaf" in learner_client.get("/courses/tea/basics/lesson-1/").content


@pytest.mark.parametrize("name", STAFF)
def test_a_term_without_a_lesson_is_not_added(name: str, tree: Tree, request: pytest.FixtureRequest) -> None:
    """The lesson says which course a term belongs to."""
    address = reverse("wagtailsnippets_cms_glossaryterm:add")
    response = client_of(name, request).post(address, {"term": "Leaf", "also": "", "definition": "Green"})
    assert response.status_code < 500
    assert not GlossaryTerm.objects.exists()


@pytest.mark.parametrize("missing", ["course", "ref"])
def test_a_draft_without_its_place_is_not_saved_where_its_writer_could_not_find_it(
    missing: str, tree: Tree, instructor_client: Client
) -> None:
    """The editor saves by itself while somebody writes; a draft without a course would be nobody's."""
    add = reverse("wagtailsnippets_cms_questionsnippet:add")
    values = question_form(tree.course.pk, "N1")
    instructor_client.post(add, {**values, missing: ""}, headers={"Accept": "application/json"})
    assert not QuestionSnippet.objects.filter(ref__in=["", "N1"]).exists()
    instructor_client.post(add, values, headers={"Accept": "application/json"})
    assert QuestionSnippet.objects.get(ref="N1").course == tree.course


def test_the_only_course_of_an_instructor_is_chosen_already(tree: Tree, instructor_client: Client) -> None:
    add = reverse("wagtailsnippets_cms_questionsnippet:add")
    assert instructor_client.get(add).context["form"]["course"].value() == tree.course.pk
    trees.plant("coffee")
    assert instructor_client.get(add).context["form"]["course"].value() is None


def test_lessons_put_below_a_module_make_no_writer_of_who_publishes_it(
    tree: Tree, instructor: User, reviewer_client: Client
) -> None:
    module = ModulePage(title="Brewing", slug="brewing", live=False)
    trees.fresh(tree.course).add_child(instance=module)
    module.save_revision(user=instructor)
    trees.add(module, trees.lesson("Water", slug="water"))
    values = {"title": "Brewing", "slug": "brewing", "objectives": streamfield([]), "comments": inline_formset([])}
    edit = reverse("wagtailadmin_pages:edit", args=[module.pk])
    reviewer_client.post(edit, nested_form_data({**values, "image": "", "action-publish": "1"}))
    assert trees.fresh(module).live


def test_a_page_that_the_editor_saves_by_itself_makes_no_writer_of_who_looks_at_it(
    tree: Tree, instructor: User, reviewer: User, reviewer_client: Client
) -> None:
    lesson = trees.fresh(tree.lessons[0])
    written, saved = '<p data-block-key="a1b2c">Tea. </p>', '<p data-block-key="d3e4f">Tea.</p>'
    for user, text in ((instructor, written), (reviewer, saved)):
        lesson.body = [("text", RichText(text))]
        lesson.save_revision(user=user)
    assert permissions.bar_to_publishing(lesson, reviewer) is None
    lesson.body = [("text", RichText("<p>Coffee.</p>"))]
    lesson.save_revision(user=reviewer)
    assert permissions.bar_to_publishing(lesson, reviewer) is not None


@pytest.mark.parametrize(
    ("loaded", "saved", "is_same"),
    [
        (["O1"], [{"type": "item", "value": "O1", "id": "a"}], True),
        ("HbA1c", '<p data-block-key="x">HbA1c</p>', True),
        ("<p>One</p><p>Two</p>", "<p>One</p><p>Two</p>", True),
        (["O1"], [{"type": "item", "value": "O2", "id": "a"}], False),
        ("<p>One</p><p>Two</p>", "<p>One Two</p>", False),
    ],
)
def test_what_the_editor_puts_around_a_loaded_text_is_nobodys_writing(loaded: Any, saved: Any, is_same: bool) -> None:
    body = [json.dumps([{"type": "table", "value": value, "id": "b"}]) for value in (loaded, saved)]
    first, second = (permissions.written(LessonPage, {"body": value}) for value in body)
    assert (first == second) is is_same
