"""Marks by people, by key, and by hand: who may, what follows, and what happens when it is done twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry, Notice, User
from certificates.models import Certificate
from courses.models import ActivityProgress, Enrolment
from quizzes import interactions
from quizzes.actions import attempts, corrections, marking
from quizzes.models import Attempt, MarkChange, PersonMark, Quiz, Response
from quizzes.remarking import agreed
from tests.factories.courses import PRACTICE, SmallCourse, make_ready_for_exam, single_choice, sit
from tests.quizzes.kinds import place_questions

LEVELS = [
    {"id": "none", "text": "Missing", "points": "0"},
    {"id": "some", "text": "Partly", "points": "1"},
    {"id": "all", "text": "Complete", "points": "2"},
]
ESSAY: dict[str, Any] = {
    "kind": "extended_text",
    "prompt": "Explain consent",
    "shuffle": False,
    "rationale": "",
    "max_points": "1",
    "guidance": "Look for free will",
    "criteria": [
        {"id": "C1", "text": "Names free will", "levels": LEVELS},
        {"id": "C2", "text": "Names information", "levels": [*LEVELS, {"id": "much", "text": "Well", "points": "3"}]},
    ],
}
TWICE = replace(PRACTICE, marks_each_twice=True)
FULL = {"C1": "all", "C2": "much"}
NOTHING = {"C1": "none", "C2": "none"}


@pytest.fixture
def second_reviewer(db: None) -> User:
    return User.objects.create_user("second@example.org", legal_name="Sven Second")


@pytest.fixture
def third_reviewer(db: None) -> User:
    return User.objects.create_user("third@example.org", legal_name="Tara Third")


def submitted(quiz: Quiz, enrolment: Enrolment, *values: Any) -> Attempt:
    """An attempt whose nth question was answered with the nth value."""
    attempt = attempts.start(quiz, enrolment=enrolment)
    for position, value in enumerate(values, start=1):
        attempts.save_response(attempt, position, attempts.Answer(value, 1))
    return attempts.submit(attempt)


def essay_attempt(small: SmallCourse, enrolment: Enrolment, *values: Any, terms: Any = PRACTICE) -> Attempt:
    return submitted(place_questions(small, [single_choice("One"), ESSAY], terms=terms), enrolment, *values)


def essay(attempt: Attempt) -> Response:
    return attempt.responses.get(position=2)


def is_done(attempt: Attempt) -> bool:
    rows = ActivityProgress.objects.filter(activity=attempt.quiz.activity, enrolment=attempt.enrolment)
    return rows.filter(completed_at__isnull=False).exists()


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def test_an_answer_for_a_person_keeps_the_attempt_in_marking(small, enrolment):
    attempt = essay_attempt(small, enrolment, "A", "Of one's own will")
    assert (attempt.status, attempt.score, attempt.is_passed) == ("marking", None, None)
    assert essay(attempt).score is None
    assert essay(attempt).max_score == 5
    assert attempt.responses.get(position=1).score == 1
    assert not is_done(attempt)


def test_nothing_is_saved_while_a_person_marks(small, enrolment):
    attempt = essay_attempt(small, enrolment, "A", "First")
    with pytest.raises(attempts.AttemptClosed):
        attempts.save_response(attempt, 2, attempts.Answer("Second", 9))
    assert essay(attempt).value == "First"


def test_a_blank_text_waits_for_nobody(small, enrolment):
    attempt = essay_attempt(small, enrolment, "A")
    assert (attempt.status, attempt.score, attempt.max_score) == ("submitted", 1, 6)


def test_late_closing_is_noted_while_a_person_marks(small, enrolment):
    terms = replace(PRACTICE, time_limit_seconds=60)
    quiz = place_questions(small, [ESSAY], terms=terms)
    attempt = attempts.start(quiz, enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("Text", 1))
    closed = attempts.submit(attempt, at=timezone.now() + timedelta(minutes=5))
    assert (closed.status, closed.is_timed_out) == ("marking", True)


def test_one_marker_settles_it_and_a_pass_completes_the_activity(small, enrolment, reviewer):
    attempt = essay_attempt(small, enrolment, "A", "Of one's own will")
    marking.give_person_mark(essay(attempt), levels=FULL, comment="Good", marker=reviewer)
    attempt = fresh(attempt)
    assert (attempt.status, attempt.score, attempt.max_score, attempt.is_passed) == ("submitted", 6, 6, True)
    assert is_done(attempt)
    actions = AuditEntry.objects.filter(subject_uuid=attempt.uuid).order_by("pk")
    assert list(actions.values_list("action", "actor")) == [
        ("quizzes.response.marked", reviewer.pk),
        ("quizzes.attempt.marked", None),
    ]


def test_the_learner_is_told_once_a_person_has_marked(small, enrolment, reviewer):
    attempt = essay_attempt(small, enrolment, "A", "My text")
    assert not Notice.objects.filter(kind="result").exists()
    marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    assert Notice.objects.get(kind="result").context["is_passed"] is True


def test_the_outcome_waits_for_the_last_answer(small, enrolment, reviewer):
    attempt = submitted(place_questions(small, [ESSAY, ESSAY]), enrolment, "One", "Two")
    first, second = attempt.responses.all()
    marking.give_person_mark(first, levels=FULL, marker=reviewer)
    assert fresh(attempt).status == "marking"
    marking.give_person_mark(second, levels=NOTHING, marker=reviewer)
    assert (fresh(attempt).score, fresh(attempt).is_passed) == (5, False)
    assert not is_done(attempt)


def test_a_mark_for_the_exam_brings_the_certificate_at_once(small, enrolment, reviewer):
    make_ready_for_exam(small, enrolment)
    section = small.exam.sections.get()
    section.cells = []
    section.save()
    from_bank = place_questions(small, [ESSAY])
    section.placements.create(question=from_bank.sections.get().placements.get().question, position=0)
    attempt = submitted(small.exam, enrolment, "Text")
    assert not Certificate.objects.exists()
    marking.give_person_mark(attempt.responses.get(), levels=FULL, marker=reviewer)
    assert Certificate.objects.get().enrolment == enrolment


def test_the_same_mark_twice_is_kept_once(small, enrolment, reviewer):
    attempt = essay_attempt(small, enrolment, "A", "Text")
    one = marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    again = marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    assert one == again
    assert PersonMark.objects.count() == 1


def test_a_marker_does_not_change_their_mind(small, enrolment, reviewer):
    attempt = essay_attempt(small, enrolment, "A", "Text")
    marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    with pytest.raises(marking.AlreadyMarkedByYou):
        marking.give_person_mark(essay(attempt), levels=NOTHING, marker=reviewer)
    assert fresh(attempt).score == 6


def test_nobody_marks_their_own_answer(small, enrolment, learner):
    attempt = essay_attempt(small, enrolment, "A", "Text")
    with pytest.raises(marking.OwnAttempt):
        marking.give_person_mark(essay(attempt), levels=FULL, marker=learner)
    assert not marking.waiting_for(learner).exists()


def test_a_second_marker_is_too_late_where_one_is_enough(small, enrolment, reviewer, second_reviewer):
    attempt = essay_attempt(small, enrolment, "A", "Text")
    marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    with pytest.raises(marking.NotWaiting):
        marking.give_person_mark(essay(attempt), levels=NOTHING, marker=second_reviewer)


@pytest.mark.parametrize("levels", [{}, {"C1": "all"}, {**FULL, "C3": "all"}, {"C1": "all", "C2": "best"}])
def test_levels_that_the_rubric_lacks_are_refused(levels, small, enrolment, reviewer):
    attempt = essay_attempt(small, enrolment, "A", "Text")
    with pytest.raises(interactions.ResponseError):
        marking.give_person_mark(essay(attempt), levels=levels, marker=reviewer)
    assert not PersonMark.objects.exists()


@pytest.mark.parametrize("value", ["open", "blank", "voided", "by key"])
def test_what_does_not_wait_is_not_marked(value, small, enrolment, reviewer):
    quiz = place_questions(small, [single_choice("One"), ESSAY])
    if value == "open":
        response = essay(attempts.start(quiz, enrolment=enrolment))
    else:
        attempt = submitted(quiz, enrolment, "A", None if value == "blank" else "Text")
        response = attempt.responses.get(position=1 if value == "by key" else 2)
        if value == "voided":
            corrections.void(attempt, reason="Mistake", actor=reviewer)
    with pytest.raises(marking.NotWaiting):
        marking.give_person_mark(response, levels=FULL, marker=reviewer)


def test_two_who_are_near_meet_in_the_middle(small, enrolment, reviewer, second_reviewer):
    attempt = essay_attempt(small, enrolment, "A", "Text", terms=TWICE)
    marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    assert fresh(attempt).status == "marking"
    marking.give_person_mark(essay(attempt), levels={"C1": "some", "C2": "much"}, marker=second_reviewer)
    assert essay(attempt).score == Decimal("4.5")
    assert fresh(attempt).status == "submitted"


def test_two_who_differ_bring_a_third_whose_word_is_the_median(
    small, enrolment, reviewer, second_reviewer, third_reviewer
):
    attempt = essay_attempt(small, enrolment, "A", "Text", terms=TWICE)
    marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    marking.give_person_mark(essay(attempt), levels=NOTHING, marker=second_reviewer)
    assert (fresh(attempt).status, essay(attempt).score) == ("marking", None)
    assert not marking.waiting_for(reviewer).exists()
    assert marking.waiting_for(third_reviewer).get() == essay(attempt)
    marking.give_person_mark(essay(attempt), levels={"C1": "some", "C2": "all"}, marker=third_reviewer)
    assert essay(attempt).score == 3
    assert (fresh(attempt).status, fresh(attempt).score) == ("submitted", 4)


def test_a_question_on_trial_is_marked_and_does_not_count(small, enrolment):
    quiz = place_questions(small, [single_choice("One"), single_choice("Two")])
    attempt = attempts.start(quiz, enrolment=enrolment)
    attempt.responses.filter(position=2).update(is_scored=False)
    attempts.save_response(attempt, 1, attempts.Answer("A", 1))
    attempts.save_response(attempt, 2, attempts.Answer("B", 1))
    attempt = attempts.submit(attempt)
    assert (attempt.score, attempt.max_score, attempt.is_passed) == (1, 1, True)
    assert attempt.responses.get(position=2).score == 0


def test_a_text_on_trial_waits_without_holding_up_the_result(small, enrolment, reviewer):
    quiz = place_questions(small, [single_choice("One"), ESSAY])
    attempt = attempts.start(quiz, enrolment=enrolment)
    attempt.responses.filter(position=2).update(is_scored=False)
    attempts.save_response(attempt, 1, attempts.Answer("A", 1))
    attempts.save_response(attempt, 2, attempts.Answer("Text", 1))
    attempt = attempts.submit(attempt)
    assert (attempt.status, attempt.score, attempt.max_score) == ("submitted", 1, 1)
    marking.give_person_mark(essay(attempt), levels=FULL, marker=reviewer)
    assert essay(attempt).score == 5
    assert (fresh(attempt).score, fresh(attempt).max_score) == (1, 1)


def test_those_submitted_first_are_marked_first(small, enrolment, reviewer):
    quiz = place_questions(small, [ESSAY])
    found = [submitted(quiz, enrolment, "Text") for _ in range(3)]
    Attempt.objects.filter(pk=found[2].pk).update(submitted_at=timezone.now() - timedelta(days=2))
    waiting = [response.attempt_id for response in marking.waiting_for(reviewer)]
    assert waiting == [found[2].pk, found[0].pk, found[1].pk]


# --- agreement, without a database --------------------------------------------------------------------------

marks = st.decimals(min_value=0, max_value=10, places=4)


@given(marks)
def test_one_marker_is_enough_unless_two_are_wanted(mark):
    assert agreed([mark], Decimal(10), twice=False) == mark
    assert agreed([mark], Decimal(10), twice=True) is None
    assert agreed([], Decimal(10), twice=False) is None


@given(marks, marks)
def test_two_agree_exactly_when_a_fifth_at_most_lies_between(one, other):
    result = agreed([one, other], Decimal(10), twice=True)
    assert (result is not None) == (abs(one - other) <= 2)
    if result is not None:
        assert min(one, other) <= result <= max(one, other)


@given(st.lists(marks, min_size=3, max_size=3))
def test_three_in_any_order_give_the_middle_one(given_marks):
    found = {agreed(list(order), Decimal(10), twice=True) for order in permutations(given_marks)}
    assert found == {sorted(given_marks)[1]}


# --- corrections --------------------------------------------------------------------------------------------


def test_voiding_keeps_everything_and_gives_the_attempt_back(small, ready, reviewer):
    attempt = sit(small.exam, ready, rightly=False)
    kept = Response.objects.filter(attempt=attempt).values("value", "score", "max_score").order_by("position")
    before = list(kept)
    assert attempts.admission_to(small.exam, ready).attempts_left == 2
    correction = corrections.void(attempt, reason=" Fire alarm ", actor=reviewer)
    assert (correction.attempt.status, correction.falls) == ("voided", False)
    assert list(kept) == before
    assert fresh(attempt).score == attempt.score
    assert attempts.admission_to(small.exam, ready).attempts_left == 3
    entry = AuditEntry.objects.get(action="quizzes.attempt.voided")
    assert (entry.actor, entry.data) == (reviewer, {"reason": "Fire alarm", "before": "submitted"})


def test_voiding_twice_changes_nothing(small, enrolment, reviewer):
    attempt = sit(small.quiz, enrolment)
    assert corrections.void(attempt, reason="Mistake", actor=reviewer).falls
    assert not corrections.void(attempt, reason="Again", actor=reviewer).falls
    assert AuditEntry.objects.filter(action="quizzes.attempt.voided").count() == 1


def test_voiding_closes_an_open_attempt(small, enrolment, reviewer):
    attempt = attempts.start(small.quiz, enrolment=enrolment)
    corrections.void(attempt, reason="Wrong person", actor=reviewer)
    with pytest.raises(attempts.AttemptClosed):
        attempts.save_response(attempt, 1, attempts.Answer("A", 1))
    with pytest.raises(attempts.AttemptClosed):
        attempts.submit(attempt)
    assert attempts.start(small.quiz, enrolment=enrolment).number == 2


def test_voiding_a_pass_touches_neither_progress_nor_certificate(small, ready, reviewer):
    attempt = sit(small.exam, ready)
    before = Certificate.objects.values().get()
    assert corrections.void(attempt, reason="Somebody else sat it", actor=reviewer).falls
    assert Certificate.objects.values().get() == before
    assert is_done(attempt)


def test_a_correction_says_why(small, enrolment, reviewer):
    attempt = sit(small.quiz, enrolment)
    with pytest.raises(corrections.ReasonMissing):
        corrections.void(attempt, reason="  ", actor=reviewer)
    with pytest.raises(corrections.ReasonMissing):
        corrections.change_mark(attempt.responses.first(), score=Decimal(0), reason="", actor=reviewer)
    assert fresh(attempt).status == "submitted"


def test_nobody_corrects_their_own_attempt(small, enrolment, learner):
    attempt = sit(small.quiz, enrolment, rightly=False)
    with pytest.raises(marking.OwnAttempt):
        corrections.void(attempt, reason="Please", actor=learner)
    with pytest.raises(marking.OwnAttempt):
        corrections.change_mark(attempt.responses.first(), score=Decimal(1), reason="Please", actor=learner)


def test_a_better_mark_that_makes_a_pass_completes_the_activity(small, enrolment, reviewer):
    attempt = sit(small.quiz, enrolment, rightly=False)
    for response in attempt.responses.all():
        correction = corrections.change_mark(response, score=Decimal(1), reason="Ambiguous", actor=reviewer)
    assert (correction.was_passed, correction.is_passed) == (False, True)
    assert (fresh(attempt).score, fresh(attempt).is_passed) == (2, True)
    assert is_done(attempt)
    assert [(change.before, change.after, change.reason) for change in MarkChange.objects.all()] == [
        (0, 1, "Ambiguous"),
        (0, 1, "Ambiguous"),
    ]
    assert AuditEntry.objects.filter(action="quizzes.mark.changed", actor=reviewer).count() == 2


def test_a_worse_mark_takes_no_completion_back(small, ready, reviewer):
    attempt = sit(small.exam, ready)
    correction = corrections.change_mark(attempt.responses.first(), score=Decimal(0), reason="Key", actor=reviewer)
    assert correction.falls
    assert fresh(attempt).is_passed is False
    assert is_done(attempt)
    assert Certificate.objects.get().status == "valid"


def test_the_mark_that_stands_is_not_written_again(small, enrolment, reviewer):
    response = sit(small.quiz, enrolment).responses.first()
    for _ in range(2):
        corrections.change_mark(response, score=Decimal("0.5"), reason="Half", actor=reviewer)
    assert MarkChange.objects.count() == 1


@pytest.mark.parametrize("score", ["-0.1", "1.0001", "0.00001"])
def test_a_mark_stays_within_the_question(score, small, enrolment, reviewer):
    response = sit(small.quiz, enrolment).responses.first()
    with pytest.raises(corrections.ScoreOutOfBounds):
        corrections.change_mark(response, score=Decimal(score), reason="Odd", actor=reviewer)
    assert not MarkChange.objects.exists()


@pytest.mark.parametrize("state", ["open", "waiting", "voided"])
def test_what_has_no_mark_can_not_be_changed(state, small, enrolment, reviewer):
    attempt = attempts.start(place_questions(small, [ESSAY]), enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("Text", 1))
    if state != "open":
        attempts.submit(attempt)
    if state == "voided":
        corrections.void(attempt, reason="Mistake", actor=reviewer)
    with pytest.raises(corrections.NotMarked):
        corrections.change_mark(attempt.responses.get(), score=Decimal(1), reason="Why not", actor=reviewer)
