"""Regrading: the preview is what happens, it happens once, and it takes nothing from anybody."""

import uuid
from copy import deepcopy
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import AuditEntry, User
from certificates.models import Certificate
from courses.models import ActivityProgress, Enrolment
from quizzes.actions import attempts, corrections, marking, questions, regrading
from quizzes.models import Attempt, Question, Quiz, Regrade, Response
from tests.factories.courses import SmallCourse, enrol, make_ready_for_exam, single_choice, sit
from tests.quizzes.kinds import CONTENTS, KEPT, KINDS, OTHER_KEYS, place_questions
from tests.quizzes.test_marking import ESSAY, FULL, is_done, submitted


def repair(question: Question, content: dict[str, Any]) -> Question:
    """Publish the next version through the action."""
    facts = questions.QuestionFacts(
        uuid=question.uuid, course_uuid=question.course_uuid, ref=question.ref, use=question.use, topic=question.topic
    )
    questions.publish_version(facts, content=content, actor=None)
    return Question.objects.select_related("current").get(pk=question.pk)


def asked(quiz: Quiz, position: int = 1) -> Question:
    return quiz.sections.get().placements.order_by("position")[position - 1].question


def people(count: int) -> list[User]:
    return [User.objects.create_user(f"p{uuid.uuid4().hex[:8]}@example.org") for _ in range(count)]


def results() -> list[tuple[Any, ...]]:
    return list(Attempt.objects.order_by("pk").values_list("pk", "status", "score", "max_score", "is_passed", "bands"))


def marks() -> list[tuple[Any, ...]]:
    return list(Response.objects.order_by("pk").values_list("pk", "score", "max_score", "value", "question_version"))


@pytest.fixture
def one(small: SmallCourse) -> Quiz:
    """A quiz of a single question whose key is A."""
    return place_questions(small, [single_choice("Only")])


def test_a_question_in_its_first_version_changes_nobody(one, enrolment, reviewer):
    submitted(one, enrolment, "A")
    assert regrading.preview(asked(one)) == []
    with pytest.raises(regrading.NothingToRegrade):
        regrading.apply(asked(one), actor=reviewer, reason="Key")


def test_the_preview_writes_nothing(one, enrolment):
    submitted(one, enrolment, "B")
    question = repair(asked(one), single_choice("Only", right="B"))
    before = results(), marks()
    (change,) = regrading.preview(question)
    assert (change.mark_before, change.mark_after, change.rises, change.falls) == (0, 1, True, False)
    assert (results(), marks()) == before
    assert not Regrade.objects.exists()


def test_what_was_previewed_is_what_happens(small, one, reviewer):
    learners = [enrol(small.course, person) for person in people(4)]
    sat = [submitted(one, enrolment, value) for enrolment, value in zip(learners, ["A", "B", None, "C"], strict=True)]
    question = repair(asked(one), single_choice("Only", right="B"))
    foreseen = {change.attempt_id: change for change in regrading.preview(question)}
    regrading.apply(question, actor=reviewer, reason="B was right all along")
    assert set(foreseen) == {attempt.pk for attempt in sat}
    for attempt in Attempt.objects.filter(pk__in=foreseen):
        change = foreseen[attempt.pk]
        assert (attempt.score, attempt.is_passed) == (change.score_after, change.passed_after)
        assert attempt.responses.get().score == change.mark_after
    assert asdict(regrading.summary(foreseen.values())) == {
        "falls": 1,
        "rises": 1,
        "changed": 0,
        "unchanged": 2,
        "kept": 0,
    }
    assert [change.attempt_id for change in regrading.preview(question) if change.is_change] == []


def test_it_is_applied_once_per_version(one, enrolment, reviewer):
    attempt = submitted(one, enrolment, "B")
    question = repair(asked(one), single_choice("Only", right="B"))
    first = regrading.apply(question, actor=reviewer, reason="Key")
    corrections.void(attempt, reason="Mistake", actor=reviewer)
    second = regrading.apply(question, actor=reviewer, reason="Again")
    assert (first.pk, second.reason) == (second.pk, "Key")
    assert AuditEntry.objects.filter(action="quizzes.question.regraded").count() == 1
    question = repair(question, single_choice("Only", right="C"))
    assert regrading.apply(question, actor=reviewer, reason="No, C").pk != first.pk


def test_it_says_why(one, enrolment, reviewer):
    submitted(one, enrolment, "B")
    question = repair(asked(one), single_choice("Only", right="B"))
    with pytest.raises(corrections.ReasonMissing):
        regrading.apply(question, actor=reviewer, reason=" ")
    assert not Regrade.objects.exists()


