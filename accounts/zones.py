"""Time zones by name."""

import functools
import logging
import zoneinfo

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
