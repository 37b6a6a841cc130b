"""Starts processes, starts again those that die, and leaves none behind however it ends itself.

Each child leads a process group. On Linux the kernel also tells it when this process dies; everywhere ``guard`` does.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config import guard

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10.0
LONGEST_PAUSE = 30.0
# A child that lived this long had started well: the next pause is the shortest again.
STEADY_SECONDS = 30.0
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Program:
    """What to run, and what to call it in messages."""

    name: str
    command: Sequence[str]


@dataclass
class Child:
    """A program as it runs; ``restart_at`` is set while it waits to be started again."""

    program: Program
    process: "subprocess.Popen[bytes]"
    started_at: float = field(default_factory=time.monotonic)
    deaths: int = 0
    restart_at: float | None = None


def pause_after(deaths: int) -> float:
    """Seconds to wait before starting again a program that died this often in a row."""
    return min(0.5 * 2 ** (deaths - 1), LONGEST_PAUSE)


class Supervisor:
    """Runs programs until it is stopped. Use it from the main thread: the kernel watches the thread that starts."""

    def __init__(self, *, environment: dict[str, str], folder: Path, say: Callable[[str], None]) -> None:
        self._environment = environment
        self._folder = folder
        self._say = say
        self._children: list[Child] = []
        command = [sys.executable, "-I", str(guard.__file__)]
        self._guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603  # no input

    def start(self, program: Program) -> None:
        """Start a program and look after it from now on."""
        self._children.append(Child(program, self._launch(program)))

    def run_once(self, program: Program) -> int:
        """Run a program to its end; returns its exit code."""
        process = self._launch(program)
        try:
            return process.wait()
        finally:
            self._end([process])

    def look_after(self) -> None:
        """Start again what died and whose pause is over; to be called often."""
        now = time.monotonic()
        for child in self._children:
            if child.restart_at is None and child.process.poll() is not None:
                self._note_death(child, now)
            elif child.restart_at is not None and now >= child.restart_at:
                child.process = self._launch(child.program)
                child.started_at, child.restart_at = now, None

    def stop(self) -> None:
        """End everything, what was started first last, and the guard with it."""
        try:
            processes = [child.process for child in self._children]
            self._end(processes[1:])
            self._end(processes[:1])
        finally:
            self._children.clear()
            self._close_guard()

    def _launch(self, program: Program) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(  # noqa: S603  # commands are the project's own
            program.command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent(),
        )
        self._tell_guard(f"+{process.pid}")
        return process

    def _note_death(self, child: Child, now: float) -> None:
        guard.send(child.process.pid, signal.SIGKILL)
        self._tell_guard(f"-{child.process.pid}")
        child.deaths = 1 if now - child.started_at >= STEADY_SECONDS else child.deaths + 1
        pause = pause_after(child.deaths)
        child.restart_at = now + pause
        self._say(f"{child.program.name} ended ({child.process.returncode}); starting again in {pause:g} s")

    def _end(self, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
        """Ask the leaders, wait, then kill what is left of their groups."""
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say(f"process {process.pid} did not end in time and is killed")
            guard.send(process.pid, signal.SIGKILL)
            process.wait()
            self._tell_guard(f"-{process.pid}")

    def _tell_guard(self, line: str) -> None:
        if self._guard.stdin is None or self._guard.poll() is not None:
            return
        self._guard.stdin.write(line.encode() + b"\n")
        self._guard.stdin.flush()

    def _close_guard(self) -> None:
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait(GRACE_SECONDS)


def _die_with_parent() -> Callable[[], None] | None:
    """What a new child does before it becomes its program: ask the kernel to end it when this process dies."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel
