"""Sign-up, verification, sign-in by password and by code, reset: as someone with a browser and a mailbox does it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from accounts import topics
from accounts.actions import legal_texts, preferences
from accounts.models import AuditEntry, Consent, Notice, User

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
SIGN_IN = "/accounts/login/"
NEW_PASSWORD = "a quiet harbour at dawn"  # of people who exist in tests only

Post = Callable[..., Any]


@pytest.fixture
def post(client: Client, django_capture_on_commit_callbacks: Any) -> Post:
    """Post as the browser does, and let what waits for the commit happen."""

    def _post(url: str, data: dict[str, str]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data)

    return _post


def sign_up_data(**changes: str) -> dict[str, str]:
    return {
        "legal_name": "Nora Newcomer",
        "email": "nora@example.org",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "accepts_terms": "on",
    } | changes


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(message.body))
    assert found, message.body
    return found.group(1)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_newcomer_signs_up_verifies_and_is_signed_in(client: Client, post: Post) -> None:
    assert post(SIGN_UP, sign_up_data()).status_code == 302
    assert not is_signed_in(client)
    user = User.objects.get(email="nora@example.org")
    assert user.legal_name == "Nora Newcomer"
    assert mail.outbox[0].to == ["nora@example.org"]
    link = link_in(mail.outbox[0])
    assert client.get(link).status_code == 200
    assert not EmailAddress.objects.get(user=user).verified
    post(link, {})
    assert EmailAddress.objects.get(user=user).verified
    assert is_signed_in(client)
    assert AuditEntry.objects.get(action="accounts.email.confirmed").subject_uuid == user.uuid


def test_whoever_signs_up_agrees_to_the_newest_terms_and_to_nothing_else_unasked(post: Post) -> None:
    legal_texts.publish("terms", language="en-gb", title="Terms of use", body="<p>Shorter.</p>")
    post(SIGN_UP, sign_up_data())
    agreed = Consent.objects.order_by("pk").values_list("subject", "text__version", "is_given")
    assert list(agreed) == [("terms", 2, True), ("privacy", 1, True)]


def test_reminders_are_a_choice_of_their_own(post: Post) -> None:
    post(SIGN_UP, sign_up_data(wants_reminders="on"))
    person = User.objects.get()
    assert preferences.wants_mail(person, topics.REMINDERS)
    assert Consent.objects.filter(user=person, subject="reminders", is_given=True).count() == 1


def test_nobody_signs_up_without_the_terms(client: Client, post: Post) -> None:
    page = client.get(SIGN_UP).content.decode()
    assert 'href="/legal/terms/en-gb/1/"' in page
    assert 'href="/legal/privacy/en-gb/1/"' in page
    response = post(SIGN_UP, sign_up_data(accepts_terms=""))
    assert "accepts_terms" in response.context["form"].errors
    assert not User.objects.exists()


def test_a_newcomer_is_welcomed_once_their_address_is_theirs(client: Client, post: Post) -> None:
    post(SIGN_UP, sign_up_data())
    assert len(mail.outbox) == 1
    post(link_in(mail.outbox[0]), {})
    assert [message.subject for message in mail.outbox[1:]] == ["Welcome to Waymark"]
    person = User.objects.get()
    another = EmailAddress.objects.create(user=person, email="second@example.org", verified=True)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=another)
    assert Notice.objects.filter(kind="welcome").count() == 1


def test_unverified_person_cannot_sign_in(client: Client, post: Post) -> None:
    post(SIGN_UP, sign_up_data())
    stranger_browser = Client()
    response = stranger_browser.post(SIGN_IN, {"login": "nora@example.org", "password": NEW_PASSWORD})
    assert response.status_code == 302
    assert response["Location"] == "/accounts/confirm-email/"
    assert not is_signed_in(stranger_browser)


def test_sign_up_with_a_known_address_tells_only_its_owner(client: Client, post: Post, learner: User) -> None:
    fresh = post(SIGN_UP, sign_up_data())
    mail.outbox.clear()
    known = post(SIGN_UP, sign_up_data(email="LEARNER@example.org"))
    assert (known.status_code, known["Location"]) == (fresh.status_code, fresh["Location"])
    assert User.objects.filter(email__iexact="learner@example.org").count() == 1
    assert [message.to for message in mail.outbox] == [["learner@example.org"]]
    assert "already" in str(mail.outbox[0].body)


def test_database_refuses_the_same_address_in_other_case(learner: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("LEARNER@example.org")


@pytest.mark.parametrize("name", ["", "   ", "Eve\u202eadam", "Tab\tbed", "Bell\x07", "\ufeffNora", "1234", "x" * 161])
def test_sign_up_refuses_names_that_cannot_be_printed(post: Post, name: str) -> None:
    response = post(SIGN_UP, sign_up_data(legal_name=name))
    assert response.status_code == 200
    assert "legal_name" in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["Zoë O\u2019Brien-García", "王小明", "محمد علی", "नि\u200dशा", "Nguyễn Thị Ánh"])
def test_sign_up_accepts_names_of_the_world(post: Post, name: str) -> None:
    post(SIGN_UP, sign_up_data(legal_name=f"  {name}  "))
    assert User.objects.get().legal_name == name


def test_address_is_found_in_any_case(client: Client, learner: User) -> None:
    client.post(SIGN_IN, {"login": "Learner@Example.ORG", "password": "correct horse battery staple"})
    assert is_signed_in(client)


def test_sixth_wrong_password_is_refused_even_when_the_seventh_is_right(client: Client, learner: User) -> None:
    for _ in range(6):
        response = client.post(SIGN_IN, {"login": learner.email, "password": "wrong"})
    assert "Too many failed login attempts" in str(response.context["form"].errors)
    client.post(SIGN_IN, {"login": learner.email, "password": "correct horse battery staple"})
    assert not is_signed_in(client)


def test_forwarded_address_does_not_lift_the_limit(client: Client, learner: User) -> None:
    for number in range(6):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        client.post(SIGN_IN, {"login": learner.email, "password": "wrong"}, headers=headers)
    client.post(
        SIGN_IN,
        {"login": learner.email, "password": "correct horse battery staple"},
        headers={"X-Forwarded-For": "198.51.100.9"},
    )
    assert not is_signed_in(client)


def test_wrong_password_and_unknown_address_get_the_same_answer(client: Client, learner: User) -> None:
    wrong = client.post(SIGN_IN, {"login": learner.email, "password": "wrong"})
    unknown = client.post(SIGN_IN, {"login": "nobody@example.org", "password": "wrong"})
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_sign_in_by_code(client: Client, post: Post, learner: User) -> None:
    post("/accounts/login/code/", {"email": learner.email})
    code = re.search(r"^([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)$", str(mail.outbox[0].body), re.MULTILINE)
    assert code, mail.outbox[0].body
    post("/accounts/login/code/confirm/", {"code": code.group(1)})
    assert is_signed_in(client)


def test_wrong_code_signs_nobody_in(client: Client, post: Post, learner: User) -> None:
    post("/accounts/login/code/", {"email": learner.email})
    post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    assert not is_signed_in(client)


def test_forgotten_password_is_reset_by_mail(client: Client, post: Post, learner: User) -> None:
    post("/accounts/password/reset/", {"email": learner.email})
    form = client.get(link_in(mail.outbox[0]), follow=True)
    post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    learner.refresh_from_db()
    assert learner.check_password(NEW_PASSWORD)
    assert AuditEntry.objects.filter(action="accounts.password.reset", subject_uuid=learner.uuid).exists()


def test_reset_link_works_once(client: Client, post: Post, learner: User) -> None:
    post("/accounts/password/reset/", {"email": learner.email})
    link = link_in(mail.outbox[0])
    form = client.get(link, follow=True)
    post(form.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    again = Client().get(link, follow=True)
    assert again.context["token_fail"]


def test_reset_for_an_unknown_address_answers_alike(post: Post, learner: User) -> None:
    known = post("/accounts/password/reset/", {"email": learner.email})
    unknown = post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_sign_out_needs_a_post(learner_client: Client) -> None:
    learner_client.get("/accounts/logout/")
    assert is_signed_in(learner_client)
    learner_client.post("/accounts/logout/")
    assert not is_signed_in(learner_client)


def test_own_sessions_are_listed_for_their_owner_only(client: Client, learner: User) -> None:
    assert client.get("/accounts/sessions/").status_code == 302
    client.post(SIGN_IN, {"login": learner.email, "password": "correct horse battery staple"})
    assert client.get("/profile/sessions/").status_code == 200
