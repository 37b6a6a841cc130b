import pytest

from cms.glossing import Entry, Glosser

CELL = Entry("Beta cell", ("Beta cell", "islet beta cell"), "It makes insulin.")
EVENT = Entry("Adverse event", ("Adverse event", "AE"), "Any harm.")
THERAPY = Entry("Cell therapy", ("Cell therapy",), "Treatment by cells.")


def marked(html: str, *known: Entry) -> list[str]:
    """The words that open a definition, in order."""
    text = Glosser(known or (CELL, EVENT, THERAPY)).mark(html)
    return [piece.split(">", 1)[1].split("</button>")[0] for piece in text.split("<button")[1:]]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>The beta cell rests.</p>", ["beta cell"]),
        ("<p>Beta cells and a beta cell.</p>", ["Beta cells"]),
        ("<p>An islet beta cell.</p>", ["islet beta cell"]),
        ("<p>Two AEs, no aes.</p>", ["AEs"]),
        ("<p>An ae is no abbreviation.</p>", []),
        ("<p>Cell therapies and adverse events.</p>", ["Cell therapies", "adverse events"]),
        ("<p>A <b>beta\ncell</b>, bold.</p>", ["beta\ncell"]),
        ("<p>A beta-cell too.</p>", ["beta-cell"]),
        ("<p>No alphabeta cell, no beta cell-like thing.</p>", []),
        ("<ul><li>One<br/>beta cell &amp; more</li></ul>", ["beta cell"]),
    ],
)
def test_words_are_found_as_people_write_them(html: str, words: list[str]) -> None:
    assert marked(html) == words


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Beta cell</h2>",
        "<h3>On <i>the beta cell</i></h3>",
        '<p><a href="/x">the beta cell</a></p>',
        "<table><thead><tr><th>Beta cell</th></tr></thead></table>",
        "<details><summary>What is a beta cell?</summary></details>",
        '<p><img src="x.png" alt="A beta cell"></p>',
    ],
)
def test_some_places_stay_plain(html: str) -> None:
    assert Glosser([CELL]).mark(html) == html


def test_the_first_use_after_a_heading_is_marked() -> None:
    assert marked("<h2>Beta cells</h2><p>Many beta cells.</p>") == ["beta cells"]


def test_a_term_is_marked_once_in_a_whole_lesson() -> None:
    glosser = Glosser([CELL, EVENT])
    first, second = glosser.mark("<p>An AE.</p>"), glosser.mark("<p>An adverse event in a beta cell.</p>")
    assert (first.count("<button"), second.count("<button")) == (1, 1)
    assert 'popovertarget="term-1"' in first
    assert 'popovertarget="term-2"' in second
    assert [(entry["place"], entry["term"]) for entry in glosser.explained()] == [
        (1, "Adverse event"),
        (2, "Beta cell"),
    ]


def test_everything_else_stays_to_the_letter() -> None:
    html = '<p class=x>1 &lt; 2 &#39;a&#39; <svg><use href="/i.svg#a"/></svg><br>é</p>'
    assert Glosser([CELL]).mark(html) == html


def test_an_empty_glossary_marks_nothing() -> None:
    assert Glosser([]).mark("<p>Beta cell</p>") == "<p>Beta cell</p>"