def test_fail_to_pass_completes_and_brings_the_certificate(small, ready, reviewer):
    attempt = sit(small.exam, ready, rightly=False)
    assert not Certificate.objects.exists()
    for response in attempt.responses.select_related("question_version__question"):
        version = response.question_version
        question = repair(version.question, single_choice(version.content["prompt"], right=response.value))
        regrading.apply(question, actor=reviewer, reason="Key")
    attempt.refresh_from_db()
    assert attempt.is_passed
    assert is_done(attempt)
    assert Certificate.objects.get().enrolment == ready
    entry = AuditEntry.objects.get(action="quizzes.attempt.regraded")
    assert (entry.subject_uuid, entry.data["before"], entry.data["after"]) == (attempt.uuid, False, True)


def test_pass_to_fail_is_listed_and_takes_nothing_back(small, ready, reviewer):
    attempt = sit(small.exam, ready)
    before = Certificate.objects.values().get()
    response = attempt.responses.select_related("question_version__question").first()
    content = deepcopy(response.question_version.content)
    for option in content["options"]:
        option["correct"] = option["id"] == "D"
    question = repair(response.question_version.question, content)
    regrade = regrading.apply(question, actor=reviewer, reason="D was right")
    attempt.refresh_from_db()
    assert (attempt.is_passed, attempt.score) == (False, 1)
    assert [(change["passed_before"], change["passed_after"]) for change in regrade.changes] == [(True, False)]
    assert Certificate.objects.values().get() == before
    assert ActivityProgress.objects.get(activity=small.exam.activity).completed_at
    assert Enrolment.objects.get(pk=ready.pk).completed_at


def test_the_record_of_a_regrade_names_nobody(one, enrolment, learner, reviewer):
    submitted(one, enrolment, "B")
    regrade = regrading.apply(repair(asked(one), single_choice("Only", right="B")), actor=reviewer, reason="Key")
    assert learner.legal_name not in str(regrade.changes)
    assert len(regrade.changes) == 1


def test_a_mark_set_by_hand_wins(one, enrolment, reviewer):
    attempt = submitted(one, enrolment, "C")
    corrections.change_mark(attempt.responses.get(), score=Decimal("0.5"), reason="Half right", actor=reviewer)
    question = repair(asked(one), single_choice("Only", right="B"))
    (change,) = regrading.preview(question)
    assert (change.obstacle, change.is_change) == ("set_by_hand", False)
    regrading.apply(question, actor=reviewer, reason="Key")
    assert attempt.responses.get().score == Decimal("0.5")


def test_a_chosen_option_that_is_gone_can_not_be_regraded(one, enrolment, reviewer):
    attempt = submitted(one, enrolment, "D")
    question = repair(asked(one), single_choice("Only", right="B", options=3))
    (change,) = regrading.preview(question)
    assert (change.obstacle, change.is_change) == ("options_gone", False)
    regrading.apply(question, actor=reviewer, reason="Key")
    assert attempt.responses.get().score == 0


def test_an_option_that_nobody_chose_may_go(one, enrolment):
    submitted(one, enrolment, "B")
    (change,) = regrading.preview(repair(asked(one), single_choice("Only", right="B", options=3)))
    assert (change.obstacle, change.mark_after) == ("", 1)


def test_nobody_is_asked_afterwards_for_what_the_paper_did_not_show(one, enrolment):
    submitted(one, enrolment, "A")
    (change,) = regrading.preview(repair(asked(one), single_choice("Only", right="E", options=5)))
    assert (change.obstacle, change.mark_after) == ("options_added", 1)


def test_another_kind_of_question_can_not_be_regraded(one, enrolment):
    submitted(one, enrolment, "A")
    (change,) = regrading.preview(repair(asked(one), CONTENTS["numeric"]))
    assert change.obstacle == "kind_changed"


def test_what_a_person_marked_stays(small, enrolment, reviewer):
    quiz = place_questions(small, [ESSAY])
    attempt = submitted(quiz, enrolment, "Text")
    question = repair(asked(quiz), {**ESSAY, "prompt": "Explain consent, please"})
    assert regrading.preview(question) == []
    marking.give_person_mark(attempt.responses.get(), levels=FULL, marker=reviewer)
    (change,) = regrading.preview(question)
    assert (change.obstacle, change.mark_after) == ("marked_by_person", 5)


def test_voided_attempts_are_left_alone(one, enrolment, reviewer):
    attempt = submitted(one, enrolment, "B")
    corrections.void(attempt, reason="Mistake", actor=reviewer)
    assert regrading.preview(repair(asked(one), single_choice("Only", right="B"))) == []


