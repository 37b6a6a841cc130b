"""Quotes that hold more than a note."""

from pathlib import PurePosixPath
from typing import Any

import pytest

from cms.package import boxes
from cms.package.markdown import blocks
from cms.package.model import Block

STEPS = """\
> **Steps: Look a trial up**
>
> 1. **Ask for its *number*** The register [has it](https://example.org/).
> 2. **Search**
>
>    By number.
>
>    - Not by name.
> 3. **Write it down**
"""
COMPARISON = """\
> **Compare: Trial and offer**
>
> - **A trial**
>   - **For:** watched by a committee
>   - **Against:** few can join
> - **An offer**
>   - costs *money*
"""
SCENARIO = """\
> **Scenario: The hopeful message**
>
> - **You are:** a facilitator
> - **Story:** It is late.\\
>   She writes.
>
>   She asks for a yes.
> - **Question:** What do you say?
> - **Best:** Show the register.
>
>   Better questions come.
> - **Harmful:** Say yes.
>
>   A deposit is paid.
> - **Looking back:** One clear fact.
"""


def one(text: str) -> Block:
    (block,) = blocks(text, folder=PurePosixPath("course"))
    return block


def test_steps_keep_their_titles_and_their_text() -> None:
    steps = [
        {
            "title": "Ask for its number",
            "text": '<p>The register <a href="https://example.org/">has it</a>.</p>',
        },
        {"title": "Search", "text": "<p>By number.</p><ul><li>Not by name.</li></ul>"},
        {"title": "Write it down", "text": ""},
    ]
    assert one(STEPS) == {"type": "steps", "value": {"title": "Look a trial up", "steps": steps}}


def test_a_comparison_knows_what_speaks_for_and_against() -> None:
    points = [{"side": "for", "text": "watched by a committee"}, {"side": "against", "text": "few can join"}]
    columns = [
        {"title": "A trial", "points": points},
        {"title": "An offer", "points": [{"side": "plain", "text": "costs money"}]},
    ]
    assert one(COMPARISON) == {"type": "comparison", "value": {"title": "Trial and offer", "columns": columns}}


def test_a_scenario_grades_its_options() -> None:
    options = [
        {"text": "Show the register.", "grade": "best", "consequence": "Better questions come."},
        {"text": "Say yes.", "grade": "harmful", "consequence": "A deposit is paid."},
    ]
    value = {
        "title": "The hopeful message",
        "role": "a facilitator",
        "story": "It is late.\nShe writes.\n\nShe asks for a yes.",
        "question": "What do you say?",
        "options": options,
        "debrief": "One clear fact.",
    }
    assert one(SCENARIO) == {"type": "scenario", "value": value}


@pytest.mark.parametrize("text", ["> **Steps: Soon**\n>\n> Just words.", "> Steps: these\n>\n> 1. **One**"])
def test_a_quote_without_the_form_stays_a_callout(text: str) -> None:
    assert one(text)["type"] == "callout"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (STEPS, ""),
        (COMPARISON, ""),
        (SCENARIO, ""),
        ("> **Steps: Alone**\n>\n> 1. **One**", "need at least two"),
        ("> **Steps**\n>\n> 1. One\n> 2. **Two**", "title in bold"),
        ("> **Compare: Alone**\n>\n> - **One**\n>   - a", "two to four columns"),
        ("> **Compare: Empty**\n>\n> - **One**\n> - **Two**", "list of points"),
        ("> **Compare**\n>\n> - **One**\n>   - a\n> - **Two**\n>   - b", "has no title"),
        (SCENARIO.replace("Question", "Quest"), "a story and a question"),
        (SCENARIO.replace("> - **Harmful:** Say yes.\n>\n>   A deposit is paid.\n", ""), "two to six options"),
        (SCENARIO.replace(">   A deposit is paid.\n", ""), "what happens then"),
    ],
)
def test_what_is_missing_is_said(text: str, words: str) -> None:
    assert words in "; ".join(boxes.complaints(one(text)))
    assert bool(words) == bool(list(boxes.complaints(one(text))))


def test_a_lesson_that_lacks_something_is_refused(folder: Any, complaints: Any) -> None:
    file = next((folder / "course").rglob("01-*.md"))
    file.write_text(file.read_text() + "\n> **Steps: Alone**\n>\n> 1. **One**\n")
    assert any(f"{file.name}: " in line and "need at least two" in line for line in complaints())
