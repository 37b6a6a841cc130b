"""A certificate as an Open Badge 3.0: a verifiable credential of the W3C's data model 2.0."""

import hashlib
import json
import uuid
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from jsonschema import Draft201909Validator

from certificates import wording
from certificates.documents import dataintegrity, issuer, jsonld, statuslist
from certificates.documents.jsonld import Document
from certificates.models import Achievement, Certificate, StatusEntry

SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


class NotAsTheSchemaSays(Exception):
    """1EdTech's schema refuses the credential; the message says where."""


def issue(certificate: Certificate, *, entry: StatusEntry, at: datetime) -> bytes:
    """The signed credential as the holder's file. Equal facts, key and time give equal bytes.

    Raises issuer_keys.NoIssuerKey, issuer_keys.PrivateKeyMissing, jsonld.Refused, NotAsTheSchemaSays,
    wording.CannotSetText.
    """
    signed = issuer.signer().sign(credential(certificate, entry=entry), at=at)
    check(signed)
    return json.dumps(signed, ensure_ascii=False, indent=2).encode()


def check(signed: Document) -> None:
    """Raises NotAsTheSchemaSays."""
    problem = next(iter(_schema().iter_errors(signed)), None)
    if problem is not None:
        raise NotAsTheSchemaSays(f"{problem.json_path}: {problem.message}")


def credential(certificate: Certificate, *, entry: StatusEntry) -> Document:
    """What is signed. From the frozen facts, except for addresses and the holder's e-mail, which is hashed."""
    kept = certificate.facts
    issued_at = dataintegrity.moment(certificate.issued_at)
    ends = {"validUntil": _end_of(certificate.expires_on, kept["time_zone"])} if certificate.expires_on else {}
    return {
        "@context": [jsonld.CREDENTIALS, jsonld.OPEN_BADGES, jsonld.EXTENSIONS],
        "id": settings.SITE_URL + reverse("certificates:credential", args=[certificate.uuid]),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _line(kept["credential_title"], "credential_title"),
        "description": _description(kept),
        "image": {"id": picture_address(certificate.achievement), "type": "Image"},
        "awardedDate": issued_at,
        "validFrom": issued_at,
        **ends,
        "issuer": _profile(kept),
        "credentialSubject": _subject(certificate),
        "evidence": [{"id": certificate.get_verify_url(), "type": ["Evidence"], "name": "Public check"}],
        "credentialStatus": statuslist.entry(entry),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def facts_of(achievement: Achievement) -> dict[str, Any]:
    """What a certificate of it issued now would say, for its public page."""
    return {
        "credential_title": achievement.title,
        "credential_type": achievement.credential_type,
        "criteria": achievement.criteria,
        "statement": achievement.statement,
        "course_version": achievement.course.version,
        "issuer_name": settings.ISSUER_NAME,
        "issuer_url": settings.SITE_URL,
    }


def achievement_document(achievement: Achievement) -> Document:
    """The achievement by itself, for machines."""
    facts = facts_of(achievement)
    contexts = {"@context": [jsonld.CREDENTIALS, jsonld.OPEN_BADGES]}
    return contexts | _achievement(achievement, facts) | {"creator": _profile(facts)}


def picture_address(achievement: Achievement) -> str:
    """The badge, for whoever shows the credential."""
    return settings.SITE_URL + reverse("certificates:achievement_picture", args=[achievement.uuid])


def language_tag(language: str) -> str:
    """As the schema wants it: en-GB, zh-Hant-TW."""
    first, *rest = language.replace("_", "-").split("-")
    scripts = [part.title() for part in rest if len(part) == 4]
    regions = [part.upper() for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())]
    return "-".join([first.lower(), *scripts[:1], *regions[:1]])


def _subject(certificate: Certificate) -> Document:
    kept, enrolment = certificate.facts, certificate.enrolment
    hours = _hours(kept["learning_minutes"])
    possible, reached = _result(f"{_versioned(certificate.achievement, kept)}#result")
    return {
        "id": _subject_id(certificate),
        "type": ["AchievementSubject"],
        "identifier": _identities(certificate),
        "activityStartDate": dataintegrity.moment(enrolment.enrolled_at),
        "activityEndDate": dataintegrity.moment(enrolment.completed_at or certificate.issued_at),
        "creditsEarned": hours,
        "licenseNumber": certificate.serial,
        "achievement": _achievement(certificate.achievement, kept)
        | {"creditsAvailable": hours, "resultDescription": [possible]},
        # Issued by hand, it may rest on something else than the course.
        **({"result": [reached]} if enrolment.completed_at else {}),
    }


def _result(identifier: str) -> tuple[Document, Document]:
    """What can be reached, and that it was."""
    possible = {
        "id": identifier,
        "type": ["ResultDescription"],
        "name": "Course and final exam",
        "resultType": "Status",
    }
    return possible, {"type": ["Result"], "resultDescription": identifier, "status": "Completed"}


def _achievement(achievement: Achievement, kept: dict[str, Any]) -> Document:
    return {
        "id": _versioned(achievement, kept),
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": _line(kept["credential_title"], "credential_title"),
        "description": _description(kept),
        "inLanguage": language_tag(achievement.course.language),
        "version": _line(kept["course_version"], "course_version"),
        "humanCode": achievement.course.slug,
        "criteria": {"narrative": _line(kept["criteria"], "criteria")},
        "image": {"id": picture_address(achievement), "type": "Image", "caption": _caption(kept)},
    }


def _versioned(achievement: Achievement, kept: dict[str, Any]) -> str:
    """Names the wording that was earned: what an achievement says may change with the course's version."""
    page = settings.SITE_URL + reverse("certificates:achievement", args=[achievement.uuid])
    return f"{page}?{urlencode({'version': kept['course_version']})}"


def _subject_id(certificate: Certificate) -> str:
    """The same through all generations of one certificate, and another for each achievement: they can't be joined."""
    return uuid.uuid5(certificate.achievement.uuid, str(certificate.learner.uuid)).urn


def _identities(certificate: Certificate) -> list[Document]:
    salt = certificate.uuid.hex
    digest = hashlib.sha256((certificate.learner.email.lower() + salt).encode()).hexdigest()
    name = _line(certificate.facts["recipient_name"], "recipient_name")
    return [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${digest}",
            "identityType": "emailAddress",
            "salt": salt,
        },
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"},
    ]


def _profile(kept: dict[str, Any]) -> Document:
    return {
        "id": issuer.did(),
        "type": ["Profile"],
        "name": _line(kept["issuer_name"], "issuer_name"),
        "url": kept["issuer_url"],
        "email": settings.SUPPORT_EMAIL,
    }


def _description(kept: dict[str, Any]) -> str:
    return _line(kept["statement"] or kept["credential_title"], "statement")


def _caption(kept: dict[str, Any]) -> str:
    return _line(f"{kept['credential_title']}, {kept['credential_type']} by {kept['issuer_name']}", "credential_title")


def _line(text: str, field: str) -> str:
    """On one line, as the paper has it; raises wording.CannotSetText."""
    return wording.printable(" ".join(text.split()), field)


def _hours(minutes: int) -> int | float:
    hours = round(minutes / 60, 2)
    return int(hours) if hours.is_integer() else hours


def _end_of(day: date, time_zone: str) -> str:
    """The last second of a day in the issuer's time zone."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return dataintegrity.moment(midnight - timedelta(seconds=1))


@cache
def _schema() -> Draft201909Validator:
    return Draft201909Validator(json.loads((jsonld.PINNED / "achievement-credential-schema.json").read_text()))
