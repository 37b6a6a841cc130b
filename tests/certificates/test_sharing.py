"""What a holder shows, where, and to whom."""

import re
import uuid
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import AuditEntry, User
from certificates.actions import generations, listing
from certificates.models import Certificate, PublicProfile
from tests.certificates.chains import follow, put_into
from tests.factories.courses import enrol, make_course, make_ready_for_exam, sit

VISITOR = Client(enforce_csrf_checks=True)


def choose(certificate: Certificate, *, is_listed: bool = True, is_indexed: bool = False) -> Certificate:
    return listing.choose(certificate, is_listed=is_listed, is_indexed=is_indexed, actor=certificate.learner)


def listing_url(certificate: Certificate) -> str:
    return f"/certificates/{certificate.uuid}/listing/"


def page_of(learner: User) -> str:
    return PublicProfile.objects.get(learner=learner).get_absolute_url()


def links(text: str, start: str) -> list[str]:
    return [unescape(address) for address in re.findall(r'href="([^"]+)"', text) if address.startswith(start)]


@pytest.fixture
def listed(certificate: Certificate) -> Certificate:
    return choose(certificate)


# --- links to elsewhere ---------------------------------------------------------------------------------------------


def test_linkedin_form_comes_filled_in(learner_client: Client, certificate: Certificate) -> None:
    (address,) = links(learner_client.get(certificate.get_absolute_url()).text, "https://www.linkedin.com/")
    parts = urlsplit(address)
    assert parts.path == "/profile/add"
    assert certificate.expires_on is not None
    assert {name: value for name, (value,) in parse_qs(parts.query).items()} == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Certificate of Smallness",
        "organizationName": "Waymark",
        "issueYear": str(certificate.issued_on.year),
        "issueMonth": str(certificate.issued_on.month),
        "expirationYear": str(certificate.expires_on.year),
        "expirationMonth": str(certificate.expires_on.month),
        "certUrl": certificate.get_verify_url(),
        "certId": certificate.serial,
    }


def test_certificate_without_end_tells_linkedin_of_none(learner_client: Client, certificate: Certificate) -> None:
    put_into(certificate, "valid")
    (address,) = links(learner_client.get(certificate.get_absolute_url()).text, "https://www.linkedin.com/")
    assert "expiration" not in address


@pytest.mark.parametrize("state", ["expired", "suspended", "revoked", "superseded"])
def test_certificate_out_of_force_is_not_offered_to_linkedin(
    learner_client: Client, certificate: Certificate, state: str
) -> None:
    put_into(certificate, state)
    assert links(learner_client.get(certificate.get_absolute_url()).text, "https://www.linkedin.com/") == []


def test_mail_says_where_to_check(learner_client: Client, certificate: Certificate) -> None:
    (address,) = links(learner_client.get(certificate.get_absolute_url()).text, "mailto:?")
    filled = parse_qs(urlsplit(address).query)
    assert filled["subject"] == ["Certificate of Smallness"]
    assert certificate.get_verify_url() in filled["body"][0]
    assert "+" not in address


def test_address_can_be_copied_by_a_script_and_by_hand(learner_client: Client, certificate: Certificate) -> None:
    text = learner_client.get(certificate.get_absolute_url()).text
    assert f'data-copy="{certificate.get_verify_url()}"' in text
    assert links(text, certificate.get_verify_url()) == [certificate.get_verify_url()]


# --- the choice -----------------------------------------------------------------------------------------------------


def test_nothing_is_listed_unless_the_holder_says_so(learner_client: Client, certificate: Certificate) -> None:
    assert not certificate.is_listed
    assert not PublicProfile.objects.exists()
    assert "/people/" not in learner_client.get(certificate.get_absolute_url()).text


