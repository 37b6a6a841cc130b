"""An article changed: what is different, and what rests on it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.actions import candidates, sources
from courses.models import SourceArticle, SourceSnapshot
from quizzes.models import Citation, Question
from tests.cms import trees
from tests.cms.sources.conftest import SECTIONS, bring
from tests.cms.trees import Tree


def changed() -> list[dict[str, Any]]:
    rows = [dict(row) for row in SECTIONS[:-1]]
    rows[1]["text"] = "Cells are small. It may help 12% of patients."
    return [*rows, {"heading": "Who pays", "level": 2, "text": "Nobody else."}]


@pytest.fixture
def article(tree: Tree, snapshot: SourceSnapshot, instructor: User) -> SourceArticle:
    """Cited by both lessons, a question and a claim, and then changed."""
    course = tree.course.translation_key
    sources.adopt(snapshot, course_uuid=course)
    for lesson, section in zip(tree.lessons, (1, 4), strict=True):
        candidates.cite_section(snapshot, section=section, course_uuid=course, lesson_uuid=lesson.translation_key)
    question = Question.objects.get(ref="P1")
    Citation.objects.create(question=question, article=snapshot.article, locator="under “Understanding the therapy”")
    sources.record_claim(
        course,
        ref="C1",
        sources=[snapshot.article],
        reviewed_on=None,
        review_due=None,
        heading="What it costs",
        statement="It is cheap",
        label="unverified",
        reason="No list",
    )
    bring(instructor, article=snapshot.article, sections=changed())
    return SourceArticle.objects.get(pk=snapshot.article_id)


def compare(article: SourceArticle) -> str:
    return reverse("sources:compare", args=[article.pk])


def test_only_what_changed_is_shown_and_marked_in_words(article: SourceArticle, reviewer_client: Client) -> None:
    page = reviewer_client.get(compare(article)).content.decode()
    assert "<del>" in page
    assert "[gone:" in page
    assert "cures 40" in page
    assert "may help 12" in page
    assert "Who pays" in page
    assert "References" in page
    assert "The law is strict." not in page
    assert "4 sections are the same" in page


def test_what_cites_what_changed_comes_first(article: SourceArticle, tree: Tree, reviewer_client: Client) -> None:
    found = reviewer_client.get(compare(article)).context["reliants"]
    assert [(entry.kind, entry.label, entry.is_concerned) for entry in found] == [
        ("lesson", "Lesson 1", True),
        ("question", "P1", True),
        ("lesson", "Lesson 2", False),
        ("claim", "C1: It is cheap", False),
    ]


def test_a_citation_of_an_older_version_is_found_by_its_heading(
    article: SourceArticle, instructor: User, reviewer_client: Client
) -> None:
    rows = changed()
    rows[4]["text"] = "You pay €30,000 for it."
    bring(instructor, article=article, sections=rows)
    found = reviewer_client.get(compare(article)).context["reliants"]
    assert [(entry.kind, entry.label) for entry in found if entry.is_concerned] == [
        ("lesson", "Lesson 2"),
        ("claim", "C1: It is cheap"),
    ]


def test_any_two_versions_are_compared(article: SourceArticle, reviewer_client: Client) -> None:
    new, old = article.snapshots.values_list("pk", flat=True)
    page = reviewer_client.get(compare(article), {"before": new, "after": new}).content.decode()
    assert "Nothing changed." in page
    back = reviewer_client.get(compare(article), {"before": new, "after": old})
    assert back.context["changes"][0]["change"].heading == "Understanding the therapy"


@pytest.mark.parametrize("query", [{"before": "999999"}, {"after": "999999"}])
def test_versions_of_another_article_are_not_compared(
    article: SourceArticle, instructor: User, reviewer_client: Client, query: dict[str, str]
) -> None:
    assert reviewer_client.get(compare(article), query).status_code == 404
    other = bring(instructor, title="Another", sections=[{"heading": "X", "level": 2, "text": "Y."}])
    assert reviewer_client.get(compare(article), dict.fromkeys(query, str(other.pk))).status_code == 404
    assert reviewer_client.get(compare(other.article)).status_code == 404


def test_the_cost_does_not_grow_with_what_rests_on_it(
    article: SourceArticle, tree: Tree, instructor: User, reviewer_client: Client, count_queries: Any
) -> None:
    reviewer_client.get(compare(article))
    one = count_queries(reviewer_client.get, compare(article))
    snapshot = article.snapshots.last()
    assert snapshot is not None
    for number in range(9):
        lesson = trees.add(tree.module, trees.lesson(f"More {number}", slug=f"more-{number}"))
        candidates.cite_section(
            snapshot, section=2, course_uuid=tree.course.translation_key, lesson_uuid=lesson.translation_key
        )
        question = Question.objects.create(
            uuid=lesson.translation_key,
            course_uuid=tree.course.translation_key,
            ref=f"Q{number}",
            use="practice",
            topic="x",
        )
        Citation.objects.create(question=question, article=article)
    assert count_queries(reviewer_client.get, compare(article)) == one
