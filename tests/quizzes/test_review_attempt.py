from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import formats, timezone

from accounts.models import User
from quizzes.actions import attempts, corrections, marking, questions, regrading
from quizzes.models import Attempt, Question
from tests.factories.courses import PRACTICE, single_choice, sit
from tests.quizzes.kinds import CONTENTS, KEPT, KINDS, SECRET, WRITTEN, place_questions

TEXT = WRITTEN["extended_text"]
BEST = {"C1": "high", "C2": "high"}


def review_url(attempt):
    return reverse("quizzes:review", args=[attempt.uuid])


@pytest.fixture
def marked(attempt):
    for position, kind in enumerate(KINDS, start=1):
        attempts.save_response(attempt, position, attempts.Answer(KEPT[kind], 1))
    return attempts.submit(attempt)


def test_open_attempt_has_no_review(learner_client, attempt):
    response = learner_client.get(review_url(attempt))
    assert response.status_code == 302
    assert response["Location"] == attempt.get_absolute_url()


def test_review_of_another_learner_is_not_found(outsider_client, marked):
    assert outsider_client.get(review_url(marked)).status_code == 404


def test_review_by_post_is_refused(learner_client, marked):
    assert learner_client.post(review_url(marked)).status_code == 405


def test_practice_explains_every_option_whether_chosen_or_not(learner_client, marked):
    text = learner_client.get(review_url(marked)).text
    for kind in ("single_choice", "multiple_choice", "true_false", "match", "order"):
        for option in CONTENTS[kind]["options"]:
            assert option["feedback"] in text
            assert option["text"] in text
    for option in CONTENTS["scenario"]["options"]:
        assert option["consequence"] in text
    assert f"{SECRET} right" in text
    assert f"{SECRET} wrong" not in text
    assert text.count(f"{SECRET} rationale") == len(KINDS)
    assert "You passed this quiz" in text


def test_practice_explains_unanswered_questions_too(learner_client, attempt):
    attempts.submit(attempt)
    text = learner_client.get(review_url(attempt)).text
    assert "Not passed yet" in text
    assert text.count("Not answered") == len(KINDS)
    assert text.count(f"{SECRET} rationale") == len(KINDS)


def test_percentage_is_rounded_down_and_never_looks_like_a_pass(learner_client, marked):
    Attempt.objects.filter(pk=marked.pk).update(score="6.99", max_score=10, is_passed=False)
    assert "69 %" in learner_client.get(review_url(marked)).text


@pytest.mark.parametrize("rightly", [True, False])
def test_exam_shows_bands_and_nothing_of_the_questions(learner_client, small, ready, rightly):
    attempt = sit(small.exam, ready, rightly=rightly)
    text = learner_client.get(review_url(attempt)).text
    assert "By subject" in text
    assert "Basics" in text
    for response in attempt.responses.select_related("question_version"):
        content = response.question_version.content
        assert content["prompt"] not in text
        assert content["rationale"] not in text
        assert not any(option["text"] in text or option["feedback"] in text for option in content["options"])


def test_passed_exam_leads_to_the_certificate(learner_client, small, ready):
    attempt = sit(small.exam, ready)
    assert reverse("certificates:mine", args=[small.course.slug]) in learner_client.get(review_url(attempt)).text


def test_failed_exam_says_when_it_opens_again(learner_client, small, ready):
    attempt = sit(small.exam, ready, rightly=False)
    text = learner_client.get(review_url(attempt)).text
    assert "You can start again from" in text
    assert "Try again" not in text


def test_terms_of_the_attempt_rule_its_review_not_those_of_today(learner_client, small, ready):
    attempt = sit(small.exam, ready)
    small.exam.terms["feedback"] = "full"
    small.exam.save(update_fields=["terms"])
    assert "Your answers, explained" not in learner_client.get(review_url(attempt)).text


# --- what a mark rests on -------------------------------------------------------------------------------------------


def submitted(quiz, enrolment, *values):
    attempt = attempts.start(quiz, enrolment=enrolment)
    for position, value in enumerate(values, start=1):
        attempts.save_response(attempt, position, attempts.Answer(value, 1))
    return attempts.submit(attempt)


def regrade(attempt, content, actor, *, at=None, position=1):
    """Repair the question that was asked there, and apply it."""
    question = attempt.responses.get(position=position).question_version.question
    facts = questions.QuestionFacts(
        uuid=question.uuid, course_uuid=question.course_uuid, ref=question.ref, use=question.use, topic=question.topic
    )
    questions.publish_version(facts, content=content, actor=None)
    return regrading.apply(Question.objects.get(pk=question.pk), actor=actor, reason="Key", at=at)


def explained(client, attempt, position=1):
    response = client.get(review_url(attempt))
    assert response.status_code == 200
    return response.context["questions"][position - 1], response.text


