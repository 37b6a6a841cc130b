"""`manage.py serve` on the embedded default: it answers, it ends, and nothing is left of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import embedded

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc"),
]

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("DATABASE_URL", "CACHE_URL", "CELERY_BROKER_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY")


class Served:
    """One `serve` in a folder of its own."""

    def __init__(self, var: Path, port: int, *, name: str = "serve") -> None:
        self.var, self.port = var, port
        self.log = var.with_name(f"{name}.log")
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        self.environment = {**kept, "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )

    def end(self) -> str:
        """Wait for it to end by itself; what it said."""
        self.process.wait(40)
        return self.log.read_text()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def family(self) -> dict[int, str]:
        """Every process that knows this folder, by what it runs."""
        mark = f"VAR_DIR={self.var}\0"
        found: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            command, environment = read(folder / "cmdline"), read(folder / "environ")
            # Valkey writes its title over its environment; the title names the socket.
            if command and (mark in environment or str(embedded.socket_path(self.var)) in command):
                found[int(folder.name)] = command
        return found


def read(path: Path) -> str:
    """What /proc says; nothing for a process that has ended or is somebody else's."""
    try:
        return path.read_text(errors="replace")
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""


def parent_of(pid: int) -> int:
    return int(read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[1])


def wait_until(happened: Callable[[], bool], *, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not happened() and time.monotonic() < end:
        time.sleep(0.1)
    return happened()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path / "var", free_port())
    try:
        assert wait_until(served.is_ready), served.log.read_text()
        yield served
    finally:
        for pid in served.family():
            os.kill(pid, signal.SIGKILL)
        served.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_all_of_it(served: Served, number: signal.Signals) -> None:
    commands = " ".join(served.family().values())
    assert all(part in commands for part in ("gunicorn", "celery", "valkey-server"))
    served.process.send_signal(number)
    output = served.end()
    assert served.process.returncode == 0, output
    assert f"Waymark is running at http://localhost:{served.port}/" in output
    assert "Traceback" not in output
    assert served.family() == {}


def test_killed_outright_it_leaves_no_orphan(served: Served) -> None:
    served.process.kill()
    served.process.wait()
    assert wait_until(lambda: not served.family(), seconds=30), served.family()


def test_killed_web_server_comes_back(served: Served) -> None:
    before = {pid for pid, command in served.family().items() if "gunicorn" in command}
    (master,) = (pid for pid in before if parent_of(pid) == served.process.pid)
    os.kill(master, signal.SIGKILL)
    assert wait_until(lambda: not before & served.family().keys())
    assert wait_until(served.is_ready), served.log.read_text()


def test_killed_queue_comes_back_with_what_it_held(served: Served) -> None:
    before = [pid for pid, command in served.family().items() if "valkey-server" in command]
    os.kill(before[0], signal.SIGKILL)
    assert wait_until(lambda: before[0] not in served.family())
    assert wait_until(served.is_ready), served.log.read_text()


def test_second_one_on_the_same_folder_says_so_and_ends(served: Served) -> None:
    second = Served(served.var, free_port(), name="second")
    output = second.end()
    assert second.process.returncode == 1
    assert output.strip().splitlines()[-1] == f"CommandError: Waymark is already running on {served.var}."
    assert served.is_ready()


def test_taken_port_is_named_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        second = Served(tmp_path / "var", port)
        output = second.end()
    assert second.process.returncode == 1
    assert len(output.strip().splitlines()) == 1
    assert f"127.0.0.1:{port}" in output
