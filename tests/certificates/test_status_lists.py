import json
from datetime import timedelta
from unittest.mock import ANY

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from certificates.actions import issuer_keys, issuing, status_entries, statuses
from certificates.documents import dataintegrity, issuer, statuslist
from certificates.models import Certificate, StatusEntry, StatusList
from courses.models import Enrolment

VISITOR = Client()


def url_of(number=1):
    return f"/status/{number}"


def published(number=1):
    return json.loads(VISITOR.get(url_of(number)).content)


def places_set(number=1):
    return statuslist.decode(published(number)["credentialSubject"]["encodedList"])


@pytest.fixture
def entry(certificate, issuer_key):
    return status_entries.allocate(certificate)


@pytest.fixture
def another(certificate, small, outsider):
    """A second certificate, of somebody else."""
    enrolment = Enrolment.objects.create(
        learner=outsider, course=small.course, completed_at=timezone.now(), name_confirmed_at=timezone.now()
    )
    return issuing.issue(enrolment, actor=None)


def test_place_is_given_once(entry, certificate):
    assert status_entries.allocate(certificate) == entry
    assert StatusEntry.objects.count() == 1
    assert 0 <= entry.place < statuslist.STATUS_PLACES


def test_taken_places_are_passed_over(entry, another):
    drawn = [entry.place, entry.place, 77]
    assert status_entries.allocate(another, draw=lambda: drawn).place == 77


def test_next_list_is_opened_when_every_draw_is_taken(entry, another):
    second = status_entries.allocate(another, draw=lambda: [entry.place])
    assert (second.status_list.number, second.place) == (2, entry.place)
    assert VISITOR.get(url_of(2)).status_code == 200


def test_database_refuses_a_place_used_twice_or_outside_the_list(entry, another):
    for place in (entry.place, statuslist.STATUS_PLACES):
        with pytest.raises(IntegrityError), transaction.atomic():
            StatusEntry.objects.create(certificate=another, status_list=entry.status_list, place=place)


def test_certificate_and_list_of_a_place_can_not_be_deleted(entry):
    for subject in (entry.certificate, entry.status_list):
        with pytest.raises(ProtectedError):
            subject.delete()


def test_list_is_a_credential_signed_by_the_issuer(entry):
    found = published()
    dataintegrity.verify(found, keys=issuer.published_keys())
    assert found["id"] == "http://localhost:8000/status/1"
    assert found["issuer"] == issuer.did()
    assert found["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert found["credentialSubject"] == {
        "id": f"{found['id']}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": ANY,
    }


def test_list_says_how_long_it_may_be_believed(entry):
    listed = StatusList.objects.get()
    at = timezone.now() + timedelta(days=100)
    found = json.loads(statuslist.published(listed, at=at))
    assert found["validFrom"] == dataintegrity.moment(at)
    assert found["validUntil"] == dataintegrity.moment(at + timedelta(days=1))


@pytest.mark.parametrize(
    ("values", "is_set"),
    [
        ({"status": "valid"}, False),
        ({"status": "revoked", "revoked_at": timezone.now()}, True),
        ({"status": "superseded", "superseded_at": timezone.now()}, True),
        ({"status": "suspended", "suspended_at": timezone.now()}, True),
        ({"expires_on": "2020-01-01"}, False),
    ],
    ids=["valid", "revoked", "superseded", "suspended", "expired"],
)
def test_bit_is_set_while_the_certificate_is_not_in_force(entry, values, is_set):
    Certificate.objects.update(**values)
    assert places_set() == ({entry.place} if is_set else set())


def test_change_shows_at_once_and_back_again(entry):
    assert places_set() == set()
    Certificate.objects.update(status="suspended", suspended_at=timezone.now())
    assert places_set() == {entry.place}
    Certificate.objects.update(status="valid", suspended_at=None)
    assert places_set() == set()


def test_revocation_reaches_the_list_of_that_certificate_alone(entry, another, registrar):
    other = status_entries.allocate(another)
    statuses.revoke(another, reason="Wrong person", actor=registrar)
    assert places_set() == {other.place}


def test_unchanged_list_is_not_signed_again(entry):
    listed, at = StatusList.objects.get(), timezone.now()
    first = statuslist.published(listed, at=at)
    assert statuslist.published(listed, at=at + timedelta(minutes=5)) == first


def test_new_key_signs_the_list_at_once(entry):
    before = published()
    key = issuer_keys.rotate(actor=None)
    after = published()
    assert after["proof"][0]["verificationMethod"] == issuer.method(key) != before["proof"][0]["verificationMethod"]
    for found in (before, after):
        dataintegrity.verify(found, keys=issuer.published_keys())


def test_list_may_be_read_by_scripts_of_any_site_and_kept_for_a_minute(entry):
    response = VISITOR.get(url_of())
    assert response["Content-Type"] == "application/vc"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response["Vary"]
    assert VISITOR.post(url_of()).status_code == 405


def test_unknown_list_is_not_found(entry):
    assert VISITOR.get(url_of(2)).status_code == 404


def test_list_costs_the_same_for_one_certificate_and_for_ten(entry, small, django_user_model, count_queries):
    Certificate.objects.update(status="suspended", suspended_at=timezone.now())
    one = count_queries(VISITOR.get, url_of())
    for number in range(9):
        person = django_user_model.objects.create_user(f"learner{number}@example.org")
        enrolment = Enrolment.objects.create(
            learner=person, course=small.course, completed_at=timezone.now(), name_confirmed_at=timezone.now()
        )
        status_entries.allocate(issuing.issue(enrolment, actor=None))
    Certificate.objects.update(status="suspended", suspended_at=timezone.now())
    assert count_queries(VISITOR.get, url_of()) == one <= 3
