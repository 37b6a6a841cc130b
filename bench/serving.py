"""The servers that the benchmarks ask: gunicorn as production runs it."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

PORT = 8099


@contextmanager
def gunicorn() -> Iterator[int]:
    """Two workers of four threads; yields the master's process id once it answers."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--worker-class",
        "gthread",
    ]
    process = subprocess.Popen([*command, "--workers", "2", "--threads", "4", "--log-level", "warning"])
    try:
        _wait_until_it_answers()
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_it_answers() -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz/live", timeout=2):  # loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit("gunicorn did not answer in time")
