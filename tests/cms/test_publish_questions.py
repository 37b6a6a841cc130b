from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, User
from cms.models import QuestionSnippet
from courses.models import SourceArticle
from quizzes import papers
from quizzes.actions import attempts
from quizzes.models import Question, Quiz
from tests.cms import trees
from tests.cms.trees import Tree
from tests.factories.courses import single_choice


@pytest.fixture
def snippet(tree: Tree) -> QuestionSnippet:
    return tree.questions[0]


def record(snippet: QuestionSnippet) -> Question:
    return Question.objects.select_related("current").get(uuid=snippet.uuid)


def reword(snippet: QuestionSnippet, prompt: str) -> QuestionSnippet:
    edited = QuestionSnippet.objects.get(pk=snippet.pk)
    edited.interaction = trees.asked(single_choice(prompt))
    return trees.publish_question(edited)


def test_publishing_freezes_the_wording(snippet: QuestionSnippet, tree: Tree) -> None:
    question = record(snippet)
    assert (question.ref, question.use, question.topic, question.level) == ("P1", "practice", "basics", "apply")
    assert question.course_uuid == tree.course.translation_key
    assert (question.current.number, question.current.kind) == (1, "single_choice")
    assert question.current.content == snippet.content
    assert question.current.content["options"][0] == {
        "id": "A",
        "text": "Ask P1 A",
        "correct": True,
        "feedback": "why A",
    }


def test_publishing_equal_content_makes_no_version(snippet: QuestionSnippet) -> None:
    before = record(snippet).current_id
    trees.publish_question(QuestionSnippet.objects.get(pk=snippet.pk))
    assert record(snippet).current_id == before
    assert record(snippet).versions.count() == 1


def test_what_is_said_about_a_question_changes_without_a_version(snippet: QuestionSnippet) -> None:
    edited = QuestionSnippet.objects.get(pk=snippet.pk)
    edited.topic, edited.tags = "brewing", "leaf, water"
    trees.publish_question(edited)
    assert (record(snippet).topic, record(snippet).tags) == ("brewing", ["leaf", "water"])
    assert record(snippet).versions.count() == 1


def test_a_new_wording_is_a_second_version_and_open_attempts_keep_the_first(
    snippet: QuestionSnippet, tree: Tree, learner: User
) -> None:
    quiz = Quiz.objects.get(activity__slug="quiz")
    attempt = attempts.start(quiz, enrolment=trees.enrol(tree, learner))
    first = record(snippet).current
    reword(snippet, "Which leaf?")
    assert record(snippet).current.number == 2
    assert record(snippet).current.content["prompt"] == "Which leaf?"
    shown = attempt.responses.get(question_version__question=record(snippet)).question_version
    assert shown == first
    assert shown.content["prompt"] == "Ask P1"
    attempts.submit(attempt)
    assert (
        attempts.start(quiz, enrolment=attempt.enrolment)
        .responses.filter(question_version=record(snippet).current)
        .exists()
    )


def test_a_draft_reaches_nobody(snippet: QuestionSnippet) -> None:
    edited = QuestionSnippet.objects.get(pk=snippet.pk)
    edited.interaction = trees.asked(single_choice("Half a thought"))
    edited.save_revision()
    assert record(snippet).current.content["prompt"] == "Ask P1"
    draft = trees.question(snippet.course, "P9")
    draft.save()
    draft.save_revision()
    assert not Question.objects.filter(ref="P9").exists()


def test_unpublishing_retires_and_a_paper_no_longer_holds_it(
    snippet: QuestionSnippet, tree: Tree, learner: User
) -> None:
    quiz = Quiz.objects.get(activity__slug="quiz")
    open_attempt = attempts.start(quiz, enrolment=trees.enrol(tree, learner))
    QuestionSnippet.objects.get(pk=snippet.pk).unpublish()
    assert record(snippet).retired_at is not None
    assert papers.question_count(quiz) == 1
    assert open_attempt.responses.count() == 2
    assert AuditEntry.objects.filter(action="quizzes.question.retired").count() == 1
    trees.publish_question(QuestionSnippet.objects.get(pk=snippet.pk))
    assert record(snippet).retired_at is None
    assert papers.question_count(quiz) == 2


def test_enemies_are_joined_both_ways_whoever_is_published_first(tree: Tree) -> None:
    first = trees.question(tree.course, "F1", enemies="F2")
    trees.publish_question(first)
    second = trees.publish_question(trees.question(tree.course, "F2", enemies="F1"))
    assert list(record(first).enemies.all()) == [record(second)]
    assert list(record(second).enemies.all()) == [record(first)]


def test_sources_become_citations(tree: Tree) -> None:
    article = SourceArticle.objects.create(course_uuid=tree.course.translation_key, ref="S1", title="On tea")
    cited = trees.publish_question(trees.question(tree.course, "C1", sources="S1, S99"))
    assert [citation.article for citation in record(cited).citations.all()] == [article]


@pytest.mark.parametrize("right", ["none", "all"])
def test_an_unmarkable_question_is_refused_while_it_is_a_draft(right: str, tree: Tree) -> None:
    content: dict[str, Any] = single_choice("Broken")
    for option in content["options"]:
        option["correct"] = right == "all"
    snippet = trees.question(tree.course, "B1")
    snippet.interaction = trees.asked(content)
    with pytest.raises(ValidationError) as refused:
        snippet.full_clean()
    assert set(refused.value.message_dict) == {"interaction"}


def test_a_reference_is_used_once_in_a_course(tree: Tree) -> None:
    with pytest.raises(ValidationError):
        trees.question(tree.course, "P1").full_clean()
