"""The search finds what the reader may see, and nothing else."""

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from cms import excerpts
from cms.models import GlossaryTerm
from courses.actions import enrolments
from tests.cms import trees
from tests.cms.trees import Tree

ADDRESS = "/search/"


@pytest.fixture
def steeped(tree: Tree) -> Tree:
    """The second lesson is a sample; the first has a table, a claim-like callout and a takeaway."""
    blocks = [
        {"type": "text", "value": "<p>Leaves &amp; water: <b>steeping</b> takes three minutes.</p>"},
        {"type": "callout", "value": {"kind": "note", "title": "Kettle", "text": "<p>Boil it freshly.</p>"}},
        {"type": "takeaways", "value": [{"type": "item", "value": "Oolong is rolled."}]},
    ]
    first, second = (trees.fresh(page) for page in tree.lessons)
    first.body = json.dumps(blocks)
    trees.publish(first)
    second.is_sample = True
    second.body = json.dumps([{"type": "text", "value": "<p>Steeping for everybody.</p>"}])
    trees.publish(second)
    GlossaryTerm.objects.create(
        course_uuid=tree.course.translation_key,
        ref="T1",
        term="Infusion",
        definition="What steeping makes.",
        lesson_uuid=first.translation_key,
    )
    return tree


def page(client: Client, query: str, **more: str) -> BeautifulSoup:
    response = client.get(ADDRESS, {"q": query, **more})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def found(client: Client, query: str, **more: str) -> list[str]:
    return [link["href"] for link in page(client, query, **more).select(".hit a")]


LESSONS = ["/courses/tea/basics/lesson-1/", "/courses/tea/basics/lesson-2/"]


def test_a_visitor_finds_courses_and_samples_alone(steeped: Tree, client: Client) -> None:
    assert found(client, "steeping") == LESSONS[1:]
    assert found(client, "tea") == ["/courses/tea/"]
    assert found(client, "infusion") == []


def test_who_takes_the_course_finds_its_lessons_and_words(steeped: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(steeped, learner)
    shown = page(learner_client, "steeping")
    assert {link["href"] for link in shown.select("[aria-labelledby=found-lessons] .hit a")} == set(LESSONS)
    assert [link["href"] for link in shown.select("[aria-labelledby=found-terms] .hit a")] == LESSONS[:1]


@pytest.mark.parametrize("query", ["kettle", "freshly", "oolong", "STEEPING minutes"])
def test_every_kind_of_block_is_looked_through(
    query: str, steeped: Tree, learner: User, learner_client: Client
) -> None:
    trees.enrol(steeped, learner)
    assert LESSONS[0] in found(learner_client, query)


def test_who_left_the_course_finds_no_more_than_a_visitor(steeped: Tree, learner: User, learner_client: Client) -> None:
    enrolments.withdraw(trees.enrol(steeped, learner), actor=learner)
    assert found(learner_client, "steeping") == LESSONS[1:]


def test_somebody_else_finds_no_more_than_a_visitor(steeped: Tree, learner: User, outsider_client: Client) -> None:
    trees.enrol(steeped, learner)
    assert found(outsider_client, "steeping") == LESSONS[1:]


def test_what_is_not_published_is_not_found(steeped: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(steeped, learner)
    trees.fresh(steeped.lessons[0]).unpublish()
    assert found(learner_client, "kettle") == []


def test_matches_are_marked_and_nothing_in_them_is_markup(steeped: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(steeped, learner)
    hit = next(hit for hit in page(learner_client, "steeping").select(".hit") if "Leaves" in hit.get_text())
    assert [mark.get_text() for mark in hit.select("mark")] == ["steeping"]
    text = " ".join(hit.get_text().split())
    assert "Leaves & water: steeping takes three minutes." in text
    assert "Boil it freshly." in text
    assert "note" not in text


def test_nothing_found_and_nothing_asked_are_said(steeped: Tree, client: Client) -> None:
    assert "Nothing holds “astronomy”" in page(client, "astronomy").get_text()
    assert "Finds courses" in page(client, "").get_text()


@pytest.mark.parametrize("query", ['"', "*", "tea AND", "(", "a" * 500, "%", "NEAR(", "\x00", "-", "tea OR"])
def test_it_takes_anything(query: str, steeped: Tree, client: Client) -> None:
    for more in ({}, {"in": "lessons", "page": "x"}, {"in": "everything"}):
        page(client, query, **more)


def test_one_group_is_leafed_through(tree: Tree, learner: User, learner_client: Client) -> None:
    trees.enrol(tree, learner)
    terms = [
        GlossaryTerm(course_uuid=tree.course.translation_key, ref=f"T{n}", term=f"Word {n}", definition="Bitter")
        for n in range(12)
    ]
    for term in terms:
        term.save()
    assert len(found(learner_client, "bitter")) == 5
    assert page(learner_client, "bitter").select_one('a[href="?q=bitter&in=terms"]')
    first = page(learner_client, "bitter", **{"in": "terms"})
    assert len(first.select(".hit")) == 10
    assert first.select_one("a[rel=next]")["href"] == "?q=bitter&in=terms&page=2"
    assert len(found(learner_client, "bitter", **{"in": "terms", "page": "2"})) == 2


def test_it_is_only_read(client: Client, db: None) -> None:
    assert client.post(ADDRESS).status_code == 405


def test_who_asks_too_often_waits(client: Client, settings: object, db: None) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "search": (2, 60)}  # type: ignore[attr-defined]
    assert [client.get(ADDRESS).status_code for _ in range(3)] == [200, 200, 429]


def test_its_cost_does_not_grow(
    tree: Tree, learner: User, learner_client: Client, count_queries: Callable[..., int]
) -> None:
    trees.enrol(tree, learner)
    for number in range(10):
        trees.add(tree.module, trees.lesson(f"Brewing {number}", slug=f"brewing-{number}"))
        GlossaryTerm.objects.create(
            course_uuid=tree.course.translation_key, ref=f"T{number}", term=f"Brewing {number}", definition="It"
        )
        if number == 0:
            learner_client.get(ADDRESS, {"q": "brewing"})
            one = count_queries(learner_client.get, ADDRESS, {"q": "brewing"})
    assert count_queries(learner_client.get, ADDRESS, {"q": "brewing"}) == one <= 12


def test_an_excerpt_holds_whole_words_around_the_first_match() -> None:
    text = " ".join(f"word{number}" for number in range(100))
    parts = excerpts.cut(text, ["word50"])
    assert parts[0] == ("… ", False)
    assert parts[-1] == (" …", False)
    assert ("word50", True) in parts
    assert set("".join(part for part, _ in parts[1:-1]).split()) <= set(text.split())
