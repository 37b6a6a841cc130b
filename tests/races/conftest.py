"""Real threads with connections of their own against a database that really commits."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

# Long enough for the second thread to reach the lock that the first one holds.
HOLD_SECONDS = 0.3


def _closing(call: Callable[[], Any]) -> Any:
    try:
        return call()
    finally:
        connection.close()


@pytest.fixture
def together() -> Callable[[Sequence[Callable[[], Any]]], list[Any]]:
    """``together([call, call])``: all at the same moment; results in order, the first error is raised."""

    def run(calls: Sequence[Callable[[], Any]]) -> list[Any]:
        barrier = threading.Barrier(len(calls))

        def at_the_barrier(call: Callable[[], Any]) -> Any:
            barrier.wait(timeout=30)
            return _closing(call)

        with ThreadPoolExecutor(len(calls)) as pool:
            return [future.result(timeout=60) for future in [pool.submit(at_the_barrier, call) for call in calls]]

    return run


@pytest.fixture
def overlapping() -> Callable[[Callable[[], Any], Callable[[], Any]], Any]:
    """``overlapping(first, second)``: ``second`` comes while ``first`` is done but not committed; its result."""

    def run(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
        is_done = threading.Event()

        def hold() -> None:
            with transaction.atomic():
                first()
                is_done.set()
                time.sleep(HOLD_SECONDS)

        def follow() -> Any:
            is_done.wait(timeout=30)
            return second()

        with ThreadPoolExecutor(2) as pool:
            held, followed = pool.submit(_closing, hold), pool.submit(_closing, follow)
            held.result(timeout=60)
            return followed.result(timeout=60)

    return run
