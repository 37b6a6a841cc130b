import copy
import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import wording
from certificates.actions import documents, issuer_keys, issuing, status_entries
from certificates.documents import dataintegrity, issuer, openbadges
from certificates.documents.dataintegrity import ProofInvalid
from certificates.models import Certificate
from courses.models import Course

SITE = "http://localhost:8000"


def kept(certificate):
    return json.loads(documents.content(certificate.artifacts.get(kind="json")))


@pytest.fixture
def badge(proven):
    return kept(proven)


def unsigned(certificate):
    return openbadges.credential(certificate, entry=status_entries.allocate(certificate))


def test_credential_says_what_was_earned_by_whom_and_from_when_to_when(badge, proven):
    subject = badge["credentialSubject"]
    assert badge["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert badge["id"] == f"{SITE}/credentials/{proven.uuid}"
    assert badge["awardedDate"] == badge["validFrom"] == dataintegrity.moment(proven.issued_at)
    assert badge["evidence"] == [{"id": proven.get_verify_url(), "type": ["Evidence"], "name": "Public check"}]
    assert subject["licenseNumber"] == proven.serial
    assert subject["creditsEarned"] == 0.92
    assert subject["achievement"]["name"] == "Certificate of Smallness"
    assert subject["achievement"]["criteria"] == {"narrative": "All"}
    assert subject["achievement"]["id"] == f"{SITE}/achievements/{proven.achievement.uuid}/?version=1.0"
    assert subject["activityStartDate"] == dataintegrity.moment(proven.enrolment.enrolled_at)
    [result] = subject["result"]
    assert result["resultDescription"] == subject["achievement"]["resultDescription"][0]["id"]


def test_holder_is_named_and_the_address_is_hashed(badge, proven):
    mail, name = badge["credentialSubject"]["identifier"]
    assert (name["identityType"], name["identityHash"]) == ("name", "Lena Learner")
    expected = hashlib.sha256(f"learner@example.org{mail['salt']}".encode()).hexdigest()
    assert mail["identityHash"] == f"sha256${expected}"
    assert "learner@example.org" not in json.dumps(badge)
    assert str(proven.learner.uuid) not in json.dumps(badge)


def test_issuer_and_status_lead_to_what_the_site_publishes(badge, proven, client):
    entry, status = proven.status_entry, badge["credentialStatus"]
    assert badge["issuer"]["id"] == json.loads(client.get("/.well-known/did.json").content)["id"]
    assert status["statusListIndex"] == str(entry.place)
    listed = client.get(status["statusListCredential"].removeprefix(SITE))
    assert json.loads(listed.content)["id"] == status["statusListCredential"]


def test_stored_credential_is_accepted_by_our_own_verification_and_the_schema(badge):
    dataintegrity.verify(badge, keys=issuer.published_keys())
    openbadges.check(badge)


def test_rotation_keeps_what_was_signed_before_verifiable(badge):
    for _ in range(2):
        issuer_keys.rotate(actor=None)
    dataintegrity.verify(badge, keys=issuer.published_keys())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("credentialSubject", "identifier", 1, "identityHash"), "Otto Outsider"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialStatus", "statusListIndex"), "1"),
        (("credentialSubject", "achievement", "name"), "Doctor of Medicine"),
    ],
)
def test_tampered_credential_is_refused(badge, path, value):
    *way, last = path
    node = badge
    for step in way:
        node = node[step]
    assert node[last] != value
    node[last] = value
    with pytest.raises(ProofInvalid):
        dataintegrity.verify(badge, keys=issuer.published_keys())


def test_schema_refuses_what_is_no_open_badge(badge):
    broken = copy.deepcopy(badge)
    del broken["credentialSubject"]["achievement"]["criteria"]
    with pytest.raises(openbadges.NotAsTheSchemaSays, match=r"credentialSubject\.achievement"):
        openbadges.check(broken)


def test_nothing_edited_later_changes_what_is_signed(proven, small, settings):
    before = unsigned(proven)
    issuing.publish_achievement(small.course, issuing.AchievementFacts("Changed", "badge", "Changed", "Changed", 1))
    Course.objects.filter(pk=small.course.pk).update(title="Changed", version="9")
    settings.ISSUER_NAME = "Changed"
    proven.learner.legal_name = "Changed"
    proven.learner.save()
    assert unsigned(Certificate.objects.get()) == before


def test_last_second_of_the_last_day_in_the_issuers_zone_is_the_end(certificate, issuer_key):
    certificate.expires_on, certificate.facts["time_zone"] = date(2028, 7, 30), "Europe/Brussels"
    assert unsigned(certificate)["validUntil"] == "2028-07-30T21:59:59Z"
    certificate.expires_on = date(2028, 12, 30)
    assert unsigned(certificate)["validUntil"] == "2028-12-30T22:59:59Z"


def test_certificate_without_end_has_none_in_its_credential(certificate, issuer_key):
    certificate.expires_on = None
    assert "validUntil" not in unsigned(certificate)


def test_holder_has_one_name_for_all_generations_of_a_certificate_and_another_elsewhere(certificate, issuer_key):
    first = unsigned(certificate)["credentialSubject"]["id"]
    certificate.uuid = certificate.achievement.course.uuid
    assert unsigned(certificate)["credentialSubject"]["id"] == first
    certificate.achievement.uuid = certificate.uuid
    assert unsigned(certificate)["credentialSubject"]["id"] != first


@pytest.mark.parametrize(("minutes", "hours"), [(60, 1), (90, 1.5), (55, 0.92), (0, 0), (200, 3.33)])
def test_hours_are_whole_numbers_when_they_can_be(certificate, issuer_key, minutes, hours):
    certificate.facts["learning_minutes"] = minutes
    earned = unsigned(certificate)["credentialSubject"]["creditsEarned"]
    assert (earned, type(earned)) == (hours, type(hours))


def test_result_is_claimed_only_where_the_course_was_completed(certificate, issuer_key):
    certificate.enrolment.completed_at = None
    subject = unsigned(certificate)["credentialSubject"]
    assert "result" not in subject
    assert subject["activityEndDate"] == dataintegrity.moment(certificate.issued_at)


def test_text_of_several_lines_is_set_on_one(certificate, issuer_key):
    certificate.facts["criteria"] = "Read.\n\n  Pass."
    assert unsigned(certificate)["credentialSubject"]["achievement"]["criteria"]["narrative"] == "Read. Pass."


def test_invisible_character_is_refused(certificate, issuer_key):
    certificate.facts["statement"] = "right\N{RIGHT-TO-LEFT OVERRIDE}left"
    with pytest.raises(wording.CannotSetText):
        unsigned(certificate)


@pytest.mark.parametrize(
    ("language", "tag"),
    [("en-gb", "en-GB"), ("en", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("ca-valencia", "ca")],
)
def test_language_is_written_as_the_schema_wants_it(language, tag):
    assert openbadges.language_tag(language) == tag


@given(st.from_regex(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", fullmatch=True))
def test_any_language_tag_keeps_its_meaning(language):
    assert openbadges.language_tag(language).lower() == language.lower()
