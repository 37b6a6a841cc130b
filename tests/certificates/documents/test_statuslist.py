import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import multibase
from certificates.documents import statuslist

PLACES = st.sets(st.integers(0, statuslist.STATUS_PLACES - 1), max_size=200)


@given(PLACES)
def test_list_gives_back_the_places_that_were_set(places):
    assert statuslist.decode(statuslist.encode(places)) == places


@given(st.lists(st.integers(0, statuslist.STATUS_PLACES - 1), max_size=50))
def test_order_and_repetition_make_no_difference(places):
    assert statuslist.encode(places) == statuslist.encode(sorted(set(places)))


@pytest.mark.parametrize(("place", "byte", "bit"), [(0, 0, 128), (7, 0, 1), (8, 1, 128), (131_071, 16_383, 1)])
def test_most_significant_bit_comes_first(place, byte, bit):
    bits = gzip.decompress(multibase.from_base64url(statuslist.encode([place])))
    assert len(bits) == 16_384
    assert bits[byte] == bit
    assert sum(bits) == bit


def packed(size):
    return multibase.base64url(gzip.compress(bytes(size)))


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "uAAAA", packed(16_383), packed(16_385), packed(50_000_000), packed(16_384)[:-8]],
    ids=["empty", "no multibase", "no gzip", "short", "long", "huge", "cut off"],
)
def test_what_is_no_list_is_refused(text):
    with pytest.raises(statuslist.NotAStatusList):
        statuslist.decode(text)
