import copy
import itertools
import json
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import interactions
from quizzes.interactions import ContentError, ResponseError, UnknownInteraction

SECRET_NAMES = {
    "correct",
    "match",
    "feedback",
    "default_feedback",
    "rationale",
    "points",
    "max_points",
    "grade",
    "consequence",
    "correct_order",
    "answer",
    "tolerance",
    "value",
    "pattern",
    "share",
    "levels",
    "guidance",
    "alternatives",
    "factor",
}
# The kinds whose entries are not called options, and those that show nothing in any order.
ENTRIES = {"cloze": "gaps", "extended_text": "criteria"}
UNORDERED = {"numeric", "text_entry", "extended_text"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELD_NAMES = ["choice", "value", "match-P1", "match-P2", "match-Z", "position-A", "position-B", "position-Z", "other"]
FIELD_NAMES += ["gap-organ", "gap-dose", "gap-act", "gap-Z"]
FIELD_VALUES = st.sampled_from(
    ["", "A", "B", "D", "T", "R1", "R4", "1", "2", "1,5", "nan", "x" * 100, "1 mg", "\u200b", "\x00"]
) | st.text(max_size=70)
FIELDS = st.dictionaries(st.sampled_from(FIELD_NAMES), st.lists(FIELD_VALUES, max_size=4), max_size=6)


def names_in(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set(value if isinstance(value, dict) else ()).union(*map(names_in, inner))


def texts_in(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return {value} if inner is None else set().union(*map(texts_in, inner))


def outcome_of(rule, *arguments):
    """What the rule returns, or the refusal it was allowed to raise."""
    try:
        return rule(*arguments)
    except (ContentError, ResponseError) as refusal:
        return refusal


def entries_of(content):
    return content[ENTRIES.get(content["kind"], "options")]


def objects_in(value):
    """Every object within, itself included."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] * isinstance(value, dict) + [found for entry in inner for found in objects_in(entry)]


def secret_texts(content):
    names = ("feedback", "default_feedback", "rationale", "consequence", "grade", "guidance")
    secrets = {entry[name] for entry in objects_in(content) for name in names if name in entry}
    answers = {entry["text"] for entry in objects_in(content) if "share" in entry}
    return (
        secrets
        | answers
        | {
            entry["text"]
            for entry in objects_in(content)
            if "points" in entry and "id" in entry and "grade" not in entry
        }
    )


def shown_ids(content):
    if content["kind"] in UNORDERED:
        return []
    if content["kind"] == "cloze":
        gaps = sorted(content["gaps"], key=lambda gap: content["text"].index(f"[[{gap['id']}]]"))
        choices = [gap for gap in gaps if gap["kind"] == "choice"]
        return [f"{gap['id']}.{option['id']}" for gap in choices for option in gap["options"]]
    return [entry["id"] for entry in content["options"] + content.get("responses", [])]


def presented_ids(shown):
    gaps = [part["gap"] for part in shown.get("parts", []) if part["gap"]]
    in_gaps = [f"{gap['id']}.{option['id']}" for gap in gaps for option in gap.get("options", [])]
    return in_gaps + [entry["id"] for entry in shown.get("options", []) + shown.get("responses", [])]


def possible_responses(content):
    """Every response to the sample, or a fair number of them."""
    kind = content["kind"]
    if kind == "text_entry":
        return ["pancreas", "the pancreas", "a pancreatic thing", "islets", "liver", "", "?", "*"]
    if kind == "cloze":
        given = {"organ": ["pancreas", "liver"], "dose": ["0.5", "500 mg", "500"], "act": ["A", "B"]}
        return [
            dict(zip(some, values, strict=True))
            for size in (1, 2, 3)
            for some in itertools.combinations(given, size)
            for values in itertools.product(*(given[key] for key in some))
        ]
    if kind == "extended_text":
        return ["short", "long " * 4000]
    keys = [option["id"] for option in content["options"]]
    if kind == "numeric":
        return ["17", "16.5", "17.51", "-17", "0", "83"]
    if kind == "match":
        responses = [response["id"] for response in content["responses"]]
        return [dict(zip(keys, chosen, strict=True)) for chosen in itertools.product(responses, repeat=len(keys))]
    if kind == "order":
        return [list(sequence) for sequence in itertools.permutations(keys)]
    if kind == "multiple_choice":
        return [list(some) for size in range(1, len(keys) + 1) for some in itertools.combinations(keys, size)]
    return keys


def test_registry_names_each_module_by_its_kind():
    assert set(interactions.INTERACTIONS) >= {"single_choice", "multiple_choice", "true_false", "numeric"}
    assert all(kind == interactions.get(kind).KIND for kind in interactions.INTERACTIONS)


def test_only_extended_text_needs_a_person():
    needing = {kind: module.NEEDS_PERSON for kind, module in interactions.INTERACTIONS.items()}
    assert needing == {kind: kind == "extended_text" for kind in interactions.INTERACTIONS}


def test_unknown_kind_is_refused_by_name():
    with pytest.raises(UnknownInteraction, match="essay"):
        interactions.get("essay")


def test_every_registered_kind_has_a_sample(samples):
    assert set(samples) == set(interactions.INTERACTIONS)


def test_sample_is_accepted(content):
    assert interactions.get(content["kind"]).check(content) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "essay"),
        ("prompt", ""),
        ("prompt", None),
        ("prompt", "x" * 20_001),
        ("rationale", 3),
        ("shuffle", "yes"),
        ("max_points", "0"),
        ("max_points", "1.00001"),
        ("max_points", "NaN"),
        ("max_points", 1.5),
        ("max_points", "1001"),
        ("options", "A"),
        ("options", [{"id": "A"}] * 60),
    ],
)
def test_wrong_common_field_is_named(content, field, value):
    field = ENTRIES.get(content["kind"], field) if field == "options" else field
    with pytest.raises(ContentError) as refusal:
        interactions.get(content["kind"]).check(content | {field: value})
    assert refusal.value.field == field


def test_duplicate_option_id_is_refused(content):
    doubled = content | {ENTRIES.get(content["kind"], "options"): [*entries_of(content), entries_of(content)[0]]}
    with pytest.raises(ContentError, match="used twice"):
        interactions.get(content["kind"]).check(doubled)


@pytest.mark.parametrize("key", ['A"> <', "items", "", None, "x" * 41])
def test_option_id_that_does_not_fit_a_form_field_is_refused(content, key):
    broken = copy.deepcopy(content)
    entries_of(broken)[0]["id"] = key
    with pytest.raises(ContentError) as refusal:
        interactions.get(content["kind"]).check(broken)
    assert refusal.value.field == f"{ENTRIES.get(content['kind'], 'options')}[0].id"


@given(rubbish=JSON, data=st.data())
def test_rubbish_content_is_refused_and_never_breaks_the_check(content, rubbish, data):
    interaction = interactions.get(content["kind"])
    entries = ENTRIES.get(content["kind"], "options")
    known = {*names_in(content), "max_length", "units", "alternatives", "ignore_accents"}
    inner = copy.deepcopy(content)
    data.draw(st.sampled_from(objects_in(inner)))[data.draw(st.sampled_from(sorted(known)))] = rubbish
    for candidate in (rubbish, inner, content | {entries: [rubbish, rubbish]}):
        refusal = outcome_of(interaction.check, candidate)
        assert refusal is None or isinstance(refusal, ContentError)


@given(seed=st.integers(0, 10_000))
def test_order_holds_every_shown_id_once_and_repeats_with_its_seed(content, seed):
    interaction = interactions.get(content["kind"])
    order = interaction.order(content, random.Random(seed))
    assert sorted(order) == sorted(shown_ids(content))
    assert order == interaction.order(content, random.Random(seed))


def test_order_without_shuffle_is_the_authors(content):
    plain = content | {"shuffle": False}
    order = interactions.get(content["kind"]).order(plain, random.Random(1))
    assert order == shown_ids(content)


@given(seed=st.integers(0, 1000))
def test_presented_question_holds_no_key(content, seed):
    interaction = interactions.get(content["kind"])
    shown = interaction.present(content, interaction.order(content, random.Random(seed)))
    assert not names_in(shown) & SECRET_NAMES
    assert not texts_in(shown) & secret_texts(content)
    assert shown["prompt"] == content["prompt"]


def test_field_added_to_content_later_is_not_presented(content):
    interaction = interactions.get(content["kind"])
    widened = copy.deepcopy(content) | {"added": "hidden"}
    for entry in objects_in(widened):
        entry["added"] = "hidden"
    order = interaction.order(content, random.Random(1))
    assert interaction.present(widened, order) == interaction.present(content, order)


def test_presented_options_follow_the_paper(content):
    interaction = interactions.get(content["kind"])
    order = interaction.order(content, random.Random(5))
    shown = interaction.present(content, order)
    assert presented_ids(shown) == order


def test_option_unknown_to_the_paper_is_still_shown(content):
    interaction = interactions.get(content["kind"])
    shown = interaction.present(content, ["gone"])
    assert shown == interaction.present(content, interaction.order(content | {"shuffle": False}, random.Random(1)))


def test_full_answer_earns_all_points(content, right_fields):
    interaction = interactions.get(content["kind"])
    response = interaction.parse(content, right_fields[content["kind"]])
    mark = interaction.mark(content, response)
    assert mark.max_score == Decimal(content["max_points"])
    assert mark.score == (0 if interaction.NEEDS_PERSON else mark.max_score)
    explanation = interaction.explain(content, response, [])
    assert explanation.verdict == ("waiting" if interaction.NEEDS_PERSON else "right")
    assert explanation.rationale == content["rationale"]


def test_blank_answer_earns_nothing(content):
    interaction = interactions.get(content["kind"])
    response = interaction.parse(content, {})
    assert response is None
    assert interaction.mark(content, response).score == 0
    assert interaction.mark(content, response).max_score == Decimal(content["max_points"])
    assert interaction.describe(content, response) == ""
    explanation = interaction.explain(content, response, [])
    assert explanation.verdict == "blank"
    assert not any(note.chosen for note in explanation.notes)


def test_empty_fields_are_blank(content, right_fields):
    fields = {name: [""] for name in right_fields[content["kind"]]}
    assert interactions.get(content["kind"]).parse(content, fields) is None


@settings(deadline=None)
@given(points=st.decimals("0.0001", "1000", places=4))
def test_mark_stays_within_bounds_and_places(content, points):
    interaction = interactions.get(content["kind"])
    weighed = content | {"max_points": str(points)}
    for response in possible_responses(content):
        mark = interaction.mark(weighed, response)
        assert 0 <= mark.score <= mark.max_score
        assert mark.max_score == (4 if interaction.NEEDS_PERSON else points)
        assert mark.score.as_tuple().exponent == mark.max_score.as_tuple().exponent == -4


@given(seed=st.integers(0, 1000), data=st.data())
def test_order_changes_neither_verdict_nor_notes(content, seed, data):
    interaction = interactions.get(content["kind"])
    response = data.draw(st.sampled_from(possible_responses(content)))
    order = interaction.order(content, random.Random(seed))
    shuffled = interaction.explain(content, response, order)
    plain = interaction.explain(content, response, [])
    assert shuffled.verdict == plain.verdict
    assert set(shuffled.notes) == set(plain.notes)
    if content["kind"] not in UNORDERED | {"cloze"}:
        assert [note.id for note in shuffled.notes] == [key for key in order if not key.startswith("R")]


def test_verdict_agrees_with_mark(content):
    interaction = interactions.get(content["kind"])
    for response in possible_responses(content):
        mark = interaction.mark(content, response)
        verdict = interaction.explain(content, response, []).verdict
        expected = "right" if mark.score == mark.max_score else "partly" if mark.score else "wrong"
        assert verdict == ("waiting" if interaction.NEEDS_PERSON else expected)


@given(fields=FIELDS)
def test_posted_rubbish_is_refused_or_becomes_a_markable_response(content, fields):
    interaction = interactions.get(content["kind"])
    response = outcome_of(interaction.parse, content, fields)
    if isinstance(response, ResponseError):
        assert response.message.endswith(".")
        return
    assert json.loads(json.dumps(response)) == response
    mark = interaction.mark(content, response)
    assert 0 <= mark.score <= mark.max_score
    assert (interaction.describe(content, response) == "") == (response is None)


@pytest.mark.parametrize("response", ["gone", ["gone"], {"gone": "gone"}, [], {}, ["A", "A", "A"], "NaN", "1e999"])
def test_response_of_another_shape_never_breaks_marking(content, response):
    interaction = interactions.get(content["kind"])
    mark = interaction.mark(content, response)
    assert 0 <= mark.score < mark.max_score
    assert isinstance(interaction.describe(content, response), str)
    assert interaction.explain(content, response, []).verdict == ("waiting" if interaction.NEEDS_PERSON else "wrong")


def test_description_of_a_long_answer_is_cut(samples):
    content = samples["single_choice"]
    content["options"][0]["text"] = "long\n words " * 100
    described = interactions.get("single_choice").describe(content, "A")
    assert len(described) <= 300
    assert "\n" not in described
    assert described.endswith("…")
