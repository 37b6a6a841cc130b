import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.documents import jsonld
from tests.certificates.documents.credentials import credential

NODES = ["", "issuer", "credentialSubject", "credentialSubject.achievement", "credentialSubject.achievement.criteria"]
UNKNOWN_NAMES = st.from_regex(r"[a-z]{1,9}_[a-zA-Z]{1,9}", fullmatch=True)


def node_of(document, path):
    for name in filter(None, path.split(".")):
        document = document[name]
    return document


def lost(document):
    with pytest.raises(jsonld.NotCovered) as refusal:
        jsonld.covered(document)
    return refusal.value.parts


def test_document_whose_every_term_is_known_is_covered():
    expanded = json.dumps(jsonld.covered(credential()))
    for part in ("WM-2026-000001", "0.92", "/achievements/1/?version=1.0", "vocab.html#Criteria"):
        assert part in expanded


@given(st.sampled_from(NODES), UNKNOWN_NAMES, st.one_of(st.text("abc"), st.integers(), st.booleans()))
def test_term_that_no_context_knows_is_refused_wherever_it_stands(path, name, value):
    document = credential()
    node_of(document, path)[name] = value
    assert lost(document) == [f"{path}.{name}".lstrip(".")]


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("", "id", "credentials/1"),
        ("", "id", "https://learn.example.org/a b"),
        ("", "image", {"id": "/badge.png", "type": "Image"}),
        ("issuer", "type", ["Organisation_"]),
        ("", "description", None),
        ("credentialSubject", "creditsEarned", 18.0),
        ("credentialSubject", "creditsEarned", float("inf")),
        ("credentialSubject", "licenseNumber", "WM\t1"),
        ("credentialSubject", "licenseNumber", "WM\x7f1"),
        ("credentialSubject", "narrative", []),
    ],
)
def test_value_that_would_vanish_or_be_read_differently_is_refused(path, name, value):
    document = credential()
    node_of(document, path)[name] = value
    assert lost(document)


def test_line_breaks_and_every_script_are_covered():
    document = credential()
    document["description"] = 'Two\nlines, "quoted" \\ العربية 中文 \N{GRINNING FACE}'
    assert jsonld.canonical(jsonld.covered(document)).count(rb"Two\nlines, \"quoted\" \\") == 1


@pytest.mark.parametrize(
    "contexts",
    [
        None,
        jsonld.CREDENTIALS,
        ["https://example.org/context"],
        [jsonld.CREDENTIALS, {"colour": "https://example.org/c"}],
    ],
)
def test_no_other_context_is_read(contexts):
    document = credential() | {"@context": contexts}
    with pytest.raises(jsonld.UnknownContext):
        jsonld.covered(document)


@pytest.mark.parametrize("values", [{"id": 7}, {"type": [7]}, {"issuer": {"type": {"a": 1}}}])
def test_what_is_no_json_ld_is_refused(values):
    with pytest.raises(jsonld.Malformed):
        jsonld.covered(credential() | values)


def test_document_nested_without_end_is_refused():
    deep = {"type": ["Profile"]}
    for _ in range(2000):
        deep = {"type": ["Profile"], "parentOrg": deep}
    with pytest.raises(jsonld.Malformed):
        jsonld.covered(credential() | {"issuer": deep})


def test_order_of_names_makes_no_difference():
    turned = dict(reversed(credential().items()))
    assert jsonld.canonical(jsonld.covered(turned)) == jsonld.canonical(jsonld.covered(credential()))
