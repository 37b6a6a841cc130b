"""Having oneself forgotten."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.actions import erasure, notices
from accounts.models import AuditEntry, Notice, User
from certificates.actions import batches, listing
from certificates.models import Certificate, PublicProfile
from certificates.tasks import make_documents
from courses.models import Enrolment
from quizzes.actions import attempts
from quizzes.models import Attempt
from tests.conftest import PASSWORD
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit

ADDRESS = "/profile/data/delete/"


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def held(small: SmallCourse, learner: User) -> Certificate:
    """Issued to the learner and listed on their page."""
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    certificate = Certificate.objects.get()
    return listing.choose(certificate, is_listed=True, is_indexed=True, actor=learner)


@pytest.fixture
def confirmed(learner_client: Client) -> Client:
    """Has just given the password again."""
    asked = learner_client.get(ADDRESS)
    assert asked.status_code == 302, "the password is asked for first"
    learner_client.post(asked["Location"], {"password": PASSWORD})
    return learner_client


def gone(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_the_account_loses_its_name_and_every_way_in(confirmed: Client, learner: User, client: Client) -> None:
    assert confirmed.post(ADDRESS, {"address": "LEARNER@example.org"})["Location"] == "/courses/"
    assert "has been deleted" in confirmed.get("/courses/").content.decode()
    assert confirmed.get("/learn/").status_code == 302
    person = gone(learner)
    assert (person.legal_name, person.is_active, person.has_usable_password()) == ("", False, False)
    assert "learner" not in person.email
    assert not person.emailaddress_set.exists()
    client.post("/accounts/login/", {"login": "learner@example.org", "password": PASSWORD})
    assert client.get("/learn/").status_code == 302


def test_another_address_deletes_nothing(confirmed: Client, learner: User) -> None:
    response = confirmed.post(ADDRESS, {"address": "outsider@example.org"})
    assert response.status_code == 422
    assert "not the address of this account" in response.content.decode()
    assert gone(learner).is_active


def test_a_certificate_can_still_be_checked_and_is_listed_nowhere(
    confirmed: Client, held: Certificate, client: Client
) -> None:
    make_documents(held.pk)
    page = client.get(f"/verify/{held.code}/", headers={"accept": "application/json"})
    before = json.loads(page.content)
    public = PublicProfile.objects.get().get_absolute_url()
    assert client.get(public).status_code == 200
    confirmed.post(ADDRESS, {"address": "learner@example.org"})
    after = json.loads(client.get(f"/verify/{held.code}/", headers={"accept": "application/json"}).content)
    assert {**after, "checked_at": ""} == {**before, "checked_at": ""}
    assert "Lena Learner" in json.dumps(after)
    assert client.get(public).status_code == 404


def test_what_they_did_stays_and_goes_on_no_longer(small: SmallCourse, confirmed: Client, learner: User) -> None:
    enrolment = enrol(small.course, learner)
    sit(small.quiz, enrolment)
    attempt = attempts.start(small.quiz, enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("A", 1))
    confirmed.post(ADDRESS, {"address": "learner@example.org"})
    assert set(Attempt.objects.values_list("status", flat=True)) == {Attempt.Status.SUBMITTED}
    assert Attempt.objects.get(pk=attempt.pk).responses.get(position=1).value == "A"
    assert Enrolment.objects.get().withdrawn_at is not None


def test_no_message_goes_out_any_more(learner: User) -> None:
    notice = notices.announce(learner, kind="certificate_issued", key="x", context={"name": "Lena Learner"})
    erasure.anonymise_learner(learner, actor=learner)
    assert notices.send(notice) is False
    assert mail.outbox == []
    assert Notice.objects.get().context == {}


def test_their_address_leaves_the_files_of_the_registrar(learner: User, registrar: User, small: SmallCourse) -> None:
    batch = batches.take_in(
        b"email\nlearner@example.org\n",
        kind="enrol",
        course=small.course,
        file_name="people.csv",
        reason="",
        actor=registrar,
    )
    erasure.anonymise_learner(learner, actor=learner)
    row = batch.rows.get()
    assert (row.learner, row.subject) == (learner, "")


def test_what_is_announced_later_is_not_sent_either(learner: User) -> None:
    erasure.anonymise_learner(learner, actor=learner)
    notice = notices.announce(gone(learner), kind="certificate_issued", key="later", context={})
    assert notices.send(notice) is False
    assert notices.send_waiting(at=notice.created_at + timedelta(hours=1)) == 0
    assert mail.outbox == []


def test_once_is_enough(learner: User) -> None:
    first = erasure.anonymise_learner(learner, actor=learner)
    again = erasure.anonymise_learner(learner, actor=learner)
    assert again.email == first.email
    assert AuditEntry.objects.filter(action="accounts.person.erased").count() == 1


def test_staff_are_kept(registrar: User, registrar_client: Client) -> None:
    with pytest.raises(erasure.StaffAccount):
        erasure.anonymise_learner(registrar, actor=registrar)
    asked = registrar_client.get(ADDRESS)
    registrar_client.post(asked["Location"], {"password": PASSWORD})
    response = registrar_client.post(ADDRESS, {"address": "registrar@example.org"})
    assert response.status_code == 403
    assert gone(registrar).is_active


def test_visitors_are_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(ADDRESS)["Location"].startswith("/accounts/login/")
    assert client.post(ADDRESS)["Location"].startswith("/accounts/login/")
