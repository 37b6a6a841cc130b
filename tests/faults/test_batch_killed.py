"""The worker is killed in the middle of a batch: the sweep goes on where it stopped, and each row is applied once."""

from collections import Counter
from email import message_from_bytes

import pytest

from tests.faults.stack import Stack, kill, wait_until

pytestmark = pytest.mark.faults

COUNT = 400
# The sweep comes once a minute, and takes a worker for dead that gave no sign of life for a minute.
SECONDS_TO_RECOVER = 240


def done(stack: Stack) -> int:
    return stack.count("SELECT count(*) FROM certificates_batchrow WHERE state = 'done'")


def is_finished(stack: Stack) -> bool:
    return stack.count("SELECT count(*) FROM certificates_batch WHERE state = 'done'") == 1


def test_batch_is_finished_by_another_worker_and_its_mail_leaves_once(stack: Stack) -> None:
    stack.run("-m", "tests.faults.batching", str(COUNT))
    worker = stack.start_worker()
    assert wait_until(lambda: done(stack) > COUNT / 20, seconds=60)
    kill(worker)
    after_the_blow = done(stack)
    stack.start_worker("-B")
    assert wait_until(lambda: is_finished(stack), seconds=SECONDS_TO_RECOVER), done(stack)
    assert COUNT / 20 < after_the_blow < COUNT, "the worker was not killed in the middle"
    assert done(stack) == COUNT
    enrolled = stack.rows("SELECT learner_id, count(*) FROM courses_enrolment GROUP BY learner_id")
    assert Counter(count for _, count in enrolled) == {1: COUNT}
    assert stack.mails() == []
    stack.run("-m", "tests.faults.batching", "release")
    assert wait_until(lambda: len(stack.mails()) == COUNT, seconds=SECONDS_TO_RECOVER), len(stack.mails())
    recipients = Counter(message_from_bytes(path.read_bytes())["To"] for path in stack.mails())
    assert Counter(recipients.values()) == {1: COUNT}
