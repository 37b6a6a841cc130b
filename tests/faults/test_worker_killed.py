"""The worker is killed between a pass and the PDF; after a restart each learner has one of everything.

The pieces are real: processes, a queue, a database (``tests/faults/stack.py``).
"""

import time

import pytest

from tests.faults.stack import Stack, broker, kill, wait_until

pytestmark = pytest.mark.faults

LEARNERS = ("alba", "bruno", "carla", "dario")
# Two sweeps a minute apart, with room for a slow machine.
SECONDS_TO_RECOVER = 240


def test_each_pass_ends_in_one_certificate_one_document_and_one_mail(stack: Stack) -> None:
    stack.run("tests/faults/passing.py", *LEARNERS)
    assert stack.tally() == {"certificates": len(LEARNERS), "documents": 0, "mails": 0}
    for delay in (0.0, 0.2, 0.05):
        worker = stack.start_worker("-B")
        assert wait_until(lambda: bool(broker(stack).exists("unacked")), seconds=60)
        time.sleep(delay)
        kill(worker)
    left_to_do = stack.tally()["documents"] < len(LEARNERS) or stack.tally()["mails"] < len(LEARNERS)
    stack.start_worker("-B")
    complete = {"certificates": len(LEARNERS), "documents": len(LEARNERS), "mails": len(LEARNERS)}
    recovered = wait_until(lambda: stack.tally() == complete, seconds=SECONDS_TO_RECOVER)
    after = stack.tally()
    assert left_to_do, "the worker was never killed in time: nothing was tested"
    assert recovered, after
    assert len({mail.read_bytes().split(b"\nTo: ")[1].split(b"\n")[0] for mail in stack.mails()}) == len(LEARNERS)


def test_worker_that_was_away_finds_what_waits_for_it(stack: Stack) -> None:
    stack.run("tests/faults/passing.py", LEARNERS[0])
    assert stack.tally() == {"certificates": 1, "documents": 0, "mails": 0}
    stack.start_worker("-B")
    one_of_each = {"certificates": 1, "documents": 1, "mails": 1}
    arrived = wait_until(lambda: stack.tally() == one_of_each, seconds=SECONDS_TO_RECOVER)
    assert arrived, stack.tally()
