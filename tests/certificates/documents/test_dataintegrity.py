import copy

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certificates.actions.issuer_keys import multikey
from certificates.documents import dataintegrity, jsonld
from certificates.documents.dataintegrity import ProofInvalid
from tests.certificates.documents.credentials import AT, KEY, KEYS, METHOD, credential, signed

SIGNED = signed()


def leaves(value, path=()):
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in leaves(inner, (*path, name))]
    if isinstance(value, list):
        return [leaf for place, inner in enumerate(value) for leaf in leaves(inner, (*path, place))]
    return [path]


def changed(document, path, value):
    """A copy; ``value`` None means: without it."""
    copied = copy.deepcopy(document)
    *way, last = path
    node = copied
    for step in way:
        node = node[step]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return copied


def test_what_was_signed_is_accepted():
    dataintegrity.verify(SIGNED, keys=KEYS)


def test_same_document_key_and_time_give_the_same_proof():
    assert signed() == SIGNED
    [proof] = SIGNED["proof"]
    assert (proof["cryptosuite"], proof["created"]) == ("eddsa-rdfc-2022", "2026-11-22T09:30:00Z")


@given(st.sampled_from(leaves(SIGNED)), st.sampled_from(["https://example.org/x", "x", 7, True, None]))
def test_any_change_of_any_part_is_noticed(path, value):
    tampered = changed(SIGNED, path, value)
    if tampered == SIGNED:
        return
    with pytest.raises(ProofInvalid):
        dataintegrity.verify(tampered, keys=KEYS)


@pytest.mark.parametrize("path", [(), ("credentialSubject", "achievement"), ("proof", 0)])
def test_addition_that_the_signature_does_not_speak_of_is_noticed(path):
    with pytest.raises(ProofInvalid):
        dataintegrity.verify(changed(SIGNED, (*path, "honours"), "summa cum laude"), keys=KEYS)


def test_another_key_under_the_same_name_is_refused():
    other = {METHOD: multikey(Ed25519PrivateKey.generate())}
    with pytest.raises(ProofInvalid, match="another key"):
        dataintegrity.verify(SIGNED, keys=other)


def test_key_that_the_issuer_does_not_list_is_refused():
    with pytest.raises(ProofInvalid, match="no key of the issuer"):
        dataintegrity.verify(SIGNED, keys={})


@pytest.mark.parametrize("proof", [None, [], "z", [SIGNED["proof"][0]] * 2, {"type": "Ed25519Signature2020"}])
def test_document_without_exactly_our_proof_is_refused(proof):
    with pytest.raises(ProofInvalid, match="no eddsa-rdfc-2022"):
        dataintegrity.verify(SIGNED | {"proof": proof}, keys=KEYS)


def test_nothing_is_signed_that_would_be_left_out():
    with pytest.raises(jsonld.NotCovered):
        dataintegrity.Signer(METHOD, KEY).sign(credential() | {"honours": "none"}, at=AT)
