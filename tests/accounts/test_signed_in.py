"""Where one is signed in, and signing out there."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
PLACES = "/profile/sessions/"
END_OTHERS = "/profile/sessions/end-others/"
PASSWORD = "correct horse battery staple"  # of people who exist in tests only
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


def sign_in(user: User, user_agent: str = LAPTOP) -> Client:
    browser = Client(headers={"user-agent": user_agent})
    browser.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    return browser


def row_of(browser: Client) -> UserSession:
    return UserSession.objects.get(session_key=browser.session.session_key)


def end(browser: Client, row: UserSession) -> int:
    return int(browser.post(f"{PLACES}{row.pk}/end/").status_code)


def is_let_in(browser: Client) -> bool:
    return bool(browser.get("/profile/").status_code == 200)


@pytest.fixture
def laptop(learner: User) -> Client:
    return sign_in(learner)


@pytest.fixture
def phone(learner: User) -> Client:
    return sign_in(learner, PHONE)


def test_each_browser_is_told_in_words_and_this_one_first(laptop: Client, phone: Client) -> None:
    places = laptop.get(PLACES).context["sessions"]
    assert [(place.device, place.is_current) for place in places] == [
        ("Firefox · Windows", True),
        ("Chrome · Android", False),
    ]


def test_last_use_is_told_in_the_persons_time_zone(laptop: Client, phone: Client, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(time_zone="Asia/Tokyo")
    UserSession.objects.filter(pk=row_of(phone).pk).update(last_seen_at=datetime(2026, 3, 1, 20, 30, tzinfo=UTC))
    assert "Last seen: 2 Mar 2026, 5:30 a.m." in laptop.get(PLACES).content.decode()


def test_browser_that_names_nothing_known_is_still_listed(learner: User) -> None:
    assert "Unknown browser" in sign_in(learner, "curl/8").get(PLACES).content.decode()


def test_nobody_elses_session_is_listed(laptop: Client, outsider: User) -> None:
    sign_in(outsider)
    assert len(laptop.get(PLACES).context["sessions"]) == 1


def test_session_from_before_a_new_password_is_not_listed(laptop: Client, phone: Client, learner: User) -> None:
    data = {"oldpassword": PASSWORD, "password1": "a quiet harbour at dawn", "password2": "a quiet harbour at dawn"}
    laptop.post("/accounts/password/change/", data)
    assert [place.is_current for place in laptop.get(PLACES).context["sessions"]] == [True]


def test_one_browser_is_signed_out_at_once(laptop: Client, phone: Client, learner: User) -> None:
    assert end(laptop, row_of(phone)) == 302
    assert not is_let_in(phone)
    assert is_let_in(laptop)
    entry = AuditEntry.objects.get(action="accounts.session.ended")
    assert (entry.actor, entry.subject_uuid) == (learner, learner.uuid)


def test_every_other_browser_is_signed_out(laptop: Client, phone: Client, learner: User, outsider: User) -> None:
    tablet, stranger = sign_in(learner), sign_in(outsider)
    assert laptop.post(END_OTHERS)["Location"] == PLACES
    assert [is_let_in(browser) for browser in (phone, tablet, laptop, stranger)] == [False, False, True, True]
    laptop.post(END_OTHERS)
    assert AuditEntry.objects.filter(action="accounts.session.ended").count() == 2


def test_strangers_session_is_not_found(laptop: Client, outsider: User) -> None:
    stranger = sign_in(outsider)
    assert end(stranger, row_of(laptop)) == 404
    assert is_let_in(laptop)


def test_session_that_asks_is_not_ended_here(laptop: Client) -> None:
    assert end(laptop, row_of(laptop)) == 404
    assert is_let_in(laptop)


def test_nobody_signed_in_is_sent_to_sign_in(client: Client, laptop: Client) -> None:
    row = row_of(laptop)
    for answer in (client.get(PLACES), client.post(END_OTHERS), client.post(f"{PLACES}{row.pk}/end/")):
        assert answer["Location"].startswith(SIGN_IN)
    assert is_let_in(laptop)


def test_looking_signs_nobody_out(laptop: Client, phone: Client) -> None:
    assert laptop.get(END_OTHERS).status_code == 405
    assert laptop.get(f"{PLACES}{row_of(phone).pk}/end/").status_code == 405
    assert is_let_in(phone)


def test_form_without_its_token_is_refused(laptop: Client, phone: Client) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = laptop.cookies
    assert forged.post(END_OTHERS).status_code == 403
    assert is_let_in(phone)


def test_allauths_list_leads_here(laptop: Client) -> None:
    assert laptop.get("/accounts/sessions/")["Location"] == PLACES


def test_cost_does_not_grow_with_browsers(laptop: Client, learner: User, count_queries: Callable[..., int]) -> None:
    laptop.get(PLACES)
    one = count_queries(laptop.get, PLACES)
    for _turn in range(9):
        sign_in(learner, PHONE)
    assert count_queries(laptop.get, PLACES) == one <= 6


def test_last_use_is_kept_to_the_hour(laptop: Client, count_queries: Callable[..., int]) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    UserSession.objects.update(last_seen_at=long_ago)
    laptop.get("/profile/")
    assert row_of(laptop).last_seen_at == long_ago
    session = laptop.session
    session["seen_at"] = int(time.time()) - 60 * 60
    session.save()
    dear, cheap = count_queries(laptop.get, "/profile/"), count_queries(laptop.get, "/profile/")
    assert row_of(laptop).last_seen_at > long_ago + timedelta(hours=23)
    assert cheap < dear
