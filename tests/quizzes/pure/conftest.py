"""One small question of every kind, as its frozen content looks."""

import copy
from typing import Any

import pytest

SAMPLES: dict[str, dict[str, Any]] = {
    "single_choice": {
        "kind": "single_choice",
        "prompt": "Which pair of abilities defines a stem cell?",
        "options": [
            {"id": "A", "text": "Avoiding attack and finding organs", "correct": False, "feedback": "Neither defines."},
            {"id": "B", "text": "Storing insulin and releasing it", "correct": False, "feedback": "A beta cell."},
            {"id": "C", "text": "Dividing and repairing any tissue", "correct": False, "feedback": "Sellers say so."},
            {"id": "D", "text": "Renewing and specialising", "correct": True, "feedback": "Renewal keeps supply."},
        ],
        "shuffle": True,
        "rationale": "Self-renewal plus differentiation.",
        "max_points": "1",
    },
    "multiple_choice": {
        "kind": "multiple_choice",
        "prompt": "Which two observations support calling it speculation?",
        "options": [
            {"id": "A", "text": "It concerns groups", "correct": False, "feedback": "Evidence concerns groups."},
            {"id": "B", "text": "One product for many", "correct": True, "feedback": "Opposite of tailored."},
            {"id": "C", "text": "It is forbidden", "correct": False, "feedback": "Some are authorised."},
            {"id": "D", "text": "It names side effects", "correct": False, "feedback": "No bearing on evidence."},
            {"id": "E", "text": "It cites no study", "correct": True, "feedback": "Hope is not a result."},
        ],
        "select_count": 2,
        "shuffle": True,
        "rationale": "Conditional and unsourced.",
        "max_points": "2",
    },
    "true_false": {
        "kind": "true_false",
        "prompt": "Blood-forming cells normally give rise to blood cells.",
        "options": [
            {"id": "T", "text": "True", "correct": True, "feedback": "They make their own tissue."},
            {"id": "F", "text": "False", "correct": False, "feedback": "Think of the tissue they are in."},
        ],
        "shuffle": False,
        "rationale": "Potential depends on type.",
        "max_points": "1",
    },
    "numeric": {
        "kind": "numeric",
        "prompt": "10 of 12 needed no insulin. What percentage still did?",
        "answer": "17",
        "tolerance": "0.5",
        "unit": "%",
        "accept_decimal_comma": True,
        "accept_thousands_separators": True,
        "options": [
            {"id": "ok", "value": "17", "tolerance": "0.5", "correct": True, "feedback": "Two of twelve, rounded."},
            {"id": "e1", "value": "83", "tolerance": "0.5", "correct": False, "feedback": "That is the other share."},
            {"id": "e2", "value": "2", "tolerance": "0.05", "correct": False, "feedback": "A number of people."},
        ],
        "default_feedback": "Work through the steps.",
        "shuffle": False,
        "rationale": "Divide two by twelve.",
        "max_points": "1",
    },
    "match": {
        "kind": "match",
        "prompt": "Match each term to its meaning.",
        "options": [
            {"id": "P1", "text": "Autologous", "match": "R4", "feedback": "Auto means self."},
            {"id": "P2", "text": "Allogeneic", "match": "R1", "feedback": "Allo means other."},
            {"id": "P3", "text": "Engraftment", "match": "R3", "feedback": "They settled and survived."},
        ],
        "responses": [
            {"id": "R1", "text": "From another human being"},
            {"id": "R2", "text": "A cell keeps the pool of cells"},
            {"id": "R3", "text": "Transplanted cells settle in"},
            {"id": "R4", "text": "From the patient"},
        ],
        "shuffle": True,
        "rationale": "One meaning is left over.",
        "max_points": "1",
    },
    "order": {
        "kind": "order",
        "prompt": "Put the steps of a trial check into order.",
        "options": [
            {"id": "A", "text": "Compare with the offer", "feedback": "A number can be misused."},
            {"id": "B", "text": "Ask for the trial number", "feedback": "All depends on it."},
            {"id": "C", "text": "Send questions to the doctor", "feedback": "Only once it is real."},
            {"id": "D", "text": "Look it up in the register", "feedback": "An independent source."},
        ],
        "correct_order": ["B", "D", "A", "C"],
        "shuffle": True,
        "rationale": "Number, register, comparison, clinician.",
        "max_points": "1",
    },
    "scenario": {
        "kind": "scenario",
        "title": "The hopeful e-mail",
        "learner_role": "Facilitator",
        "story": "A mother writes at midnight about her son.",
        "prompt": "Which reply do you send first?",
        "options": [
            {"id": "A", "text": "Not us", "grade": "poor", "points": 1, "consequence": "She goes on searching."},
            {
                "id": "B",
                "text": "Join a list",
                "grade": "acceptable",
                "points": 2,
                "consequence": "It suggests a place.",
            },
            {"id": "C", "text": "Pay now", "grade": "harmful", "points": 0, "consequence": "She pays a deposit."},
            {"id": "D", "text": "Ask his team", "grade": "best", "points": 3, "consequence": "She writes back."},
        ],
        "shuffle": True,
        "rationale": "Empathy first, then one clear fact.",
        "max_points": "3",
    },
    "text_entry": {
        "kind": "text_entry",
        "prompt": "Which organ makes insulin?",
        "ignore_accents": True,
        "max_length": 60,
        "options": [
            {"id": "A", "text": "The pancreas", "share": "1", "feedback": "Its beta cells do."},
            {"id": "B", "text": "pancréas", "share": "1", "feedback": "So it does."},
            {"id": "C", "text": "*pancrea*", "pattern": True, "share": "0.5", "feedback": "One word too many."},
            {"id": "D", "text": "*islet*", "pattern": True, "share": "0.25", "feedback": "These are parts of it."},
            {"id": "E", "text": "Liver", "share": "0", "feedback": "It stores sugar."},
        ],
        "default_feedback": "Think of a gland behind the stomach.",
        "shuffle": False,
        "rationale": "Beta cells lie in its islets.",
        "max_points": "2",
    },
    "cloze": {
        "kind": "cloze",
        "prompt": "Complete the sentences.",
        "text": "Insulin is made in the [[organ]].\nA packet holds [[dose]] of it,\nand you [[act]] it.",
        "gaps": [
            {
                "id": "act",
                "kind": "choice",
                "options": [
                    {"id": "A", "text": "swallow", "correct": False, "feedback": "The stomach destroys it."},
                    {"id": "B", "text": "inject", "correct": True, "feedback": "Under the skin."},
                    {"id": "C", "text": "inhale", "correct": False, "feedback": "Rarely so."},
                ],
            },
            {
                "id": "organ",
                "kind": "text",
                "options": [{"id": "A", "text": "pancreas", "share": "1", "feedback": "Its beta cells do."}],
                "default_feedback": "A gland behind the stomach.",
            },
            {
                "id": "dose",
                "kind": "number",
                "answer": "0.5",
                "tolerance": "0.01",
                "unit": "g",
                "units": [{"unit": "mg", "factor": "0.001"}],
                "default_feedback": "Half a gram.",
            },
        ],
        "shuffle": True,
        "rationale": "Organ, dose and way belong together.",
        "max_points": "3",
    },
    "extended_text": {
        "kind": "extended_text",
        "prompt": "Explain to a patient what a trial phase is.",
        "min_words": 50,
        "max_words": 200,
        "guidance": "Plain words earn more than long ones.",
        "criteria": [
            {
                "id": "A",
                "text": "Names the purpose of each phase",
                "feedback": "Safety, dose, effect.",
                "levels": [
                    {"id": "A", "text": "None of them", "points": "0"},
                    {"id": "B", "text": "Some of them", "points": "1.5"},
                    {"id": "C", "text": "All of them", "points": "3"},
                ],
            },
            {
                "id": "B",
                "text": "Uses words that a patient knows",
                "levels": [
                    {"id": "A", "text": "Throughout", "points": "1"},
                    {"id": "B", "text": "Hardly", "points": "0"},
                ],
            },
        ],
        "shuffle": False,
        "rationale": "Phases ask about safety, dose and effect.",
        "max_points": "4",
    },
}

