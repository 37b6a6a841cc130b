"""Finding certificates among very many: by number, name, state and day."""

import re
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts import names
from accounts.models import User
from certificates import codes, validity

T = TypeVar("T", bound="Register")

# However somebody types it: "WM-2026-000017", "wm 2026 17", "2026-17".
SERIAL = re.compile(r"(?:WM)?[\s-]*(\d{4})[\s-]+0*(\d{1,12})", re.IGNORECASE)


class Register(models.QuerySet[Any]):
    """What a registrar asks of all certificates. Each answer has an index to go by."""

    def needing_attention(self: T) -> T:
        """Those whose document waits for a person."""
        return self.exclude(attention="")

    def in_state(self: T, *states: str, on: date | None = None) -> T:
        """Those whose ``state()`` is one of these on a day of the issuer's calendar, today unless told."""
        today = on or timezone.localdate(timezone=ZoneInfo(settings.ISSUER_TIME_ZONE))
        soon = today + validity.RENEWAL_OPENS
        by_date = {
            "valid": Q(status="valid") & (Q(expires_on=None) | Q(expires_on__gt=soon)),
            "expiring": Q(status="valid", expires_on__gte=today, expires_on__lte=soon),
            "expired": Q(status="valid", expires_on__lt=today),
        }
        return self.filter(reduce(or_, (by_date.get(state, Q(status=state)) for state in states), Q(pk__in=[])))

    def issued_between(self: T, first: date | None, last: date | None) -> T:
        """Issued on these days of the issuer's calendar, both included; None leaves that side open."""
        zone = ZoneInfo(settings.ISSUER_TIME_ZONE)
        rows = self
        if first:
            rows = rows.filter(issued_at__gte=datetime.combine(first, time.min, zone))
        if last:
            rows = rows.filter(issued_at__lt=datetime.combine(last + timedelta(days=1), time.min, zone))
        return rows

    def numbered(self: T, text: str) -> T | None:
        """The one with this code or serial, typed in any form; None when the text can be neither."""
        if code := codes.normalise(text):
            return self.filter(code=code)
        if found := SERIAL.fullmatch(text.strip()):
            return self.filter(serial=f"WM-{found[1]}-{int(found[2]):06d}")
        return None

    def matching(self: T, text: str) -> T:
        """By code or serial; otherwise by the name as printed, the name as it is now, or the email address.

        Each word must be in the name, in any order; a single letter is how the name begins. Printed names are found
        without accents. A union, because each side has an index of its own.
        """
        numbered = self.numbered(text)
        if numbered is not None:
            return numbered
        folded = names.fold(text)
        if len(folded) < 2:
            return self.filter(search_name__startswith=folded)
        printed = self.model._default_manager.filter(*(Q(search_name__contains=word) for word in folded.split()))
        by_name = Q(*(Q(legal_name__icontains=word) for word in text.split()))
        people = User.objects.filter(by_name | Q(email__icontains=text.strip()))
        holders = self.model._default_manager.filter(learner__in=people)
        return self.filter(pk__in=printed.order_by().values("pk").union(holders.order_by().values("pk")))
