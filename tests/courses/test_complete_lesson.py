import uuid

from django.test import Client

from courses.actions import outline
from courses.models import Activity, ActivityProgress, Enrolment
from tests.factories.courses import SmallCourse


def address(activity: Activity) -> str:
    return f"/activities/{activity.uuid}/complete/"


def test_a_read_lesson_leads_to_the_next(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    response = learner_client.post(address(small.lessons[0]))
    assert (response.status_code, response.url) == (302, "/courses/small/basics/lesson-1/")
    assert ActivityProgress.objects.get().completed_at is not None


def test_the_last_lesson_leads_to_the_quiz(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    assert learner_client.post(address(small.lessons[1])).url == "/courses/small/basics/module-quiz/"


def test_the_last_activity_leads_to_the_course(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    outline.retire_entries(small.course.uuid, [small.quiz.activity.uuid, small.exam.activity.uuid])
    assert learner_client.post(address(small.lessons[1])).url == "/courses/small/"


def test_reading_twice_keeps_the_first_time(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    learner_client.post(address(small.lessons[0]))
    first = ActivityProgress.objects.get().completed_at
    assert learner_client.post(address(small.lessons[0])).status_code == 302
    assert ActivityProgress.objects.get().completed_at == first


def test_who_is_not_enrolled_is_shown_how_to_enrol(small: SmallCourse, outsider_client: Client) -> None:
    response = outsider_client.post(address(small.lessons[0]))
    assert response.status_code == 403
    assert 'action="/courses/small/enrol/"' in response.content.decode()
    assert not ActivityProgress.objects.exists()


def test_a_visitor_signs_in_first(small: SmallCourse, client: Client) -> None:
    assert client.post(address(small.lessons[0])).url.startswith("/accounts/login/")


def test_getting_the_address_completes_nothing(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    assert learner_client.get(address(small.lessons[0])).status_code == 405
    assert not ActivityProgress.objects.exists()


def test_a_quiz_cannot_be_marked_as_read(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    for quiz in (small.quiz, small.exam):
        assert learner_client.post(address(quiz.activity)).status_code == 404
    assert not ActivityProgress.objects.exists()


def test_retired_and_unknown_lessons_are_not_found(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    outline.retire_entries(small.course.uuid, [small.lessons[0].uuid])
    assert learner_client.post(address(small.lessons[0])).status_code == 404
    assert learner_client.post(f"/activities/{uuid.uuid4()}/complete/").status_code == 404


def test_a_lesson_of_a_retired_course_is_not_found(
    small: SmallCourse, enrolment: Enrolment, learner_client: Client
) -> None:
    outline.retire_course(small.course.uuid)
    assert learner_client.post(address(small.lessons[0])).status_code == 404
    assert not ActivityProgress.objects.exists()
