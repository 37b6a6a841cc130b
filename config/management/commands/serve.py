"""The whole of Waymark on one machine: queue and cache, web, worker, beat; one Ctrl-C ends all of it."""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import embedded, processes
from config.supervisor import POLL_SECONDS, Supervisor

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_FOR_PREDECESSOR = 15.0
SECONDS_TO_ANSWER = 60.0


class Command(BaseCommand):
    """Starts what the settings call for and stays until it is told to end."""

    help = "Serve the site with worker and beat, and with the embedded Valkey unless the environment names a server."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, and what to do first."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT, or 8000)")
        parser.add_argument("--prepare", action="store_true", help="bring database and course up to date first")
        parser.add_argument("--tied", action="store_true", help="end when the process that started this one ends")

    def handle(self, *args: Any, host: str, port: int, prepare: bool, tied: bool, **options: Any) -> None:
        """Raises CommandError when the port or the data folder is in use, or a preparation fails."""
        parent = os.getppid() if tied else None
        for number in STOP_SIGNALS:
            signal.signal(number, _interrupt)
        _refuse_taken(host, port)
        with _only_one(), contextlib.suppress(KeyboardInterrupt):
            supervisor = Supervisor(environment=_environment(port), folder=settings.BASE_DIR, say=self._say)
            try:
                self._start_queue(supervisor)
                if prepare and supervisor.run_once(processes.prepare()):
                    raise CommandError("Preparing failed; nothing was started.")
                self._start_rest(supervisor, host, port)
                _watch(supervisor, parent)
            finally:
                for number in STOP_SIGNALS:
                    signal.signal(number, signal.SIG_IGN)
                supervisor.stop()
        self._say("Stopped.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _start_queue(self, supervisor: Supervisor) -> None:
        if not settings.USES_EMBEDDED_VALKEY:
            return
        supervisor.start(processes.valkey())
        try:
            embedded.wait_for(settings.VALKEY_SOCKET)
        except embedded.ValkeyDidNotStart as problem:
            raise CommandError(str(problem)) from problem

    def _start_rest(self, supervisor: Supervisor, host: str, port: int) -> None:
        for program in (processes.web(host, port), *processes.workers()):
            supervisor.start(program)
        _wait_for_answer(supervisor, host, port)
        extra = "  (mail: /dev/mail/, accounts: var/demo-accounts.json)" if settings.DEBUG else ""
        self._say(f"Waymark is running at http://localhost:{port}/{extra}")


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _environment(port: int) -> dict[str, str]:
    """What the children see: the same settings, and the port, from which the site's own address follows."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE, "PORT": str(port)}


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as problem:
            raise CommandError(f"Can't listen on {host}:{port} ({problem.strerror}); set PORT to another.") from problem


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """One embedded server per data folder. One left by a killed predecessor is given time to end."""
    if not settings.USES_EMBEDDED_VALKEY:
        yield
        return
    folder = embedded.private_folder(settings.VALKEY_SOCKET.parent)
    with (folder / "serve.lock").open("w") as file:
        _lock(file)
        end = time.monotonic() + SECONDS_FOR_PREDECESSOR
        while embedded.answers(settings.VALKEY_SOCKET):
            if time.monotonic() > end:
                raise CommandError(f"Another server already answers on {settings.VALKEY_SOCKET}.")
            time.sleep(POLL_SECONDS)
        settings.VALKEY_SOCKET.unlink(missing_ok=True)
        yield


def _lock(file: IO[str]) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        raise CommandError(f"Waymark is already running on {settings.VAR_DIR}.") from problem


def _wait_for_answer(supervisor: Supervisor, host: str, port: int) -> None:
    """Return once the site answers anything at all. Raises CommandError."""
    end = time.monotonic() + SECONDS_TO_ANSWER
    while not _answers(host, port):
        if time.monotonic() > end:
            raise CommandError(f"The site gave no answer within {SECONDS_TO_ANSWER:.0f} s.")
        supervisor.look_after()
        time.sleep(POLL_SECONDS)


def _answers(host: str, port: int) -> bool:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1", "[::]": "::1"}.get(host, host)  # noqa: S104  # compared, not bound
    connection = http.client.HTTPConnection(name.strip("[]"), port, timeout=5)
    try:
        # By the name that the site goes by: it refuses others, and would say so in the log.
        connection.request("GET", "/healthz/live", headers={"Host": urlsplit(settings.SITE_URL).netloc})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _watch(supervisor: Supervisor, parent: int | None) -> None:
    while parent is None or os.getppid() == parent:
        supervisor.look_after()
        time.sleep(POLL_SECONDS)
