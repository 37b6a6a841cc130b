"""Taking away what is held about oneself."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client

from accounts.actions import accommodations
from accounts.models import User
from certificates.models import Certificate
from certificates.tasks import make_documents
from cms import personal_data
from quizzes.actions import attempts
from tests.conftest import PASSWORD
from tests.factories.courses import SmallCourse, enrol, make_course, make_ready_for_exam, sit

ADDRESS = "/profile/data/archive.zip"
# Who the archive is for, by the column that names a person. The others name staff who acted.
ABOUT_THEM = {
    "account.EmailAddress.user",
    "accounts.Accommodation.learner",
    "accounts.AuditEntry.actor",
    "accounts.Consent.user",
    "accounts.Notice.recipient",
    "accounts.NoticeChoice.user",
    "certificates.BatchRow.learner",
    "certificates.Certificate.learner",
    "certificates.Evidence.owner",
    "certificates.PublicProfile.learner",
    "courses.Enrolment.learner",
    "courses.Note.learner",
    "mfa.Authenticator.user",
    "quizzes.Attempt.learner",
    "quizzes.Recall.learner",
    "usersessions.UserSession.user",
}

ACTED = {
    "certificates.Batch.confirmed_by",
    "certificates.Batch.created_by",
    "certificates.ContinuingEducation.decided_by",
    "certificates.NameCorrection.decided_by",
    "courses.Claim.reviewed_by",
    "courses.ClaimCandidate.decided_by",
    "courses.Intake.opened_by",
    "courses.SourceSnapshot.recorded_by",
    "quizzes.MarkChange.actor",
    "quizzes.PersonMark.marker",
    "quizzes.Regrade.actor",
}


@pytest.fixture
def small(db: None) -> SmallCourse:
    return make_course()


@pytest.fixture
def holder(small: SmallCourse, learner: User) -> User:
    """They completed the course and hold its certificate."""
    return complete(small, learner)


def complete(small: SmallCourse, person: User) -> User:
    enrolment = enrol(small.course, person)
    make_ready_for_exam(small, enrolment)
    sit(small.exam, enrolment)
    return person


def confirm(client: Client) -> HttpResponse:
    """Ask for the archive, give the password, and follow to it."""
    asked: Any = client.get(ADDRESS)
    assert asked.status_code == 302, "the password is asked for first"
    response: Any = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    return response


def opened(response: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_archive_holds_account_courses_answers_and_certificates(holder: User, learner_client: Client) -> None:
    data = json.loads(opened(confirm(learner_client)).read("data.json"))
    assert data["account"]["email"] == "learner@example.org"
    assert data["account"]["legal_name"] == "Lena Learner"
    assert data["courses"][0]["completed_at"]
    assert all(row["completed_at"] for row in data["courses"][0]["progress"])
    exam = next(row for row in data["attempts"] if row["is_passed"])
    assert exam["answers"][0]["value"] is not None
    assert exam["answers"][0]["score"] is not None
    held = Certificate.objects.get()
    assert data["certificates"]["issued"][0]["code"] == held.code
    assert data["certificates"]["issued"][0]["facts"] == held.facts
    assert data["history"]
    assert all(row["by_you"] for row in data["history"] if row["action"].startswith("courses."))


def test_the_archive_holds_the_documents_themselves(holder: User, learner_client: Client) -> None:
    held = Certificate.objects.get()
    make_documents(held.pk)
    archive = opened(confirm(learner_client))
    assert archive.read(f"certificates/{held.code}.pdf").startswith(b"%PDF")


def test_an_open_attempt_shows_answers_and_no_marks(small: SmallCourse, learner: User) -> None:
    enrolment = enrol(small.course, learner)
    make_ready_for_exam(small, enrolment)
    attempt = attempts.start(small.exam, enrolment=enrolment)
    attempts.save_response(attempt, 1, attempts.Answer("A", 1))
    found = next(row for row in personal_data.held(learner)["attempts"] if row["uuid"] == attempt.uuid)
    assert found["answers"][0]["value"] == "A"
    assert all("score" not in row for row in found["answers"])


def test_it_holds_no_key_no_secret_and_no_reason_of_staff(
    holder: User, registrar: User, learner_client: Client
) -> None:
    accommodations.grant(holder, extra_attempts=1, reason="a private letter", actor=registrar)
    text = opened(confirm(learner_client)).read("data.json").decode()
    for secret in (
        "a private letter",
        holder.password,
        learner_client.session.session_key,
        registrar.email,
        "rationale",
    ):
        assert str(secret) not in text


def test_it_holds_nothing_of_another_person(small: SmallCourse, holder: User, outsider: User) -> None:
    complete(small, outsider)
    text = json.dumps(personal_data.held(holder), default=str)
    assert "Lena Learner" in text
    assert "Otto Outsider" not in text
    assert "outsider@example.org" not in text


def test_every_column_that_names_a_person_was_thought_of(db: None) -> None:
    """A new one belongs to the archive, or names somebody who acted on another's behalf."""
    ours = {"account", "mfa", "usersessions", "accounts", "courses", "quizzes", "certificates"}
    columns = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ours and not model._meta.auto_created
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is User and not field.many_to_many
    }
    assert columns - ABOUT_THEM == ACTED


def test_visitors_are_asked_to_sign_in(client: Client, db: None) -> None:
    for address in ("/profile/data/", ADDRESS):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_nothing_is_changed_by_a_post(learner_client: Client) -> None:
    assert learner_client.post(ADDRESS).status_code == 405


def test_too_many_archives_are_refused(learner_client: Client, settings: Any) -> None:
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"personal_data": (1, 60)}
    confirm(learner_client)
    assert learner_client.get(ADDRESS).status_code == 429


def test_the_page_lists_what_was_agreed_to(holder: User, learner_client: Client) -> None:
    page = learner_client.get("/profile/data/").content.decode()
    assert "Conduct" in page
    assert ADDRESS in page


def test_the_archive_costs_the_same_for_one_attempt_and_for_ten(
    small: SmallCourse, learner: User, count_queries: Callable[..., int]
) -> None:
    enrolment = enrol(small.course, learner)
    sit(small.quiz, enrolment)
    one = count_queries(personal_data.write, learner, io.BytesIO())
    for _ in range(9):
        sit(small.quiz, enrolment)
    assert count_queries(personal_data.write, learner, io.BytesIO()) == one
