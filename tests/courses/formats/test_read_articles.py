"""Each kind of article that somebody may bring, read by sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import formats
from courses.articles import Document
from courses.problems import Problem, Unreadable
from tests.courses.formats.words import PICTURE, paragraph, word_file

LONG = "These words make the paragraph long enough to count as part of an article on a page. " * 3
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Cells in Belgium | A clinic</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></nav>
<article><h1>Cells in Belgium</h1><p>{LONG}</p><h2>Rules</h2><p>The rules <b>are</b> strict. {LONG}</p>
<h3>Donors</h3><ul><li>First rule.</li><li>Second rule.</li></ul><img src="x.png" alt="">
<h2>Prices</h2><table><tr><th>What</th><th>Price</th></tr><tr><td>Stay</td><td>€10,000</td></tr></table><p>{LONG}</p>
</article><footer>Copyright by the clinic</footer><script>alert("never")</script></body></html>"""


def outline(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in document.sections]


def everything(document: Document) -> str:
    return " ".join(f"{section.heading} {section.text}" for section in document.sections)


def test_a_web_page_is_read_without_what_surrounds_the_article() -> None:
    document = formats.read(PAGE.encode())
    assert (document.title, document.language, document.image_count) == ("Cells in Belgium", "en-GB", 1)
    assert outline(document) == [(1, ""), (2, "Rules"), (3, "Donors"), (2, "Prices")]
    assert document.sections[2].paragraphs == ("• First rule.", "• Second rule.")
    assert "What | Price" in document.sections[3].paragraphs
    assert "Stay | €10,000" in document.sections[3].paragraphs
    for word in ("Home", "Shop", "Copyright", "never", "alert"):
        assert word not in everything(document)


def test_a_copied_piece_of_html_is_read_whole() -> None:
    document = formats.read(b"<h2>Rules</h2><div>One<p>Two <em>three</em></p>Four</div><script>no()</script>")
    assert outline(document) == [(2, "Rules")]
    assert document.sections[0].paragraphs == ("One", "Two three", "Four")


def test_a_short_page_is_read_although_it_looks_like_a_notice() -> None:
    document = formats.read(b"<html><body><nav>Menu</nav><h2>Rules</h2><p>Few words.</p></body></html>")
    assert document.sections[0].heading == "Rules"
    assert document.sections[0].paragraphs == ("Few words.",)


def test_a_word_file_is_read_by_its_styles_and_pictures_are_counted() -> None:
    body = (
        paragraph("On cells", "Title")
        + paragraph("Beginning.")
        + paragraph("Rules", "Heading1")
        + paragraph("Strict &amp; clear.")
        + PICTURE
        + paragraph("Donors", "Heading2")
        + paragraph("They consent.")
    )
    document = formats.read(word_file(body), name="cells.docx")
    assert outline(document) == [(1, "On cells"), (1, "Rules"), (2, "Donors")]
    assert document.sections[1].paragraphs == ("Strict & clear.",)
    assert document.image_count == 1


def test_markdown_is_read_without_front_matter_and_without_its_html() -> None:
    text = b"---\ntitle: no\n---\n# On cells\n\nBeginning.\n\n## Rules\n\n- one\n- two\n\n<script>x</script>\n"
    document = formats.read(text, name="cells.md")
    assert document.title == "On cells"
    assert outline(document) == [(1, ""), (2, "Rules")]
    assert document.sections[1].paragraphs[:2] == ("• one", "• two")
    assert "no" not in everything(document).split()


def test_plain_text_finds_headings_that_stand_alone() -> None:
    text = (
        "Beginning of it,\nin two lines.\n\nRules\n\nThey are strict.\n\n1. first,\n2. second.\n\nPrices\n======\nHigh."
    )
    document = formats.read(text.encode(), name="cells.txt")
    assert outline(document) == [(1, ""), (2, "Rules"), (2, "Prices")]
    assert document.sections[0].paragraphs == ("Beginning of it, in two lines.",)
    assert document.sections[1].paragraphs == ("They are strict.", "1. first,", "2. second.")
    assert document.sections[2].paragraphs == ("High.",)


@pytest.mark.parametrize(
    "raw",
    [
        "Größe\n\nEs ist wahr.".encode(),
        "Größe\n\nEs ist wahr.".encode("utf-8-sig"),
        "Größe\n\nEs ist wahr.".encode("utf-16"),
        "Größe\n\nEs ist wahr.".encode("latin-1"),
    ],
)
def test_text_is_decoded_as_it_was_written(raw: bytes) -> None:
    assert formats.read(raw).sections[0].heading == "Größe"


def test_a_page_is_decoded_as_it_declares() -> None:
    raw = '<html><head><meta charset="iso-8859-2"></head><body><h2>Łódź</h2><p>Tekst.</p></body></html>'
    assert formats.read(raw.encode("iso-8859-2")).sections[0].heading == "Łódź"


@pytest.mark.parametrize(
    ("raw", "name", "problem"),
    [
        (b"%PDF-1.7 ...", "a.docx", Problem.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc", Problem.OLD_WORD),
        (b"just words", "a.docx", Problem.BROKEN_WORD),
        (b"\x89PNG\x00\x00", "a.txt", Problem.NOT_TEXT),
        (b"\x00\x01\x02", "a.txt", Problem.NOT_TEXT),
        (b"", "a.txt", Problem.EMPTY),
        (b"   \n\n ", "", Problem.EMPTY),
        (b"Only a heading", "", Problem.EMPTY),
        (b"<html><body><script>x()</script></body></html>", "", Problem.EMPTY),
        (b"a" * (formats.MAX_BYTES + 1), "", Problem.TOO_LARGE),
        (b"word " * 100_000, "", Problem.TOO_LONG),
        (b"# A\n\ntext\n\n" * (formats.MAX_SECTIONS + 1), "a.md", Problem.TOO_LONG),
    ],
)
def test_what_is_no_article_is_refused_by_its_content(raw: bytes, name: str, problem: Problem) -> None:
    with pytest.raises(Unreadable) as refusal:
        formats.read(raw, name=name)
    assert refusal.value.problem == problem


@pytest.mark.parametrize("tag", ["div", "p", "ul", "table", "b", "blockquote"])
def test_a_page_nested_beyond_reason_ends_in_an_answer(tag: str) -> None:
    page = f"<html><body>{f'<{tag}>' * 10_000}deep{f'</{tag}>' * 10_000}<p>{LONG}</p></body></html>"
    try:
        found = formats.read(page.encode()).sections
    except Unreadable as refused:
        found = refused.problem
    assert found


def test_control_characters_never_reach_a_snapshot() -> None:
    document = formats.read(b"<p>Bell\x07 and &#0; and &#xD800; end</p>")
    assert all(character.isprintable() for character in everything(document))


@given(st.binary(max_size=2000), st.sampled_from(["", "a.md", "a.txt", "a.html", "a.docx"]))
def test_any_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    try:
        document = formats.read(raw, name=name)
    except Unreadable:
        return
    assert any(section.paragraphs for section in document.sections)


@given(st.text(max_size=1500))
def test_any_pasted_text_is_read_or_refused_and_writable(text: str) -> None:
    try:
        document = formats.read(text.encode(errors="replace"))
    except Unreadable:
        return
    assert "\x00" not in everything(document)
    everything(document).encode()
