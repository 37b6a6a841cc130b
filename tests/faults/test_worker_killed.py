"""The worker is killed between a pass and the PDF; after a restart each learner has one of everything.

The pieces are real: processes, a queue, a database. PostgreSQL and Redis when DATABASE_URL and CELERY_BROKER_URL name
them, otherwise SQLite and the embedded Valkey.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from config import embedded, guard

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = ("alba", "bruno", "carla", "dario")
# Two sweeps a minute apart, with room for a slow machine.
SECONDS_TO_RECOVER = 240
WORKER = (sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "-B", "--loglevel", "ERROR")


class Stack:
    """An installation of its own: database, queue, files."""

    def __init__(self, var: Path, database_url: str, broker_url: str, cache_url: str) -> None:
        self.var, self.database_url, self.broker_url = var, database_url, broker_url
        self.workers: list[subprocess.Popen[bytes]] = []
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

    def start_worker(self) -> "subprocess.Popen[bytes]":
        pool = ("-P", "threads") if "+socket" in self.broker_url else ("-P", "prefork")
        command = [*WORKER, *pool, "-c", "2"]
        self.workers.append(subprocess.Popen(command, cwd=ROOT, env=self.environment, start_new_session=True))
        return self.workers[-1]

    def count(self, query: str) -> int:
        connect: Callable[[], Any] = (
            (lambda: sqlite3.connect(self.var / "db.sqlite3"))
            if self.database_url.startswith("sqlite")
            else (lambda: psycopg.connect(self.database_url))
        )
        with closing(connect()) as connection, closing(connection.cursor()) as cursor:
            return int(cursor.execute(query).fetchone()[0])

    def mails(self) -> list[Path]:
        return sorted((self.var / "mail").glob("*.eml"))

    def tally(self) -> dict[str, int]:
        return {
            "certificates": self.count("SELECT count(*) FROM certificates_certificate"),
            "documents": self.count("SELECT count(*) FROM certificates_artifact"),
            "mails": len(self.mails()),
        }


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    given = os.environ.get("DATABASE_URL")
    if given is None:
        yield f"sqlite:///{tmp_path / 'var' / 'db.sqlite3'}"
        return
    parts = urlsplit(given)
    server, name = urlunsplit(parts._replace(path="/postgres")), f"waymark_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(parts._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def redis_urls(tmp_path: Path) -> Iterator[tuple[str, str]]:
    given = os.environ.get("CELERY_BROKER_URL")
    if given is None:
        yield from _own_valkey(tmp_path / "var")
        return
    found = [urlunsplit(urlsplit(given)._replace(path=f"/{number}")) for number in range(15, 1, -1)]
    empty = [url for url in found if redis.Redis.from_url(url).dbsize() == 0][:2]
    assert len(empty) == 2, "the Redis server has no two empty databases to test in"
    yield empty[0], empty[1]
    for url in empty:
        redis.Redis.from_url(url).flushdb()


def _own_valkey(var: Path) -> Iterator[tuple[str, str]]:
    socket = embedded.socket_path(var)
    embedded.private_folder(socket.parent)
    server = subprocess.Popen(embedded.valkey_command(socket, embedded.private_folder(var / "valkey")))
    embedded.wait_for(socket)
    yield f"redis+socket://{socket}?virtual_host=0", f"unix://{socket}?db=1"
    server.terminate()
    server.wait(10)


@pytest.fixture
def stack(tmp_path: Path, database_url: str, redis_urls: tuple[str, str]) -> Iterator[Stack]:
    var = embedded.private_folder(tmp_path / "var")
    stack = Stack(var, database_url, *redis_urls)
    stack.run("manage.py", "migrate", "--verbosity", "0")
    yield stack
    for worker in stack.workers:
        kill(worker)


def kill(worker: "subprocess.Popen[bytes]") -> None:
    """Take the worker and all its children away at once, as a power cut would."""
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


def test_each_pass_ends_in_one_certificate_one_document_and_one_mail(stack: Stack) -> None:
    stack.run("tests/faults/passing.py", *LEARNERS)
    assert stack.tally() == {"certificates": len(LEARNERS), "documents": 0, "mails": 0}
    for delay in (0.0, 0.2, 0.05):
        worker = stack.start_worker()
        assert wait_until(lambda: bool(broker(stack).exists("unacked")), seconds=60)
        time.sleep(delay)
        kill(worker)
    left_to_do = stack.tally()["documents"] < len(LEARNERS) or stack.tally()["mails"] < len(LEARNERS)
    stack.start_worker()
    complete = {"certificates": len(LEARNERS), "documents": len(LEARNERS), "mails": len(LEARNERS)}
    recovered = wait_until(lambda: stack.tally() == complete, seconds=SECONDS_TO_RECOVER)
    after = stack.tally()
    assert left_to_do, "the worker was never killed in time: nothing was tested"
    assert recovered, after
    assert len({mail.read_bytes().split(b"\nTo: ")[1].split(b"\n")[0] for mail in stack.mails()}) == len(LEARNERS)


def test_worker_that_was_away_finds_what_waits_for_it(stack: Stack) -> None:
    stack.run("tests/faults/passing.py", LEARNERS[0])
    assert stack.tally() == {"certificates": 1, "documents": 0, "mails": 0}
    stack.start_worker()
    one_of_each = {"certificates": 1, "documents": 1, "mails": 1}
    arrived = wait_until(lambda: stack.tally() == one_of_each, seconds=SECONDS_TO_RECOVER)
    assert arrived, stack.tally()
