"""An installation of its own to kill processes in: database, queue, files, workers.

PostgreSQL and Redis when DATABASE_URL and CELERY_BROKER_URL name them, otherwise SQLite and the embedded Valkey.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import redis

from config import embedded, guard

ROOT = Path(__file__).resolve().parents[2]
CELERY = (sys.executable, "-m", "celery", "--quiet", "--app", "config")


class Stack:
    """An installation of its own: database, queue, files."""

    def __init__(self, var: Path, database_url: str, broker_url: str, cache_url: str) -> None:
        self.var, self.database_url, self.broker_url = var, database_url, broker_url
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "EMAIL_URL"},
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "VAR_DIR": str(var),
            "DATABASE_URL": database_url,
            "CELERY_BROKER_URL": broker_url,
            "CACHE_URL": cache_url,
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True, timeout=180)

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        """In a session of its own, so that it and its children can be killed together."""
        self.processes.append(subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True))
        return self.processes[-1]

    def start_worker(self, *options: str) -> "subprocess.Popen[bytes]":
        pool = ("-P", "threads") if "+socket" in self.broker_url else ("-P", "prefork")
        quiet = ("--without-gossip", "--without-mingle", "--loglevel", "ERROR")
        return self.start(*CELERY, "worker", *pool, "-c", "2", *quiet, *options)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def _connect(self) -> Any:
        return sqlite3.connect(self.var / "db.sqlite3") if self.is_sqlite else psycopg.connect(self.database_url)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(self._connect()) as connection, closing(connection.cursor()) as cursor:
            return list(cursor.execute(query).fetchall())

    def change(self, statement: str) -> None:
        with closing(self._connect()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            connection.commit()

    def count(self, query: str) -> int:
        return int(self.rows(query)[0][0])

    def mails(self) -> list[Path]:
        return sorted((self.var / "mail").glob("*.eml"))

    def tally(self) -> dict[str, int]:
        return {
            "certificates": self.count("SELECT count(*) FROM certificates_certificate"),
            "documents": self.count("SELECT count(*) FROM certificates_artifact"),
            "mails": len(self.mails()),
        }


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """Take the worker and all its children away at once, as a power cut would."""
    if worker.returncode is None:
        guard.send(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(happened: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def broker(stack: Stack) -> "redis.Redis":
    if "+socket" in stack.broker_url:
        return redis.Redis(unix_socket_path=str(embedded.socket_path(stack.var)), db=0)
    return redis.Redis.from_url(stack.broker_url)
