"""Check the files of an index, and rebuild what is derived."""

import shutil
from contextlib import closing
from pathlib import Path

from index.store.local.catalogue import Catalogue
from index.store.local.database import Database
from index.store.local.files import REBUILT, VECTORS, unfinished_files
from index.store.local.vectors import open_vectors, read_vectors_file


def repair_derived(folder: Path, *, write: bool = True) -> tuple[str, bool, str]:
    """Rebuild the derived file if it is missing, damaged or stale, and remove unfinished ones.

    Returns the file's name, whether it is well now, and what was found or done. To `write`, the
    caller must hold the write lock; otherwise nothing is changed.
    """
    messages = []
    if write:
        for path in unfinished_files(folder):
            path.unlink(missing_ok=True)
            messages.append(f"removed {path.name}")
        shutil.rmtree(folder / REBUILT, ignore_errors=True)
    with closing(Database(folder)) as database:
        catalogue = Catalogue(database)
        generation = catalogue.generation()
        if catalogue.passage_count() and not _is_current(folder, generation):
            if write:
                open_vectors(folder, generation, catalogue.vectors)
            if not _is_current(folder, generation):
                return VECTORS, False, "missing or damaged, and cannot be written"
            messages.append("was missing, damaged or stale: rebuilt")
    return VECTORS, True, ", ".join(messages) or "fits the catalogue"


def _is_current(folder: Path, generation: str) -> bool:
    return read_vectors_file(folder / VECTORS, generation) is not None
