from hypothesis import given
from hypothesis import strategies as st

from courses import passages


@given(st.text(), st.text(), st.text())
def test_a_passage_is_found_in_the_text_it_was_taken_from(before: str, quote: str, after: str) -> None:
    assert passages.stands_in(quote, passages.squeeze(before + quote + after))


@given(st.lists(st.text(alphabet="abc é漢", min_size=1), min_size=1))
def test_space_does_not_count(words: list[str]) -> None:
    assert passages.stands_in(" \n ".join(words), passages.squeeze("".join(words)))


def test_other_words_are_another_passage() -> None:
    assert not passages.stands_in("beta cells", passages.squeeze("alpha cells and beta"))
