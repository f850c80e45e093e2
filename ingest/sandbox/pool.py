"""Tasks on many files at once."""

import atexit
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from typing import TypeVar

from ingest.sandbox.worker import Worker

MAX_WORKERS = 4
"""Each may take MAX_PARSE_BYTES of memory."""
_SPARE: list[Worker] = []
"""Idle workers of pools that have ended, for the next ones: a process takes half a second to start.
They end with this process."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class WorkerPool:
    """Workers that work on files at the same time, for a `with` block.

    There are at most as many as this process may use cores, and as there are files for them.
    `seconds` limit a task. An error that ends the block ends their processes too.
    """

    def __init__(self, seconds: float) -> None:
        count = min(MAX_WORKERS, _usable_cores())
        self._workers = [_spare_worker() or Worker() for _ in range(count)]
        for worker in self._workers:
            worker.seconds = seconds
        self._idle = sorted(self._workers, key=lambda worker: worker.is_spare)
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        self._threads.shutdown(wait=error is None, cancel_futures=True)
        spare = [worker for worker in self._workers if worker.is_spare and not error]
        others = [worker for worker in self._workers if worker not in spare]
        for worker in others:
            worker.stop()
        self._threads.shutdown()
        for worker in others:
            worker.close()
        _SPARE.extend(spare)

    def map(
        self, function: Callable[[Item, Worker], Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Callable[[], Result]]]:
        """Yield the items as they are done, each with a function that returns its result.

        That raises what `function` has raised. `function` is called from several threads, when the
        item's turn comes, so that few items and results are in memory.
        """
        waiting = iter(items)
        running: dict[Future[Result], Item] = {}

        def submit(count: int) -> None:
            for item in islice(waiting, count):
                running[self._threads.submit(self._call, function, item)] = item

        submit(2 * len(self._workers))
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                yield running.pop(future), future.result
                submit(1)

    def _call(self, function: Callable[[Item, Worker], Result], item: Item) -> Result:
        worker = self._idle.pop()  # there is one for every thread
        try:
            return function(item, worker)
        finally:
            self._idle.append(worker)


def _spare_worker() -> Worker | None:
    with suppress(IndexError):
        return _SPARE.pop()
    return None


@atexit.register
def _end_spare_workers() -> None:
    while worker := _spare_worker():
        worker.close()


def _usable_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
