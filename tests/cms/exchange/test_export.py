"""Questions leave the bank as a file, with a word on what the format can't carry."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from quizzes import formats
from tests.cms.exchange.conftest import drafted
from tests.cms.trees import Tree
from tests.factories.courses import single_choice
from tests.quizzes.kinds import CONTENTS, WRITTEN

EXPORT = "/cms/questions/export/"


def download(client: Client, name: str, query: str = "") -> formats.Parsed:
    response = client.post(f"{EXPORT}{query}", {"format": name})
    assert response["Content-Disposition"].startswith("attachment")
    return formats.read(b"".join(response.streaming_content), f"a{formats.FORMATS[name].suffix}")


def refs(parsed: formats.Parsed) -> list[str]:
    return [entry.draft.ref for entry in parsed.entries if entry.draft]


@pytest.mark.parametrize("name", ["xlsx", "csv", "qti30", "qti21", "moodle", "gift"])
def test_the_bank_goes_out_in_each_format(name: str, tree: Tree, instructor_client: Client) -> None:
    parsed = download(instructor_client, name)
    assert refs(parsed) == ["E1", "E2", "E3", "P1", "P2"]
    draft = parsed.entries[0].draft
    assert draft
    assert (draft.content["prompt"], draft.use, draft.topic, draft.level) == ("Ask E1", "exam", "basics", "apply")


def test_every_kind_goes_out_and_comes_back(tree: Tree, instructor_client: Client) -> None:
    kinds = {**CONTENTS, **WRITTEN}
    for kind, content in kinds.items():
        drafted(tree.course, f"K-{kind}", content)
    parsed = download(instructor_client, "xlsx", "?q=K-")
    assert sorted(entry.draft.content["kind"] for entry in parsed.entries if entry.draft) == sorted(kinds)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?use=exam", ["E1", "E2", "E3"]),
        ("?q=P2", ["P2"]),
        ("?life=draft", []),
        ("?use=nonsense", []),
    ],
)
def test_what_the_list_shows_goes_out(query: str, expected: list[str], tree: Tree, instructor_client: Client) -> None:
    response = instructor_client.get(f"{EXPORT}{query}")
    assert response.context["total"] == len(expected)
    if expected:
        assert refs(download(instructor_client, "csv", query)) == expected


def test_marked_questions_go_out_alone(tree: Tree, instructor_client: Client) -> None:
    query = "&".join(f"id={question.pk}" for question in tree.questions[:2])
    assert refs(download(instructor_client, "csv", f"?{query}")) == ["P1", "P2"]


def test_the_newest_draft_goes_out(tree: Tree, instructor_client: Client) -> None:
    question = tree.questions[0]
    question.tags = "fresh, leaf"
    question.save_revision()
    parsed = download(instructor_client, "csv", "?q=P1")
    assert [entry.draft.tags for entry in parsed.entries if entry.draft] == [("fresh", "leaf")]


def test_losses_are_named_before_the_file_is_taken(tree: Tree, instructor_client: Client) -> None:
    drafted(tree.course, "N1", CONTENTS["order"])
    aiken = instructor_client.get(f"{EXPORT}?format=aiken").content.decode()
    assert "1 question can" in aiken
    assert "N1" in aiken
    xlsx = instructor_client.get(f"{EXPORT}?format=xlsx").content.decode()
    assert "XLSX keeps all of it." in xlsx


def test_who_took_questions_is_kept(tree: Tree, instructor: User, instructor_client: Client) -> None:
    download(instructor_client, "gift", "?use=exam")
    entry = AuditEntry.objects.get(action="cms.questions.exported")
    assert (entry.actor, entry.subject_uuid) == (instructor, tree.course.translation_key)
    assert entry.data == {"format": "gift", "count": 3}


def test_the_list_leads_to_both_screens(tree: Tree, instructor_client: Client) -> None:
    page = instructor_client.get("/cms/snippets/cms/questionsnippet/?use=exam&p=1").content.decode()
    assert f"{EXPORT}?use=exam" in page
    assert "/cms/questions/import/" in page


def test_it_costs_the_same_for_one_and_for_many(
    tree: Tree, instructor_client: Client, count_queries: Callable[..., int]
) -> None:
    drafted(tree.course, "Z0", single_choice("Zero?"))
    instructor_client.get(f"{EXPORT}?q=Z")
    looked = count_queries(instructor_client.get, f"{EXPORT}?q=Z")
    taken = count_queries(download, instructor_client, "csv", "?q=Z")
    for number in range(1, 10):
        drafted(tree.course, f"Z{number}", single_choice(f"Number {number}?"))
    assert count_queries(instructor_client.get, f"{EXPORT}?q=Z") == looked
    assert count_queries(download, instructor_client, "csv", "?q=Z") == taken
