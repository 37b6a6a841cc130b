"""How long a certificate is valid, and what a renewal adds."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

Phase: TypeAlias = Literal["early", "open", "grace", "closed"]

# From here on the end is near: pages say so, reminders begin and renewal is possible.
RENEWAL_OPENS = timedelta(days=90)
# Days before the end; the reminder that comes after it is 0.
REMINDERS = (90, 60, 30, 7)
AFTERWARDS = 0


def expiry(issued_on: date, months: int | None) -> date | None:
    """The last day of validity: the same day ``months`` later, or that month's last day when it has no such day."""
    if months is None:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(issued_on.day, last))


def renewed_expiry(renewed_on: date, *, expires_on: date | None, months: int | None) -> date | None:
    """Counted from the old end while that is still to come, so that renewing early loses no day; else from today."""
    return expiry(max(renewed_on, expires_on or renewed_on), months)


def renewal_opens_on(expires_on: date) -> date:
    """The first day of renewal."""
    return expires_on - RENEWAL_OPENS


@dataclass(frozen=True)
class Window:
    """When a certificate can be renewed: from ``opens_on`` until the end of grace, both days included."""

    opens_on: date
    expires_on: date
    closes_on: date

    def phase(self, today: date) -> Phase:
        """Where a day lies."""
        if today < self.opens_on:
            return "early"
        if today <= self.expires_on:
            return "open"
        return "grace" if today <= self.closes_on else "closed"


def window(expires_on: date, *, grace_days: int) -> Window:
    """The window around an end."""
    return Window(renewal_opens_on(expires_on), expires_on, expires_on + timedelta(days=grace_days))


def reminder_due(window: Window, *, issued_on: date, today: date) -> int | None:
    """The one reminder whose time it is: the nearest, so that none comes late on top of another.

    A certificate issued for so short a time that a reminder would fall on its first day, or before, has none of it.
    """
    left = (window.expires_on - today).days
    if left < 0:
        return AFTERWARDS if today <= window.closes_on else None
    begun = [days for days in REMINDERS if left <= days and window.expires_on - timedelta(days=days) > issued_on]
    return min(begun, default=None)
