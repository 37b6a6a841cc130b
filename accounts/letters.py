"""What every message says around its text: who writes, why, and how to get fewer."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.topics import Topic


def letterhead(topic: Topic, *, unsubscribe_url: str = "") -> dict[str, Any]:
    """For ``emails/base.html`` and ``emails/base.txt``. Absolute addresses."""
    return {
        "site_url": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "support_email": settings.SUPPORT_EMAIL,
        "reason": topic.reason,
        "unsubscribe_url": unsubscribe_url,
        "choices_url": settings.SITE_URL + reverse("accounts:notice_choices"),
    }
