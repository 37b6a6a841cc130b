"""Which language a page is in, and how people change it."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.actions import notices, people
from accounts.models import User

pytestmark = pytest.mark.django_db

SWITCH = "/profile/language/"
HELP = "/help/"


def language_of(client: Client, address: str = HELP, **headers: str) -> tuple[str, str]:
    response = client.get(address, headers=headers)
    page = BeautifulSoup(response.content, "html.parser").html
    assert page is not None
    assert response["Content-Language"] == page["lang"]
    return str(page["lang"]), str(page["dir"])


def choose(client: Client, language: str, back: str = HELP) -> str:
    response = client.post(SWITCH, {"language": language, "next": back})
    assert response.status_code == 302
    return response["Location"]


def test_a_browser_gets_the_language_it_asks_for(client: Client) -> None:
    assert language_of(client) == ("en-gb", "ltr")
    assert language_of(client, accept_language="nl-BE,nl;q=0.9") == ("nl", "ltr")
    assert language_of(client, accept_language="ar") == ("ar", "rtl")
    assert language_of(client, accept_language="fi") == ("en-gb", "ltr")


def test_a_visitor_chooses_a_language_and_stays_on_the_page(client: Client) -> None:
    assert choose(client, "de", "/courses/?q=tea") == "/courses/?q=tea"
    assert language_of(client, accept_language="fr") == ("de", "ltr")


def test_a_choice_never_leads_to_another_site(client: Client) -> None:
    assert choose(client, "de", "https://elsewhere.example/") == "/"


def test_a_person_keeps_the_choice_in_every_browser(learner_client: Client, learner: User) -> None:
    choose(learner_client, "fr")
    learner.refresh_from_db()
    assert learner.language == "fr"
    elsewhere = Client()
    elsewhere.force_login(learner)
    assert language_of(elsewhere, accept_language="es") == ("fr", "ltr")


def test_every_page_offers_all_languages_in_their_own_names(client: Client) -> None:
    client.cookies["language"] = "ar"
    page = BeautifulSoup(client.get(HELP).content, "html.parser")
    offered = page.select(".languages button")
    assert {button["value"]: button.get_text(strip=True) for button in offered} == {
        "en-gb": "English",
        "fr": "Français",
        "nl": "Nederlands",
        "de": "Deutsch",
        "es": "Español",
        "ar": "العربية",
    }
    assert all(button["lang"] == button["value"] for button in offered)
    assert [button["value"] for button in offered if button.get("aria-current")] == ["ar"]


@pytest.mark.parametrize("data", [{}, {"language": "xx"}, {"language": "pt-br"}])
def test_a_language_that_is_not_offered_changes_nothing(
    learner_client: Client, learner: User, data: dict[str, str]
) -> None:
    assert learner_client.post(SWITCH, data).status_code == 400
    learner.refresh_from_db()
    assert learner.language == "en-gb"
    assert "language" not in learner_client.cookies


def test_looking_changes_nothing(client: Client) -> None:
    assert client.get(SWITCH).status_code == 405


def test_somebody_elses_page_cannot_change_the_language(learner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    assert strict.post(SWITCH, {"language": "fr"}).status_code == 403


def test_a_language_that_went_away_is_read_as_english(learner_client: Client, learner: User) -> None:
    people.choose_language(learner, language="fi")
    assert language_of(learner_client, accept_language="fr") == ("en-gb", "ltr")


def test_the_language_of_a_person_costs_no_query(
    learner_client: Client, learner: User, count_queries: Callable[..., int]
) -> None:
    learner_client.get("/profile/")
    english = count_queries(learner_client.get, "/profile/")
    people.choose_language(learner, language="ar")
    learner_client.get("/profile/")
    assert count_queries(learner_client.get, "/profile/") == english


def test_the_editor_stays_in_english(instructor_client: Client, instructor: User) -> None:
    people.choose_language(instructor, language="ar")
    assert 'lang="en-gb"' in instructor_client.get("/cms/").text


def test_who_signs_up_is_written_to_in_the_language_of_the_form(client: Client) -> None:
    choose(client, "nl")
    password = "a long enough passphrase"
    data = {
        "legal_name": "Nora Nieuw",
        "email": "nora@example.org",
        "password1": password,
        "password2": password,
        "accepts_terms": "on",
    }
    client.post("/accounts/signup/", data)
    assert User.objects.get(email="nora@example.org").language == "nl"


def test_mail_is_in_the_language_and_zone_of_its_reader(learner: User) -> None:
    people.update_profile(
        learner, legal_name=learner.legal_name, time_zone="Europe/Brussels", language="ar", actor=learner
    )
    notice = notices.announce(
        learner, kind="enrolled", key="x", context={"course": {"title": "Tea"}, "course_url": "https://x.example/"}
    )
    html = str(notices.render(notice).alternatives[0][0])
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html
