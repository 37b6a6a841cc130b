"""Questions of every kind, for property tests."""

# samples of markup stay on their lines

from decimal import Decimal
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from quizzes import interactions
from quizzes.interactions.scenario import GRADES

Content = dict[str, Any]

# Signs that some format uses, letters with accents and of other scripts, markup, and white space.
LETTERS = "abcXYZ019 .,;:!?éß日ع-\u2013=~#{}\\%@+*_[]()<>&\"'/|$`^"
WORDS = st.text(LETTERS, min_size=1, max_size=24).map(lambda text: " ".join(text.split())).filter(bool)
PLAIN = WORDS.filter(lambda text: "[[" not in text and "]]" not in text and not text.startswith("//"))
LONGER = st.lists(PLAIN, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", " "]).map(lambda mark: mark.join(parts))
)
PROMPT = LONGER.filter(lambda text: any(sign.isalnum() for sign in text))
MAYBE = st.one_of(st.just(""), LONGER)
NAMES = st.text("ABCabc019_-", min_size=1, max_size=5)
NUMBER = (
    st.decimals(-9999, 9999, allow_nan=False, places=2)
    .map(lambda value: str(value.normalize() + 0))
    .filter(lambda text: "E" not in text)
)
TOLERANCE = st.sampled_from(["0", "0.01", "0.5", "2"])


def common(kind: str) -> dict[str, Any]:
    return {
        "kind": st.just(kind),
        "prompt": PROMPT,
        "rationale": MAYBE,
        "shuffle": st.booleans(),
        "max_points": st.sampled_from(["1", "2", "0.5", "3.25"]),
    }


def named(entry: dict[str, Any], least: int, most: int) -> Any:
    return st.lists(
        st.fixed_dictionaries({"id": NAMES, **entry}), min_size=least, max_size=most, unique_by=lambda item: item["id"]
    )


OPTION = {"text": PLAIN, "feedback": MAYBE}


def keyed(options: list[Content], right: set[int]) -> list[Content]:
    return [option | {"correct": place in right} for place, option in enumerate(options)]


@st.composite
def choices(draw: Any, kind: str, most: int = 5) -> Content:
    content = draw(st.fixed_dictionaries(common(kind)))
    options = draw(named(OPTION, 2, 2 if kind == "true_false" else most))
    keys = {draw(st.integers(0, len(options) - 1))}
    if kind == "multiple_choice":
        keys |= draw(st.sets(st.integers(0, len(options) - 1)))
        content["select_count"] = draw(st.sampled_from([None, len(keys)]))
    if kind == "true_false" and draw(st.booleans()):
        options = [option | {"text": text} for option, text in zip(options, ("True", "False"), strict=True)]
    return content | {"options": keyed(options, keys)}


@st.composite
def number_keys(draw: Any) -> Content:
    value = st.fixed_dictionaries({"value": NUMBER, "tolerance": TOLERANCE, "feedback": MAYBE})
    values = draw(st.lists(value, min_size=1, max_size=5, unique_by=lambda entry: entry["value"]))
    count = draw(st.integers(1, len(values)))
    right, wrong = values[:count], values[count:]
    wrong = [entry for entry in wrong if not any(_near(entry, other) for other in right)]
    names = iter(draw(st.lists(NAMES, min_size=12, max_size=12, unique=True)))
    options = [right[0] | {"id": next(names), "correct": True}] if draw(st.booleans()) else []
    options += [entry | {"id": next(names), "correct": False} for entry in wrong]
    alternatives = [entry | {"id": next(names)} for entry in right[1:]]
    unit = draw(st.sampled_from(["", "g", "EUR", "%"]))
    units = draw(st.sampled_from([[], [{"unit": "mg", "factor": "0.001"}]])) if unit else []
    return {
        "answer": right[0]["value"],
        "tolerance": right[0]["tolerance"],
        "unit": unit,
        "units": units,
        "options": options,
        "alternatives": alternatives,
        "default_feedback": draw(MAYBE),
    }


def _near(entry: Content, other: Content) -> bool:
    return abs(Decimal(entry["value"]) - Decimal(other["value"])) <= Decimal(other["tolerance"])


@st.composite
def numerics(draw: Any) -> Content:
    switches = {"accept_decimal_comma": draw(st.booleans()), "accept_thousands_separators": draw(st.booleans())}
    return draw(st.fixed_dictionaries(common("numeric"))) | draw(number_keys()) | switches


