import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from courses.actions import enrolments, outline, progress
from courses.models import ActivityProgress, Enrolment
from quizzes.models import Attempt
from tests.factories.courses import SmallCourse, sit

ADDRESS = "/courses/small/enrol/"


def test_enrolling_leads_to_the_course(small: SmallCourse, learner: User, learner_client: Client) -> None:
    response = learner_client.post(ADDRESS)
    assert (response.status_code, response.url) == (302, "/courses/small/")
    enrolment = Enrolment.objects.get()
    assert (enrolment.learner, enrolment.course, enrolment.round) == (learner, small.course, 1)
    assert AuditEntry.objects.filter(action="courses.enrolment.opened", actor=learner).count() == 1


def test_enrolling_twice_makes_one_row(small: SmallCourse, learner_client: Client) -> None:
    learner_client.post(ADDRESS)
    assert learner_client.post(ADDRESS).status_code == 302
    assert Enrolment.objects.count() == 1
    assert AuditEntry.objects.filter(action="courses.enrolment.opened").count() == 1


def test_getting_the_address_enrols_nobody(small: SmallCourse, learner_client: Client) -> None:
    assert learner_client.get(ADDRESS).status_code == 405
    assert not Enrolment.objects.exists()


def test_a_visitor_signs_in_first(small: SmallCourse, client: Client) -> None:
    response = client.post(ADDRESS)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/?next=")
    assert not Enrolment.objects.exists()


def test_an_unknown_course_is_not_found(learner_client: Client) -> None:
    assert learner_client.post("/courses/unknown/enrol/").status_code == 404


def test_a_retired_course_takes_nobody(small: SmallCourse, learner: User, learner_client: Client) -> None:
    outline.retire_course(small.course.uuid)
    assert learner_client.post(ADDRESS).status_code == 404
    small.course.refresh_from_db()
    with pytest.raises(enrolments.EnrolmentClosed):
        enrolments.enrol(small.course, learner=learner, actor=learner)
    assert not Enrolment.objects.exists()


def test_withdrawal_keeps_records_and_closes_the_course(
    small: SmallCourse, enrolment: Enrolment, learner: User, learner_client: Client
) -> None:
    progress.complete(enrolment, small.lessons[0])
    sit(small.quiz, enrolment)
    enrolments.withdraw(enrolment, actor=learner)
    assert (ActivityProgress.objects.filter(enrolment=enrolment).count(), Attempt.objects.count()) == (2, 1)
    assert learner_client.post(f"/activities/{small.lessons[1].uuid}/complete/").status_code == 403
    assert b"Course small" not in learner_client.get("/learn/").content


def test_withdrawing_twice_notes_it_once(enrolment: Enrolment, learner: User) -> None:
    enrolments.withdraw(enrolment, actor=learner)
    first = Enrolment.objects.get().withdrawn_at
    enrolments.withdraw(Enrolment.objects.get(), actor=learner)
    assert Enrolment.objects.get().withdrawn_at == first
    assert AuditEntry.objects.filter(action="courses.enrolment.withdrawn").count() == 1


def test_enrolling_again_takes_a_withdrawn_learner_back_where_they_were(
    small: SmallCourse, enrolment: Enrolment, learner: User, learner_client: Client
) -> None:
    progress.complete(enrolment, small.lessons[0])
    enrolments.withdraw(enrolment, actor=learner)
    learner_client.post(ADDRESS)
    again = Enrolment.objects.get()
    assert (again.pk, again.withdrawn_at) == (enrolment.pk, None)
    assert again.progress.filter(completed_at__isnull=False).count() == 1
    assert AuditEntry.objects.filter(action="courses.enrolment.reopened").count() == 1
