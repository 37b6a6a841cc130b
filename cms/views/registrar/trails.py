"""The audit trail in the registrar's words."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, User

ACTIONS: dict[str, Promise] = {
    "accounts.legal_name.changed": _("Name of the person changed"),
    "certificates.certificate.issued": _("Issued"),
    "certificates.certificate.suspended": _("Suspended"),
    "certificates.certificate.reinstated": _("Reinstated"),
    "certificates.certificate.revoked": _("Revoked"),
    "certificates.certificate.attention_cleared": _("Documents asked for again"),
    "certificates.certificate.listed": _("Listed by the holder"),
    "certificates.certificate.unlisted": _("No longer listed by the holder"),
    "certificates.correction.requested": _("Another name asked for"),
    "certificates.correction.granted": _("The other name was granted"),
    "certificates.correction.refused": _("The other name was refused"),
    "certificates.education.claimed": _("Hours handed in"),
    "certificates.education.accepted": _("Hours accepted"),
    "certificates.education.refused": _("Hours refused"),
    "certificates.renewal.set": _("Terms of renewal changed"),
    "certificates.batch.applied": _("Done in a batch"),
    "certificates.batch.taken_in": _("Uploaded"),
    "certificates.batch.confirmed": _("Confirmed"),
    "certificates.batch.discarded": _("Discarded"),
    "certificates.batch.tried_again": _("Failed rows tried again"),
    "certificates.batch.finished": _("Finished"),
    "certificates.batch.released": _("Mail let go"),
    "certificates.design.created": _("Design added"),
    "certificates.design.saved": _("Design saved"),
    "certificates.achievement.design_chosen": _("Another design chosen"),
}
FACTS: dict[str, Promise] = {
    "serial": _("Serial"),
    "origin": _("Origin"),
    "generation": _("Generation"),
    "evidence": _("Rests on"),
    "reason": _("Reason"),
    "missing": _("Missing"),
    "noted": _("Had been noted"),
    "version": _("Version"),
    "restored": _("Restored from version"),
    "template": _("Package"),
    "before": _("Before"),
    "after": _("After"),
    "correction": _("Request"),
    "education": _("Request"),
    "hours": _("Hours"),
    "renewal_hours": _("Hours that renew it"),
    "grace_days": _("Days of grace"),
    "batch": _("Batch"),
    "line": _("Line"),
    "file": _("File"),
    "rows": _("Rows"),
    "messages": _("Messages"),
    "done": _("Done"),
    "nothing": _("Nothing to do"),
    "refused": _("Refused"),
    "failed": _("Failed"),
}


def of_certificates(certificates: Collection[UUID], learner: User) -> Iterator[dict[str, Any]]:
    """What was done to any of these, and each change of the holder's name: newest first, one query."""
    renamed = Q(subject_uuid=learner.uuid, action="accounts.legal_name.changed")
    entries = AuditEntry.objects.filter(Q(subject_uuid__in=certificates) | renamed).select_related("actor")
    for entry in entries.order_by("-at", "-pk"):
        yield line(entry)


def of_subject(subject: UUID) -> Iterator[dict[str, Any]]:
    """What was done to one thing, newest first: one query."""
    for entry in AuditEntry.objects.filter(subject_uuid=subject).select_related("actor").order_by("-at", "-pk"):
        yield line(entry)


def line(entry: AuditEntry) -> dict[str, Any]:
    """One entry as the templates show it."""
    return {
        "entry": entry,
        "action": ACTIONS.get(entry.action, entry.action),
        "facts": [(FACTS.get(name, name), _readable(value)) for name, value in entry.data.items() if value],
    }


def _readable(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['title']} {value['done']}/{value['total']}" if "total" in value else _pairs(value)
    if isinstance(value, Collection) and not isinstance(value, str):
        return ", ".join(_readable(part) for part in value)
    return str(value)


def _pairs(value: dict[str, Any]) -> str:
    return ", ".join(f"{FACTS.get(name, name)} {part}" for name, part in value.items())
