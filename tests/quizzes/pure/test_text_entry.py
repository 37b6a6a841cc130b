import fnmatch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.interactions import ContentError, ResponseError, text_entry, wording

FEW = st.text(alphabet="ab?*", max_size=12)


def share_of(content, text):
    return text_entry.share(content, text_entry.parse(content, {"value": [text]}))


def accepting(*options, **settings):
    entries = [{"id": f"O{place}", "share": "1", **option} for place, option in enumerate(options)]
    return {"kind": "text_entry", "prompt": "?", "options": entries, **settings}


@pytest.fixture
def organ(samples):
    return samples["text_entry"]


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("Heart attack", " heart \t ATTACK "),
        ("Heart attack", "Heart attack..."),
        ("Heart attack", "heart attack\u2026"),
        ("Straße", "STRASSE"),
        ("fire", "\ufb01re"),
        ("café", "cafe\u0301"),
        ("don't", "don\u2019t"),
        ("beta-cell", "beta\u2011cell"),
        ("beta cell", "beta\u00a0cell"),
        ("insulin", "in\u00adsulin\u200b"),
        ("5 µg", "5 \u03bcg"),
        ("e.g.", "E.G"),
        ("C#", "c#"),
        ("?", "?"),
    ],
)
def test_texts_that_people_call_the_same_are_accepted(wanted, given):
    assert share_of(accepting({"text": wanted}), given) == 1


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("C#", "C"), ("café", "cafe"), ("beta cell", "betacell"), ("a", "a b"), ("?", "x"), ("*", "x"), ("50%", "50")],
)
def test_texts_that_differ_are_not(wanted, given):
    assert share_of(accepting({"text": wanted}), given) == 0


def test_accents_are_ignored_only_where_the_author_says_so():
    assert share_of(accepting({"text": "crème brûlée"}, ignore_accents=True), "Creme Brulee") == 1
    assert share_of(accepting({"text": "creme"}, ignore_accents=True), "crème") == 1


@given(text=st.text(max_size=40), ignores=st.booleans())
def test_every_text_is_the_same_answer_as_itself_in_capitals_with_spaces(text, ignores):
    once = wording.normal(text, ignores_accents=ignores)
    assert wording.normal(f"  {text}\n", ignores_accents=ignores) == once
    assert wording.normal(text.casefold(), ignores_accents=ignores) == once


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("stem*", "stem cells", True),
        ("stem*", "stem", True),
        ("*stem*", "the stem cell", True),
        ("stem?", "stems", True),
        ("stem?", "stem", False),
        ("st?m c*s", "stem cells", True),
        ("a*b*c", "a1b2c3", False),
        ("a*b*c", "abbbc", True),
        ("stem", "stems", False),
        ("**", "", True),
        ("", "", True),
        ("", "x", False),
        ("?", "", False),
    ],
)
def test_wildcards_stand_for_what_the_manual_says(pattern, text, expected):
    assert wording.fits(pattern, text) is expected


@given(pattern=FEW, text=st.text(alphabet="ab", max_size=20))
def test_wildcards_agree_with_those_of_file_names(pattern, text):
    assert wording.fits(pattern, text) == fnmatch.fnmatchcase(text, pattern)


class Counted(str):
    """A text that counts how often one of its characters is read."""

    reads = 0

    def __iter__(self):
        for sign in str.__str__(self):
            self.reads += 1
            yield sign

    def __getitem__(self, place):
        raise AssertionError("characters are read in passing only")


@pytest.mark.parametrize("pattern", ["*a" * 95 + "*b", "*" + "a?" * 95 + "b", "*?" * 99, "a*" * 99 + "b"])
def test_hostile_pattern_reads_each_character_once(pattern):
    text = Counted("a" * 20_000)
    assert wording.fits(pattern, text) is (pattern == "*?" * 99)
    assert text.reads == 20_000


@given(text=st.text(max_size=300))
def test_any_text_is_refused_or_marked(text):
    content = accepting({"text": "right"}, {"text": "*a*b*", "pattern": True, "share": "0.5"}, max_length=100)
    try:
        response = text_entry.parse(content, {"value": [text]})
    except ResponseError:
        assert len(text) > 100
        return
    assert response is None or (response and "\x00" not in response and response == wording.written(response))
    assert 0 <= text_entry.share(content, response) <= 1
    assert response is None or text_entry.parse(content, {"value": [response]}) == response


