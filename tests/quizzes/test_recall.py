"""What comes back: cards of lessons that were read, practice questions that were missed, and nothing of exams."""

import re
import uuid
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erasure
from courses.actions import cards, enrolments, outline, progress
from courses.models import Card
from quizzes import recalling
from quizzes.actions import attempts, questions, recalls
from quizzes.models import Attempt, Question, Recall, RecallAnswer
from quizzes.spacing import Grade
from tests.factories.courses import make_course, sit
from tests.quizzes.kinds import WRITTEN, place_plain_questions, place_questions

PAGE = "/learn/review/"


def make_cards(small, count=2):
    """So many cards of the first lesson."""
    facts = [
        cards.CardFacts(uuid.uuid4(), small.lessons[0].uuid, Card.Kind.RECALL, f"Front {place}", f"Back {place}")
        for place in range(count)
    ]
    cards.publish(small.course, facts)
    return list(Card.objects.order_by("position"))


@pytest.fixture
def read(small, enrolment):
    """Two cards of a lesson that the learner has read."""
    made = make_cards(small)
    progress.complete(enrolment, small.lessons[0])
    return made


@pytest.fixture
def missed(small, enrolment):
    """A practice question that the learner got wrong; A is right."""
    attempt = attempts.start(place_plain_questions(small, 1), enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("B", 1))
    attempts.submit(attempt)
    return attempt.responses.get().question_version


def grade(client, card, name="GOOD", turn=0, **headers):
    data = {"grade": Grade[name].value, "turn": turn}
    return client.post(reverse("quizzes:grade_card", args=[card.uuid]), data, headers=headers)


def reply(client, version, choice, turn=0):
    address = reverse("quizzes:answer_question", args=[version.question.uuid])
    return client.post(address, {"r1-choice": choice, "r1-sequence": turn}, follow=True)


def test_beginner_is_told_how_it_begins(learner_client):
    assert "Nothing to recall yet" in learner_client.get(PAGE).text


def test_cards_wait_until_their_lesson_is_read(learner_client, small, enrolment, learner):
    make_cards(small)
    assert "Nothing to recall yet" in learner_client.get(PAGE).text
    progress.open_activity(enrolment, small.lessons[0])
    assert recalling.due_count(learner) == 0
    progress.complete(enrolment, small.lessons[0])
    assert recalling.due_count(learner) == 2
    assert "Front 0" in learner_client.get(PAGE).text


def test_card_shows_its_answer_its_lesson_and_what_each_grade_means(learner_client, read):
    text = learner_client.get(PAGE).text
    assert "Back 0" in text
    assert "From the lesson “Lesson 0”" in text
    grades = re.findall(r'name="grade" value="(\d)"', text)
    assert grades == ["1", "2", "3", "4"]
    assert "once more today" in text
    assert "tomorrow" in text
    assert "in 8 days" in text


def test_grade_is_kept_and_the_next_card_comes(learner_client, learner, read):
    response = grade(learner_client, read[0])
    assert (response.status_code, response["Location"]) == (302, PAGE)
    recall = Recall.objects.get()
    assert (recall.learner, recall.card, recall.reps) == (learner, read[0], 1)
    assert recall.due_on > recalls.today(learner)
    assert "Front 1" in learner_client.get(PAGE).text


def test_day_ends_with_the_next_one(learner_client, learner, read):
    for card in read:
        grade(learner_client, card, "HARD")
    text = learner_client.get(PAGE).text
    assert "Nothing more today" in text
    assert "Next: tomorrow." in text
    assert "2 answers kept today." in text


def test_forgotten_card_comes_once_more_after_the_others(learner_client, read):
    grade(learner_client, read[0], "AGAIN")
    assert "Front 1" in learner_client.get(PAGE).text
    grade(learner_client, read[1])
    assert "Front 0" in learner_client.get(PAGE).text


def test_second_post_changes_nothing(learner_client, read):
    grade(learner_client, read[0])
    before = Recall.objects.values().get()
    grade(learner_client, read[0], "AGAIN")
    assert Recall.objects.values().get() == before
    assert RecallAnswer.objects.count() == 1