RIGHT = {
    "single_choice": {"choice": ["D"]},
    "multiple_choice": {"choice": ["E", "B"]},
    "true_false": {"choice": ["T"]},
    "numeric": {"value": ["16,7 %"]},
    "match": {"match-P1": ["R4"], "match-P2": ["R1"], "match-P3": ["R3"]},
    "order": {"position-B": ["1"], "position-D": ["2"], "position-A": ["3"], "position-C": ["4"]},
    "scenario": {"choice": ["D"]},
    "text_entry": {"value": ["  PANCREAS. "]},
    "cloze": {"gap-organ": ["Pancreas"], "gap-dose": ["500 mg"], "gap-act": ["B"]},
    "extended_text": {"value": ["A phase asks one question."]},
}


@pytest.fixture(scope="session")
def right_fields() -> dict[str, dict[str, list[str]]]:
    return RIGHT


@pytest.fixture(scope="session", params=sorted(SAMPLES))
def content(request: pytest.FixtureRequest) -> dict[str, Any]:
    return copy.deepcopy(SAMPLES[request.param])


@pytest.fixture(scope="session")
def shared_samples() -> dict[str, dict[str, Any]]:
    """For properties, whose examples share their fixtures: never change one."""
    return copy.deepcopy(SAMPLES)


@pytest.fixture
def samples() -> dict[str, dict[str, Any]]:
    return copy.deepcopy(SAMPLES)
