"""One certificate before the registrar: what is shown, and each thing that may be done to it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import people
from accounts.models import AuditEntry, User
from certificates.actions import documents, generations, statuses
from certificates.models import Artifact, Certificate
from tests.cms.registrar.conftest import Issue

ACTS = ("retry", "renew", "correct", "reinstate", "suspend", "revoke")
POSTED = {"reason": "Seen and checked", "evidence": "Twelve hours", "legal_name": "Lena Married"}


def screen(certificate: Certificate) -> str:
    return reverse("registrar:certificate", args=[certificate.uuid])


def door(name: str, certificate: Certificate) -> str:
    return reverse("registrar:act", args=[certificate.uuid, name])


def offered(client: Client, certificate: Certificate) -> set[str]:
    return {name for name, _act in client.get(screen(certificate)).context["acts"]}


@pytest.fixture
def ending(issue: Issue, learner: User) -> Certificate:
    """Valid for a few weeks more."""
    return issue("Lena Learner", learner=learner, at=timezone.now() - timedelta(days=700))


def test_only_registrars_and_administrators_enter(
    certificate: Certificate, client: Client, request: pytest.FixtureRequest
) -> None:
    Artifact.objects.create(certificate=certificate, kind="pdf", sha256="0" * 64, size=1, path="nowhere.pdf")
    document = reverse("registrar:document", args=[certificate.uuid, "pdf"])
    doors = [screen(certificate), document, *(door(name, certificate) for name in ACTS)]
    for url in doors:
        assert client.get(url).url.startswith("/accounts/login/")
        assert client.post(url, POSTED).url.startswith("/accounts/login/")
        for who in ("learner", "outsider", "instructor", "reviewer"):
            stranger = request.getfixturevalue(f"{who}_client")
            for method in (stranger.get, stranger.post):
                answer = method(url, POSTED)
                assert answer.status_code in {302, 403, 405}
                assert b"Lena Learner" not in answer.content
    certificate.refresh_from_db()
    assert certificate.status == "valid"
    assert not hasattr(certificate, "successor")
    for who in ("registrar", "administrator"):
        assert request.getfixturevalue(f"{who}_client").get(screen(certificate)).status_code == 200


def test_everything_frozen_is_shown_beside_what_is_true_now(
    certificate: Certificate, learner: User, registrar: User, registrar_client: Client
) -> None:
    people.update_profile(learner, legal_name="Lena <b>Now</b>", time_zone="UTC", language="en-gb", actor=learner)
    documents.keep(certificate, kind="pdf", content=b"%PDF bytes")
    text = registrar_client.get(screen(certificate)).text
    artifact = Artifact.objects.get()
    kept = certificate.facts
    shown = [certificate.serial, certificate.code, learner.email, kept["course_title"], kept["criteria"]]
    for value in [*shown, "Lena Learner", "Lena &lt;b&gt;Now&lt;/b&gt;", artifact.sha256, "Seen on paper"]:
        assert str(value) in text
    assert reverse("certificates:verify", args=[certificate.code]) in text
    assert "Name of the person changed" in text
    assert registrar.legal_name in text


def test_a_document_is_downloaded_byte_for_byte(certificate: Certificate, registrar_client: Client) -> None:
    documents.keep(certificate, kind="pdf", content=b"%PDF bytes")
    answer = registrar_client.get(reverse("registrar:document", args=[certificate.uuid, "pdf"]))
    assert b"".join(answer.streaming_content) == b"%PDF bytes"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{certificate.serial}.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert registrar_client.get(reverse("registrar:document", args=[certificate.uuid, "exe"])).status_code == 404


def test_what_is_possible_is_offered(ending: Certificate, registrar: User, registrar_client: Client) -> None:
    assert offered(registrar_client, ending) == {"renew", "correct", "suspend", "revoke"}
    statuses.suspend(ending, reason="Complaint", actor=registrar)
    assert offered(registrar_client, ending) == {"reinstate", "revoke"}
    statuses.revoke(ending, reason="Fraud", actor=registrar)
    assert offered(registrar_client, ending) == set()


def test_renewal_is_offered_only_near_the_end(certificate: Certificate, registrar_client: Client) -> None:
    assert "renew" not in offered(registrar_client, certificate)
    answer = registrar_client.post(door("renew", certificate), POSTED)
    assert answer.status_code == 400
    assert "too early" in answer.text


@pytest.mark.parametrize(
    ("name", "status", "entry"),
    [("suspend", "suspended", "suspended"), ("revoke", "revoked", "revoked")],
)
def test_a_status_changes_once_with_a_reason(
    name: str, status: str, entry: str, certificate: Certificate, registrar: User, registrar_client: Client
) -> None:
    assert registrar_client.get(door(name, certificate)).status_code == 200
    for _ in range(2):
        assert registrar_client.post(door(name, certificate), POSTED).url == screen(certificate)
    certificate.refresh_from_db()
    assert certificate.status == status
    audited = AuditEntry.objects.get(action=f"certificates.certificate.{entry}")
    assert (audited.actor, audited.data["reason"]) == (registrar, "Seen and checked")
    assert "Seen and checked" in registrar_client.get(screen(certificate)).text


def test_a_suspended_certificate_comes_back(
    certificate: Certificate, registrar: User, registrar_client: Client
) -> None:
    statuses.suspend(certificate, reason="Complaint", actor=registrar)
    registrar_client.post(door("reinstate", certificate), POSTED)
    certificate.refresh_from_db()
    assert certificate.status == "valid"


@pytest.mark.parametrize(("name", "origin"), [("renew", "renewal"), ("correct", "correction")])
def test_the_next_generation_opens_and_leads_back(
    name: str, origin: str, ending: Certificate, registrar_client: Client
) -> None:
    page = registrar_client.post(door(name, ending), POSTED, follow=True)
    ending.refresh_from_db()
    assert (ending.status, ending.successor.origin) == ("superseded", origin)
    assert page.redirect_chain[-1][0] == screen(ending.successor)
    assert screen(ending) in page.text
    assert screen(ending.successor) in registrar_client.get(screen(ending)).text


def test_the_form_of_a_correction_begins_with_the_printed_name(
    certificate: Certificate, registrar_client: Client
) -> None:
    assert 'value="Lena Learner"' in registrar_client.get(door("correct", certificate)).text


@pytest.mark.parametrize("name", ["renew", "correct", "suspend", "revoke"])
def test_nothing_happens_without_a_reason(name: str, ending: Certificate, registrar_client: Client) -> None:
    answer = registrar_client.post(door(name, ending), {"reason": " ", "evidence": "", "legal_name": "Lena Married"})
    assert answer.status_code == 400
    ending.refresh_from_db()
    assert ending.status == "valid"


@pytest.mark.parametrize("typed", ["", "12345", "Lena\u202eMarried", "x" * 200])
def test_what_is_no_name_is_refused(typed: str, certificate: Certificate, registrar_client: Client) -> None:
    answer = registrar_client.post(door("correct", certificate), {"legal_name": typed, "reason": "Typo"})
    assert answer.status_code == 400
    assert Certificate.objects.count() == 1


def test_a_certificate_that_was_replaced_says_so(
    certificate: Certificate, registrar: User, registrar_client: Client
) -> None:
    generations.correct(certificate, legal_name="Lena Married", reason="Typo", actor=registrar)
    answer = registrar_client.post(door("revoke", certificate), POSTED)
    assert answer.status_code == 400
    assert "newer certificate" in answer.text


def test_documents_are_made_again_once_the_cause_is_mended(
    certificate: Certificate,
    registrar: User,
    registrar_client: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    assert "retry" not in offered(registrar_client, certificate)
    documents.need_attention(certificate, reason="A letter is in none of the fonts")
    assert "none of the fonts" in registrar_client.get(screen(certificate)).text
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            registrar_client.post(door("retry", certificate))
    assert certificate.artifacts.filter(kind="pdf").exists()
    entry = AuditEntry.objects.get(action="certificates.certificate.attention_cleared")
    assert (entry.actor, entry.data["noted"]) == (registrar, "A letter is in none of the fonts")


def test_nobody_decides_about_their_own_certificate(issue: Issue, registrar: User, registrar_client: Client) -> None:
    own = issue("Rita Registrar", learner=registrar, at=timezone.now() - timedelta(days=700))
    assert offered(registrar_client, own) == set()
    for name in ACTS:
        registrar_client.post(door(name, own), POSTED)
    own.refresh_from_db()
    assert own.status == "valid"
    assert Certificate.objects.count() == 1


def test_an_unknown_act_is_not_found(certificate: Certificate, registrar_client: Client) -> None:
    assert registrar_client.post(door("burn", certificate), POSTED).status_code == 404


def test_the_screen_costs_the_same_for_a_long_chain(
    certificate: Certificate, registrar: User, registrar_client: Client, count_queries: Callable[..., int]
) -> None:
    costs = []
    newest = certificate
    for names in (["First"], [f"Name {chr(65 + number)}" for number in range(9)]):
        for name in names:
            newest = generations.correct(newest, legal_name=name, reason="Typo", actor=registrar)
        registrar_client.get(screen(newest))
        costs.append(count_queries(registrar_client.get, screen(newest)))
    assert len(registrar_client.get(screen(newest)).context["chain"]) == 11
    assert costs[0] == costs[1]
