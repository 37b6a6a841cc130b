"""Notes and marked passages: written beside a lesson, gathered by course, taken away, and nobody else's business."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.actions import erasure
from accounts.models import User
from courses.actions import enrolments, notes, outline
from courses.models import Enrolment, Note
from tests.cms import trees
from tests.cms.trees import Tree

LESSON = "/courses/tea/basics/lesson-1/"
PASSAGE = {"quote": "Text of Lesson 1", "before": "", "after": "."}


@pytest.fixture
def enrolment(tree: Tree, learner: User) -> Enrolment:
    return trees.enrol(tree, learner)


@pytest.fixture
def address(tree: Tree) -> str:
    return f"/learn/lessons/{tree.lessons[0].translation_key}/notes/"


@pytest.fixture
def note(tree: Tree, enrolment: Enrolment, learner: User) -> Note:
    passage = notes.Passage("Text of Lesson 1", "", ".")
    return notes.write(trees.activity(tree.lessons[0]), learner=learner, passage=passage, body="Mind this")


def page(client: Client, address: str = LESSON) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def gathered(tree: Tree, suffix: str = "/") -> str:
    return f"/learn/notes/{tree.record.uuid}{suffix}"


def ways(note: Note) -> list[str]:
    return [f"/learn/notes/{note.uuid}/{act}/" for act in ("change", "remove")]


def test_a_note_is_kept_and_shown_beside_its_lesson(enrolment: Enrolment, address: str, learner_client: Client) -> None:
    response = learner_client.post(address, {**PASSAGE, "body": "Mind this"})
    assert response.url == f"{LESSON}#notes"
    shown = page(learner_client).select_one("#notes .jotting")
    assert shown.select_one("blockquote").get_text() == "Text of Lesson 1"
    assert "Mind this" in shown.get_text()
    assert shown["data-quote"] == "Text of Lesson 1"


def test_a_script_gets_only_the_list(enrolment: Enrolment, address: str, learner_client: Client) -> None:
    response = learner_client.post(address, PASSAGE, headers={"HX-Request": "true"})
    assert response.status_code == 200
    shown = BeautifulSoup(response.content, "html.parser")
    assert shown.select_one("#notes")["data-said"] == "Your note is kept."
    assert not shown.select("h1")


def test_marking_the_same_passage_twice_keeps_it_once(
    enrolment: Enrolment, address: str, learner_client: Client
) -> None:
    for _ in range(2):
        learner_client.post(address, PASSAGE)
    assert Note.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"body": "  "}, {"body": "x" * 4001}, {"quote": "x" * 2001}])
def test_what_is_no_note_is_refused_with_a_reason(
    sent: dict[str, str], enrolment: Enrolment, address: str, learner_client: Client
) -> None:
    response = learner_client.post(address, sent, headers={"HX-Request": "true"})
    assert b"data-refused" in response.content
    assert Note.objects.count() == 0


def test_a_lesson_holds_only_so_many(
    tree: Tree, enrolment: Enrolment, address: str, learner: User, learner_client: Client
) -> None:
    lesson = trees.activity(tree.lessons[0])
    Note.objects.bulk_create(
        Note(activity=lesson, learner=learner, body=str(number)) for number in range(notes.MOST_PER_ACTIVITY)
    )
    response = learner_client.post(address, {"body": "One more"}, follow=True)
    assert b"holds no more notes" in response.content
    assert Note.objects.count() == notes.MOST_PER_ACTIVITY


def test_only_those_who_take_the_course_write_notes(tree: Tree, address: str, outsider_client: Client) -> None:
    assert outsider_client.post(address, {"body": "Hello"}).status_code == 403
    assert Note.objects.count() == 0


def test_a_visitor_signs_in_first(note: Note, tree: Tree, address: str, client: Client) -> None:
    for place in (address, *ways(note)):
        assert client.post(place).url.startswith("/accounts/login/")
    for place in ("/learn/notes/", gathered(tree), gathered(tree, ".md")):
        assert client.get(place).url.startswith("/accounts/login/")


def test_changes_are_posted_and_pages_are_read(note: Note, tree: Tree, address: str, learner_client: Client) -> None:
    for place in (address, *ways(note)):
        assert learner_client.get(place).status_code == 405
    for place in ("/learn/notes/", gathered(tree), gathered(tree, ".md")):
        assert learner_client.post(place).status_code == 405


def test_notes_to_a_quiz_or_to_nothing_are_not_found(tree: Tree, enrolment: Enrolment, learner_client: Client) -> None:
    for uuid in (tree.quiz.translation_key, tree.course.translation_key):
        assert learner_client.post(f"/learn/lessons/{uuid}/notes/", {"body": "Hello"}).status_code == 404


def test_words_are_changed(note: Note, learner_client: Client) -> None:
    assert learner_client.post(ways(note)[0], {"body": "Other words", "from": "lesson"}).url == f"{LESSON}#notes"
    note.refresh_from_db()
    assert (note.quote, note.body) == ("Text of Lesson 1", "Other words")
    learner_client.post(ways(note)[0], {"body": ""})
    note.refresh_from_db()
    assert note.body == ""


def test_a_note_without_a_passage_does_not_become_empty(
    tree: Tree, enrolment: Enrolment, learner: User, learner_client: Client
) -> None:
    written = notes.write(trees.activity(tree.lessons[0]), learner=learner, passage=notes.Passage(), body="Only words")
    response = learner_client.post(ways(written)[0], {"body": " "}, follow=True)
    assert b"Remove the note instead" in response.content
    written.refresh_from_db()
    assert written.body == "Only words"


def test_forms_carry_what_proves_where_they_come_from(note: Note, tree: Tree, learner: User) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    for place in (LESSON, gathered(tree)):
        for form in page(careful, place).select("#notes form, .notes__list form, .notes__form"):
            sent = {field["name"]: field.get("value", "") for field in form.select("input")}
            assert careful.post(form["action"], {**sent, "body": "Said"}).status_code == 302
        notes.write(note.activity, learner=learner, passage=notes.Passage(), body="Another")


def test_a_note_is_removed_once(note: Note, tree: Tree, learner_client: Client) -> None:
    assert learner_client.post(ways(note)[1]).url == gathered(tree)
    assert Note.objects.count() == 0
    assert learner_client.post(ways(note)[1]).status_code == 404


def test_a_stranger_finds_nothing(note: Note, tree: Tree, outsider: User, outsider_client: Client) -> None:
    for place in ways(note):
        assert outsider_client.post(place, {"body": "Mine now"}).status_code == 404
    assert outsider_client.get(gathered(tree)).status_code == 404
    trees.enrol(tree, outsider)
    for place in (LESSON, gathered(tree), gathered(tree, ".json")):
        assert b"Mind this" not in outsider_client.get(place).content
    note.refresh_from_db()
    assert note.body == "Mind this"


def test_a_passage_that_moved_is_still_marked(note: Note, tree: Tree, learner_client: Client) -> None:
    lesson = trees.fresh(tree.lessons[0])
    lesson.body = json.dumps([{"type": "text", "value": "<p>New start. Text  of <b>Lesson</b> 1.</p>"}])
    trees.publish(lesson)
    assert page(learner_client).select_one(".jotting")["data-quote"]
    assert "has changed" not in page(learner_client).get_text()


def test_a_passage_that_was_edited_away_says_so_and_keeps_its_words(
    note: Note, tree: Tree, learner_client: Client
) -> None:
    lesson = trees.fresh(tree.lessons[0])
    lesson.body = json.dumps([{"type": "text", "value": "<p>Something else.</p>"}])
    trees.publish(lesson)
    shown = page(learner_client).select_one(".jotting")
    assert "This passage has changed since you marked it" in shown.get_text()
    assert "Text of Lesson 1" in shown.get_text()
    assert not shown.has_attr("data-quote")


def test_hostile_words_are_shown_as_words(enrolment: Enrolment, address: str, learner_client: Client) -> None:
    learner_client.post(address, {"quote": '"><script>1</script>', "body": "<img src=x onerror=alert(1)>"})
    shown = page(learner_client).select_one("#notes")
    assert not shown.select("script, img")
    assert "<img src=x" in shown.get_text()


def test_all_notes_are_gathered_by_course_and_lesson(
    note: Note, tree: Tree, learner: User, learner_client: Client
) -> None:
    notes.write(trees.activity(tree.lessons[1]), learner=learner, passage=notes.Passage(), body="Second")
    link = page(learner_client, "/learn/notes/").select_one("main .line")
    assert (link["href"], link.select_one(".line__end").get_text()) == (gathered(tree), "2 notes")
    shown = page(learner_client, gathered(tree))
    assert [head.get_text() for head in shown.select("h2")] == ["Lesson 1", "Lesson 2"]
    assert shown.select_one(f'h2 a[href="{LESSON}"]')


def test_without_notes_the_page_says_how_to_begin(enrolment: Enrolment, tree: Tree, learner_client: Client) -> None:
    assert "No notes yet" in page(learner_client, "/learn/notes/").get_text()
    assert "No notes to this course" in page(learner_client, gathered(tree)).get_text()


def test_notes_of_a_course_that_went_away_are_kept(note: Note, tree: Tree, learner_client: Client) -> None:
    outline.retire_course(tree.record.uuid)
    shown = page(learner_client, gathered(tree))
    assert "Mind this" in shown.get_text()
    assert not shown.select('main a[href^="/courses/"]')


def test_notes_stay_with_who_left_the_course(
    note: Note, enrolment: Enrolment, tree: Tree, learner: User, learner_client: Client
) -> None:
    enrolments.withdraw(enrolment, actor=learner)
    assert "Mind this" in page(learner_client, gathered(tree)).get_text()


def test_they_go_along_as_text_table_and_data(note: Note, tree: Tree, learner_client: Client) -> None:
    text = learner_client.get(gathered(tree, ".md"))
    assert text["Content-Disposition"] == 'attachment; filename="notes-tea.md"'
    assert text.content.decode() == "# Notes on Tea\n\n## Lesson 1\n\n> Text of Lesson 1\n\nMind this\n"
    table: Any = learner_client.get(gathered(tree, ".csv"))
    (row,) = csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig")))
    assert (row["lesson"], row["passage"], row["note"]) == ("Lesson 1", "Text of Lesson 1", "Mind this")
    (told,) = json.loads(learner_client.get(gathered(tree, ".json")).content)["notes"]
    assert (told["quote"], told["suffix"], told["body"]) == ("Text of Lesson 1", ".", "Mind this")
    assert told["url"].endswith(LESSON)
    assert learner_client.get(gathered(tree, ".pdf")).status_code == 404


def test_a_table_holds_no_formula(enrolment: Enrolment, tree: Tree, address: str, learner_client: Client) -> None:
    learner_client.post(address, {"body": "=1+1"})
    table: Any = learner_client.get(gathered(tree, ".csv"))
    assert b",'=1+1," in table.getvalue()


def test_who_is_forgotten_leaves_no_notes(note: Note, learner: User) -> None:
    erasure.anonymise_learner(learner, actor=learner)
    assert Note.objects.count() == 0


def test_the_cost_of_all_notes_does_not_grow(
    note: Note, tree: Tree, learner: User, learner_client: Client, count_queries: Callable[..., int]
) -> None:
    learner_client.get(gathered(tree))
    one = count_queries(learner_client.get, gathered(tree))
    for number in range(9):
        notes.write(trees.activity(tree.lessons[1]), learner=learner, passage=notes.Passage(), body=f"Note {number}")
    assert count_queries(learner_client.get, gathered(tree)) == one <= 6
