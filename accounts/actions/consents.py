"""What people agreed to and when."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, LegalText, User


@transaction.atomic
def note(
    user: User, subject: Consent.Subject, *, is_given: bool, text: LegalText | None = None, at: datetime | None = None
) -> Consent | None:
    """Add what somebody says now, unless they said so before; rows before stay and tell what held until then.

    Locks the person. Nothing is noted of somebody who declines what they never agreed to.
    """
    User.objects.select_for_update().get(pk=user.pk)
    newest = Consent.objects.filter(user=user, subject=subject).order_by("-at", "-pk").first()
    was_given, was_about = (newest.is_given, newest.text_id) if newest else (False, None)
    if is_given == was_given and (not is_given or was_about == (text.pk if text else None)):
        return newest
    return Consent.objects.create(user=user, subject=subject, text=text, is_given=is_given, at=at or timezone.now())
