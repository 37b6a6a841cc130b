"""A learner takes a course once more: what counts again, and which round every screen speaks of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses import standing
from courses.actions import enrolments, outline, progress
from courses.models import Activity, Course, Enrolment
from quizzes.actions import attempts
from tests.factories.courses import enrol, make_course, make_ready_for_exam, sit


@pytest.fixture
def small(db):
    return make_course()


@pytest.fixture
def first(small, learner):
    """The first round, completed."""
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    return Enrolment.objects.select_related("course", "learner").get(pk=enrolment.pk)


def begin(enrolment, **values):
    return enrolments.begin_round(enrolment, **{"keeps_progress": True, "actor": enrolment.learner, **values})


def missing(enrolment):
    return [line.kind for line in standing.of(enrolment).requirements if not line.is_done]


def test_next_round_keeps_all_but_conduct_and_exam(first):
    second = begin(first)
    assert (second.round, second.completed_at, second.conduct_accepted_at) == (2, None, None)
    assert missing(second) == ["conduct", "exam"]


def test_next_round_asks_for_what_came_since(first, small):
    module = small.lessons[0].module
    added = Activity.objects.create(
        uuid=module.uuid, course=small.course, module=module, kind="lesson", slug="new", title="New", position=9
    )
    outline.touch(small.course)
    second = begin(Enrolment.objects.select_related("course", "learner").get(pk=first.pk))
    assert missing(second) == ["lessons", "conduct", "exam"]
    progress.complete(second, added)
    assert missing(second) == ["conduct", "exam"]


def test_next_round_can_begin_from_nothing(first):
    assert missing(begin(first, keeps_progress=False)) == ["lessons", "quiz", "conduct", "exam"]


def test_course_without_an_exam_begins_from_nothing(first, small):
    Activity.objects.filter(course=small.course, kind="exam").update(is_required=False)
    outline.touch(small.course)
    second = begin(Enrolment.objects.select_related("course", "learner").get(pk=first.pk))
    assert missing(second) == ["lessons", "quiz", "conduct"]


def test_beginning_twice_returns_the_same_round(first):
    second = begin(first)
    progress.complete(second, second.progress.first().activity)
    assert begin(first) == second
    assert Enrolment.objects.count() == 2


def test_retired_course_has_no_further_round(first, small):
    Course.objects.filter(pk=small.course.pk).update(retired_at=timezone.now())
    with pytest.raises(enrolments.EnrolmentClosed):
        begin(Enrolment.objects.select_related("course", "learner").get(pk=first.pk))


def test_exam_of_the_next_round_has_all_its_attempts(first, small):
    second = begin(first)
    assert attempts.admission_to(small.exam, first).attempts_left == 2
    assert attempts.admission_to(small.exam, second).attempts_left == 3
    enrolments.accept_conduct(second, actor=second.learner)
    attempt = sit(small.exam, second)
    assert (attempt.number, attempt.is_passed) == (2, True)
    second.refresh_from_db()
    assert second.completed_at is not None


def test_waiting_days_count_within_the_round(first, small):
    second = begin(first)
    enrolments.accept_conduct(second, actor=second.learner)
    sit(small.exam, second, rightly=False)
    assert attempts.admission_to(small.exam, second).reason == "waiting"


def test_screens_speak_of_the_newest_round(first, small, learner_client):
    exam_url = f"/courses/{small.course.slug}/{small.exam.activity.slug}/"
    assert "You have passed this exam" in learner_client.get(exam_url).text
    begin(first)
    assert "Before you can start" in learner_client.get(exam_url).text
    page = learner_client.get("/learn/").text
    assert page.count('<article class="standing">') == 1
    assert "Code of conduct" in page
    assert "Certificate of Smallness" in page
    assert "Continue" in page


def test_conduct_is_accepted_for_the_newest_round(first, small, learner_client):
    second = begin(first)
    learner_client.post(f"/courses/{small.course.slug}/conduct/", {"accept": "1"})
    second.refresh_from_db()
    assert second.conduct_accepted_at > first.conduct_accepted_at


def test_leaving_the_newest_round_leads_back_to_the_one_before(first, small, learner):
    second = begin(first)
    enrolments.withdraw(second, actor=learner)
    assert Enrolment.objects.round_of(learner, small.course) == first
    assert enrol(small.course, learner) == second
    assert Enrolment.objects.round_of(learner, small.course) == second


def test_enrolling_again_returns_the_newest_round(first, small, learner):
    second = begin(first, at=timezone.now() + timedelta(days=1))
    assert enrol(small.course, learner) == second


def test_cost_of_my_learning_does_not_grow_with_rounds(first, learner_client, count_queries):
    newest = begin(first)
    learner_client.get("/learn/")
    two = count_queries(learner_client.get, "/learn/")
    for _ in range(4):
        newest = begin(newest)
    assert count_queries(learner_client.get, "/learn/") == two
