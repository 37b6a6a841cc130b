"""What a holder shows to everyone: which certificates, and whether search engines may know."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions import audit, consents
from accounts.models import Consent, User
from certificates.models import Certificate, PublicProfile


@transaction.atomic
def choose(
    certificate: Certificate, *, is_listed: bool, is_indexed: bool, actor: User, at: datetime | None = None
) -> Certificate:
    """List a certificate on its holder's public page, or no longer; a second call changes nothing.

    The page keeps its address when it is empty for a while. ``is_indexed`` is about the page as a whole.
    """
    at = at or timezone.now()
    if Certificate.objects.filter(pk=certificate.pk, is_listed=not is_listed).update(is_listed=is_listed):
        action = "certificates.certificate.listed" if is_listed else "certificates.certificate.unlisted"
        audit.record(action, certificate, actor=actor, at=at)
        shows_any = Certificate.objects.owned_by(certificate.learner).filter(is_listed=True).exists()
        consents.note(certificate.learner, Consent.Subject.PUBLIC_PAGE, is_given=shows_any, at=at)
    if is_listed:
        PublicProfile.objects.get_or_create(learner_id=certificate.learner_id, defaults={"created_at": at})
    profile = PublicProfile.objects.filter(learner_id=certificate.learner_id, is_indexed=not is_indexed).first()
    if profile and PublicProfile.objects.filter(pk=profile.pk, is_indexed=not is_indexed).update(is_indexed=is_indexed):
        audit.record("certificates.profile.indexing_changed", profile, actor=actor, at=at, is_indexed=is_indexed)
    certificate.refresh_from_db(fields=["is_listed"])
    return certificate


@transaction.atomic
def show_nothing(learner: User, *, actor: User | None, at: datetime | None = None) -> None:
    """Take somebody's public page away, with its address. A second call changes nothing."""
    at = at or timezone.now()
    for certificate in Certificate.objects.owned_by(learner).filter(is_listed=True).order_by("pk"):
        Certificate.objects.filter(pk=certificate.pk).update(is_listed=False)
        audit.record("certificates.certificate.unlisted", certificate, actor=actor, at=at)
    PublicProfile.objects.filter(learner=learner).delete()
    consents.note(learner, Consent.Subject.PUBLIC_PAGE, is_given=False, at=at)
