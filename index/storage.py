"""The store in use: no other module names one, so another store is chosen here."""

from contextlib import AbstractContextManager
from pathlib import Path

from index.store import Snapshot, Writer, local
from index.store.local import (
    current_generation,
    outdated_settings,
    owns_file,
    repair_derived,
    write_lock,
)

__all__ = [
    "current_generation",
    "open_snapshot",
    "open_writer",
    "outdated_settings",
    "owns_file",
    "repair_derived",
    "write_lock",
]


def open_snapshot(folder: Path) -> Snapshot:
    """Open the newest state of the index in `folder`.

    Raises NoIndex, OutdatedIndex, IndexMismatch or DamagedIndex.
    """
    return local.LocalSnapshot(folder)


def open_writer(folder: Path, *, rebuild: bool = False) -> AbstractContextManager[Writer]:
    """Open the index in `folder` for writing, and create it if there is none.

    With `rebuild` it may be damaged or of another format; the old one stays until the block has
    ended. Raises IndexBusy if another process writes; OutdatedIndex, IndexMismatch or DamagedIndex
    unless `rebuild`.
    """
    return local.open_writer(folder, rebuild=rebuild)
