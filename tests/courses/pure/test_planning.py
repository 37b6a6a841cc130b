"""Where the sections of an article are suggested to go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.articles import Section
from courses.planning import THEMES, suggest

USUAL = list(THEMES)
HEADINGS = st.text(max_size=60)
SECTIONS = st.lists(
    st.builds(Section, HEADINGS, st.integers(1, 6), st.lists(st.text(max_size=80), max_size=3).map(tuple)), max_size=12
)


def where(heading: str, text: str = "", modules: list[str] | None = None) -> str | None:
    names = USUAL if modules is None else modules
    place = suggest([Section(heading, 2, (text,))], names)[0].module
    return None if place is None else names[place]


@pytest.mark.parametrize(
    ("heading", "module"),
    [
        ("Understanding Stem Cell Therapy for Diabetes", "Therapy basics"),
        ("Ongoing Research and Clinical Trials", "Therapy basics"),
        ("Regulations and Ethical Standards", "Regulation"),
        ("The legal framework", "Regulation"),
        ("Patient Safety and Protection", "Patient safety"),
        ("Cost and Financial Considerations", "Costs"),
        ("Insurance", "Costs"),
    ],
)
def test_a_heading_names_its_module(heading: str, module: str) -> None:
    assert where(heading) == module


def test_the_heading_counts_for_more_than_the_text() -> None:
    assert where("What it costs", "safe risk safety consent screening " * 20) == "Costs"


def test_without_a_hint_in_the_heading_the_text_decides() -> None:
    assert where("A closer look", "The price, the fee and the insurer.") == "Costs"


@pytest.mark.parametrize(
    "heading", ["References", "About the author", "Newsletter", "Share this article", "Contact us"]
)
def test_what_surrounds_an_article_is_left_out(heading: str) -> None:
    assert where(heading, "The costs and the price") is None


def test_an_authors_own_modules_are_found_by_their_words() -> None:
    modules = ["Before travelling", "Paying for it", "Coming home"]
    assert where("Home again", "You come home.", modules) == "Coming home"
    assert where("What insurers refund", "", modules) == "Paying for it"


def test_sections_below_another_go_into_its_lesson() -> None:
    sections = [Section("Rules", 2), Section("Costs of donors", 3), Section("Prices", 2)]
    found = suggest(sections, USUAL)
    assert [entry.lesson for entry in found] == ["Rules", "Rules", "Prices"]
    assert [entry.module for entry in found] == [1, 1, 3]


def test_a_section_that_says_nothing_known_follows_the_one_before() -> None:
    sections = [Section("Prices", 2), Section("Hm", 2, ("Well.",))]
    assert [entry.module for entry in suggest(sections, USUAL)] == [3, 3]


def test_what_stands_before_the_first_heading_becomes_an_introduction() -> None:
    assert suggest([Section("", 1, ("Hello.",))], USUAL)[0].lesson == "Introduction"


@given(SECTIONS, st.lists(st.text(max_size=30), max_size=6))
def test_every_section_gets_one_suggestion_among_the_modules(sections: list[Section], modules: list[str]) -> None:
    found = suggest(sections, modules)
    assert len(found) == len(sections)
    assert all(entry.lesson for entry in found)
    assert all(entry.module is None or 0 <= entry.module < len(modules) for entry in found)
    assert found == suggest(sections, modules)
