"""How long a certificate is valid, and what a renewal adds."""

import calendar
from datetime import date, timedelta

# From here on the end is near: pages say so, reminders begin and renewal is possible.
RENEWAL_OPENS = timedelta(days=90)


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
