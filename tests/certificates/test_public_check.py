"""What the public check says of each state, to people and to machines, and how often it may be asked."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from certificates.models import Artifact, Certificate
from tests.certificates.chains import STATES, follow, put_into

VISITOR = Client()
UNKNOWN = "000G-40R4-0M30-E209-J"
JSON = {"Accept": "application/json"}
KEYS = {
    *("state", "checked_at", "serial", "code", "verify_url", "recipient_name", "title", "credential_type", "score"),
    *("course_title", "course_version", "learning_minutes", "hours", "criteria", "statement", "language"),
    *("issuer_name", "issuer_url", "signatories", "issued_on", "expires_on", "suspended_on", "suspended_reason"),
    *("revoked_on", "revoked_reason", "superseded_on", "successor_url", "generations", "files"),
}
HEADLINES = {
    "valid": "This certificate is valid",
    "expiring": "This certificate is valid, but ends soon",
    "expired": "This certificate has expired",
    "suspended": "This certificate is suspended",
    "revoked": "This certificate was revoked",
    "superseded": "This certificate was replaced",
    "unknown": "We do not know this code",
}
ICONS = {
    "valid": "check-circle",
    "expiring": "clock",
    "expired": "hourglass",
    "suspended": "pause",
    "revoked": "cross-circle",
    "superseded": "layers",
    "unknown": "question",
}


def url_of(code: str) -> str:
    return reverse("certificates:verify", args=[code])


def page_of(certificate: Certificate) -> str:
    return VISITOR.get(url_of(certificate.code)).text


def told(certificate: Certificate) -> Any:
    return VISITOR.get(url_of(certificate.code), headers=JSON).json()


def verdict(text: str) -> str:
    found = re.search(r'<section class="verdict.*?</section>', text, re.DOTALL)
    assert found
    return found[0]


def without_code(text: str, code: str) -> str:
    """A page without what changes from one view to the next."""
    text = re.sub(r"Checked on [^<·]+|csrfmiddlewaretoken\" value=\"\w+", "", text)
    return text.replace(code, "")


# --- each state has its own words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_its_own_words_icon_and_tone(certificate: Certificate, state: str) -> None:
    text = verdict(page_of(put_into(certificate, state)))
    assert f"<h1>{HEADLINES[state]}</h1>" in text
    assert f'class="verdict tone-{state}"' in text
    assert f"#{ICONS[state]}" in text
    assert "What this means for you" in text
    assert "Checked on" in text


def test_headlines_and_icons_are_all_different() -> None:
    assert len(set(HEADLINES.values())) == len(set(ICONS.values())) == len(STATES) + 1


def test_unknown_code_has_its_own_words_too(db: None) -> None:
    text = verdict(VISITOR.get(url_of(UNKNOWN)).text)
    assert f"<h1>{HEADLINES['unknown']}</h1>" in text
    assert f"#{ICONS['unknown']}" in text


@pytest.mark.parametrize(
    ("state", "reason"),
    [("suspended", "A complaint is being looked into"), ("revoked", "Issued to the wrong person")],
)
def test_public_reason_and_day_stand_beside_the_verdict(certificate: Certificate, state: str, reason: str) -> None:
    certificate = put_into(certificate, state)
    text = verdict(page_of(certificate))
    day = getattr(certificate, f"{state}_on")
    assert reason in text
    assert f"{day.day} {day:%b} {day.year}" in text
    facts = told(certificate)
    assert (facts[f"{state}_reason"], facts[f"{state}_on"]) == (reason, day.isoformat())


def test_reason_is_text_and_not_markup(certificate: Certificate) -> None:
    Certificate.objects.update(status="suspended", suspended_at=certificate.issued_at, suspended_reason="<b>x</b>")
    assert "&lt;b&gt;x&lt;/b&gt;" in page_of(certificate)


def test_reason_of_a_suspension_that_ended_is_told_to_nobody(certificate: Certificate) -> None:
    Certificate.objects.update(suspended_at=certificate.issued_at, suspended_reason="A complaint")
    assert "A complaint" not in page_of(certificate)
    assert told(certificate)["suspended_on"] is None
    assert told(certificate)["suspended_reason"] is None


# --- generations ----------------------------------------------------------------------------------------------------


def test_replaced_certificate_points_to_the_newest(certificate: Certificate) -> None:
    second = follow(certificate)
    third = follow(second)
    for old in (certificate, second):
        assert told(old)["successor_url"] == third.get_verify_url()
        assert f'href="{third.get_verify_url()}"' in verdict(page_of(old))
    assert told(third)["successor_url"] is None


def test_history_is_shown_from_every_generation(certificate: Certificate) -> None:
    second = follow(certificate, origin="correction")
    third = follow(second)
    for one, place in ((certificate, 0), (second, 1), (third, 2)):
        chain = told(one)["generations"]
        assert [entry["generation"] for entry in chain] == [1, 2, 3]
        assert [entry["origin"] for entry in chain] == ["course", "correction", "renewal"]
        assert [entry["state"] for entry in chain] == ["superseded", "superseded", third.state()]
        assert [entry["is_this"] for entry in chain] == [number == place for number in range(3)]
        assert "Its history" in page_of(one)


def test_history_never_leads_back_to_an_earlier_name(certificate: Certificate) -> None:
    newer = follow(certificate, origin="correction", recipient_name="Leonie Learner")
    response = VISITOR.get(url_of(newer.code))
    for secret in (certificate.code, certificate.serial, "Lena Learner"):
        assert str(secret) not in response.text
        assert str(secret) not in str(told(newer))
    assert told(newer)["generations"][0]["verify_url"] is None


def test_only_generation_has_no_history(certificate: Certificate) -> None:
    assert "Its history" not in page_of(certificate)
    assert len(told(certificate)["generations"]) == 1


def test_other_learners_do_not_appear_in_the_history(certificate: Certificate, outsider: Any) -> None:
    follow(certificate)
    Certificate.objects.filter(generation=2).update(learner=outsider)
    assert len(told(certificate)["generations"]) == 1


# --- machines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_machines_find_the_same_keys_in_every_state(certificate: Certificate, state: str) -> None:
    facts = told(put_into(certificate, state))
    assert set(facts) == KEYS
    assert facts["state"] == state


def test_every_key_is_explained_to_those_who_build_on_them() -> None:
    guide = (django_settings.BASE_DIR / "docs" / "verifying.md").read_text()
    assert {key for key in KEYS if f"`{key}`" not in guide} == set()
    assert {state for state in HEADLINES if f"`{state}`" not in guide} == set()


def test_fingerprints_of_the_files_are_told(made: Artifact) -> None:
    assert told(made.certificate)["files"] == [{"kind": "pdf", "sha256": made.sha256, "size": made.size}]
    assert made.sha256 in page_of(made.certificate)


@pytest.mark.parametrize("method", ["get", "head"])
def test_head_answers_like_get(certificate: Certificate, method: str) -> None:
    assert getattr(VISITOR, method)(url_of(certificate.code)).status_code == 200


# --- nothing to enumerate -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_mistyped_and_unknown_look_alike(certificate: Certificate, accept: str) -> None:
    real = certificate.code
    mistyped = real[:-1] + ("0" if real[-1] != "0" else "1")
    answers = {code: VISITOR.get(url_of(code), headers={"Accept": accept}) for code in (UNKNOWN, mistyped, "NOTHING")}
    assert {answer.status_code for answer in answers.values()} == {404}
    if accept == "application/json":
        assert {tuple(answer.json()) for answer in answers.values()} == {("state", "checked_at")}
    else:
        assert len({without_code(answer.text, code) for code, answer in answers.items()}) == 1


def test_search_engines_are_told_to_stay_away(certificate: Certificate) -> None:
    for code in (certificate.code, UNKNOWN):
        assert '<meta name="robots" content="noindex">' in VISITOR.get(url_of(code)).text


def test_address_printed_in_the_square_leads_to_the_page(certificate: Certificate) -> None:
    address = certificate.get_verify_url()
    assert address.startswith(django_settings.SITE_URL)
    assert VISITOR.get(address.removeprefix(django_settings.SITE_URL)).status_code == 200


# --- sharing --------------------------------------------------------------------------------------------------------


class Cards(HTMLParser):
    """Collects what programs read that show a card for an address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and (values.get("property") or "").startswith("og:"):
            self.found[str(values["property"])] = str(values["content"])


