"""Reading many files at once."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from ingest.document import Document
from ingest.formats import format_of
from ingest.sandbox.worker import Worker, read_source
from ingest.sources import Contents, Source

MAX_WORKERS = 4
"""Each may take MAX_PARSE_BYTES of memory."""


class WorkerPool:
    """Workers that read files at the same time, for a `with` block, whose end stops them.

    There are at most as many as this process may use cores, and as there are files for them.
    `seconds` limit reading a file.
    """

    def __init__(self, seconds: float) -> None:
        count = min(MAX_WORKERS, _usable_cores())
        self._workers = [Worker(seconds) for _ in range(count)]
        self._idle = self._workers.copy()
        self._unstarted = Worker(seconds)  # files that are read in this process need no other
        self._threads = ThreadPoolExecutor(count)

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown()
        for worker in self._workers:
            worker.close()

    def read(
        self, sources: Sequence[Source], take: Callable[[Source], Contents]
    ) -> Iterator[tuple[Source, Callable[[], Document]]]:
        """Yield the sources as they are read, each with a function that returns its document.

        The function raises UnreadableSource if there is none. Sources that need no worker are read
        by it, while workers read the others. `take` returns the contents of a source; it is called
        when the source's turn comes, from several threads, so that few contents are in memory.
        """
        reading = {
            self._threads.submit(self._read_isolated, source, take): source
            for source in sources
            if format_of(source.id).isolated
        }
        for source in sources:
            if not format_of(source.id).isolated:
                yield source, partial(_read, source, take, self._unstarted)
        for future in as_completed(reading):
            yield reading[future], future.result

    def _read_isolated(self, source: Source, take: Callable[[Source], Contents]) -> Document:
        worker = self._idle.pop()  # there is one for every thread
        try:
            return _read(source, take, worker)
        finally:
            self._idle.append(worker)


def _read(source: Source, take: Callable[[Source], Contents], worker: Worker) -> Document:
    return read_source(source, take(source), worker)


def _usable_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