def test_the_form_carries_what_proves_where_it_comes_from(certificate: Certificate) -> None:
    holder = Client(enforce_csrf_checks=True)
    holder.force_login(certificate.learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = BeautifulSoup(holder.get(certificate.get_absolute_url()).content, "html.parser")
    token = page.select_one(f'form[action="{listing_url(certificate)}"] [name=csrfmiddlewaretoken]')
    assert token
    sent = {"is_listed": "on", "csrfmiddlewaretoken": token["value"]}
    assert holder.post(listing_url(certificate), sent).status_code == 302
    assert Certificate.objects.get(pk=certificate.pk).is_listed


def test_holder_lists_and_unlists(learner_client: Client, certificate: Certificate, learner: User) -> None:
    response = learner_client.post(listing_url(certificate), {"is_listed": "on"}, follow=True)
    assert response.redirect_chain == [(certificate.get_absolute_url() + "#share", 302)]
    assert page_of(learner) in response.text
    assert VISITOR.get(page_of(learner)).status_code == 200
    response = learner_client.post(listing_url(certificate), {}, follow=True)
    assert page_of(learner) not in response.text
    assert VISITOR.get(page_of(learner)).status_code == 404


def test_page_keeps_its_address_while_it_is_empty(listed: Certificate, learner: User) -> None:
    before = page_of(learner)
    choose(listed, is_listed=False)
    choose(listed)
    assert page_of(learner) == before


def test_address_of_the_page_says_nothing_about_the_person(listed: Certificate, learner: User) -> None:
    assert str(learner.uuid) not in page_of(learner)
    assert VISITOR.get(f"/people/{learner.uuid}/").status_code == 404


def test_each_change_is_audited_once(certificate: Certificate, learner: User) -> None:
    for is_listed, is_indexed in ((True, False), (True, False), (True, True), (False, True), (False, True)):
        choose(certificate, is_listed=is_listed, is_indexed=is_indexed)
    entries = AuditEntry.objects.filter(action__regex=r"listed$|indexing_changed$").order_by("pk")
    assert [(entry.action, entry.actor, entry.data) for entry in entries] == [
        ("certificates.certificate.listed", learner, {}),
        ("certificates.profile.indexing_changed", learner, {"is_indexed": True}),
        ("certificates.certificate.unlisted", learner, {}),
    ]


@pytest.mark.parametrize("person", ["outsider_client", "registrar_client"])
def test_nobody_else_can_choose(request: pytest.FixtureRequest, certificate: Certificate, person: str) -> None:
    client: Client = request.getfixturevalue(person)
    assert client.post(listing_url(certificate), {"is_listed": "on"}).status_code == 404
    certificate.refresh_from_db()
    assert not certificate.is_listed


def test_visitor_is_led_to_sign_in(certificate: Certificate) -> None:
    response = Client().post(listing_url(certificate), {"is_listed": "on"})
    assert response["Location"].startswith("/accounts/login/")


def test_looking_changes_nothing(learner_client: Client, certificate: Certificate) -> None:
    assert learner_client.get(listing_url(certificate)).status_code == 405


def test_another_site_can_not_choose_for_the_holder(certificate: Certificate, learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(listing_url(certificate), {"is_listed": "on"}).status_code == 403


# --- the page -------------------------------------------------------------------------------------------------------


def test_page_shows_name_certificate_and_state(listed: Certificate, learner: User) -> None:
    text = VISITOR.get(page_of(learner)).text
    for part in ("Lena Learner", "Certificate of Smallness", "Valid", listed.get_verify_url()):
        assert part in text
    assert "learner@example.org" not in text


@pytest.mark.parametrize(
    ("state", "says"), [("revoked", "Revoked"), ("suspended", "Suspended"), ("expired", "Expired")]
)
def test_page_hides_no_bad_news(listed: Certificate, learner: User, state: str, says: str) -> None:
    put_into(listed, state)
    assert says in VISITOR.get(page_of(learner)).text


def test_only_listed_ones_are_shown(listed: Certificate, learner: User) -> None:
    other = make_course("other")
    enrolment = enrol(other.course, learner)
    make_ready_for_exam(other, enrolment)
    sit(other.exam, enrolment)
    hidden = Certificate.objects.get(achievement__course=other.course)
    text = VISITOR.get(page_of(learner)).text
    assert listed.code in text
    assert hidden.code not in text


def test_corrected_certificate_takes_the_place_of_the_listed_one(
    listed: Certificate, learner: User, registrar: User
) -> None:
    newer = generations.correct(listed, legal_name="Leonie Learner", reason="Married", actor=registrar)
    text = VISITOR.get(page_of(learner)).text
    assert newer.code in text
    assert listed.code not in text


def test_what_follows_an_unlisted_one_stays_unlisted(certificate: Certificate, registrar: User) -> None:
    newer = generations.correct(certificate, legal_name="Leonie Learner", reason="Married", actor=registrar)
    assert not newer.is_listed


@pytest.mark.parametrize("is_indexed", [True, False])
def test_search_engines_stay_away_unless_the_holder_lets_them(
    listed: Certificate, learner: User, *, is_indexed: bool
) -> None:
    choose(listed, is_indexed=is_indexed)
    assert ('content="noindex"' in VISITOR.get(page_of(learner)).text) is not is_indexed


def test_unknown_page_is_not_found(db: None) -> None:
    assert VISITOR.get(f"/people/{uuid.uuid4()}/").status_code == 404


def test_page_of_someone_who_left_is_gone(listed: Certificate, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(is_active=False)
    assert VISITOR.get(page_of(learner)).status_code == 404


def test_holder_without_a_name_is_not_called_by_address(listed: Certificate, learner: User) -> None:
    User.objects.filter(pk=learner.pk).update(legal_name="")
    text = VISITOR.get(page_of(learner)).text
    assert "A certificate holder" in text
    assert "@" not in re.sub(r"mailto:\S+", "", text)


def test_page_can_only_be_looked_at(listed: Certificate, learner: User) -> None:
    assert VISITOR.post(page_of(learner)).status_code in {403, 405}
    assert Client().post(page_of(learner)).status_code == 405


def test_page_costs_the_same_however_many_are_listed(listed: Certificate, learner: User, count_queries: Any) -> None:
    VISITOR.get(page_of(learner))
    address = page_of(learner)
    alone = count_queries(VISITOR.get, address)
    newest = listed
    for _ in range(9):
        newest = follow(newest)
        Certificate.objects.filter(learner=learner).exclude(status="revoked").update(
            is_listed=True, status="valid", superseded_at=None
        )
    assert VISITOR.get(address).text.count("<h2>") == 10
    assert count_queries(VISITOR.get, address) == alone <= 3
