"""What changed between two versions of an article."""

from hypothesis import given
from hypothesis import strategies as st

from courses import comparison
from courses.articles import Section
from courses.comparison import Change, compare, words

TEXT = st.text(max_size=120)
SECTIONS = st.lists(st.builds(Section, st.sampled_from(["A", "B", "C", ""]), st.just(2), st.tuples(TEXT)), max_size=7)


def section(heading: str, text: str = "") -> Section:
    return Section(heading, 2, (text,) if text else ())


def test_each_kind_of_change_is_told_apart() -> None:
    old = [
        section("One", "same"),
        section("Two", "before"),
        section("Three", "gone"),
        section("Four", "alpha beta gamma"),
    ]
    new = [
        section("One", "same"),
        section("Two", "after"),
        section("Quatre", "alpha beta gamma"),
        section("New", "fresh"),
    ]
    assert compare(old, new) == [
        Change("same", 0, 0, "One"),
        Change("changed", 1, 1, "Two"),
        Change("removed", 2, None, "Three"),
        Change("renamed", 3, 2, "Quatre"),
        Change("added", None, 3, "New"),
    ]


def test_sections_that_moved_are_still_the_same() -> None:
    old, new = [section("One", "1"), section("Two", "2")], [section("Two", "2"), section("One", "1")]
    assert compare(old, new) == [Change("same", 1, 0, "Two"), Change("same", 0, 1, "One")]


def test_headings_kept_without_text_and_then_brought_in_count_as_changed() -> None:
    assert compare([section("Costs")], [section("Costs", "High.")]) == [Change("changed", 0, 0, "Costs")]


def test_only_the_words_that_differ_are_marked() -> None:
    sides = words("It cures 40% of patients.", "It may help 12% of patients.")
    assert [text for mark, text in sides.before if mark == "gone"] == ["cures 40"]
    assert [text for mark, text in sides.after if mark == "new"] == ["may help 12"]


def test_a_text_too_long_to_compare_is_shown_whole() -> None:
    before, after = "word " * 3000, "term " * 3000
    assert len(comparison.TOKEN.findall(before)) ** 2 > comparison.MOST_PAIRS
    assert words(before, after) == comparison.Sides((("gone", before),), (("new", after),))


@given(TEXT, TEXT)
def test_each_side_put_together_is_the_text_it_was(before: str, after: str) -> None:
    sides = words(before, after)
    assert "".join(text for _mark, text in sides.before) == before
    assert "".join(text for _mark, text in sides.after) == after
    assert [text for mark, text in sides.before if mark == "same"] == [t for m, t in sides.after if m == "same"]


@given(TEXT)
def test_a_text_compared_with_itself_has_no_marks(text: str) -> None:
    sides = words(text, text)
    assert {mark for mark, _text in (*sides.before, *sides.after)} <= {"same"}


@given(SECTIONS, SECTIONS)
def test_every_section_of_both_versions_appears_once(old: list[Section], new: list[Section]) -> None:
    changes = compare(old, new)
    assert sorted(change.before for change in changes if change.before is not None) == list(range(len(old)))
    assert [change.after for change in changes if change.after is not None] == list(range(len(new)))
    assert compare(old, old) == [Change("same", n, n, part.heading) for n, part in enumerate(old)]
