"""Tells whether the servers named by DATABASE_URL, CACHE_URL and CELERY_BROKER_URL can be reached; run by path."""

import os
import socket
import sys
from urllib.parse import urlsplit

USUAL_PORTS = {"postgres": 5432, "postgresql": 5432, "redis": 6379, "amqp": 5672}


def unreachable() -> list[str]:
    """The variables whose server does not answer."""
    return [name for name in ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL") if not _answers(os.environ[name])]


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or USUAL_PORTS[parts.scheme]), 3).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    if missing := unreachable():
        sys.exit("No answer: " + ", ".join(f"{name} ({urlsplit(os.environ[name]).hostname})" for name in missing))