def right_ones(question):
    return [note.id for note in question["explanation"].notes if note.correct]


@pytest.fixture
def sat(small, enrolment):
    """One question whose key is A, answered with B."""
    return submitted(place_questions(small, [single_choice("Only")]), enrolment, "B")


def test_regraded_question_is_explained_by_the_version_that_marks_it(learner_client, sat, reviewer):
    assert right_ones(explained(learner_client, sat)[0]) == ["A"]
    done = regrade(sat, single_choice("Only", right="B") | {"rationale": "B after all"}, reviewer)
    question, text = explained(learner_client, sat)
    assert (right_ones(question), question["explanation"].verdict, question["score"]) == (["B"], "right", 1)
    moment = formats.date_format(timezone.localtime(done.applied_at), "DATE_FORMAT")
    assert f"This question was corrected on {moment}; your answer was marked again." in text
    assert "B after all" in text
    assert "rationale of Only" not in text


def test_question_that_was_not_regraded_says_nothing_of_it(learner_client, sat):
    question, text = explained(learner_client, sat)
    assert question["corrected_at"] is None
    assert "was corrected on" not in text


def test_newest_of_several_repairs_explains(learner_client, sat, reviewer):
    regrade(sat, single_choice("Only", right="B"), reviewer)
    regrade(sat, single_choice("Only", right="C"), reviewer)
    question, _text = explained(learner_client, sat)
    assert (right_ones(question), question["score"]) == (["C"], 0)


def test_repair_published_without_regrading_explains_nothing(learner_client, sat, reviewer):
    regrade(sat, single_choice("Only", right="B"), reviewer)
    question = Question.objects.get(pk=sat.responses.get().question_version.question_id)
    facts = questions.QuestionFacts(
        uuid=question.uuid, course_uuid=question.course_uuid, ref=question.ref, use=question.use, topic=question.topic
    )
    questions.publish_version(facts, content=single_choice("Only", right="D"), actor=None)
    assert right_ones(explained(learner_client, sat)[0]) == ["B"]


def test_repair_that_could_not_mark_the_answer_does_not_explain_it(learner_client, sat, reviewer):
    regrade(sat, single_choice("Only", right="B"), reviewer)
    regrade(sat, single_choice("Only", right="E", options=5), reviewer)
    question, text = explained(learner_client, sat)
    assert (right_ones(question), question["score"]) == (["B"], 1)
    assert "was corrected on" in text


def test_only_the_newest_repair_counts_for_what_was_submitted_after_it(learner_client, small, enrolment, reviewer):
    attempt = attempts.start(place_questions(small, [single_choice("Only")]), enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("B", 1))
    regrade(attempt, single_choice("Only", right="B"), reviewer)
    regrade(attempt, single_choice("Only", right="E", options=5), reviewer)
    question, text = explained(learner_client, attempts.submit(attempt))
    assert (right_ones(question), question["score"]) == (["A"], 0)
    assert "was corrected on" not in text


def test_attempt_submitted_after_the_regrade_is_explained_by_it_too(learner_client, small, enrolment, reviewer):
    attempt = attempts.start(place_questions(small, [single_choice("Only")]), enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("B", 1))
    regrade(attempt, single_choice("Only", right="B"), reviewer)
    question, text = explained(learner_client, attempts.submit(attempt))
    assert (right_ones(question), question["score"]) == (["B"], 1)
    assert "was corrected on" in text


def test_mark_set_by_hand_before_a_regrade_is_not_called_marked_again(learner_client, sat, reviewer):
    corrections.change_mark(sat.responses.get(), score=Decimal("0.5"), reason="Fair point", actor=reviewer)
    regrade(sat, single_choice("Only", right="B"), reviewer)
    question, text = explained(learner_client, sat)
    assert (right_ones(question), question["score"]) == (["A"], Decimal("0.5"))
    assert "was corrected on" not in text


def test_voided_attempt_is_not_called_marked_again(learner_client, sat, reviewer):
    corrections.void(sat, reason="Mistake", actor=reviewer)
    regrade(sat, single_choice("Only", right="B"), reviewer)
    assert "was corrected on" not in explained(learner_client, sat)[1]


def test_mark_set_by_hand_says_so_and_why(learner_client, sat, reviewer):
    corrections.change_mark(sat.responses.get(), score=Decimal("0.5"), reason="First thought", actor=reviewer)
    later = timezone.now() + timedelta(minutes=1)
    corrections.change_mark(sat.responses.get(), score=Decimal(1), reason="B is right too", actor=reviewer, at=later)
    question, text = explained(learner_client, sat)
    assert "Mark changed by an examiner" in text
    assert "B is right too" in text
    assert "First thought" not in text
    assert reviewer.legal_name not in text
    assert (question["score"], question["explanation"].verdict) == (1, "right")