def test_text_longer_than_allowed_is_refused(organ):
    assert text_entry.parse(organ, {"value": ["x" * 60]}) == "x" * 60
    with pytest.raises(ResponseError):
        text_entry.parse(organ, {"value": ["x" * 61]})


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\x00\x01", "\u00ad \u2060"])
def test_text_without_anything_to_see_is_blank(organ, text):
    assert text_entry.parse(organ, {"value": [text]}) is None


@pytest.mark.parametrize(
    ("response", "score", "feedback"),
    [
        ("Pancreas", 2, "So it does."),
        ("The pancreas!", 2, "Its beta cells do."),
        ("my pancreas", 1, "One word too many."),
        ("an islet", 0.5, "These are parts of it."),
        ("islets of the pancreas", 1, "One word too many."),
        ("liver", 0, "It stores sugar."),
        ("heart", 0, "Think of a gland behind the stomach."),
    ],
)
def test_answer_earns_its_share_and_its_feedback(organ, response, score, feedback):
    assert text_entry.mark(organ, response).score == score
    (note,) = text_entry.explain(organ, response, []).notes
    assert (note.feedback, note.correct, note.given) == (feedback, score == 2, response)


def test_literal_wrong_answer_goes_before_a_wildcard_that_would_accept_it():
    content = accepting(
        {"text": "cell"}, {"text": "*cell*", "pattern": True}, {"text": "stem cell", "share": "0", "feedback": "No."}
    )
    assert (share_of(content, "stem cell"), share_of(content, "nerve cell")) == (0, 1)


@given(order=st.permutations(range(5)), response=st.sampled_from(["pancreas", "islets of pancreas", "Liver", "x"]))
def test_order_of_the_answers_changes_no_mark(shared_samples, order, response):
    organ = shared_samples["text_entry"]
    shuffled = organ | {"options": [organ["options"][place] for place in order]}
    assert text_entry.mark(shuffled, response) == text_entry.mark(organ, response)


def test_review_names_all_that_is_fully_right_without_wildcards(organ):
    assert text_entry.explain(organ, "liver", []).notes[0].expected == "The pancreas / pancréas"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ignore_accents": "yes"}, "ignore_accents"),
        ({"max_length": 0}, "max_length"),
        ({"max_length": 501}, "max_length"),
        ({"max_length": True}, "max_length"),
        ({"max_length": 7}, "options[0].text"),
        ({"default_feedback": 3}, "default_feedback"),
        ({"options": []}, "options"),
        ({"options": [{"id": "A", "text": "pancreas", "share": "0.5"}]}, "options"),
        ({"options": [{"id": "A", "text": "pancrea*", "pattern": True}]}, "options"),
        ({"options": [{"id": "A", "text": "x"}, {"id": "B", "text": " X. ", "share": "0"}]}, "options[1].text"),
        ({"options": [{"id": "A", "text": "*?", "pattern": True}]}, "options[0].text"),
        ({"options": [{"id": "A", "text": "\u200b"}]}, "options[0].text"),
        ({"options": [{"id": "A", "text": "x" * 201}]}, "options[0].text"),
        ({"options": [{"id": "A", "text": "x", "pattern": 1}]}, "options[0].pattern"),
        ({"options": [{"id": "A", "text": "x", "share": "1.1"}]}, "options[0].share"),
        ({"options": [{"id": "A", "text": "x", "share": "-1"}]}, "options[0].share"),
        ({"options": [{"id": "A", "text": "x", "share": "0.33333"}]}, "options[0].share"),
        ({"options": [{"id": "A", "text": "x", "share": 0.5}]}, "options[0].share"),
    ],
)
def test_bad_answers_are_named(organ, change, field):
    with pytest.raises(ContentError) as refusal:
        text_entry.check(organ | change)
    assert refusal.value.field == field


@settings(max_examples=50)
@given(text=st.text(min_size=1, max_size=40))
def test_answer_that_the_check_lets_pass_can_be_given(text):
    content = accepting({"text": text})
    try:
        text_entry.check(content)
    except ContentError:
        return
    assert share_of(content, text) == 1
