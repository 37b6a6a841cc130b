"""What a certificate costs: record, PDF, seal, credential and badge; how many leave in an hour; the public check.

Runs on one machine with SQLite and the embedded Valkey, in a folder of its own that is removed afterwards.

    python -m bench.certificates [--each 200] [--queued 400] [--checks 2000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any

import django
import redis

from bench import measuring
from bench.counting import HEADER
from bench.serving import PORT, gunicorn
from config import embedded

WORKER = (sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "-P", "prefork", "-c", "2")
QUIET = ("--without-gossip", "--without-mingle", "--loglevel", "ERROR")
WIDTH = 8
WARM_UP = 12
AN_HOUR = 3600
PATIENCE = 600
OF_OTHERS = ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "EMAIL_URL", "SEAL_CHAIN_FILE", "SEAL_TIMESTAMP_URL")


def main() -> None:
    """Prepare, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=200, help="how many to make in one process")
    parser.add_argument("--queued", type=int, default=400, help="how many to make by two workers")
    parser.add_argument("--checks", type=int, default=2000, help="how many pages of the public check to ask for")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="waymark-bench-") as name, _installation(Path(name)):
        from bench import proofs  # noqa: PLC0415  # models must be loaded first

        enrolments = proofs.prepare(Path(name) / "keys")
        proofs.one_by_one(enrolments, arguments.each)
        by_two_workers(proofs, enrolments, arguments.queued)
        with gunicorn() as server:
            checks(server, proofs.some_codes(50), arguments.checks)
        proofs.seals(Path(name), 30)


@contextmanager
def _installation(var: Path) -> Iterator[None]:
    """A seal, the embedded server, and the settings that name them; nothing of the machine's own is touched."""
    for variable in OF_OTHERS:
        os.environ.pop(variable, None)
    keys = {"SEAL_KEY_FILE": str(var / "keys/key.pem"), "SEAL_CERTIFICATE_FILE": str(var / "keys/certificate.pem")}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.embedded", "VAR_DIR": str(var), **keys}
    django.setup()
    socket = embedded.socket_path(var)
    embedded.private_folder(socket.parent)
    server = subprocess.Popen(embedded.valkey_command(socket, embedded.private_folder(var / "valkey")))
    try:
        embedded.wait_for(socket)
        yield
    finally:
        server.terminate()
        server.wait(20)


def by_two_workers(proofs: Any, enrolments: Iterator[Any], count: int) -> None:
    """From the first record to the last document and mail, by two forked workers on this machine."""
    proofs.announce_made()
    redis.Redis(unix_socket_path=str(embedded.socket_path(embedded.var_dir()))).flushall()
    worker = subprocess.Popen([*WORKER, *QUIET], stdout=subprocess.DEVNULL)
    try:
        proofs.issue(islice(enrolments, WARM_UP))
        _wait(proofs)
        waiting, before = list(islice(enrolments, count)), measuring.cpu_seconds(measuring.family(worker.pid))
        begun = time.perf_counter()
        proofs.issue(waiting)
        _wait(proofs)
        took = time.perf_counter() - begun
        cpu = measuring.cpu_seconds(measuring.family(worker.pid)) - before
    finally:
        worker.terminate()
        worker.wait(30)
    print(f"\n{count} certificates by two workers, with mail: {took:.1f} s, {count / took * AN_HOUR:,.0f} an hour")
    print(f"  processor time of the workers: {cpu / count * 1000:.1f} ms each")


def _wait(proofs: Any) -> None:
    end = time.monotonic() + PATIENCE
    while left := proofs.unfinished():
        if time.monotonic() > end:
            raise SystemExit(f"the workers left {left} unfinished")
        time.sleep(0.1)


def checks(server: int, codes: list[str], count: int) -> None:
    """The page that a QR code leads to, asked for over loopback by a few clients at once."""
    for kind in ("text/html", "application/json"):
        _ask((codes * 2, kind))
        before, begun = measuring.cpu_seconds(measuring.family(server)), time.perf_counter()
        shares = [(codes * (count // WIDTH // len(codes)), kind) for _ in range(WIDTH)]
        with ThreadPoolExecutor(WIDTH) as pool:
            statements = [number for numbers in pool.map(_ask, shares) for number in numbers]
        wall, cpu = time.perf_counter() - begun, measuring.cpu_seconds(measuring.family(server)) - before
        asked = len(statements)
        print(f"\nthe public check as {kind}, {WIDTH} at a time: {asked / wall:,.0f} requests a second")
        print(f"  {cpu / asked * 1000:.2f} ms of processor time and at most {max(statements)} SQL statements each")


def _ask(share: tuple[list[str], str]) -> list[int]:
    """Each code once, over one connection; how many SQL statements each took."""
    codes, kind = share
    connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
    statements = []
    for code in codes:
        connection.request("GET", f"/verify/{code}/", headers={"Accept": kind})
        answer = connection.getresponse()
        answer.read()
        if answer.status != HTTPStatus.OK:
            raise SystemExit(f"the public check answered {answer.status}")
        statements.append(int(answer.headers[HEADER]))
    connection.close()
    return statements


if __name__ == "__main__":
    main()
