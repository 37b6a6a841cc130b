"""What the public check and the holder's page are told. The public check's keys are promised in docs/verifying.md."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.templatetags.static import static
from django.utils.translation import gettext as _

from certificates import codes
from certificates.documents import seal, uploads
from certificates.models import Artifact, Certificate, PublicProfile

IN_FORCE = ("valid", "expiring")
ENDED = ("revoked_on", "revoked_reason", "suspended_on", "suspended_reason", "superseded_on")


def find(code: str) -> Certificate | None:
    """By code, in whatever way it was typed. One query, or none when it can't be a code."""
    normal = codes.normalise(code)
    return Certificate.objects.filter(code=normal).first() if normal else None


def answer(certificate: Certificate | None, *, at: datetime) -> dict[str, Any]:
    """What anyone may know about a certificate. Two queries, however long its history."""
    if certificate is None:
        return {"state": "unknown", "checked_at": at}
    chain = list(_chain(certificate))
    return {
        **facts(certificate),
        "checked_at": at,
        "successor_url": chain[-1].get_verify_url() if certificate.status == Certificate.Status.SUPERSEDED else None,
        "generations": [_generation(one, seen_from=certificate) for one in chain],
        "files": list(certificate.artifacts.order_by("kind").values("kind", "sha256", "size")),
    }


def file_answer(upload: uploads.Upload, *, at: datetime) -> dict[str, Any]:
    """What a file is to us: ``same`` to the byte, ``changed`` while naming one of our certificates, or ``foreign``.

    At most five queries.
    """
    issued = Artifact.objects.filter(sha256=upload.sha256).select_related("certificate").order_by("pk").first()
    certificate = issued.certificate if issued else _first_mentioned(uploads.mentions(upload))
    return {
        "finding": "same" if issued else "changed" if certificate else "foreign",
        "checked_at": at,
        "kind": upload.kind,
        "sha256": upload.sha256,
        "seal": _seal(seal.check(upload.content)) if upload.kind == "pdf" else None,
        "certificate": answer(certificate, at=at) if certificate else None,
    }


def facts(certificate: Certificate) -> dict[str, Any]:
    """Every printed fact, and the state with its dates and reasons. No query."""
    kept = certificate.facts
    copied = ("recipient_name", "credential_type", "course_title", "course_version", "criteria", "statement")
    return {
        "state": certificate.state(),
        "serial": certificate.serial,
        "code": certificate.code,
        "verify_url": certificate.get_verify_url(),
        "title": kept["credential_title"],
        **{name: kept[name] for name in (*copied, "language", "learning_minutes", "issuer_name", "issuer_url")},
        "hours": f"{kept['learning_minutes'] / 60:.1f}".removesuffix(".0"),
        "score": kept.get("score"),
        "signatories": [{part: signatory[part] for part in ("name", "role")} for signatory in kept["signatories"]],
        "issued_on": certificate.issued_on,
        "expires_on": certificate.expires_on,
        **_ended(certificate),
    }


def preview(certificate: Certificate | None) -> dict[str, str]:
    """For programs that show a card where the address is shared. The state is left out: they keep what they saw."""
    if certificate is None:
        return {}
    return {
        "title": f"{certificate.facts['recipient_name']}: {certificate.facts['credential_title']}",
        "url": certificate.get_verify_url(),
        "image": _picture(),
    }


def sharing(certificate: Certificate) -> dict[str, Any]:
    """What the holder can do to show the certificate. One query."""
    in_force = certificate.state() in IN_FORCE
    profile = PublicProfile.objects.filter(learner=certificate.learner_id).first()
    return {
        "linkedin_url": _linkedin(certificate) if in_force else None,
        "mail_url": _mail(certificate),
        "is_listed": certificate.is_listed,
        "is_indexed": bool(profile and profile.is_indexed),
        "profile_url": profile.get_public_url() if profile and certificate.is_listed else None,
        "can_be_listed": certificate.status != Certificate.Status.SUPERSEDED,
    }


