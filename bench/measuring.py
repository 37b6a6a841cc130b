"""Processor time of groups of processes, from the kernel's own accounting, and small statistics."""

import os
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processes_named(*names: str) -> list[int]:
    """Every process whose command name is one of these."""
    return [pid for pid, name, _ in _all() if name in names]


def serving(database: str) -> list[int]:
    """PostgreSQL's processes for one database, and those of its cluster that write for all of them."""
    wanted = (f" {database} ", "walwriter", "checkpointer", "background writer")
    return [pid for pid in processes_named("postgres") if any(part in f"{_title(pid)} " for part in wanted)]


def family(root: int) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for pid, _, parent in _all():
        below.setdefault(parent, []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += below.get(pid, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time, with that of children that have ended."""
    return sum(sum(map(int, stat[11:15])) for pid in pids if (stat := _stat(pid))) / TICKS


def percentile(values: Sequence[float], share: float) -> float:
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_and_p95(values: Sequence[float]) -> str:
    """In milliseconds, for a table."""
    return f"{statistics.median(values) * 1000:7.1f} {percentile(values, 0.95) * 1000:7.1f}"


def _all() -> list[tuple[int, str, int]]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [(pid, name, int(stat[1])) for pid in pids if (stat := _stat(pid)) and (name := _name(pid))]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _stat(pid: int) -> list[str]:
    """The fields after the command name; empty for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
