from django.test import Client

from accounts.models import AuditEntry
from courses.actions import outline
from courses.models import Enrolment
from tests.factories.courses import SmallCourse, make_course

ADDRESS = "/courses/small/conduct/"


def test_the_code_can_be_read_and_accepted(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    page = learner_client.get(ADDRESS).content.decode()
    assert "Be honest." in page
    assert 'name="accept"' in page
    response = learner_client.post(ADDRESS, {"accept": "1"})
    assert (response.status_code, response.url) == (302, "/courses/small/final-exam/")
    assert Enrolment.objects.get().conduct_accepted_at is not None
    page = learner_client.get(ADDRESS).content.decode()
    assert "You accepted this on" in page
    assert 'name="accept"' not in page


def test_without_the_tick_nothing_is_accepted(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    response = learner_client.post(ADDRESS)
    assert response.status_code == 400
    assert "Tick the box" in response.content.decode()
    assert Enrolment.objects.get().conduct_accepted_at is None


def test_accepting_twice_keeps_the_first_time(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    learner_client.post(ADDRESS, {"accept": "1"})
    first = Enrolment.objects.get().conduct_accepted_at
    learner_client.post(ADDRESS, {"accept": "1"})
    assert Enrolment.objects.get().conduct_accepted_at == first
    (entry,) = AuditEntry.objects.filter(action="courses.conduct.accepted")
    assert entry.data["version"] == "1.0"


def test_who_is_not_enrolled_is_shown_how_to_enrol(small: SmallCourse, outsider_client: Client) -> None:
    for response in (outsider_client.get(ADDRESS), outsider_client.post(ADDRESS, {"accept": "1"})):
        assert response.status_code == 403
        assert 'action="/courses/small/enrol/"' in response.content.decode()


def test_a_visitor_signs_in_first(small: SmallCourse, client: Client) -> None:
    assert client.get(ADDRESS).url.startswith("/accounts/login/")
    assert client.post(ADDRESS, {"accept": "1"}).url.startswith("/accounts/login/")


def test_only_reading_and_posting_are_allowed(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    assert learner_client.put(ADDRESS).status_code == 405


def test_a_course_without_a_code_has_no_such_page(learner_client: Client) -> None:
    make_course("free", conduct="")
    assert learner_client.get("/courses/free/conduct/").status_code == 404


def test_a_retired_course_has_no_such_page(small: SmallCourse, enrolment: Enrolment, learner_client: Client) -> None:
    outline.retire_course(small.course.uuid)
    assert learner_client.get(ADDRESS).status_code == 404
