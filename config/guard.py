"""A process of its own beside the supervisor: should that be killed outright, this one ends what it had started.

Standard input tells what runs: ``+123`` when process group 123 starts, ``-123`` when it has ended. The end of input
means that the supervisor is gone. Started by path, so it imports nothing of the project.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable

GRACE_SECONDS = 10.0


def left_running(lines: Iterable[str]) -> set[int]:
    """The groups that were started and have not ended when the input does."""
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        if line.startswith("+"):
            groups.add(group)
        else:
            groups.discard(group)
    return groups


def is_alive(group: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def end(groups: Iterable[int], *, grace: float = GRACE_SECONDS) -> None:
    """Ask each group's leader to end; kill whatever is left of the groups after ``grace`` seconds."""
    alive = [group for group in groups if is_alive(group)]
    for group in alive:
        send(group, signal.SIGTERM, to=os.kill)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and any(is_alive(group) for group in alive):
        time.sleep(0.1)
    for group in alive:
        send(group, signal.SIGKILL)


def send(group: int, number: signal.Signals, *, to: Callable[[int, int], None] = os.killpg) -> None:
    """Send a signal to a group, or with ``to=os.kill`` to its leader; one that is gone has ended already."""
    try:
        to(group, number)
    except ProcessLookupError:
        return


if __name__ == "__main__":
    end(left_running(sys.stdin))
