"""An instructor brings questions in: a report first, then drafts, each once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from cms import tasks
from cms.actions import question_imports
from cms.models import ImportedQuestion, QuestionImport, QuestionSnippet
from cms.permissions import bar_to_publishing
from courses.actions import errands
from quizzes.formats import Draft
from quizzes.models import Question
from tests.cms import trees
from tests.cms.exchange.conftest import IMPORT, written
from tests.cms.trees import Tree
from tests.factories.courses import single_choice
from tests.quizzes.kinds import CONTENTS, WRITTEN

Bring = Callable[..., QuestionImport]
GIFT = """
::First::Is tea a plant?{=Yes ~No}

::Second::Which of these are teas?{~%50%Assam ~%50%Ceylon ~%-100%Mocha}

::Third::Draw a leaf{~A ~B}

// [id:P1] [tag:leaves]
::Placed::Something else?{=Yes ~No}
"""


def verdicts(question_import: QuestionImport) -> dict[str, str]:
    return dict(question_import.entries.order_by("position").values_list("name", "verdict"))


def many(count: int) -> list[Draft]:
    return [Draft(single_choice(f"Asked {number}?"), ref=f"N{number}", topic="basics") for number in range(count)]


def test_the_report_tells_of_each_question_and_changes_nothing(bring: Bring, instructor_client: Client) -> None:
    before = list(QuestionSnippet.objects.order_by("pk").values_list("pk", "latest_revision"))
    question_import = bring(GIFT.encode(), "tea.gift")
    assert question_import.state == "ready"
    assert verdicts(question_import) == {"First": "new", "Second": "new", "Third": "left", "Placed": "left"}
    page = instructor_client.get(f"{IMPORT}{question_import.uuid}/").content.decode()
    assert "Make 2 drafts" in page
    assert "The course has another question called P1." in page
    third = question_import.entries.get(name="Third")
    assert third.reason
    assert third.place == "line 6"
    assert list(QuestionSnippet.objects.order_by("pk").values_list("pk", "latest_revision")) == before


def test_what_is_accepted_becomes_drafts_that_somebody_else_publishes(
    bring: Bring, accept: Bring, tree: Tree, instructor: User
) -> None:
    question_import = accept(bring(GIFT.encode(), "tea.gift", use="exam"))
    assert (question_import.state, question_import.done_count) == ("done", 2)
    made = QuestionSnippet.objects.get(ref="Q-001")
    assert (made.course, made.topic, made.use, made.live) == (tree.course, "basics", "exam", False)
    assert made.content["prompt"] == "Is tea a plant?"
    assert "tea.gift" in made.provenance
    assert not Question.objects.filter(uuid=made.uuid).exists()
    assert bar_to_publishing(made, instructor)
    entry = AuditEntry.objects.get(action="cms.questions.imported")
    assert (entry.actor, entry.data) == (instructor, {"file": "tea.gift", "count": 2})


@pytest.mark.parametrize("name", ["xlsx", "csv", "qti30", "qti21", "moodle", "gift", "aiken"])
def test_every_format_comes_in(name: str, bring: Bring, accept: Bring) -> None:
    file = written(name, [Draft(single_choice("Which leaf?"), ref="N1")])
    accept(bring(file, f"questions{name}"))
    content = QuestionSnippet.objects.get(provenance__contains="Imported").content
    assert (content["prompt"], content["options"][0]["text"]) == ("Which leaf?", "Which leaf? A")


@pytest.mark.parametrize("kind", [*CONTENTS, *WRITTEN])
def test_every_kind_comes_in_as_the_editor_holds_it(kind: str, bring: Bring, accept: Bring) -> None:
    content = {**CONTENTS, **WRITTEN}[kind]
    question_import = accept(bring(written("xlsx", [Draft(content, ref="N1", topic="basics")]), "a.xlsx"))
    snippet = QuestionSnippet.objects.get(ref="N1")
    assert snippet.content["kind"] == kind
    assert snippet.content.get("options") or snippet.content.get("gaps") or snippet.content.get("criteria")
    notes = question_import.entries.get().notes
    assert not [note for note in notes if "editor changed" in note]
    worth = content["max_points"] if kind in {"multiple_choice", "cloze"} else "1"
    assert (f"Worth 1 point here, not {worth}." in notes) == (worth != "1")


def test_a_module_is_found_by_its_title_and_others_are_named(bring: Bring) -> None:
    drafts = [
        Draft(single_choice("One?"), ref="N1", topic="BASICS"),
        Draft(single_choice("Two?"), ref="N2", topic="Coffee", use="fun", level="x" * 30),
    ]
    question_import = bring(written("csv", drafts), "a.csv")
    first, second = question_import.entries.order_by("position")
    assert (first.values["topic"], first.notes) == ("basics", [])
    assert (second.values["topic"], second.values["use"], second.values["level"]) == ("basics", "practice", "")
    assert any("Coffee" in note for note in second.notes)
    assert any("cognitive level" in note for note in second.notes)


def test_the_same_file_again_makes_nothing(bring: Bring, accept: Bring) -> None:
    accept(bring(GIFT.encode(), "tea.gift"))
    count = QuestionSnippet.objects.count()
    again = bring(GIFT.encode(), "tea.gift")
    assert verdicts(again) == {"First": "known", "Second": "known", "Third": "left", "Placed": "left"}
    accept(again)
    assert QuestionSnippet.objects.count() == count
    assert QuestionImport.objects.get(pk=again.pk).state == "ready"


def test_the_same_question_twice_in_a_file_is_taken_once(bring: Bring) -> None:
    file = b"::A::Is tea a plant?{=Yes ~No}\n\n::B::Is  tea a plant?{=Yes ~No}"
    question_import = bring(file, "twice.gift")
    assert verdicts(question_import) == {"A": "new", "B": "left"}
    assert "has it already" in question_import.entries.get(name="B").reason


def test_a_reference_that_is_taken_may_mean_the_next_draft(bring: Bring, accept: Bring, tree: Tree) -> None:
    question = tree.questions[0]
    accept(bring(GIFT.encode(), "tea.gift", clash="revise"))
    fresh = QuestionSnippet.objects.get(pk=question.pk)
    assert fresh.has_unpublished_changes
    assert fresh.get_latest_revision_as_object().content["prompt"] == "Something else?"
    assert Question.objects.get(uuid=question.uuid).current.content["prompt"] == "Ask P1"


def test_a_question_in_review_keeps_its_draft(
    bring: Bring, accept: Bring, tree: Tree, instructor: User, instructor_client: Client
) -> None:
    question = tree.questions[0]
    question.get_workflow().start(question, instructor)
    question_import = accept(bring(GIFT.encode(), "tea.gift", clash="revise"))
    assert question_import.state == "done"
    entry = question_import.entries.get(name="Placed")
    assert (entry.verdict, "in review" in entry.reason) == ("left", True)
    assert QuestionSnippet.objects.get(pk=question.pk).get_latest_revision_as_object().content["prompt"] == "Ask P1"


def test_a_reference_that_is_taken_may_mean_a_new_one(bring: Bring, accept: Bring) -> None:
    accept(bring(GIFT.encode(), "tea.gift", clash="rename"))
    made = QuestionSnippet.objects.get(ref="Q-003")
    assert made.content["prompt"] == "Something else?"
    assert made.tags == "leaves"


def test_a_reference_taken_meanwhile_leaves_that_question_out(bring: Bring, accept: Bring, tree: Tree) -> None:
    question_import = bring(written("csv", many(3)), "a.csv")
    trees.question(tree.course, "N1").save()
    done = accept(question_import)
    assert done.state == "done"
    assert verdicts(done) == {"N0": "new", "N1": "left", "N2": "new"}


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"<quiz><question type='truefalse'>", "a.xml", "XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>', "a.xml", ""),
        (b"PK\x03\x04 cut off", "a.zip", "damaged"),
        (b"Nothing at all", "a.txt", "choose it from the list"),
    ],
)
def test_a_broken_file_changes_nothing_and_says_why(
    content: bytes, name: str, told: str, bring: Bring, instructor_client: Client
) -> None:
    count = QuestionSnippet.objects.count()
    question_import = bring(content, name)
    assert question_import.state == "failed"
    assert told in question_import.problem
    assert not question_import.file
    page = instructor_client.get(f"{IMPORT}{question_import.uuid}/").content.decode()
    assert "nothing has changed" in page
    assert QuestionSnippet.objects.count() == count
    assert not ImportedQuestion.objects.exists()


def test_a_worker_killed_half_way_is_followed_by_one_that_finishes(
    bring: Bring, tree: Tree, instructor: User, django_capture_on_commit_callbacks: Any
) -> None:
    question_import = bring(written("csv", many(60)), "a.csv")
    question_imports.accept(question_import, actor=instructor)
    assert question_imports.claim(question_import)
    assert question_imports.apply_some(question_import)
    half = QuestionSnippet.objects.filter(ref__startswith="N").count()
    assert 0 < half < 60
    assert not question_imports.claim(question_import)
    later = timezone.now() + QuestionImport.CLAIM_LASTS + timedelta(minutes=1)
    assert list(QuestionImport.objects.lost(later)) == [question_import]
    QuestionImport.objects.update(claimed_at=timezone.now() - timedelta(hours=1), opened_at=later - timedelta(hours=9))
    tasks.advance_lost_question_imports()
    assert QuestionImport.objects.get().state == "done"
    assert QuestionSnippet.objects.filter(ref__startswith="N").count() == 60
    assert QuestionSnippet.objects.filter(ref="N0").get().revisions.count() == 1
    tasks.advance_question_import(question_import.pk)
    assert QuestionSnippet.objects.filter(ref__startswith="N").count() == 60


def test_one_that_kills_every_worker_fails_and_may_be_taken_up_again(
    bring: Bring, accept: Bring, instructor: User
) -> None:
    question_import = bring(written("csv", many(30)), "a.csv")
    question_imports.accept(question_import, actor=instructor)
    for _ in range(errands.MAX_TRIES):
        assert question_imports.claim(question_import)
        QuestionImport.objects.update(claimed_at=None)
    assert not question_imports.claim(question_import)
    assert QuestionImport.objects.get().state == "failed"
    assert accept(question_import).state == "done"
    assert QuestionSnippet.objects.filter(ref__startswith="N").count() == 30


def test_a_second_accept_makes_nothing_twice(bring: Bring, accept: Bring) -> None:
    question_import = bring(GIFT.encode(), "tea.gift")
    accept(question_import)
    count = QuestionSnippet.objects.count()
    accept(question_import)
    assert QuestionSnippet.objects.count() == count
    assert AuditEntry.objects.filter(action="cms.questions.imported").count() == 1


def test_a_report_can_be_discarded_until_drafts_came_of_it(
    bring: Bring, accept: Bring, instructor_client: Client
) -> None:
    first, second = bring(GIFT.encode(), "tea.gift"), bring(GIFT.encode(), "tea.gift")
    accept(second)
    for question_import in (first, second):
        instructor_client.post(f"{IMPORT}{question_import.uuid}/discard/")
    assert list(QuestionImport.objects.all()) == [second]


def test_progress_is_shown_with_and_without_scripts(bring: Bring, instructor_client: Client) -> None:
    question_import = bring(GIFT.encode(), "tea.gift")
    QuestionImport.objects.update(state="applying", done_count=1)
    page = instructor_client.get(f"{IMPORT}{question_import.uuid}/").content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "hx-get=" in page
    assert "1 of 2 questions" in page


def test_what_a_report_shows_is_chosen(bring: Bring, instructor_client: Client) -> None:
    question_import = bring(GIFT.encode(), "tea.gift")
    page = instructor_client.get(f"{IMPORT}{question_import.uuid}/?show=left").content.decode()
    assert "Third" in page
    assert "First" not in page


def test_markup_in_a_file_stays_text(bring: Bring, instructor_client: Client) -> None:
    question_import = bring(b"::<script>alert(1)</script>::Is it?{=Yes ~No}", "a.gift")
    page = instructor_client.get(f"{IMPORT}{question_import.uuid}/").content.decode()
    assert "<script>alert(1)" not in page


def test_a_report_costs_the_same_for_one_and_for_many(
    bring: Bring, instructor_client: Client, count_queries: Callable[..., int]
) -> None:
    one, ten = (bring(written("csv", many(count)), "a.csv") for count in (1, 10))
    instructor_client.get(f"{IMPORT}{one.uuid}/")
    cost = count_queries(instructor_client.get, f"{IMPORT}{one.uuid}/")
    assert count_queries(instructor_client.get, f"{IMPORT}{ten.uuid}/") == cost
    listed = count_queries(instructor_client.get, IMPORT)
    for _ in range(8):
        bring(GIFT.encode(), "tea.gift")
    assert count_queries(instructor_client.get, IMPORT) == listed
