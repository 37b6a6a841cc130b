"""What the editor can hold comes back from Markdown as it went."""

import html
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.blocks import LessonBody
from cms.package import markdown, writing
from cms.package.model import Block, CardSpec, Package
from cms.package.prose import parse, written

FOLDER = PurePosixPath("course/01-first")
# Letters and everything that means something to Markdown, HTML or a line.
SIGNS = "ab1é \xa0*_`[]()<>&;#+-=~:.!|\\\"'\n/"
TEXTS = st.text(SIGNS, max_size=12)
WORDS = st.tuples(TEXTS, st.sampled_from("ab1é"), TEXTS).map("".join)


def escaped(text: str) -> str:
    return html.escape(text.replace("\n", " ")) or "x"


def tagged(tag: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return inner.map(lambda text: f"<{tag}>{text}</{tag}>")


def some(parts: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=most).map("".join)


LETTERS = TEXTS.map(escaped)
LINKS = st.tuples(
    st.sampled_from(["https://example.org/?a=1&b=(2)", "/courses/tea/", "mailto:a@b.example"]), LETTERS
).map(lambda link: f'<a href="{html.escape(link[0])}">{link[1]}</a>')
MARKED = st.one_of(LETTERS, tagged("b", LETTERS), tagged("i", LETTERS), tagged("b", tagged("i", LETTERS)), LINKS)
INLINE = some(st.one_of(MARKED, st.just("<br/>"), tagged("b", LINKS)), 4)
LISTS = st.recursive(
    some(tagged("li", INLINE)).flatmap(lambda items: tagged(f"{'ul' if len(items) % 2 else 'ol'}", st.just(items))),
    lambda inner: st.tuples(INLINE, inner).map(lambda pair: f"<ul><li>{pair[0]}{pair[1]}</li><li>{pair[0]}</li></ul>"),
    max_leaves=3,
)
PROSE = some(st.one_of(tagged("p", INLINE), tagged("h2", MARKED), tagged("h4", MARKED), LISTS), 4)
CELLS = some(st.one_of(LETTERS, tagged("b", LETTERS), LINKS), 2)


def of(kind: str, value: Any) -> st.SearchStrategy[Block]:
    return value.map(lambda entry: {"type": kind, "value": entry})


QUESTIONS = st.fixed_dictionaries({"question": WORDS, "answer": st.one_of(st.just(""), WORDS)})

# What a text inside a box may hold: no headings.
PARAGRAPHS = some(st.one_of(tagged("p", INLINE), LISTS), 3)
POINTS = st.fixed_dictionaries({"side": st.sampled_from(["for", "against", "plain"]), "text": WORDS})
COLUMNS = st.fixed_dictionaries({"title": WORDS, "points": st.lists(POINTS, min_size=1, max_size=3)})
OPTIONS = st.fixed_dictionaries(
    {
        "text": WORDS,
        "grade": st.sampled_from(["best", "acceptable", "poor", "harmful"]),
        "consequence": st.lists(WORDS, min_size=1, max_size=2).map("\n\n".join),
    }
)


def tables(width: int) -> st.SearchStrategy[Any]:
    row = st.lists(CELLS, min_size=width, max_size=width)
    columns = st.lists(WORDS, min_size=width, max_size=width)
    return st.fixed_dictionaries({"caption": TEXTS, "columns": columns, "rows": st.lists(row, min_size=1, max_size=3)})


BLOCKS = {
    "text": of("text", PROSE),
    "image": of(
        "image",
        st.one_of(
            st.fixed_dictionaries({"file": st.sampled_from(["images/a b.svg", "images/ü(1).png"]), "alt": WORDS}),
            st.just({"file": "images/x.svg", "alt": "", "decorative": True}),
        ),
    ),
    "callout": of(
        "callout",
        st.fixed_dictionaries({"kind": st.sampled_from(["note", "warning", "example"]), "title": TEXTS, "text": PROSE}),
    ),
    "claim": of(
        "claim",
        st.fixed_dictionaries(
            {
                "claims": st.lists(st.sampled_from(["C01", "C-2", "C_3"]), min_size=1, max_size=2),
                **dict.fromkeys(writing.CLAIM_LINES, WORDS),
            }
        ),
    ),
    "takeaways": of("takeaways", st.lists(WORDS, min_size=1, max_size=3)),
    "table": of("table", st.integers(1, 3).flatmap(tables)),
    "recall": of(
        "recall",
        st.lists(
            st.fixed_dictionaries({"question": WORDS, "answer": st.one_of(st.just(""), WORDS)}), min_size=1, max_size=3
        ),
    ),
    "sources": of("sources", st.lists(WORDS, min_size=1, max_size=3)),
    "steps": of(
        "steps",
        st.fixed_dictionaries(
            {
                "title": TEXTS,
                "steps": st.lists(
                    st.fixed_dictionaries({"title": WORDS, "text": st.one_of(st.just(""), PARAGRAPHS)}),
                    min_size=2,
                    max_size=3,
                ),
            }
        ),
    ),
    "comparison": of(
        "comparison",
        st.fixed_dictionaries({"title": WORDS, "columns": st.lists(COLUMNS, min_size=2, max_size=4)}),
    ),
    "scenario": of(
        "scenario",
        st.fixed_dictionaries(
            {
                "title": WORDS,
                "role": TEXTS,
                "story": st.lists(WORDS, min_size=1, max_size=3).map("\n\n".join),
                "question": WORDS,
                "options": st.lists(OPTIONS, min_size=2, max_size=4),
                "debrief": TEXTS,
            }
        ),
    ),
    "check": of("check", st.sampled_from(["M1-05", "S_1"])),
    "video": of(
        "video",
        st.fixed_dictionaries(
            {
                "title": WORDS,
                "file": st.sampled_from(["", "films/a_b (1).mp4"]),
                "captions": st.sampled_from(["", "films/é.vtt"]),
                "address": st.sampled_from(["", "https://example.org/?a_b=1&copy=*2*"]),
                "is_captioned": st.booleans(),
                "transcript": st.one_of(st.just(""), PARAGRAPHS),
            }
        ).filter(lambda value: value["file"] or value["address"]),
    ),
    "download": of(
        "download",
        st.fixed_dictionaries(
            {"title": WORDS, "document": st.sampled_from(["files/a.pdf", "course/01-first/b [1].docx"]), "about": TEXTS}
        ),
    ),
}


def again(body: str) -> list[Block]:
    return list(markdown.blocks(body, folder=FOLDER))


def test_every_kind_of_block_that_a_lesson_may_hold_can_be_written() -> None:
    assert set(LessonBody().child_blocks) == set(writing.KINDS) == set(BLOCKS)


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_each_kind_comes_back_as_it_went(kind: str) -> None:
    @settings(max_examples=40)
    @given(BLOCKS[kind])
    def holds(block: Block) -> None:
        body = writing.lesson([block], folder=FOLDER)
        assert writing.normal(again(body)) == writing.normal([block])
        assert writing.lesson(again(body), folder=FOLDER) == body

    holds()


@settings(max_examples=40)
@given(st.lists(st.one_of(*BLOCKS.values()), max_size=5))
def test_blocks_beside_one_another_stay_apart(blocks: list[Block]) -> None:
    body = writing.lesson(blocks, folder=FOLDER)
    assert writing.normal(again(body)) == writing.normal(blocks)


def test_what_the_editor_adds_to_its_text_does_not_count() -> None:
    assert parse('<p data-block-key="a1">One <b>two </b>three</p><p data-block-key="b2"></p>') == parse(
        "<p>One <strong>two</strong>  three</p>"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>5 * 3 is 15</p>", r"5 \* 3 is 15"),
        ("<p># of people</p>", r"\# of people"),
        ("<p>1. April</p>", r"1\. April"),
        ("<p>a_b and _c</p>", r"a_b and \_c"),
        ("<p>(<b>see</b>)</p>", "(**see**)"),
        ("<p>a<b>(b)</b>c</p>", "&#97;**(b)**&#99;"),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n  1. b\n- c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
    ],
)
def test_markdown_reads_as_somebody_would_write_it(text: str, expected: str) -> None:
    assert written(parse(text)) == expected


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"type": "game", "value": {}}, "game"),
        ({"type": "check", "value": "M 1"}, "M 1"),
        ({"type": "text", "value": '<p><a linktype="document" id="1">a</a></p>'}, "document"),
        ({"type": "text", "value": "<p><u>a</u></p>"}, "<u>"),
        ({"type": "text", "value": '<p><a href="javascript:alert(1)">a</a></p>'}, "javascript"),
        ({"type": "text", "value": "<h2>Sources</h2><ul><li>a</li></ul>"}, "read back as something else"),
        (
            {"type": "table", "value": {"caption": "", "columns": ["a"], "rows": [["<p>a</p><p>b</p>"]]}},
            "more than one line",
        ),
        (
            {"type": "claim", "value": {"claims": ["C 1"], **dict.fromkeys(writing.CLAIM_LINES, "a")}},
            "C 1",
        ),
    ],
)
def test_what_markdown_cannot_hold_is_named(block: Block, reason: str) -> None:
    with pytest.raises(writing.Unwritable, match=reason):
        writing.lesson([block], folder=FOLDER)


def test_a_recall_question_may_have_its_own_answer() -> None:
    card = CardSpec("R1", "m1", "m1-l1", "O1", "Why?", "The card's.", "draft")
    text = "## Pause and recall\n\n- Why?\n\n  The lesson's.\n\n- And?\n"
    (block,) = markdown.blocks(text, folder=FOLDER, cards=[card])
    assert block["value"] == [{"question": "Why?", "answer": "The lesson's."}, {"question": "And?", "answer": ""}]


def test_the_built_in_lessons_come_back_as_they_went(built_in: Package) -> None:
    for lesson in built_in.lessons:
        folder = PurePosixPath(lesson.file).parent
        body = writing.lesson(lesson.blocks, folder=folder)
        assert writing.normal(markdown.blocks(body, folder=folder)) == writing.normal(lesson.blocks)
