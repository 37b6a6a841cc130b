"""When to remind somebody of a course that they have begun."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def due(last_active: datetime, told: Sequence[datetime], at: datetime, *, after_days: Sequence[int]) -> int | None:
    """The number of the reminder that is due, from 1; None if none is.

    ``after_days[n]`` is the silence before reminder n + 1, ever longer; there are no more than those. Who comes back
    begins a new silence, but does not get the same reminder again. After a downtime they come one by one.
    """
    sent = len(told)
    if sent >= len(after_days):
        return None
    silence = timedelta(days=after_days[sent])
    between = timedelta(days=after_days[sent] - after_days[sent - 1]) if sent else timedelta()
    is_due = at >= last_active + silence and (not told or at >= max(told) + between)
    return sent + 1 if is_due else None
