"""What the editor of a quiz is told about the bank, and what can't be published."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from accounts.models import User
from cms.models import QuizPage
from courses.models import Activity
from quizzes.actions import questions
from quizzes.models import Question
from tests.cms import trees
from tests.cms.trees import Tree


def edit(page: QuizPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def drafted(page: QuizPage, *, cells: list[dict[str, Any]], placed: list[Any] | None = None) -> QuizPage:
    """The page with another draft; what is live stays."""
    draft = trees.fresh(page)
    draft.sections = trees.section("Basics", cells=cells, placed=placed)
    draft.save_revision()
    return draft


def quiz_form(page: QuizPage, *, count: int, action: str = "action-publish") -> dict[str, Any]:
    cell = {"count": str(count), "topic": "basics", "objective": "", "level": "apply", "tag": ""}
    entry = {"deleted": "", "order": "0", "type": "", "id": "", "value": cell}
    value = {
        "title": "Basics",
        "domain": "Basics",
        "is_shuffled": "on",
        "questions": {"count": "0"},
        "cells": {"count": "1", "0": entry},
    }
    terms = {"minutes": "15", "pass_percent": "70", "pretest_count": "0", "feedback": "bands", "wait_days": ""}
    form = {"title": page.title, "slug": page.slug, "sections": streamfield([("section", value)]), **terms}
    return nested_form_data({**form, "comments": inline_formset([]), action: "1"})


def test_it_counts_what_each_cell_can_draw(tree: Tree) -> None:
    for ref, stage in (("A1", "approved"), ("T1", "pretest"), ("T2", "pretest")):
        trees.publish_question(trees.question(tree.course, ref, use="exam", stage=stage))
    trees.publish_question(trees.question(tree.course, "O1", use="exam", review_due="2020-01-01"))
    questions.suspend(Question.objects.get(ref="E1"), reason="Wrong", actor=None)
    report = trees.fresh(tree.exam).coverage()
    (cell,) = report.cells
    assert (cell.needed, cell.available, cell.approved, cell.on_trial, cell.suspended, cell.overdue) == (
        2,
        3,
        1,
        2,
        1,
        1,
    )
    assert (report.size, report.repeated, report.can_be_drawn, report.on_trial) == (2, 1, True, 2)


def test_the_editor_sees_the_draft_as_last_saved(tree: Tree, instructor_client: Client) -> None:
    assert "A retake repeats at least 1 of the 2 questions" in instructor_client.get(edit(tree.exam)).text
    drafted(tree.exam, cells=[{"count": 7, "topic": "basics", "level": "apply"}])
    text = instructor_client.get(edit(tree.exam)).text
    assert "Basics: topic basics, level apply needs 7, the bank has 3 in use." in text


def test_it_says_so_when_a_retake_can_differ(tree: Tree, instructor_client: Client) -> None:
    drafted(tree.exam, cells=[{"count": 1, "topic": "basics"}])
    assert "enough for a retake with other questions" in instructor_client.get(edit(tree.exam)).text


def test_placed_questions_that_are_not_in_use_are_counted(tree: Tree, instructor_client: Client) -> None:
    questions.suspend(Question.objects.get(ref="P1"), reason="Wrong", actor=None)
    report = trees.fresh(tree.quiz).coverage()
    assert (report.missing_placed, report.size) == (1, 1)
    assert "1 placed question is not in use" in instructor_client.get(edit(tree.quiz)).text


def test_enemies_that_leave_no_paper_are_noticed(tree: Tree, instructor_client: Client) -> None:
    for question in Question.objects.filter(use="exam"):
        question.enemies.set(Question.objects.filter(use="exam").exclude(pk=question.pk))
    report = trees.fresh(tree.exam).coverage()
    assert (report.shortfalls, report.is_feasible, report.can_be_drawn) == ([], False, False)
    assert "never stand together" in instructor_client.get(edit(tree.exam)).text


def test_a_new_quiz_is_shown_without_it(tree: Tree, instructor_client: Client) -> None:
    add = reverse("wagtailadmin_pages:add", args=["cms", "quizpage", tree.module.pk])
    response = instructor_client.get(add)
    assert response.status_code == 200
    assert "waymark-coverage" not in response.text


def test_a_quiz_that_can_not_be_filled_is_not_published(
    tree: Tree, reviewer_client: Client, administrator_client: Client
) -> None:
    page = tree.exam
    reviewer_client.post(edit(page), quiz_form(page, count=9, action="action-save"))
    response = administrator_client.post(edit(page), quiz_form(page, count=9), follow=True)
    assert "topic basics, level apply needs 9 questions, the bank has 3 in use" in response.text
    assert page.live_revision_id == trees.fresh(page).live_revision_id
    reviewer_client.post(edit(page), quiz_form(page, count=3, action="action-save"))
    administrator_client.post(edit(page), quiz_form(page, count=3))
    assert page.live_revision_id != trees.fresh(page).live_revision_id


def test_a_quiz_that_can_not_be_filled_is_not_approved(tree: Tree, instructor: User, reviewer: User) -> None:
    page = trees.fresh(tree.exam)
    page.sections = trees.section("Basics", cells=[{"count": 9}])
    page.save_revision(user=instructor)
    page.get_workflow().start(page, instructor)
    offered = {name for name, _label, _modal in page.current_workflow_task.get_actions(page, reviewer)}
    assert offered == {"reject"}


def test_the_pretest_count_reaches_the_record(tree: Tree) -> None:
    page = trees.fresh(tree.exam)
    page.pretest_count = 3
    trees.publish(page)
    assert Activity.objects.get(uuid=page.translation_key).quiz.pretest_count == 3


@pytest.mark.parametrize("name", ["quiz", "exam"])
def test_it_costs_the_same_for_one_question_and_for_ten(
    tree: Tree, instructor_client: Client, count_queries: Callable[..., int], name: str
) -> None:
    page = getattr(tree, name)
    use = "practice" if name == "quiz" else "exam"
    drafted(page, cells=[{"count": 1}], placed=tree.questions[:1])
    instructor_client.get(edit(page))
    few = count_queries(instructor_client.get, edit(page))
    more = [trees.publish_question(trees.question(tree.course, f"M{number}", use=use)) for number in range(10)]
    drafted(page, cells=[{"count": 1}] * 5, placed=more)
    assert count_queries(instructor_client.get, edit(page)) == few
