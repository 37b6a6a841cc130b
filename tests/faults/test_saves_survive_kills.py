"""Web processes and then PostgreSQL itself are killed under saving clients: what was acknowledged is there afterwards.

PostgreSQL is a cluster of the test's own, so that killing it disturbs nobody.
"""

import getpass
import glob
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from config import embedded

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = 32
SECONDS_OF_SAVING = 12
TOKEN = "a" * 32


class Cluster:
    """A PostgreSQL server that may be killed."""

    def __init__(self, folder: Path) -> None:
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin")) or [str(Path(shutil.which("initdb") or "/").parent)]
        self.programs, self.folder, self.port = Path(programs[-1]), folder, free_port()
        self.user = "postgres" if os.getuid() == 0 else getpass.getuser()
        self.url = f"postgres://{self.user}@127.0.0.1:{self.port}/postgres"
        folder.mkdir()
        if os.getuid() == 0:
            shutil.chown(folder, self.user)
        self._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", self.user)

    def start(self) -> None:
        """Also after a crash: PostgreSQL then recovers from its log."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def kill(self) -> None:
        """The postmaster and every backend at once, as when the power fails: then no process bears its number."""
        lock = self.folder / "data" / "postmaster.pid"
        master = int(lock.read_text().split()[0])
        children = subprocess.run(["pgrep", "-P", str(master)], capture_output=True, text=True, check=False).stdout
        for pid in [master, *map(int, children.split())]:
            os.kill(pid, signal.SIGKILL)
        lock.unlink()

    def stop(self) -> None:
        """For good."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        become = ["runuser", "-u", self.user, "--"] if os.getuid() == 0 else []
        subprocess.run(
            [*become, str(self.programs / program), *arguments],
            check=True,
            timeout=60,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )


@dataclass
class Client:
    """One browser that saves without end and remembers what the server acknowledged."""

    port: int
    session: str
    attempt: str
    positions: list[int]
    acknowledged: dict[int, tuple[int, str]] = field(default_factory=dict)
    refused: int = 0
    counter: int = 0

    def save_until(self, stop: threading.Event) -> None:
        """A new answer each time; whatever fails is simply tried again with the next one."""
        chance = random.Random(self.attempt)
        while not stop.is_set():
            position, letter = chance.choice(self.positions), chance.choice("ABCD")
            self.counter += 1
            try:
                status, answer = self._save(position, letter)
            except (OSError, http.client.HTTPException):
                self.refused += 1
                time.sleep(0.05)
                continue
            if status == http.HTTPStatus.OK:
                assert answer["applied"]
                self.acknowledged[position] = (answer["sequence"], letter)
            else:
                self.refused += 1

    def _save(self, position: int, letter: str) -> tuple[int, dict]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        fields = {f"r{position}-choice": letter, f"r{position}-sequence": self.counter}
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            url = f"/attempts/{self.attempt}/responses/{position}/"
            connection.request("POST", url, urllib.parse.urlencode(fields), headers)
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, json.loads(body) if answer.status == http.HTTPStatus.OK else {}
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """In a folder that the server's own user may enter, which pytest's are not."""
    with tempfile.TemporaryDirectory(prefix="waymark-cluster-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder / "postgres")
        cluster.start()
        yield cluster
        cluster.stop()


@pytest.fixture
def environment(cluster: Cluster, tmp_path: Path) -> Iterator[dict[str, str]]:
    var = embedded.private_folder(tmp_path / "var")
    valkey = embedded.socket_path(var)
    embedded.private_folder(valkey.parent)
    server = subprocess.Popen(embedded.valkey_command(valkey, embedded.private_folder(var / "valkey")))
    embedded.wait_for(valkey)
    yield {
        **{name: value for name, value in os.environ.items() if name not in {"CACHE_URL", "CELERY_BROKER_URL"}},
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VAR_DIR": str(var),
        "DATABASE_URL": cluster.url,
        "PYTHONPATH": str(ROOT),
    }
    server.terminate()
    server.wait(10)


@pytest.fixture
def web(environment: dict[str, str]) -> Iterator[tuple["subprocess.Popen[bytes]", int, list[dict]]]:
    run = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(run, cwd=ROOT, env=environment, check=True, timeout=180)
    made = subprocess.run(
        [sys.executable, "-m", "tests.faults.sitting", str(CLIENTS)],
        cwd=ROOT,
        env=environment,
        check=True,
        timeout=180,
        stdout=subprocess.PIPE,
    )
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "config.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "critical",
    ]
    server = subprocess.Popen(
        [*command, "--worker-class", "gthread", "--workers", "2", "--threads", "4"], cwd=ROOT, env=environment
    )
    wait_for_answer(port)
    yield server, port, json.loads(made.stdout)
    server.terminate()
    server.wait(30)


def wait_for_answer(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz/ready")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
    pytest.fail("the web server did not answer within a minute")


def kill_a_web_process(server: "subprocess.Popen[bytes]") -> None:
    children = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=True).stdout
    os.kill(int(random.choice(children.split())), signal.SIGKILL)


def stored(url: str) -> dict[tuple[str, int], tuple[int, str]]:
    query = """
        SELECT attempt.uuid::text, response.position, response.sequence, response.value #>> '{}'
        FROM quizzes_response response JOIN quizzes_attempt attempt ON attempt.id = response.attempt_id
    """
    with psycopg.connect(url) as connection:
        return {(uuid, position): (sequence, value) for uuid, position, sequence, value in connection.execute(query)}


def test_every_acknowledged_answer_is_there_after_kills(
    cluster: Cluster, web: tuple["subprocess.Popen[bytes]", int, list[dict]]
) -> None:
    server, port, sittings = web
    clients = [Client(port, **sitting) for sitting in sittings]
    stop = threading.Event()
    threads = [threading.Thread(target=client.save_until, args=(stop,)) for client in clients]
    for thread in threads:
        thread.start()
    for _ in range(3):
        time.sleep(SECONDS_OF_SAVING / 4)
        kill_a_web_process(server)
    time.sleep(SECONDS_OF_SAVING / 4)
    cluster.kill()
    time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join(30)
    cluster.start()
    wait_for_answer(port)
    kept = stored(cluster.url)
    acknowledged = {
        (client.attempt, position): answer for client in clients for position, answer in client.acknowledged.items()
    }
    lost = {key: answer for key, answer in acknowledged.items() if kept[key][0] < answer[0]}
    changed = {key: answer for key, answer in acknowledged.items() if kept[key][0] == answer[0] and kept[key] != answer}
    tried, refused = sum(client.counter for client in clients), sum(client.refused for client in clients)
    print(f"{tried - refused} saves acknowledged, {refused} failed; {len(acknowledged)} answers compared")
    assert len(acknowledged) == CLIENTS * 2
    assert refused > 0
    assert lost == {}
    assert changed == {}
