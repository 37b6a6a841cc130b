"""A course for another country: a draft of its own, judged by nobody yet."""

import json
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image

from accounts.models import AuditEntry, User
from cms import tasks
from cms.actions import parcels
from cms.models import (
    ClaimSnippet,
    CoursePage,
    CourseParcel,
    GlossaryTerm,
    LessonPage,
    ModulePage,
    QuestionSnippet,
    QuizPage,
    RecallCard,
)
from cms.package.writing import KINDS
from courses.models import Claim, Course, SourceArticle
from tests.cms import trees
from tests.cms.parcels.conftest import PARCELS, Post, address
from tests.cms.trees import Tree

TERMS = {"title": "Tea in Spain", "slug": "tea-spain", "jurisdiction": "Spain"}


@pytest.fixture
def copy(tea: Tree, instructor_client: Client, post: Post) -> CoursePage:
    parcel = post(instructor_client, f"{PARCELS}duplicate/{tea.course.pk}/", **TERMS)
    assert parcel.state == "done", parcel.problem
    assert parcel.made is not None
    return parcel.made


def below(course: CoursePage, model: Any) -> list[Any]:
    return list(model.objects.descendant_of(course).order_by("path"))


def blocks(lesson: LessonPage) -> dict[str, Any]:
    return {block.block_type: block.value for block in lesson.body}


def test_it_is_a_draft_with_a_name_a_country_and_a_team(
    copy: CoursePage, tea: Tree, instructor: User, administrator: User
) -> None:
    assert (copy.title, copy.slug, copy.jurisdiction, copy.live) == ("Tea in Spain", "tea-spain", "Spain", False)
    assert (copy.summary, copy.conduct_title) == (tea.course.summary, tea.course.conduct_title)
    assert set(copy.team.group.user_set.all()) == {instructor}
    assert not copy.get_descendants().live().exists()
    assert Course.objects.count() == 1
    parcel = CourseParcel.objects.get()
    actions = AuditEntry.objects.filter(subject_uuid=parcel.uuid).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["cms.course.copy_requested", "cms.course.duplicated"]


def test_everything_is_there_under_a_new_identity(copy: CoursePage, tea: Tree) -> None:
    for model in (ModulePage, LessonPage, QuizPage):
        old, new = below(tea.course, model), below(copy, model)
        assert [page.slug for page in new] == [page.slug for page in old]
        assert not {page.translation_key for page in new} & {page.translation_key for page in old}
        assert {page.package_digest for page in new} == {""}
    questions = QuestionSnippet.objects.filter(course=copy)
    others = QuestionSnippet.objects.filter(course=tea.course)
    assert set(questions.values_list("ref", flat=True)) == set(others.values_list("ref", flat=True))
    assert not set(questions.values_list("uuid", flat=True)) & set(others.values_list("uuid", flat=True))
    for model in (GlossaryTerm, RecallCard, SourceArticle):
        refs = [
            list(model.objects.filter(course_uuid=course.translation_key).values_list("ref", flat=True))
            for course in (tea.course, copy)
        ]
        assert refs[0] == refs[1] != []


def test_what_refers_to_something_refers_to_the_copy(copy: CoursePage) -> None:
    lesson = below(copy, LessonPage)[0]
    body = blocks(lesson)
    assert set(body) == set(KINDS)
    assert [claim.course_uuid for claim in body["claim"]["claims"]] == [copy.translation_key]
    assert body["check"].course == copy
    assert (Image.objects.count(), Document.objects.count()) == (1, 1)
    assert GlossaryTerm.objects.get(course_uuid=copy.translation_key).lesson_uuid == lesson.translation_key
    assert RecallCard.objects.get(course_uuid=copy.translation_key).lesson_uuid == lesson.translation_key
    quiz = QuizPage.objects.descendant_of(copy).get(slug="quiz")
    assert {question.course for question in quiz.sections[0].value["questions"]} == {copy}
    exam = QuizPage.objects.child_of(copy).get()
    assert (exam.sections[0].value["cells"][0]["count"], exam.time_limit_minutes) == (2, 30)