def test_an_attempt_in_marking_gets_its_mark_and_no_result(small, enrolment, reviewer):
    quiz = place_questions(small, [single_choice("One"), ESSAY])
    attempt = submitted(quiz, enrolment, "B", "Text")
    question = repair(asked(quiz), single_choice("One", right="B"))
    (change,) = regrading.preview(question)
    assert (change.mark_after, change.score_after, change.passed_after) == (1, None, None)
    assert not change.rises
    regrading.apply(question, actor=reviewer, reason="Key")
    attempt.refresh_from_db()
    assert (attempt.status, attempt.score, attempt.responses.get(position=1).score) == ("marking", None, 1)


def test_who_was_still_sitting_is_marked_by_the_regraded_key(one, enrolment, reviewer):
    attempt = attempts.start(one, enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("B", 1))
    question = repair(asked(one), single_choice("Only", right="B"))
    regrading.apply(question, actor=reviewer, reason="Key")
    assert attempts.submit(attempt).is_passed


def test_a_newer_version_alone_changes_no_open_attempt(one, enrolment):
    attempt = attempts.start(one, enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("B", 1))
    repair(asked(one), single_choice("Only", right="B"))
    assert attempts.submit(attempt).is_passed is False


def test_a_question_on_trial_is_regraded_without_touching_the_result(small, enrolment, reviewer):
    quiz = place_questions(small, [single_choice("One"), single_choice("Two")])
    attempt = attempts.start(quiz, enrolment=enrolment)
    attempt.responses.filter(position=2).update(is_scored=False)
    for position, value in ((1, "A"), (2, "B")):
        attempts.save_response(attempt, position, attempts.Answer(value, 1))
    attempts.submit(attempt)
    before = results()
    regrading.apply(repair(asked(quiz, 2), single_choice("Two", right="B")), actor=reviewer, reason="Key")
    assert attempt.responses.get(position=2).score == 1
    assert results() == before


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_marked_by_its_new_key(kind, small, enrolment, reviewer):
    quiz = place_questions(small, [CONTENTS[kind]])
    attempt = submitted(quiz, enrolment, KEPT[kind])
    before = attempt.score
    question = repair(asked(quiz), OTHER_KEYS[kind])
    (change,) = regrading.preview(question)
    assert change.obstacle == ""
    assert change.mark_after / change.max_after < change.mark_before / change.max_before == 1
    regrading.apply(question, actor=reviewer, reason="Key")
    attempt.refresh_from_db()
    assert before != attempt.score or attempt.max_score != before


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.sampled_from(["right", "blank"]), min_size=len(KINDS), max_size=len(KINDS)))
def test_an_unchanged_key_changes_nothing(answers, small, enrolment, reviewer):
    quiz = place_questions(small, list(CONTENTS.values()))
    given_values = [KEPT[kind] if answer == "right" else None for kind, answer in zip(KINDS, answers, strict=True)]
    submitted(quiz, enrolment, *given_values)
    before = results(), marks()
    for position, kind in enumerate(KINDS, start=1):
        question = repair(asked(quiz, position), {**CONTENTS[kind], "rationale": "Better words"})
        assert not any(change.is_change or change.obstacle for change in regrading.preview(question))
        regrading.apply(question, actor=reviewer, reason="Wording")
    assert (results(), marks()) == before


def test_the_cost_does_not_grow_with_attempts(small, reviewer, count_queries):
    quiz = place_questions(small, [single_choice(f"Number {number}") for number in range(4)])
    costs = []
    for more, right in ((1, "B"), (9, "C")):
        for person in people(more):
            submitted(quiz, enrol(small.course, person), "BC"[more == 9], "A", "A", "A")
        question = repair(asked(quiz), single_choice("Number 0", right=right))
        assert sum(change.is_change for change in regrading.preview(question)) == (1 if more == 1 else 10)
        preview = count_queries(regrading.preview, question)
        costs.append((preview, count_queries(regrading.apply, question, actor=reviewer, reason="Key")))
    assert costs[0] == costs[1]
    assert costs[1][0] <= 5
    assert costs[1][1] <= 18


def test_many_attempts_are_regraded_in_chunks(small, one, reviewer, monkeypatch):
    monkeypatch.setattr(regrading, "CHUNK", 2)
    for person in people(5):
        submitted(one, enrol(small.course, person), "B")
    question = repair(asked(one), single_choice("Only", right="B"))
    assert len(regrading.preview(question)) == 5
    regrading.apply(question, actor=reviewer, reason="Key", at=timezone.now())
    assert set(Attempt.objects.values_list("is_passed", flat=True)) == {True}


def test_a_learner_ready_for_the_exam_stays_ready(small, enrolment, reviewer):
    make_ready_for_exam(small, enrolment)
    question = asked(small.quiz)
    regrading.apply(repair(question, single_choice("Question P0", right="B")), actor=reviewer, reason="Key")
    assert sit(small.exam, enrolment).is_passed
