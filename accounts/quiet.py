"""The hours in which nobody is mailed what can wait, by the clock on the recipient's wall."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def ends_at(at: datetime, zone: ZoneInfo, *, begins: int, ends: int) -> datetime | None:
    """The moment at which the quiet hours that ``at`` lies in are over; None outside of them.

    ``begins`` and ``ends`` are full hours, 0 to 23; the same hour twice means that there are none.
    """
    local = at.astimezone(zone)
    since_begin, length = (local.hour - begins) % 24, (ends - begins) % 24
    if since_begin >= length:
        return None
    morning = local.date() + timedelta(days=local.hour >= ends)
    return datetime.combine(morning, time(ends), tzinfo=zone)