def test_nobodys_judgement_carries_over(tea: Tree, instructor_client: Client, post: Post) -> None:
    LessonPage.objects.update(reviewed_on="2026-01-01", review_due="2027-01-01")
    QuestionSnippet.objects.update(reviewed_on="2026-01-01", review_due="2027-01-01")
    copy = post(instructor_client, f"{PARCELS}duplicate/{tea.course.pk}/", **TERMS).made
    assert copy is not None
    claim = ClaimSnippet.objects.get(course=copy)
    assert (claim.live, claim.label, claim.reviewed_on, claim.statement) == (False, "", None, "It cures.")
    assert Claim.objects.get(course_uuid=copy.translation_key).label == ""
    assert Claim.objects.get(course_uuid=tea.course.translation_key).label == "misleading"
    questions = QuestionSnippet.objects.filter(course=copy)
    assert set(questions.values_list("live", "reviewed_on", "review_due")) == {(False, None, None)}
    lessons = LessonPage.objects.descendant_of(copy)
    assert set(lessons.values_list("reviewed_on", "review_due")) == {(None, None)}
    assert not any(page.current_workflow_state for page in lessons)
    assert "Copied from “Tea”: P1" in questions.get(ref="P1").provenance


def test_links_inside_the_course_lead_into_the_copy(tea: Tree, instructor_client: Client, post: Post) -> None:
    lesson = tea.lessons[1]
    links = f'<a linktype="page" id="{tea.lessons[0].pk}">Before</a> <a href="https://example.org/courses/tea/">Out</a>'
    lesson.body = json.dumps([{"type": "text", "value": f"<p>{links}</p>"}])
    trees.publish(lesson)
    copy = post(instructor_client, f"{PARCELS}duplicate/{tea.course.pk}/", **TERMS).made
    text = blocks(below(copy, LessonPage)[1])["text"].source  # type: ignore[arg-type]
    assert "/courses/tea-spain/basics/lesson-1/" in text
    assert 'href="https://example.org/courses/tea/"' in text


def test_what_is_in_use_no_more_is_left_out_and_said(tea: Tree, instructor_client: Client, post: Post) -> None:
    QuestionSnippet.objects.get(ref="P1").unpublish()
    parcel = post(instructor_client, f"{PARCELS}duplicate/{tea.course.pk}/", **TERMS)
    assert parcel.made is not None
    assert "check" not in blocks(below(parcel.made, LessonPage)[0])
    told = parcel.entries.get(verdict="left")
    assert (told.title, told.reason) == ("Lesson 1", "P1 is not in use any more, so the copy leaves it out.")
    assert told.reason in instructor_client.get(address(parcel)).content.decode()


def test_it_is_made_once(copy: CoursePage) -> None:
    parcel = CourseParcel.objects.get()
    tasks.advance_course_parcel(parcel.pk)
    with parcels.finishing(parcel, "working") as locked:
        assert locked is None
    assert CoursePage.objects.count() == 2


def test_two_copies_do_not_share_an_address(tea: Tree, instructor_client: Client, post: Post, instructor: User) -> None:
    waiting = parcels.open_copy(tea.course, actor=instructor, **TERMS)
    post(instructor_client, f"{PARCELS}duplicate/{tea.course.pk}/", **TERMS)
    tasks.advance_course_parcel(waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.state, CoursePage.objects.count()) == ("failed", 2)
    assert "another course has the address part" in waiting.entries.get().reason


def test_a_worker_that_dies_leaves_no_half_a_course(
    tea: Tree, instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = parcels.open_copy(tea.course, actor=instructor, **TERMS)
    before = QuestionSnippet.objects.count()

    def die(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(type(caches["default"]), "set", die)
        with pytest.raises(SystemExit):
            tasks.advance_course_parcel(parcel.pk)
    assert (CoursePage.objects.count(), QuestionSnippet.objects.count()) == (1, before)
    CourseParcel.objects.update(claimed_at=None, opened_at=parcel.opened_at - CourseParcel.CLAIM_LASTS)
    tasks.tend_course_parcels()
    parcel.refresh_from_db()
    assert (parcel.state, CoursePage.objects.count()) == ("done", 2)


def test_who_has_left_the_team_meanwhile_gets_no_copy(tea: Tree, instructor: User) -> None:
    parcel = parcels.open_copy(tea.course, actor=instructor, **TERMS)
    tea.course.team.group.user_set.clear()
    tasks.advance_course_parcel(parcel.pk)
    parcel.refresh_from_db()
    assert (parcel.state, CoursePage.objects.count()) == ("failed", 1)
    assert "don't work on this course any more" in parcel.problem
