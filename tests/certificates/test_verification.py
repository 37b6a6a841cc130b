from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.actions import snapshots, statuses
from certificates.models import Certificate

UNKNOWN = "000G-40R4-0M30-E209-J"
VISITOR = Client()


def verify_url(code):
    return reverse("certificates:verify", args=[code])


def as_json(code):
    return VISITOR.get(verify_url(code), headers={"Accept": "application/json"})


@pytest.fixture
def expired(certificate):
    Certificate.objects.update(expires_on=snapshots.today(timezone.now()) - timedelta(days=2))
    return certificate


@pytest.fixture
def revoked(certificate, registrar):
    return statuses.revoke(certificate, reason="Issued to the wrong person", actor=registrar)


def test_anyone_signed_out_sees_that_it_is_valid_and_every_fact(certificate):
    response = VISITOR.get(verify_url(certificate.code))
    assert response.status_code == 200
    assert "This certificate is valid" in response.text
    facts = certificate.facts
    printed = [facts[name] for name in ("recipient_name", "credential_title", "course_title", "issuer_name")]
    for part in [*printed, certificate.serial, certificate.code]:
        assert part in response.text
    assert "learner@example.org" not in response.text


def test_expired_certificate_says_so(expired):
    response = VISITOR.get(verify_url(expired.code))
    assert response.status_code == 200
    assert "This certificate has expired" in response.text
    assert as_json(expired.code).json()["state"] == "expired"


def test_last_day_of_validity_counts(certificate):
    day = certificate.expires_on
    assert certificate.state(day - timedelta(days=91)) == "valid"
    assert certificate.state(day - timedelta(days=90)) == "expiring"
    assert certificate.state(day) == "expiring"
    assert certificate.state(day + timedelta(days=1)) == "expired"


def test_certificate_without_end_never_expires(certificate):
    certificate.expires_on = None
    assert certificate.state(certificate.issued_on + timedelta(days=40_000)) == "valid"


def test_revoked_certificate_says_why(revoked):
    response = VISITOR.get(verify_url(revoked.code))
    assert "This certificate was revoked" in response.text
    assert "Issued to the wrong person" in response.text
    assert "This certificate is valid" not in response.text
    found = as_json(revoked.code).json()
    assert (found["state"], found["revoked_reason"]) == ("revoked", "Issued to the wrong person")
    assert found["revoked_on"] == revoked.revoked_on.isoformat()


def test_revocation_outweighs_expiry(revoked):
    Certificate.objects.update(expires_on=snapshots.today(timezone.now()) - timedelta(days=2))
    assert as_json(revoked.code).json()["state"] == "revoked"


@pytest.mark.parametrize("code", [UNKNOWN, "nonsense", "x" * 300, "%00", "<script>"])
def test_unknown_code_is_not_found_and_shows_nothing(certificate, code):
    response = VISITOR.get(verify_url(code))
    assert response.status_code == 404
    assert "We do not know this code" in response.text
    assert "Lena Learner" not in response.text
    assert "<script>alert" not in response.text
    found = as_json(code)
    assert found.status_code == 404
    assert set(found.json()) == {"state", "checked_at"}
    assert found.json()["state"] == "unknown"


def mistyped(code):
    return [
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        code.replace("-", "\N{EN DASH}"),
        f"  {code} ",
        code.replace("0", "O").replace("1", "l"),
    ]


def test_mistyped_forms_find_the_certificate(certificate):
    for typed in mistyped(certificate.code):
        assert VISITOR.get(verify_url(typed)).status_code == 200


def test_form_leads_to_the_page_of_the_code(certificate):
    for typed in mistyped(certificate.code):
        response = VISITOR.get(reverse("certificates:verify_form"), {"code": typed})
        assert response["Location"] == verify_url(certificate.code)


def test_form_says_when_it_can_not_be_a_code(db):
    response = VISITOR.get(reverse("certificates:verify_form"), {"code": '"><b>'})
    assert response.status_code == 200
    assert "This can&#x27;t be one of our codes" in response.text
    assert 'value="&quot;&gt;&lt;b&gt;"' in response.text


def test_empty_form_shows_no_error(db):
    assert "can&#x27;t be" not in VISITOR.get(reverse("certificates:verify_form")).text


def test_machines_get_the_same_facts(certificate):
    response = as_json(certificate.code)
    found = response.json()
    assert response["Content-Type"] == "application/json"
    page = VISITOR.get(verify_url(certificate.code)).text
    assert found["state"] == "valid"
    assert found["issued_on"] == certificate.issued_on.isoformat()
    assert found["expires_on"] == certificate.expires_on.isoformat()
    for name in ("recipient_name", "title", "credential_type", "course_title", "course_version", "serial", "code"):
        assert found[name]
        assert found[name].lower() in page.lower()


@pytest.mark.parametrize("accept", ["text/html", "*/*", "", "text/html,application/xhtml+xml,*/*;q=0.8"])
def test_people_get_a_page(certificate, accept):
    response = VISITOR.get(verify_url(certificate.code), headers={"Accept": accept})
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_caches_are_told_that_the_answer_depends_on_accept(certificate, accept):
    response = VISITOR.get(verify_url(certificate.code), headers={"Accept": accept})
    assert "Accept" in [part.strip() for part in response["Vary"].split(",")]
    assert "no-store" in response["Cache-Control"]


def test_post_is_refused(certificate):
    assert VISITOR.post(verify_url(certificate.code)).status_code == 405
    assert VISITOR.post(reverse("certificates:verify_form")).status_code == 405
