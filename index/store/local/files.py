"""The files of an index in a folder: their names, and how one set replaces another."""

import os
import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

CATALOGUE = "catalogue.sqlite"
VECTORS = "vectors.faiss"
LOCK = "lock"
REBUILT = ".rebuilt"
"""The folder in which the replacement of a damaged or outdated catalogue is made."""

_OWN = re.compile(
    rf"{re.escape(CATALOGUE)}(-wal|-shm|-journal)?|{LOCK}"
    rf"|{re.escape(VECTORS)}(\.[0-9a-f]{{16}}\.tmp)?|{re.escape(REBUILT)}"
)


def owns_file(folder: Path, path: Path) -> bool:
    """Return whether `path` belongs to the index in `folder`; both must be resolved."""
    if not path.is_relative_to(folder) or path == folder:
        return False
    return bool(_OWN.fullmatch(path.relative_to(folder).parts[0]))


def unfinished_files(folder: Path) -> list[Path]:
    """Return what runs left that were killed while they wrote the vectors file."""
    folder = folder.resolve()
    return [path for path in folder.glob(f"{VECTORS}.*.tmp") if owns_file(folder, path)]


def replace_files(folder: Path, replacement: Path) -> None:
    """Replace the files of the index in `folder` by those of the closed one in `replacement`.

    Snapshots of the old ones stay readable.
    """
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(folder / CATALOGUE)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # its last state, if this is interrupted
    for suffix in ("-wal", "-shm"):  # the old ones; the new catalogue must not find them
        (folder / (CATALOGUE + suffix)).unlink(missing_ok=True)
    for path in sorted(replacement.iterdir()):
        path.replace(folder / path.name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