def test_page_from_nowhere_is_refused_kindly(learner_client, read):
    response = learner_client.post(
        reverse("quizzes:grade_card", args=[read[0].uuid]), {"grade": 3, "turn": 7}, follow=True
    )
    assert "That page was old." in response.text
    assert not RecallAnswer.objects.exists()


@pytest.mark.parametrize("data", [{}, {"grade": "5", "turn": "0"}, {"grade": "good", "turn": "0"}, {"grade": "3"}])
def test_bad_grade_is_not_kept(learner_client, read, data):
    address = reverse("quizzes:grade_card", args=[read[0].uuid])
    assert "That was not kept." in learner_client.post(address, data, follow=True).text
    assert not Recall.objects.exists()


def test_script_gets_the_card_alone(learner_client, read):
    text = learner_client.get(PAGE, headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith('<div id="recall"')
    assert "csrfmiddlewaretoken" in text
    assert "<html" not in text


def test_other_peoples_cards_are_not_found(outsider_client, client, read):
    assert grade(outsider_client, read[0]).status_code == 404
    assert grade(client, read[0])["Location"].startswith("/accounts/login/")
    assert client.get(PAGE).status_code == 302
    assert outsider_client.get(reverse("quizzes:grade_card", args=[read[0].uuid])).status_code == 405


def test_retired_cards_and_courses_that_were_left_ask_nothing(learner, small, enrolment, read):
    cards.publish(small.course, [])
    assert recalling.due_count(learner) == 0
    make_cards(small)
    assert recalling.due_count(learner) == 2
    enrolments.withdraw(enrolment, actor=learner)
    assert recalling.due_count(learner) == 0


def test_retired_course_asks_nothing(learner, small, read):
    outline.retire_course(small.course.uuid)
    assert recalling.due_count(learner) == 0


def test_a_day_holds_so_many_and_says_so(learner_client, learner, small, enrolment, settings):
    settings.REVIEW_MINUTES = 1
    made = make_cards(small, 5)
    progress.complete(enrolment, small.lessons[0])
    for card in made[:3]:
        grade(learner_client, card)
    text = learner_client.get(PAGE).text
    assert "That is enough for today" in text
    assert "Next: tomorrow." in text


def test_day_begins_at_midnight_where_the_learner_is(learner, read):
    learner.time_zone = "Asia/Tokyo"
    learner.save()
    at = datetime(2026, 5, 1, 16, 0, tzinfo=UTC)
    answer = recalls.answer_card(read[0], learner=learner, grade=Grade.GOOD, turn=0, at=at)
    assert answer.answered_on == datetime(2026, 5, 2, tzinfo=UTC).date()
    assert answer.recall.reviewed_on == answer.answered_on


def test_missed_practice_question_comes_back_as_itself(learner_client, missed):
    text = learner_client.get(PAGE).text
    assert "A question you missed before" in text
    assert missed.content["prompt"] in text
    assert "why A" not in text
    assert missed.content["rationale"] not in text


def test_server_marks_it_and_explains(learner_client, learner, missed):
    text = reply(learner_client, missed, "A").text
    assert "Your choice, right" in text
    answer = RecallAnswer.objects.get()
    assert (answer.grade, answer.question_version, answer.value) == (Grade.GOOD, missed, "A")
    assert recalling.due_count(learner) == 0


def test_wrong_answer_comes_once_more_today(learner_client, learner, missed):
    assert "once more today" in reply(learner_client, missed, "C").text
    assert RecallAnswer.objects.get().grade == Grade.AGAIN
    assert recalling.due_count(learner) == 1


def test_second_post_of_an_answer_lands_on_the_first(learner_client, missed):
    reply(learner_client, missed, "A")
    assert "Your choice, right" in reply(learner_client, missed, "C").text
    assert RecallAnswer.objects.count() == 1


@pytest.mark.parametrize("data", [{"r1-choice": "Z", "r1-sequence": "0"}, {"r1-choice": "A", "r1-sequence": "x"}])
def test_impossible_answer_is_asked_again(learner_client, missed, data):
    response = learner_client.post(reverse("quizzes:answer_question", args=[missed.question.uuid]), data)
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert not Recall.objects.exists()


def test_explanation_is_for_its_learner_alone(learner_client, outsider_client, missed):
    reply(learner_client, missed, "A")
    address = reverse("quizzes:recall_answer", args=[RecallAnswer.objects.get().uuid])
    assert learner_client.get(address).status_code == 200
    assert outsider_client.get(address).status_code == 404
    assert reply(outsider_client, missed, "A").status_code == 404


def test_right_answers_do_not_come_back(learner, small, enrolment):
    sit(small.quiz, enrolment)
    assert recalling.due_count(learner) == 0


def test_exam_questions_never_come_back(learner, small, ready):
    sit(small.exam, ready, rightly=False)
    assert not recalling.questions_of(learner).exists()


def test_practice_question_that_an_exam_holds_never_comes_back(learner, small, missed):
    assert recalling.questions_of(learner).exists()
    section = questions.SectionFacts("Basics", "Basics", False, (missed.question.uuid,))
    questions.publish_quiz(small.exam.activity, terms=small.exam.get_terms(), sections=[section])
    assert not recalling.questions_of(learner).exists()


@pytest.mark.parametrize("change", [{"use": "exam"}, {"state": "suspended"}, {"retired_at": timezone.now()}])
def test_question_out_of_practice_does_not_come_back(learner, missed, change):
    Question.objects.filter(pk=missed.question_id).update(**change)
    assert not recalling.questions_of(learner).exists()


def test_question_that_only_a_person_marks_does_not_come_back(learner, small, enrolment):
    attempt = attempts.start(place_questions(small, [WRITTEN["extended_text"]]), enrolment=enrolment)
    attempts.submit(attempt)
    assert not recalling.questions_of(learner).exists()


def test_voided_attempt_brings_nothing_back(learner, missed):
    Attempt.objects.update(status=Attempt.Status.VOIDED)
    assert not recalling.questions_of(learner).exists()


def test_repaired_question_is_asked_as_repaired(learner_client, missed):
    content = missed.content | {"prompt": "A clearer question"}
    question = missed.question
    facts = questions.QuestionFacts(
        uuid=question.uuid, course_uuid=question.course_uuid, ref=question.ref, use=question.use, topic=question.topic
    )
    version = questions.publish_version(facts, content=content, actor=None)
    assert "A clearer question" in learner_client.get(PAGE).text
    reply(learner_client, missed, "A")
    assert RecallAnswer.objects.get().question_version == version


def test_modules_take_turns(learner, small, enrolment, read, missed):
    Question.objects.filter(pk=missed.question_id).update(topic="other")
    first = recalling.day_of(learner).next
    recalls.answer_card(read[0], learner=learner, grade=Grade.GOOD, turn=0)
    assert (first.module, recalling.day_of(learner).next.module) == ("basics", "other")


def test_erasure_forgets_it_all(learner, read):
    recalls.answer_card(read[0], learner=learner, grade=Grade.GOOD, turn=0)
    erasure.anonymise_learner(learner, actor=learner)
    assert not Recall.objects.exists()
    assert not RecallAnswer.objects.exists()


def test_costs_do_not_grow_with_what_there_is_to_recall(learner_client, small, enrolment, count_queries):
    progress.complete(enrolment, small.lessons[0])
    costs = []
    for count in (1, 10):
        make_cards(small, count)
        learner_client.get(PAGE)
        learner_client.get("/learn/")
        costs.append([count_queries(learner_client.get, PAGE), count_queries(learner_client.get, "/learn/")])
    assert costs[0] == costs[1]
    assert costs[0][0] <= 9


def test_publishing_cards_keeps_their_identity_and_retires_what_is_gone(small):
    other = make_course("other")
    facts = [
        cards.CardFacts(uuid.uuid4(), small.lessons[0].uuid, Card.Kind.TERM, "Word", "Meaning"),
        cards.CardFacts(uuid.uuid4(), small.lessons[1].uuid, Card.Kind.RECALL, "Front", "Back"),
        cards.CardFacts(uuid.uuid4(), other.lessons[0].uuid, Card.Kind.RECALL, "Of another course", "Back"),
    ]
    assert cards.publish(small.course, facts)
    assert list(Card.objects.live().values_list("front", flat=True)) == ["Word", "Front"]
    assert not cards.publish(small.course, facts)
    cards.publish(small.course, facts[:1])
    assert Card.objects.get(front="Front").retired_at
    cards.publish(small.course, facts)
    assert Card.objects.live().count() == Card.objects.count() == 2
