"""A thousand certificates while everything that makes them is killed again and again.

Killed at random moments, without warning: the process in which learners complete the course, and the workers that make
documents and send mail. What a killed worker held comes back by the sweep. A killed sender's claim on a message lasts
ten minutes; the test lets that time pass by moving such claims back.

Mail is counted as files, which are named by Message-ID. Who is killed after a message left and before that was noted
sends it once more: the copy bears the same Message-ID, and here it is the same file.
"""

import hashlib
import os
import random
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes

import pytest

from tests.faults.stack import CELERY, Stack, broker, kill, wait_until

pytestmark = pytest.mark.faults

COUNT = 1000
KILLS = 10
# From the moment at which somebody works again to the next blow.
MOMENTS = (0.0, 2.0)
SECONDS_TO_WORK_AGAIN = 60
SECONDS_TO_RECOVER = 240
KINDS = ("pdf", "json", "png")
PASS_TIME = {
    True: "UPDATE accounts_notice SET claimed_at = strftime('%Y-%m-%d %H:%M:%f', claimed_at, '-10 minutes')"
    " WHERE sent_at IS NULL AND claimed_at < strftime('%Y-%m-%d %H:%M:%f', 'now', '-30 seconds')",
    False: "UPDATE accounts_notice SET claimed_at = claimed_at - interval '10 minutes'"
    " WHERE sent_at IS NULL AND claimed_at < now() - interval '30 seconds'",
}


class Chaos:
    """Keeps two workers and the completing process at work, and takes one away at a time."""

    def __init__(self, stack: Stack) -> None:
        self.seed = int(os.environ.get("SEED") or time.time())
        self.stack, self.chance = stack, random.Random(self.seed)
        self.completing = self._complete()
        self.workers = [stack.start_worker(), stack.start_worker()]

    def strike(self) -> None:
        """Kill the older worker, and half the times the completing process too; start others in their place."""
        before = documents(self.stack)
        assert wait_until(lambda: documents(self.stack) > before, seconds=SECONDS_TO_WORK_AGAIN), "nobody works"
        time.sleep(self.chance.uniform(*MOMENTS))
        kill(self.workers.pop(0))
        self.workers.append(self.stack.start_worker())
        if self.completing.poll() is None and self.chance.random() < 1 / 2:
            kill(self.completing)
            self.completing = self._complete()

    def _complete(self) -> "subprocess.Popen[bytes]":
        return self.stack.start(sys.executable, "tests/faults/completing.py", str(COUNT))


def documents(stack: Stack) -> int:
    return stack.count("SELECT count(*) FROM certificates_artifact")


def is_finished(stack: Stack) -> bool:
    """Asked once a second, and time passes for the claims of dead senders."""
    time.sleep(1)
    stack.change(PASS_TIME[stack.is_sqlite])
    sent = stack.count("SELECT count(*) FROM accounts_notice WHERE sent_at IS NOT NULL")
    return documents(stack) >= COUNT * len(KINDS) and sent >= COUNT


def recipients(stack: Stack) -> Counter[str]:
    return Counter(message_from_bytes(path.read_bytes())["To"] for path in stack.mails())


def torn_documents(stack: Stack) -> list[str]:
    """Those whose file is not what its row says."""
    rows = stack.rows("SELECT path, sha256 FROM certificates_artifact")
    files = stack.var / "private"
    return [path for path, digest in rows if hashlib.sha256((files / path).read_bytes()).hexdigest() != digest]


def test_a_thousand_certificates_survive_kills_without_loss_or_double(stack: Stack) -> None:
    stack.run("manage.py", "rotate_issuer_key")
    stack.run("tests/faults/completing.py", "publish")
    stack.start(*CELERY, "beat", "--pidfile=", "--loglevel", "ERROR")
    chaos, begun = Chaos(stack), time.monotonic()
    for _ in range(KILLS):
        chaos.strike()
    still_open = COUNT * len(KINDS) - documents(stack)
    assert wait_until(lambda: is_finished(stack), seconds=SECONDS_TO_RECOVER), stack.tally()
    lost_tasks = broker(stack).hlen("unacked")
    took = time.monotonic() - begun
    print(f"{KILLS} kills, {lost_tasks} tasks lost with their workers, {took:.0f} s, SEED={chaos.seed}")
    assert chaos.completing.wait(60) == 0
    assert still_open > 0, "all was done before the last blow"
    assert lost_tasks >= KILLS / 2, "the workers were hardly hit at work"
    learners = stack.rows("SELECT learner_id, count(*) FROM certificates_certificate GROUP BY learner_id")
    assert Counter(count for _, count in learners) == {1: COUNT}
    made = dict(stack.rows("SELECT kind, count(DISTINCT certificate_id) FROM certificates_artifact GROUP BY kind"))
    assert made == dict.fromkeys(KINDS, COUNT)
    assert documents(stack) == COUNT * len(KINDS)
    assert torn_documents(stack) == []
    assert stack.count("SELECT count(*) FROM accounts_notice") == COUNT
    assert Counter(recipients(stack).values()) == {1: COUNT}
