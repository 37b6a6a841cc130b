"""Starting, restarting and ending processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import guard
from config.supervisor import LONGEST_PAUSE, Program, Supervisor, pause_after

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
DEAF = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(environment=dict(os.environ), folder=tmp_path, say=said.append)
    yield supervisor
    supervisor.stop()


def wait_until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not happened() and time.monotonic() < end:
        time.sleep(0.02)
    return happened()


def test_pauses_grow_and_stop_growing() -> None:
    pauses = [pause_after(deaths) for deaths in range(1, 12)]
    assert pauses[:4] == [0.5, 1.0, 2.0, 4.0]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_program_that_died_is_started_again(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    script = "open('starts', 'a').write('x')"
    supervisor.start(Program("brief", (sys.executable, "-c", script)))

    def started_twice() -> bool:
        supervisor.look_after()
        starts = tmp_path / "starts"
        return starts.exists() and len(starts.read_text()) >= 2

    assert wait_until(started_twice)
    assert said[0] == "brief ended (0); starting again in 0.5 s"


def test_stopping_ends_everything_and_the_guard(supervisor: Supervisor, tmp_path: Path) -> None:
    script = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    supervisor.start(Program("sleeper", (sys.executable, "-c", script)))
    kept = tmp_path / "pid"
    assert wait_until(lambda: kept.exists() and kept.read_text() != "")
    pid = int(kept.read_text())
    supervisor.stop()
    assert not guard.is_alive(pid)


def test_exit_code_of_a_single_run_is_returned(supervisor: Supervisor) -> None:
    assert supervisor.run_once(Program("failing", (sys.executable, "-c", "raise SystemExit(3)"))) == 3


def test_guard_remembers_what_has_not_ended() -> None:
    assert guard.left_running(["+10\n", "+11\n", "-10\n", "+12\n"]) == {11, 12}


def test_guard_kills_what_does_not_listen() -> None:
    process = subprocess.Popen(DEAF, start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    guard.end([process.pid], grace=0.2)
    assert process.wait(10) == -9
    process.stdout.close()


def test_guard_passes_over_what_is_gone() -> None:
    process = subprocess.Popen((sys.executable, "-c", ""), start_new_session=True)
    process.wait()
    guard.end([process.pid], grace=0.1)
    assert not guard.is_alive(process.pid)


def test_guard_ends_what_a_killed_supervisor_had_started() -> None:
    child = subprocess.Popen(SLEEP, start_new_session=True)
    beside = subprocess.Popen((sys.executable, "-I", str(guard.__file__)), stdin=subprocess.PIPE)
    assert beside.stdin is not None
    beside.stdin.write(f"+{child.pid}\n".encode())
    beside.stdin.close()
    assert child.wait(20) == -15
    assert beside.wait(20) == 0
