"""Publishing what people agree to."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import LegalText


@transaction.atomic
def publish(subject: str, *, language: str, title: str, body: str, at: datetime | None = None) -> LegalText:
    """Keep a new version of a text; the newest published again changes nothing."""
    versions = LegalText.objects.filter(subject=subject, language=language)
    newest = versions.select_for_update().order_by("-version").first()
    if newest and (newest.title, newest.body) == (title, body):
        return newest
    at = at or timezone.now()
    number = (versions.aggregate(number=Max("version"))["number"] or 0) + 1
    return versions.create(subject=subject, language=language, version=number, title=title, body=body, published_at=at)
