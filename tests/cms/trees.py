"""Small page trees, made through Wagtail as an editor makes them."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from wagtail.models import Page

from accounts.models import User
from cms import projection
from cms.actions import teams
from cms.models import CataloguePage, CoursePage, LessonPage, ModulePage, QuestionSnippet, QuizPage
from cms.question_blocks import value_of
from courses.actions import enrolments
from courses.models import Activity, Course, Enrolment
from tests.factories.courses import single_choice


@dataclass
class Tree:
    """A published course: one module with lessons and a quiz of placed questions, and an exam that draws."""

    course: CoursePage
    module: ModulePage
    lessons: list[LessonPage]
    quiz: QuizPage
    exam: QuizPage
    questions: list[QuestionSnippet]

    @property
    def record(self) -> Course:
        return Course.objects.get(uuid=self.course.translation_key)


def fresh(page: Any) -> Any:
    """The page as the database has it; what Wagtail moved is stale otherwise."""
    return type(page).objects.get(pk=page.pk)


def publish(page: Page) -> Any:
    """Save a revision and publish it."""
    page.save_revision().publish()
    return fresh(page)


def add(parent: Page, page: Page) -> Any:
    """Put a new page below and publish it."""
    page.live = False
    fresh(parent).add_child(instance=page)
    if isinstance(page, CoursePage):
        _join_everybody(page)
    return publish(page)


def _join_everybody(course: CoursePage) -> None:
    teams.found(course).group.user_set.set(User.objects.filter(groups__name="Instructors"))


def lesson(title: str, **fields: Any) -> LessonPage:
    body = json.dumps([{"type": "text", "value": f"<p>Text of {title}.</p>"}])
    return LessonPage(**{"title": title, "minutes": 10, "body": body, **fields})


def asked(content: dict[str, Any]) -> str:
    return json.dumps([{"type": content["kind"], "value": value_of(content)}])


def question(course: CoursePage, ref: str, **fields: Any) -> QuestionSnippet:
    values = {"use": "practice", "topic": "basics", "level": "apply", **fields}
    return QuestionSnippet(course=course, ref=ref, live=False, interaction=asked(single_choice(f"Ask {ref}")), **values)


def publish_question(snippet: QuestionSnippet) -> QuestionSnippet:
    snippet.full_clean()
    snippet.save()
    snippet.save_revision().publish()
    return QuestionSnippet.objects.get(pk=snippet.pk)


def section(
    title: str, *, placed: list[QuestionSnippet] | None = None, cells: list[dict[str, Any]] | None = None
) -> str:
    value = {
        "title": title,
        "domain": title,
        "is_shuffled": not placed,
        "questions": [snippet.pk for snippet in placed or []],
        "cells": cells or [],
    }
    return json.dumps([{"type": "section", "value": value}])


def plant(slug: str = "tea", *, lessons: int = 2) -> Tree:
    """Publish a whole course under the site's catalogue."""
    with transaction.atomic(), projection.held():
        return _plant(slug, lessons)


def _plant(slug: str, lessons: int) -> Tree:
    words = {
        "summary": f"All about {slug}.",
        "audience": "Everybody",
        "conduct_title": "Code of conduct",
        "conduct_body": "<p>Be honest.</p>",
        "achievement_title": f"Certificate in {slug}",
        "validity_months": 24,
    }
    course = add(CataloguePage.objects.get(), CoursePage(title=slug.title(), slug=slug, **words))
    aim = json.dumps([{"type": "objective", "value": {"code": "O1", "text": "Tell leaf from stalk"}}])
    module = add(course, ModulePage(title="Basics", slug="basics", objectives=aim))
    pages = [add(module, lesson(f"Lesson {place}", slug=f"lesson-{place}")) for place in range(1, lessons + 1)]
    placed = [publish_question(question(course, f"P{number}")) for number in (1, 2)]
    drawn = [publish_question(question(course, f"E{number}", use="exam")) for number in (1, 2, 3)]
    quiz = add(module, QuizPage(title="Basics quiz", slug="quiz", sections=section("Basics", placed=placed)))
    cells = [{"count": 2, "topic": "basics", "level": "apply"}]
    terms = {
        "time_limit_minutes": 30,
        "max_attempts": 3,
        "period_days": 365,
        "wait_days": "14, 30",
        "feedback": "bands",
    }
    exam = add(
        course, QuizPage(title="Final exam", slug="final-exam", sections=section("Basics", cells=cells), **terms)
    )
    return Tree(fresh(course), fresh(module), pages, quiz, exam, [*placed, *drawn])


def found(slug: str = "tea") -> Tree:
    """What ``plant`` left in the database; whoever is an instructor by now joins the team."""
    course = CoursePage.objects.get(slug=slug)
    _join_everybody(course)
    module = ModulePage.objects.child_of(course).get()
    quiz, exam = (QuizPage.objects.child_of(parent).get() for parent in (module, course))
    questions = QuestionSnippet.objects.filter(course=course).order_by("pk")
    return Tree(course, module, list(LessonPage.objects.child_of(module)), quiz, exam, list(questions))


def activity(page: Page) -> Activity:
    return Activity.objects.get(uuid=page.translation_key)


def enrol(tree: Tree, learner: User) -> Enrolment:
    return enrolments.enrol(tree.record, learner=learner, actor=learner)
