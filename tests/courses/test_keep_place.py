"""How far a lesson was read is kept for whoever opened it."""

import pytest
from django.test import Client

from accounts.models import User
from courses.actions import enrolments, progress
from courses.models import ActivityProgress, Enrolment
from tests.factories.courses import SmallCourse, enrol


@pytest.fixture
def address(small: SmallCourse) -> str:
    return f"/activities/{small.lessons[0].uuid}/place/"


@pytest.fixture
def opened(small: SmallCourse, enrolment: Enrolment) -> ActivityProgress:
    return progress.open_activity(enrolment, small.lessons[0])


def test_the_place_is_kept(address: str, opened: ActivityProgress, learner_client: Client) -> None:
    assert learner_client.post(address, {"place": "420"}).status_code == 204
    opened.refresh_from_db()
    assert opened.place == 420
    learner_client.post(address, {"place": "30"})
    opened.refresh_from_db()
    assert opened.place == 30


@pytest.mark.parametrize("place", ["", "-1", "1001", "half", "9" * 30, "٣"])
def test_what_is_no_place_is_refused(
    place: str, address: str, opened: ActivityProgress, learner_client: Client
) -> None:
    assert learner_client.post(address, {"place": place}).status_code == 400
    opened.refresh_from_db()
    assert opened.place == 0


def test_only_who_opened_the_lesson_has_a_place(
    small: SmallCourse, address: str, opened: ActivityProgress, outsider: User, outsider_client: Client
) -> None:
    assert outsider_client.post(address, {"place": "420"}).status_code == 404
    enrol(small.course, outsider)
    assert outsider_client.post(address, {"place": "420"}).status_code == 404
    opened.refresh_from_db()
    assert opened.place == 0


def test_who_left_the_course_has_none_any_more(
    address: str, opened: ActivityProgress, learner: User, learner_client: Client
) -> None:
    enrolments.withdraw(opened.enrolment, actor=learner)
    assert learner_client.post(address, {"place": "420"}).status_code == 404


def test_a_visitor_signs_in_first_and_reading_changes_nothing(
    address: str, opened: ActivityProgress, client: Client, learner_client: Client
) -> None:
    assert client.post(address, {"place": "420"}).status_code == 302
    assert learner_client.get(address).status_code == 405
