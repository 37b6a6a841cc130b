"""Time zones by name."""

import functools
import logging
import zoneinfo
from datetime import datetime

from django.conf import settings

from accounts import quiet

logger = logging.getLogger(__name__)


@functools.cache
def known() -> frozenset[str]:
    """Every name of the time zone database, without the one that means this machine; read once per process."""
    return frozenset(zoneinfo.available_timezones() - {"localtime"})


def zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone called ``name``. A name that this machine's database lacks is logged and read as UTC."""
    if name in known():
        return zoneinfo.ZoneInfo(name)
    logger.warning("unknown time zone %r, UTC is used", name)
    return zoneinfo.ZoneInfo("UTC")


def morning_after(at: datetime, name: str) -> datetime | None:
    """When the site's quiet hours end for somebody there; None if it is not night for them."""
    return quiet.ends_at(at, zone(name), begins=settings.NOTICE_QUIET_FROM, ends=settings.NOTICE_QUIET_UNTIL)
