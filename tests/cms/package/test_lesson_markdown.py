import html
import json
import re
from collections import Counter
from pathlib import PurePosixPath
from typing import Any

import pytest

from cms.package.markdown import blocks, to_html
from cms.package.model import Block, CardSpec, Package

FOLDER = PurePosixPath("course/01-first")
TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "b", "i", "a", "br"}
FRAME = re.compile(
    r"^# .*$|^## (Key takeaways|Pause and recall|Sources)$|^> \*\*(Steps|Compare)|\*\*(For|Against):\*\*"
    r"|\*\*Check the claim |- \*\*(Source|Claim, in short|Label|Why"
    r"|Say instead):\*\*|\]\([^)]*\)|^[>\s]*\d+\. |^\|[-|]+$",
    re.MULTILINE,
)


def made(text: str, *cards: CardSpec) -> list[Block]:
    return list(blocks(text, folder=FOLDER, cards=cards))


def card(front: str, back: str) -> CardSpec:
    return CardSpec("R1", "m1", "m1-l1", "O1", front, back, "draft")


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in {"type", "kind", "file"} for text in strings(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in strings(item)]
    return [value]


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


@pytest.mark.parametrize("number", range(16))
def test_no_word_of_a_lesson_is_lost(number: int, built_in: Package) -> None:
    lesson = built_in.lessons[number]
    shown = " ".join(re.sub(r"</?[bi]>", "", text) for text in strings(lesson.blocks))
    shown = html.unescape(re.sub(r"<[^>]+>", " ", shown))
    lost = words(FRAME.sub(" ", lesson.body).replace("**", "")) - words(shown)
    assert lost == Counter()


def test_lessons_use_only_what_rich_text_keeps(built_in: Package) -> None:
    used = set(re.findall(r"</?([a-z0-9]+)", json.dumps([lesson.blocks for lesson in built_in.lessons])))
    assert used <= TAGS


def test_title_is_dropped_and_ordinary_text_gathered() -> None:
    found = made("# Title\n\nOne *two* **three**.\n\n## Part\n\n- a\n- b\n\n1. c\n")
    text = "<p>One <i>two</i> <b>three</b>.</p><h2>Part</h2><ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    assert found == [{"type": "text", "value": text}]


def test_html_in_a_lesson_is_text() -> None:
    (block,) = made("Mind <script>alert(1)</script> & <b>this</b>\n")
    assert "<script>" not in block["value"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in block["value"]


def test_a_link_that_runs_a_script_stays_text() -> None:
    (block,) = made("[go](javascript:alert(1)) and [stay](https://example.org/?a=1&b=2)\n")
    assert block["value"].count("<a ") == 1
    assert '<a href="https://example.org/?a=1&amp;b=2">stay</a>' in block["value"]


def test_a_line_break_is_kept() -> None:
    assert made("one\\\ntwo\nthree\n") == [{"type": "text", "value": "<p>one<br/>two three</p>"}]


def test_an_image_becomes_a_block_with_its_place_in_the_package() -> None:
    found = made("Before.\n\n![Two *cells*](<../../images/a b.svg>)\n\nAfter.\n")
    assert [block["type"] for block in found] == ["text", "image", "text"]
    assert found[1]["value"] == {"file": "images/a b.svg", "alt": "Two cells"}


def test_a_table_keeps_inline_formatting() -> None:
    (block,) = made("| A | B |\n|---|---|\n| **x** | y & z |\n| only | |\n")
    rows = [["<b>x</b>", "y &amp; z"], ["only", ""]]
    assert block == {"type": "table", "value": {"columns": ["A", "B"], "rows": rows, "caption": ""}}


def test_a_claim_quote_becomes_a_claim() -> None:
    (block,) = made(
        "> **Check the claim (C01, C04)**\n> - **Source:** article, same section\n> - **Claim, in short:** "
        "it *may* cure.\n> - **Label:** Early: small.\n> - **Why:** few people.\n> - **Say instead:** “In a trial…”\n"
    )
    assert block["type"] == "claim"
    assert block["value"] == {
        "claims": ["C01", "C04"],
        "source": "article, same section",
        "summary": "it may cure.",
        "label_text": "Early: small.",
        "why": "few people.",
        "say_instead": "“In a trial…”",
    }


@pytest.mark.parametrize(
    ("quote", "kind", "title"),
    [
        ("> Just words.", "example", ""),
        ("> **Warning: not yet**\n>\n> Just words.", "warning", "not yet"),
        ("> **Note**\n>\n> Just words.", "note", ""),
        ("> **Keep in mind**\n>\n> Just words.", "note", "Keep in mind"),
    ],
)
def test_other_quotes_become_callouts(quote: str, kind: str, title: str) -> None:
    (block,) = made(quote)
    assert block == {"type": "callout", "value": {"kind": kind, "title": title, "text": "<p>Just words.</p>"}}


def test_closing_sections_become_blocks() -> None:
    found = made("## Key takeaways\n\n- One.\n- **Two**.\n\n## Sources\n\n- [law: Art. 2]\n- plain\n")
    assert found == [
        {"type": "takeaways", "value": ["One.", "Two."]},
        {"type": "sources", "value": ["law: Art. 2", "plain"]},
    ]


def test_a_recall_question_that_is_a_card_is_asked_once() -> None:
    found = made(
        "## Pause and recall\n\n1. Why “this”?\n2. And that?\n", card('Why "this"?', "So."), card("More?", "Yes.")
    )
    assert found[0]["value"] == [
        {"question": "Why “this”?", "answer": "So."},
        {"question": "And that?", "answer": ""},
        {"question": "More?", "answer": "Yes."},
    ]


def test_a_closing_heading_without_a_list_stays_text() -> None:
    assert made("## Sources\n\nNone.\n") == [{"type": "text", "value": "<h2>Sources</h2><p>None.</p>"}]


def test_a_document_becomes_rich_text_without_its_title() -> None:
    assert to_html("# Code\n\nYou *do*.\n\n1. **One.** Yes.\n") == (
        "<p>You <i>do</i>.</p><ol><li><b>One.</b> Yes.</li></ol>"
    )
