"""One writer at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy
from index.store.local.files import LOCK


@contextmanager
def write_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of the index in `folder`, an existing folder; the file names the holder.

    The lock ends with the process, however that ends. Raises IndexBusy at once if another process
    holds it.
    """
    path = folder / LOCK
    try:
        lock = FileLock(path, blocking=False).acquire()
    except Timeout:
        raise IndexBusy(
            f"{_holder(path)} is writing to the index in {folder}. Try again when it has finished"
        ) from None
    with lock:
        with suppress(OSError):  # a full disk: the holder has no name
            path.write_text(str(os.getpid()))
        yield


def _holder(path: Path) -> str:
    try:
        return f"process {int(path.read_text())}"
    except (OSError, ValueError):  # it has just begun
        return "another process"
