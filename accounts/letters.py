"""What every message says around its text: who writes, why, and how to get fewer."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string

from accounts import zones
from accounts.models import User
from accounts.topics import Topic


def readable(moment: datetime, recipient: User) -> str:
    """A moment as the recipient would write it, on the clock of their wall."""
    local = timezone.localtime(moment, zones.zone(recipient.time_zone))
    with translation.override(recipient.language):
        return date_format(local, "DATETIME_FORMAT")


def letterhead(topic: Topic, *, unsubscribe_url: str = "") -> dict[str, Any]:
    """For ``emails/base.html`` and ``emails/base.txt``. Absolute addresses."""
    return {
        "site_url": settings.SITE_URL,
        **import_string(settings.SITE_NAMES)(),
        "why": topic.reason,
        "unsubscribe_url": unsubscribe_url,
        "choices_url": settings.SITE_URL + reverse("accounts:notice_choices"),
    }


def tidy(text: str) -> str:
    """Plain text as people space it: at most one empty line in a row."""
    return re.sub(r"\n\s*\n", "\n\n", text).strip() + "\n"
