"""Steps, comparisons and scenarios as learners read them."""

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup

from cms import excerpts, register
from cms.blocks import LessonBody

Read = Callable[[], BeautifulSoup]
Write = Callable[..., Any]


def sample(name: str) -> Any:
    return LessonBody().child_blocks[name].get_preview_value()


def test_steps_are_a_numbered_list(write: Write, read: Read) -> None:
    write(("steps", sample("steps")))
    steps = read().select(".steps ol > li")
    assert [step.p.get_text() for step in steps] == [
        "Ask for its number",
        "Search for it",
        "Write down what you saw",
    ]


def test_a_comparison_says_in_words_what_speaks_for_and_against(write: Write, read: Read) -> None:
    write(("comparison", sample("comparison")))
    trial, offer = read().select(".comparison__column")
    assert trial.h4.get_text() == "A registered trial"
    assert [point.get_text() for point in trial.select("li")] == [
        "For: Watched by an ethics committee",
        "Against: Few people can join",
    ]
    assert len(offer.select("li")) == 2


def test_what_comes_of_an_option_is_shown_once_it_is_opened(write: Write, read: Read) -> None:
    write(("scenario", sample("scenario")))
    first, second, last = read().select(".situation details")
    assert not first.has_attr("open")
    assert first.summary.get_text() == "“Yes, we can arrange it.”"
    assert "Harmful" in first.div.get_text()
    assert "Best" in second.div.get_text()
    assert last.summary.get_text() == "Looking back"


def test_learners_find_what_a_block_says(write: Write) -> None:
    page = write(*((name, sample(name)) for name in ("steps", "comparison", "scenario")))
    found = " ".join(str(text) for text in page.body.stream_block.get_searchable_content(page.body))
    for words in ("Ask for its number", "Few people can join", "A deposit is paid", "has one in the public register"):
        assert words in found


def test_what_is_found_is_quoted_without_codes(write: Write) -> None:
    page = write(("scenario", sample("scenario")), ("comparison", sample("comparison")))
    quoted = excerpts.text_of(page.body.raw_data)
    assert "A deposit is paid for hope. “Let me show you the register.”" in quoted
    assert "harmful" not in quoted
    assert "A registered trial Watched by an ethics committee Few people can join" in quoted


def test_loaded_words_are_seen_in_every_block(write: Write) -> None:
    page = write(("steps", {"title": "A guaranteed cure", "steps": [{"title": "Go", "text": ""}]}))
    assert [found.word.lower() for found in register.loaded(page.body)] == ["guaranteed", "cure"]


def test_boxes_before_the_first_section_skip_no_level_of_headings(write: Write, read: Read) -> None:
    boxes = [("comparison", sample("comparison")), ("takeaways", ["Ask first."])]
    write(*boxes, ("text", "<h2>One word</h2><p>Several diseases.</p>"), *boxes)
    headings = read().select_one(".lesson__body").select("h2, h3, h4")
    levels = [int(heading.get("aria-level", heading.name[1])) for heading in headings]
    assert levels == [2, 3, 3, 2, 2, 3, 4, 4, 3]
