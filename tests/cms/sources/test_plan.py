"""From a plan to drafts, as often as somebody likes."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from cms.actions import plans
from cms.models import CoursePage, CoursePlan, LessonPage, ModulePage
from courses.models import ClaimCandidate, LessonCitation, SourceSnapshot
from tests.cms import trees
from tests.cms.sources.conftest import SECTIONS
from tests.cms.trees import Tree


def filled(client: Client, plan: CoursePlan) -> dict[str, str]:
    """What a browser would send of the form as it stands."""
    page = BeautifulSoup(client.get(reverse("sources:plan", args=[plan.uuid])).content, "html.parser")
    form = page.select_one("form[data-plan]")
    assert form is not None
    values = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([disabled])")}
    for select in form.select("select"):
        chosen = select.select_one("option[selected]")
        values[select["name"]] = chosen["value"] if chosen else ""
    return {name: value for name, value in values.items() if name != "csrfmiddlewaretoken"}


def send(client: Client, plan: CoursePlan, button: str, **changes: str) -> Any:
    values = {name.replace("_", "-"): value for name, value in changes.items()}
    address = reverse("sources:plan", args=[plan.uuid])
    return client.post(address, {**filled(client, plan), **values, button: ""}, follow=True)


def course() -> CoursePage:
    return CoursePage.objects.get(title="Cells abroad")


def outline(page: CoursePage) -> list[tuple[str, list[str]]]:
    modules = ModulePage.objects.child_of(page).order_by("path")
    return [
        (module.title, [lesson.title for lesson in LessonPage.objects.child_of(module).order_by("path")])
        for module in modules
    ]


def test_a_plan_begins_with_suggestions(plan: CoursePlan) -> None:
    rows = plan.sections.select_related("module").order_by("number")
    assert [(row.module.name if row.module else None, row.lesson) for row in rows] == [
        ("Therapy basics", "Introduction"),
        ("Therapy basics", "Understanding the therapy"),
        ("Regulation", "Rules and laws"),
        ("Regulation", "Rules and laws"),
        ("Costs", "What it costs"),
        (None, "References"),
    ]


def test_beginning_again_continues_the_same_plan(
    snapshot: SourceSnapshot, instructor: User, instructor_client: Client
) -> None:
    begin = reverse("sources:begin_plan", args=[snapshot.pk])
    first = instructor_client.post(begin)
    assert instructor_client.post(begin).url == first.url
    assert CoursePlan.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        CoursePlan.objects.create(snapshot=snapshot, owner=instructor)


def test_what_is_decided_is_kept_until_it_is_continued(plan: CoursePlan, instructor_client: Client) -> None:
    send(instructor_client, plan, "save", title="Mine", module_1="The law", lesson_2="Acts", section_5="3")
    kept = filled(instructor_client, plan)
    assert (kept["title"], kept["module-1"], kept["lesson-2"], kept["section-5"]) == ("Mine", "The law", "Acts", "3")
    assert kept["section-2"] == "1"
    assert not CoursePage.objects.filter(title="Mine").exists()


def test_a_module_of_ones_own_is_named_and_used_in_one_go(plan: CoursePlan, instructor_client: Client) -> None:
    send(instructor_client, plan, "save", module_4="Coming home", section_4="4", module_2="")
    names = dict(plan.modules.values_list("position", "name"))
    assert names == {0: "Therapy basics", 1: "Regulation", 3: "Costs", 4: "Coming home"}
    assert plan.sections.get(number=4).module.name == "Coming home"


def test_suggestions_follow_ones_own_names(plan: CoursePlan, instructor_client: Client) -> None:
    names = {"module_0": "Paying", "module_1": "Donors and laws", "module_2": "", "module_3": ""}
    emptied = {f"section_{number}": "" for number in range(6)}
    send(instructor_client, plan, "suggest", **names, **emptied)
    rows = {row.number: row.module.name for row in plan.sections.exclude(module=None).select_related("module")}
    assert (rows[2], rows[4]) == ("Donors and laws", "Paying")


def test_a_section_in_a_module_without_a_name_is_pointed_out(plan: CoursePlan, instructor_client: Client) -> None:
    response = send(instructor_client, plan, "save", module_1="")
    assert response.status_code == 400
    assert "it needs a name" in response.content.decode()
    assert plan.modules.get(position=1).name == "Regulation"


def test_drafts_are_made_with_empty_bodies_and_everything_beside_them(
    plan: CoursePlan, instructor: User, instructor_client: Client
) -> None:
    response = send(instructor_client, plan, "draft")
    assert "3 lessons are drafted" not in response.content.decode()
    assert "4 lessons are drafted." in response.content.decode()
    assert outline(course()) == [
        ("Therapy basics", ["Introduction", "Understanding the therapy"]),
        ("Regulation", ["Rules and laws"]),
        ("Costs", ["What it costs"]),
    ]
    pages = course().get_descendants(inclusive=True)
    assert not pages.filter(live=True).exists()
    assert {page.owner for page in pages} == {instructor}
    lesson = LessonPage.objects.get(title="Rules and laws")
    assert list(lesson.get_latest_revision_as_object().body) == []
    assert lesson.latest_revision.user == instructor
    cited = LessonCitation.objects.filter(lesson_uuid=lesson.translation_key).order_by("section")
    assert [(row.section, row.locator) for row in cited] == [(2, "Rules and laws"), (3, "Rules and laws > Donors")]
    assert cited[0].quote == "The law is strict. The product is approved by the agency."
    sentences = ClaimCandidate.objects.order_by("section", "position").values_list("section", "sentence", "state")
    assert list(sentences) == [
        (1, "It cures 40% of patients.", "open"),
        (2, "The product is approved by the agency.", "open"),
        (3, "They consent in writing, always.", "open"),
        (4, "You pay €20,000 for it.", "open"),
    ]
    assert plan.snapshot.article.course_uuid is None
    plan.snapshot.article.refresh_from_db()
    assert (plan.snapshot.article.course_uuid, plan.snapshot.article.ref) == (course().translation_key, "A1")


def test_making_drafts_again_makes_nothing_twice(plan: CoursePlan, instructor_client: Client) -> None:
    send(instructor_client, plan, "draft")
    before = list(course().get_descendants(inclusive=True).values_list("pk", flat=True))
    response = send(instructor_client, plan, "draft")
    assert "there already" in response.content.decode()
    assert list(course().get_descendants(inclusive=True).values_list("pk", flat=True)) == before
    assert (LessonCitation.objects.count(), ClaimCandidate.objects.count()) == (5, 4)
    assert AuditEntry.objects.filter(action="cms.plan.drafted").count() == 1


def test_a_section_that_was_left_out_may_follow_later(plan: CoursePlan, instructor_client: Client) -> None:
    send(instructor_client, plan, "draft", section_4="")
    assert "Costs" not in dict(outline(course()))
    send(instructor_client, plan, "draft", section_4="3")
    assert dict(outline(course()))["Costs"] == ["What it costs"]


def test_a_section_added_to_a_drafted_lesson_stands_beside_it(plan: CoursePlan, instructor_client: Client) -> None:
    send(instructor_client, plan, "draft", section_3="")
    lesson = LessonPage.objects.get(title="Rules and laws")
    send(instructor_client, plan, "draft", section_3="1", lesson_3="rules and LAWS")
    assert LessonPage.objects.filter(title__iexact="Rules and laws").count() == 1
    cited = LessonCitation.objects.filter(lesson_uuid=lesson.translation_key).order_by("section")
    assert [row.section for row in cited] == [2, 3]


def test_what_an_author_wrote_meanwhile_is_left_alone(plan: CoursePlan, instructor_client: Client) -> None:
    send(instructor_client, plan, "draft")
    lesson = LessonPage.objects.get(title="What it costs")
    lesson.title = "Prices"
    lesson.save_revision()
    lesson.save()
    module = ModulePage.objects.get(title="Costs")
    module.title = "Money"
    module.save()
    send(instructor_client, plan, "draft")
    assert dict(outline(course()))["Money"] == ["Prices"]
    assert LessonPage.objects.descendant_of(course()).count() == 4


def test_a_deleted_draft_comes_back_with_what_was_decided(
    plan: CoursePlan, instructor: User, instructor_client: Client
) -> None:
    send(instructor_client, plan, "draft")
    lesson = LessonPage.objects.get(title="What it costs")
    candidate = ClaimCandidate.objects.get(lesson_uuid=lesson.translation_key)
    instructor_client.post(reverse("sources:decide", args=[candidate.pk]), {"verdict": "dismissed"})
    lesson.delete()
    assert b"A lesson that was deleted" in instructor_client.get(reverse("sources:claims", args=[course().pk])).content
    send(instructor_client, plan, "draft", lesson_4="Prices")
    again = LessonPage.objects.get(title="Prices")
    assert again.translation_key == lesson.translation_key
    assert ClaimCandidate.objects.get(lesson_uuid=again.translation_key).state == "dismissed"


def test_drafts_join_a_course_and_its_modules(tree: Tree, snapshot: SourceSnapshot, instructor_client: Client) -> None:
    begin = reverse("sources:begin_plan", args=[snapshot.pk])
    instructor_client.post(begin, {"course": tree.course.pk})
    plan = CoursePlan.objects.get()
    assert list(plan.modules.values_list("name", flat=True)) == ["Basics"]
    sections = {f"section_{number}": "" for number in range(6)}
    send(instructor_client, plan, "draft", **{**sections, "section_1": "0", "section_4": "1", "module_1": "Costs"})
    assert outline(tree.course) == [
        ("Basics", ["Lesson 1", "Lesson 2", "Understanding the therapy"]),
        ("Costs", ["What it costs"]),
    ]
    assert trees.fresh(tree.lessons[0]).live


def test_the_same_article_serves_two_courses_apart(
    tree: Tree, snapshot: SourceSnapshot, instructor: User, instructor_client: Client
) -> None:
    first = plans.begin(snapshot, owner=instructor, course=tree.course)
    second = plans.begin(snapshot, owner=instructor)
    send(instructor_client, first, "draft")
    send(instructor_client, second, "draft")
    articles = {row.snapshot.article_id for row in LessonCitation.objects.select_related("snapshot")}
    assert len(articles) == 2
    uuids = {row.snapshot.article.course_uuid for row in LessonCitation.objects.select_related("snapshot__article")}
    assert uuids == {tree.course.translation_key, course().translation_key}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Give the course a title"),
        ({f"section_{number}": "" for number in range(len(SECTIONS))}, "Every section is left out"),
    ],
)
def test_drafts_that_can_not_be_made_say_why(
    plan: CoursePlan, instructor_client: Client, changes: dict[str, str], message: str
) -> None:
    assert message in send(instructor_client, plan, "draft", **changes).content.decode()
    assert not LessonPage.objects.exists()


def test_a_failure_on_the_way_leaves_nothing_half_made(plan: CoursePlan, instructor: User) -> None:
    plan.sections.filter(number=4).update(lesson="")
    with pytest.raises(ValidationError, match="blank"):
        plans.draft(plan, actor=instructor)
    assert not CoursePage.objects.filter(title="Cells abroad").exists()
    assert not LessonCitation.objects.exists()
