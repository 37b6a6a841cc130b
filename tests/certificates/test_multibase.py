import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import multibase


@given(st.binary(max_size=80))
def test_base58_gives_back_what_went_in(content):
    assert multibase.from_base58(multibase.base58(content)) == content


@given(st.binary(max_size=80))
def test_base64url_gives_back_what_went_in(content):
    assert multibase.from_base64url(multibase.base64url(content)) == content


@given(st.binary(min_size=32, max_size=32))
def test_multikey_gives_back_the_key_and_shows_its_kind(public):
    text = multibase.multikey(public)
    assert text.startswith("z6Mk")
    assert multibase.from_multikey(text) == public


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"", "z"), (b"\0\0\x01", "z112"), (b"Hello World!", "z2NEpo7TZRRrLZSi2U"), (bytes(3), "z111")],
)
def test_known_base58(content, text):
    assert multibase.base58(content) == text


@pytest.mark.parametrize("text", ["", "2NEpo7TZRRrLZSi2U", "z0OIl", "z abc", "uAAAA"])
def test_what_is_not_base58_is_refused(text):
    with pytest.raises(multibase.NotMultibase):
        multibase.from_base58(text)


@pytest.mark.parametrize("text", ["", "AAAA", "uA", "uA+/A", "u\u00e9\u00e9\u00e9\u00e9"])
def test_what_is_not_base64url_is_refused(text):
    with pytest.raises(multibase.NotMultibase):
        multibase.from_base64url(text)


@pytest.mark.parametrize("content", [b"\xed\x01short", b"\x12\x00" + bytes(32), bytes(34)])
def test_other_kinds_of_key_are_refused(content):
    with pytest.raises(multibase.NotMultibase):
        multibase.from_multikey(multibase.base58(content))
