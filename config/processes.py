"""Which processes make up a running Waymark, as the settings call for."""

import sys
from pathlib import Path

from django.conf import settings

from config import embedded
from config.supervisor import Program

PYTHON = (sys.executable, "-m")
CELERY = (*PYTHON, "celery", "--quiet", "--app", "config")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108  # heartbeat files must not wait for a disk; gunicorn names them safely


def valkey() -> Program:
    """The embedded server of queue and cache, in folders that only this user may enter."""
    embedded.private_folder(settings.VALKEY_SOCKET.parent)
    data = embedded.private_folder(settings.VAR_DIR / "valkey")
    return Program("valkey", embedded.valkey_command(settings.VALKEY_SOCKET, data))


def prepare() -> Program:
    """Database, built-in course, demo accounts and static files."""
    return Program("prepare", (sys.executable, "manage.py", "prepare"))


def web(host: str, port: int) -> Program:
    """gunicorn. The application is loaded after the fork: Typst must never have compiled in a process that forks."""
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60"]
    quiet = ["--log-level", "warning", "--graceful-timeout", "8", "--no-control-socket"]
    beat = ["--worker-tmp-dir", str(SHARED_MEMORY)] if SHARED_MEMORY.is_dir() else []
    return Program("web", (*PYTHON, "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", *options, *quiet, *beat))


def workers() -> list[Program]:
    """One worker that keeps time itself on the embedded default; elsewhere forked workers and one separate beat."""
    alone = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
    if settings.USES_EMBEDDED_VALKEY:
        return [Program("worker", (*CELERY, "worker", "-B", "-P", "threads", "-c", "2", *alone))]
    return [
        Program("worker", (*CELERY, "worker", "-P", "prefork", "-c", "2", *alone)),
        Program("beat", (*CELERY, "beat", "--pidfile=", "--loglevel", "WARNING")),
    ]
