"""One writer at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy

FILE = "lock"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the lock of the index in `folder`, an existing folder, which says who holds it.

    It ends with the process, however that ends. Raises IndexBusy at once where another process
    holds it.
    """
    path = folder / FILE
    try:
        lock = FileLock(path, blocking=False).acquire()
    except Timeout:
        raise IndexBusy(
            f"{_holder(path)} is writing to the index in {folder}: try again when it is done"
        ) from None
    with lock:
        path.write_text(str(os.getpid()))
        yield


def _holder(path: Path) -> str:
    try:
        return f"process {int(path.read_text())}"
    except (OSError, ValueError):  # it has just begun
        return "another process"