def listed(certificate: Certificate) -> dict[str, Any]:
    """One line of a public profile. No query."""
    return {
        "title": certificate.facts["credential_title"],
        "issuer_name": certificate.facts["issuer_name"],
        "state": certificate.state(),
        "issued_on": certificate.issued_on,
        "expires_on": certificate.expires_on,
        "verify_url": certificate.get_verify_url(),
    }


def person_preview(profile: PublicProfile) -> dict[str, str]:
    """The card of a public profile; its learner is at hand."""
    name = profile.learner.legal_name or _("A certificate holder")
    return {"title": name, "url": profile.get_public_url(), "image": _picture()}


def _linkedin(certificate: Certificate) -> str:
    """LinkedIn's form, filled in. A link that the holder follows: nothing is sent before."""
    filled: dict[str, Any] = {
        "startTask": "CERTIFICATION_NAME",
        "name": certificate.facts["credential_title"],
        "organizationName": certificate.facts["issuer_name"],
        "issueYear": certificate.issued_on.year,
        "issueMonth": certificate.issued_on.month,
        "certUrl": certificate.get_verify_url(),
        "certId": certificate.serial,
    }
    if end := certificate.expires_on:
        filled |= {"expirationYear": end.year, "expirationMonth": end.month}
    return f"https://www.linkedin.com/profile/add?{urlencode(filled)}"


def _mail(certificate: Certificate) -> str:
    subject = certificate.facts["credential_title"]
    body = _("You can check my certificate here: %(address)s") % {"address": certificate.get_verify_url()}
    return f"mailto:?{urlencode({'subject': subject, 'body': body}, quote_via=quote)}"


def _picture() -> str:
    return settings.SITE_URL + static("img/share.png")


def _first_mentioned(named: uploads.Mentions) -> Certificate | None:
    if not named:
        return None
    known = list(Certificate.objects.filter(Q(code__in=named.codes) | Q(uuid__in=named.uuids)))
    by_name: dict[str | UUID, Certificate] = {one.code: one for one in known} | {one.uuid: one for one in known}
    names: list[str | UUID] = [*named.codes, *named.uuids]
    return next((by_name[name] for name in names if name in by_name), None)


def _seal(report: seal.SealReport) -> dict[str, Any]:
    """One word for the seal, and whose it claims to be."""
    if not report.is_present:
        state = "none"
    elif not report.fingerprint:
        state = "unreadable"
    elif not report.is_ours:
        state = "other"
    elif not report.is_intact:
        state = "broken"
    else:
        state = "intact" if report.covers_everything else "partial"
    return {"state": state, "subject": report.subject, "fingerprint": report.fingerprint}


def _chain(certificate: Certificate) -> Iterable[Certificate]:
    """Oldest first. A learner has one chain per achievement."""
    chain = Certificate.objects.filter(learner=certificate.learner_id, achievement=certificate.achievement_id)
    return chain.order_by("generation")


def _generation(one: Certificate, *, seen_from: Certificate) -> dict[str, Any]:
    """The way leads on, never back: an earlier one may bear a name that its holder has left behind."""
    return {
        "generation": one.generation,
        "origin": one.origin,
        "issued_on": one.issued_on,
        "state": one.state(),
        "is_this": one.pk == seen_from.pk,
        "verify_url": one.get_verify_url() if one.generation >= seen_from.generation else None,
    }


def _ended(certificate: Certificate) -> dict[str, Any]:
    """Dates and reasons of the present status only: what was put right is nobody's business any more."""
    ended: dict[str, Any] = dict.fromkeys(ENDED)
    if certificate.status == Certificate.Status.REVOKED:
        ended |= {"revoked_on": certificate.revoked_on, "revoked_reason": certificate.revoked_reason or None}
    if certificate.status == Certificate.Status.SUSPENDED:
        ended |= {"suspended_on": certificate.suspended_on, "suspended_reason": certificate.suspended_reason or None}
    if certificate.status == Certificate.Status.SUPERSEDED:
        ended |= {"superseded_on": certificate.superseded_on}
    return ended