@st.composite
def matches(draw: Any) -> Content:
    content = draw(st.fixed_dictionaries(common("match")))
    responses = draw(named({"text": PLAIN}, 2, 5))
    premises = draw(named(OPTION, 2, 4))
    assume(not {entry["id"] for entry in responses} & {entry["id"] for entry in premises})
    keys = [entry["id"] for entry in responses]
    options = [premise | {"match": draw(st.sampled_from(keys))} for premise in premises]
    return content | {"options": options, "responses": responses}


@st.composite
def orders(draw: Any) -> Content:
    content = draw(st.fixed_dictionaries(common("order")))
    options = draw(named(OPTION, 2, 5))
    return content | {
        "options": options,
        "correct_order": draw(st.permutations([option["id"] for option in options])),
    }


@st.composite
def scenarios(draw: Any) -> Content:
    content = draw(st.fixed_dictionaries(common("scenario")))
    options = draw(named({"text": PLAIN, "consequence": LONGER}, 2, 5))
    grades = [
        "best",
        *draw(st.lists(st.sampled_from(list(GRADES)), min_size=len(options) - 1, max_size=len(options) - 1)),
    ]
    options = [
        option | {"grade": grade, "points": GRADES[grade]} for option, grade in zip(options, grades, strict=True)
    ]
    told = {"title": draw(PROMPT), "learner_role": draw(st.sampled_from(["", "Adviser"])), "story": draw(PROMPT)}
    return content | told | {"options": options}


@st.composite
def text_keys(draw: Any) -> Content:
    answer = {"text": PROMPT.map(lambda text: " ".join(text.split())), "feedback": MAYBE}
    options = draw(named(answer, 1, 4))
    shares = ["1", *draw(st.lists(st.sampled_from(["1", "0.5", "0.3333", "0"]), min_size=3, max_size=3))]
    patterns = [False, *draw(st.lists(st.booleans(), min_size=3, max_size=3))]
    return {
        "ignore_accents": draw(st.booleans()),
        "options": [
            option | {"share": share, "pattern": pattern, "text": option["text"] + ("*" if pattern else "")}
            for option, share, pattern in zip(options, shares, patterns, strict=False)
        ],
        "default_feedback": draw(MAYBE),
    }


@st.composite
def text_entries(draw: Any) -> Content:
    content = draw(st.fixed_dictionaries(common("text_entry"))) | draw(text_keys())
    return content | {"max_length": draw(st.sampled_from([None, 150]))}


@st.composite
def gaps(draw: Any, name: str) -> Content:
    kind = draw(st.sampled_from(["text", "number", "choice"]))
    if kind == "choice":
        options = draw(named(OPTION, 2, 4))
        return {"id": name, "kind": kind, "options": keyed(options, {draw(st.integers(0, len(options) - 1))})}
    return {"id": name, "kind": kind} | draw(text_keys() if kind == "text" else number_keys())


@st.composite
def clozes(draw: Any) -> Content:
    content = draw(st.fixed_dictionaries(common("cloze")))
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    text = "".join(f"{draw(PLAIN)} [[{name}]]{draw(st.sampled_from(['.', ' and ', '']))}" for name in names)
    return content | {"text": text, "gaps": [draw(gaps(name)) for name in names]}


@st.composite
def extended_texts(draw: Any) -> Content:
    content = draw(st.fixed_dictionaries(common("extended_text")))
    points = st.sampled_from(["0", "1", "1.5", "2"])
    criteria = draw(named({"text": LONGER, "levels": named({"text": LONGER, "points": points}, 2, 3)}, 1, 3))
    limits = draw(st.sampled_from([(None, None), (50, None), (50, 200)]))
    return content | {
        "criteria": criteria,
        "guidance": draw(MAYBE),
        "min_words": limits[0],
        "max_words": limits[1],
    }


BY_KIND: dict[str, Any] = {
    "single_choice": choices("single_choice"),
    "multiple_choice": choices("multiple_choice"),
    "true_false": choices("true_false"),
    "numeric": numerics(),
    "match": matches(),
    "order": orders(),
    "scenario": scenarios(),
    "text_entry": text_entries(),
    "cloze": clozes(),
    "extended_text": extended_texts(),
}


def askable(content: Content) -> bool:
    """Whether the content is sound; a strategy may still hit answers that count as the same."""
    try:
        interactions.get(content["kind"]).check(content)
    except interactions.ContentError:
        return False
    return True


def of_kind(kind: str) -> Any:
    return BY_KIND[kind].filter(askable)