def test_shared_address_brings_a_card_of_our_own_host(certificate: Certificate) -> None:
    card = Cards(page_of(certificate)).found
    assert card["og:title"] == "Lena Learner: Certificate of Smallness"
    assert card["og:url"] == certificate.get_verify_url()
    assert card["og:image"] == f"{django_settings.SITE_URL}/static/img/share.png"


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_card_says_the_same_in_every_state_because_it_is_kept_elsewhere(certificate: Certificate, state: str) -> None:
    before = Cards(page_of(certificate)).found
    assert Cards(page_of(put_into(certificate, state))).found == before


def test_unknown_code_brings_no_card(db: None) -> None:
    assert Cards(VISITOR.get(url_of(UNKNOWN)).text).found == {}


# --- scripts of other sites -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "head"])
def test_scripts_of_other_sites_may_read_the_answer(certificate: Certificate, method: str) -> None:
    ask = getattr(VISITOR, method)
    for code in (certificate.code, UNKNOWN):
        answer = ask(url_of(code), headers={**JSON, "Origin": "https://clinic.example"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer


def test_scripts_of_other_sites_are_told_how_long_to_wait(settings: Any, certificate: Certificate) -> None:
    settings.RATE_LIMITS = {"check_code": (0, 60)}
    assert VISITOR.get(url_of(certificate.code), headers=JSON)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_other_methods_are_open_to_nobody(certificate: Certificate, method: str) -> None:
    answer = getattr(VISITOR, method)(url_of(certificate.code), headers={"Origin": "https://clinic.example"})
    assert answer.status_code == 405
    assert "Access-Control-Allow-Origin" not in answer


def test_answer_does_not_depend_on_who_is_signed_in(learner_client: Client, certificate: Certificate) -> None:
    answers = [client.get(url_of(certificate.code), headers=JSON).json() for client in (VISITOR, learner_client)]
    assert len({str({**answer, "checked_at": None}) for answer in answers}) == 1


# --- limits ---------------------------------------------------------------------------------------------------------


def test_address_that_asks_too_often_has_to_wait(settings: Any, certificate: Certificate) -> None:
    settings.RATE_LIMITS = {"check_code": (3, 60)}
    answers = [VISITOR.get(url_of(UNKNOWN)).status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    refused = VISITOR.get(url_of(certificate.code))
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert "Too many tries" in refused.text
    assert "Lena Learner" not in refused.text


def test_machines_are_told_how_long_to_wait(settings: Any, certificate: Certificate) -> None:
    settings.RATE_LIMITS = {"check_code": (0, 60)}
    refused = VISITOR.get(url_of(certificate.code), headers=JSON)
    assert refused.status_code == 429
    assert refused.json() == {"error": "too_many_requests", "retry_after": 60}


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        ("192.0.2.1", "192.0.2.2", 404),
        ("2001:db8:1:1::1", "2001:db8:1:1::2", 429),
        ("2001:db8:1:1::1", "2001:db8:1:2::1", 404),
    ],
)
def test_limit_counts_addresses_and_whole_networks_of_ipv6(
    settings: Any, db: None, first: str, second: str, status: int
) -> None:
    settings.RATE_LIMITS = {"check_code": (1, 60)}
    assert VISITOR.get(url_of(UNKNOWN), REMOTE_ADDR=first).status_code == 404
    assert VISITOR.get(url_of(UNKNOWN), REMOTE_ADDR=second).status_code == status


# --- cost -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, JSON])
def test_check_costs_the_same_however_long_the_history(
    certificate: Certificate, count_queries: Any, headers: dict[str, str]
) -> None:
    VISITOR.get(url_of(certificate.code))
    alone = count_queries(VISITOR.get, url_of(certificate.code), headers=headers)
    newest = certificate
    for _ in range(9):
        newest = follow(newest)
    assert count_queries(VISITOR.get, url_of(certificate.code), headers=headers) == alone <= 6


def test_check_costs_the_same_signed_in(learner_client: Client, certificate: Certificate, count_queries: Any) -> None:
    learner_client.get(url_of(certificate.code))
    assert count_queries(learner_client.get, url_of(certificate.code)) <= 6
