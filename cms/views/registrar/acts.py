"""What a registrar may do to one certificate: when it is offered, what it asks, and the one action that it calls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certificates import validity
from certificates.actions import documents, generations, refusals, snapshots, statuses
from certificates.models import Certificate
from cms.views.registrar.forms import EvidenceForm, NameForm, PublicReasonForm

PERMISSION = "certificates.change_certificate"
Status = Certificate.Status


@dataclass(frozen=True)
class Act:
    """One thing to do, as a form that confirms it."""

    label: Promise
    note: Promise
    done: Promise
    form: type[forms.Form]
    is_open: Callable[[Certificate], bool]
    apply: Callable[..., Certificate]
    initial: Callable[[Certificate], dict[str, Any]] = lambda certificate: {}
    is_grave: bool = False


def _is_renewable(certificate: Certificate) -> bool:
    if certificate.status != Status.VALID or certificate.expires_on is None:
        return False
    return snapshots.today(timezone.now()) >= validity.renewal_opens_on(certificate.expires_on)


ACTS = {
    "retry": Act(
        label=_("Make the documents again"),
        note=_("Do this once the cause is mended: the font is there, or the name is another one."),
        done=_("The documents are being made."),
        form=forms.Form,
        is_open=lambda certificate: bool(certificate.attention),
        apply=documents.retry,
    ),
    "renew": Act(
        label=_("Renew"),
        note=_("Makes the next generation with a new code. This one is replaced, and its check leads to the new one."),
        done=_("Renewed. This is the new certificate."),
        form=EvidenceForm,
        is_open=_is_renewable,
        apply=generations.renew,
    ),
    "correct": Act(
        label=_("Correct the name"),
        note=_("Makes the next generation with another name and all else as it was. This one is replaced."),
        done=_("Corrected. This is the new certificate."),
        form=NameForm,
        is_open=lambda certificate: certificate.status == Status.VALID,
        apply=generations.correct,
        initial=lambda certificate: {"legal_name": certificate.facts["recipient_name"]},
    ),
    "reinstate": Act(
        label=_("Reinstate"),
        note=_("Ends the suspension. The days on hold are not added to the validity."),
        done=_("The certificate is valid again."),
        form=PublicReasonForm,
        is_open=lambda certificate: certificate.status == Status.SUSPENDED,
        apply=statuses.reinstate,
    ),
    "suspend": Act(
        label=_("Suspend"),
        note=_("Puts the certificate on hold until it is reinstated or revoked. The public check says so at once."),
        done=_("The certificate is on hold."),
        form=PublicReasonForm,
        is_open=lambda certificate: certificate.status == Status.VALID,
        apply=statuses.suspend,
        is_grave=True,
    ),
    "revoke": Act(
        label=_("Revoke"),
        note=_("Withdraws the certificate for good. This can't be undone; the public check says so from now on."),
        done=_("The certificate is revoked."),
        form=PublicReasonForm,
        is_open=lambda certificate: certificate.status in {Status.VALID, Status.SUSPENDED},
        apply=statuses.revoke,
        is_grave=True,
    ),
}

REFUSALS: dict[type[Exception], Promise] = {
    refusals.ReasonMissing: _("Say why."),
    refusals.CertificateRevoked: _("The certificate is revoked, and stays so."),
    refusals.CertificateSuspended: _("The certificate is on hold. Reinstate or revoke it first."),
    refusals.CertificateSuperseded: _("A newer certificate took its place. Act on that one."),
    refusals.NeverExpires: _("This certificate has no end, so it needs no renewal."),
    refusals.NotYetRenewable: _("It is too early to renew this certificate."),
}


def offered(certificate: Certificate, user: User) -> Iterator[tuple[str, Act]]:
    """What may be done now: nothing to one's own certificate."""
    if user.has_perm(PERMISSION) and certificate.learner_id != user.pk:
        yield from ((name, act) for name, act in ACTS.items() if act.is_open(certificate))
