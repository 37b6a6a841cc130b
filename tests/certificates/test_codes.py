import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.codes import ALPHABET, mint, normalise

SHAPE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]")
CODES = st.binary(min_size=10, max_size=10).map(mint)


def joined(code):
    return code.replace("-", "")


@given(CODES)
def test_minted_code_is_grouped_and_normal(code):
    assert SHAPE.fullmatch(code)
    assert normalise(code) == code


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_different_bytes_give_different_codes(one, other):
    assert (mint(one) == mint(other)) == (one == other)


def test_known_codes_never_change():
    assert mint(bytes(10)) == "0000-0000-0000-0000-0"
    assert mint(bytes(range(10))) == "000G-40R4-0M30-E209-J"


@settings(deadline=None)
@given(CODES)
def test_every_single_error_is_caught(code):
    symbols = joined(code)
    for place, right in enumerate(symbols):
        for wrong in ALPHABET.replace(right, ""):
            assert normalise(symbols[:place] + wrong + symbols[place + 1 :]) is None


@settings(deadline=None)
@given(CODES)
def test_every_swap_is_caught_adjacent_or_not(code):
    symbols = joined(code)
    for first in range(len(symbols)):
        for second in range(first + 1, len(symbols)):
            swapped = list(symbols)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            changed = "".join(swapped)
            assert normalise(changed) == (code if changed == symbols else None)


@given(CODES, st.randoms(use_true_random=False))
def test_typed_forms_are_understood(code, rng):
    typed = "".join(rng.choice(["", " ", "-", "\u2013", "\u00a0"]) + symbol for symbol in joined(code)) + "\n"
    assert normalise(typed.lower()) == code
    lookalikes = str.maketrans({"0": rng.choice("oO"), "1": rng.choice("iIlL")})
    assert normalise(code.translate(lookalikes)) == code


@given(st.text(max_size=80))
def test_rubbish_is_no_code_and_what_is_one_is_stable(text):
    found = normalise(text)
    assert found is None or normalise(found) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0000-0000-0000-0000",
        "0000-0000-0000-0000-00",
        "U000-0000-0000-0000-0",
        "0000-0000-0000-0000-*",
        "\u0660" * 17,
        "\u0131" * 17,
        "0" * 100_000,
        "-" * 60,
    ],
)
def test_what_cannot_be_a_code_is_refused(text):
    assert normalise(text) is None


@pytest.mark.parametrize("size", [0, 9, 11])
def test_code_is_made_of_exactly_eighty_bits(size):
    with pytest.raises(ValueError, match="10 bytes"):
        mint(bytes(size))
