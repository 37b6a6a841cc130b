"""What people agreed to and when."""

from datetime import datetime

from django.utils import timezone

from accounts.models import Consent, User


def note(
    user: User, subject: Consent.Subject, *, is_given: bool, version: str = "", at: datetime | None = None
) -> Consent:
    """Add what somebody says now; the row before stays and tells what held until then."""
    return Consent.objects.create(
        user=user, subject=subject, version=version, is_given=is_given, at=at or timezone.now()
    )
