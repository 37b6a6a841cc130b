"""An installation of its own for each test that kills workers."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

from config import embedded
from tests.faults.stack import Stack, kill


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
    for process in stack.processes:
        kill(process)
