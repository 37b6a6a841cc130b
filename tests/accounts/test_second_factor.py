"""TOTP, recovery codes, and the rule that staff have a second factor."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from accounts.models import AuditEntry, User

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
ACTIVATE = "/accounts/2fa/totp/activate/"


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture(autouse=True)
def _codes_outlive_the_half_minute(settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 1


@pytest.fixture
def own_client(client: Client, learner: User) -> Client:
    """Signed in, and has just given the password once more, as changing a second factor needs."""
    client.post(SIGN_IN, {"login": learner.email, "password": "correct horse battery staple"})
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery staple"})
    return client


@pytest.fixture
def head(db: None) -> User:
    return User.objects.create_superuser("head@example.org", "correct horse battery staple", legal_name="Hedda Head")


@pytest.fixture
def head_client(client: Client, head: User) -> Client:
    client.force_login(head)
    return client


def enrol(client: Client) -> str:
    page = client.get(ACTIVATE)
    secret = str(page.context["form"].secret)
    client.post(ACTIVATE, {"code": code_for(secret)})
    return secret


def test_code_is_asked_for_after_enrolment(own_client: Client, learner: User) -> None:
    secret = enrol(own_client)
    types = set(Authenticator.objects.filter(user=learner).values_list("type", flat=True))
    assert types == {"totp", "recovery_codes"}
    browser = Client()
    answer = browser.post(SIGN_IN, {"login": learner.email, "password": "correct horse battery staple"})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in browser.session
    browser.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
    assert "_auth_user_id" in browser.session


def test_wrong_code_does_not_sign_in(own_client: Client, learner: User) -> None:
    secret = enrol(own_client)
    browser = Client()
    browser.post(SIGN_IN, {"login": learner.email, "password": "correct horse battery staple"})
    wrong = f"{(int(code_for(secret)) + 1) % 1_000_000:06d}"
    browser.post("/accounts/2fa/authenticate/", {"code": wrong})
    assert "_auth_user_id" not in browser.session


def test_recovery_code_works_once(own_client: Client, learner: User) -> None:
    enrol(own_client)
    code = Authenticator.objects.get(user=learner, type="recovery_codes").wrap().get_unused_codes()[0]
    outcomes = []
    for _ in range(2):
        browser = Client()
        browser.post(SIGN_IN, {"login": learner.email, "password": "correct horse battery staple"})
        browser.post("/accounts/2fa/authenticate/", {"code": code})
        outcomes.append("_auth_user_id" in browser.session)
    assert outcomes == [True, False]


def test_second_factor_changes_only_after_the_password_is_given_again(learner_client: Client) -> None:
    assert learner_client.get(ACTIVATE)["Location"].startswith("/accounts/reauthenticate/")


def test_adding_a_factor_is_audited(own_client: Client, learner: User, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enrol(own_client)
    entries = AuditEntry.objects.filter(action="accounts.authenticator.added", subject_uuid=learner.uuid)
    assert {entry.data["type"] for entry in entries} == {"totp", "recovery_codes"}


def test_passkey_screen_offers_a_challenge(own_client: Client) -> None:
    page = own_client.get("/accounts/2fa/webauthn/add/")
    assert page.status_code == 200
    assert page.context["js_data"]["creation_options"]["publicKey"]["challenge"]


@pytest.mark.parametrize("path", ["/cms/", "/cms/?next=/", "/cms/pages/"])
def test_staff_without_second_factor_are_sent_to_set_one_up(head_client: Client, path: str) -> None:
    answer = head_client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    told = [str(message) for message in head_client.get("/accounts/2fa/").context["messages"]]
    assert any("second step" in text for text in told)


def test_staff_without_second_factor_cannot_post_either(head_client: Client) -> None:
    assert head_client.post("/cms/pages/1/edit/", {"title": "x"})["Location"] == "/accounts/2fa/"


def test_staff_with_second_factor_enter(head_client: Client, head: User) -> None:
    Authenticator.objects.create(user=head, type="totp", data={"secret": "A" * 32})
    assert head_client.get("/cms/").status_code == 200


def test_development_does_not_ask_for_it(head_client: Client, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    assert head_client.get("/cms/").status_code == 200


def test_learners_are_never_asked(learner_client: Client) -> None:
    assert learner_client.get("/profile/").status_code == 200
    assert learner_client.get("/cms/").get("Location") != "/accounts/2fa/"