def test_marked_text_is_explained_by_its_rubric(learner_client, small, enrolment, reviewer):
    attempt = submitted(place_questions(small, [TEXT]), enrolment, "What I think")
    levels = {"C1": "high", "C2": "some"}
    marking.give_person_mark(attempt.responses.get(), levels=levels, comment="Clear and short", marker=reviewer)
    question, text = explained(learner_client, attempt)
    assert question["explanation"].verdict == "partly"
    assert [note.points for note in question["explanation"].notes] == ["", "2/2", "1/2"]
    for shown in ("What I think", "Clear and short", f"{SECRET} everything", "3 of 4 points", f"{SECRET} rationale"):
        assert shown in text
    assert "Waiting to be marked" not in text
    assert "guidance" not in text
    assert reviewer.legal_name not in text


def test_two_markers_are_shown_by_their_agreed_points_and_the_latest_levels(learner_client, small, enrolment, reviewer):
    terms = replace(PRACTICE, marks_each_twice=True)
    attempt = submitted(place_questions(small, [TEXT, TEXT], terms=terms), enrolment, "One", "Two")
    second = User.objects.create_user("second@example.org")
    for response in attempt.responses.all():
        marking.give_person_mark(response, levels=BEST | {"C2": "near"}, comment="From the first", marker=reviewer)
        marking.give_person_mark(response, levels=BEST, comment="From the second", marker=second)
    question, text = explained(learner_client, attempt)
    assert (question["score"], question["explanation"].verdict) == (Decimal("3.75"), "partly")
    assert [note.points for note in question["explanation"].notes] == ["", "2/2", "2/2"]
    assert "3.75 of 4 points" in text
    assert "2 people marked this text" in text
    assert "From the second" in text
    assert "From the first" not in text


def test_third_marker_decides_and_the_mark_in_the_middle_is_shown(learner_client, small, enrolment, reviewer):
    terms = replace(PRACTICE, marks_each_twice=True)
    attempt = submitted(place_questions(small, [TEXT], terms=terms), enrolment, "Text")
    others = [User.objects.create_user(f"marker{number}@example.org") for number in range(2)]
    given = [{"C1": "low", "C2": "low"}, BEST, {"C1": "some", "C2": "some"}]
    for marker, levels in zip([reviewer, *others], given, strict=True):
        marking.give_person_mark(attempt.responses.get(), levels=levels, marker=marker)
    question, text = explained(learner_client, attempt)
    assert [note.points for note in question["explanation"].notes] == ["", "1/2", "1/2"]
    assert question["score"] == 2
    assert "3 people marked this text" in text


def test_text_on_trial_waits_until_its_mark_is_settled(learner_client, small, enrolment, reviewer):
    terms = replace(PRACTICE, marks_each_twice=True)
    attempt = attempts.start(place_questions(small, [single_choice("One"), TEXT], terms=terms), enrolment=enrolment)
    attempt.responses.filter(position=2).update(is_scored=False)
    attempts.save_response(attempt, 2, attempts.Answer("Text", 1))
    attempts.submit(attempt)
    marking.give_person_mark(attempt.responses.get(position=2), levels=BEST, comment="Half a verdict", marker=reviewer)
    question, text = explained(learner_client, attempt, 2)
    assert question["explanation"].verdict == "waiting"
    assert "Waiting to be marked" in text
    assert "Half a verdict" not in text


def test_question_on_trial_is_labelled(learner_client, small, enrolment):
    attempt = attempts.start(place_questions(small, [single_choice("One"), single_choice("Two")]), enrolment=enrolment)
    attempt.responses.filter(position=2).update(is_scored=False)
    text = learner_client.get(review_url(attempts.submit(attempt))).text
    assert text.count("On trial, not counted") == 1
    assert text.index("On trial, not counted") > text.index("question-2")


def test_review_of_people_and_repairs_costs_the_same_for_many(
    learner_client, small, enrolment, reviewer, count_queries
):
    costs = []
    for count in (1, 6):
        contents = [content for number in range(count) for content in (single_choice(f"Q{number}"), TEXT)]
        attempt = submitted(place_questions(small, contents), enrolment, *["B", "Text"] * count)
        for number in range(count):
            marking.give_person_mark(
                attempt.responses.get(position=2 * number + 2), levels=BEST, comment="Good", marker=reviewer
            )
            regrade(attempt, single_choice(f"Q{number}", right="C"), reviewer, position=2 * number + 1)
            response = attempt.responses.get(position=2 * number + 2)
            corrections.change_mark(response, score=Decimal(1), reason="Less", actor=reviewer)
        learner_client.get(review_url(attempt))
        costs.append(count_queries(learner_client.get, review_url(attempt)))
    assert costs[0] == costs[1] <= 12
