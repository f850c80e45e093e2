"""An index in a folder: SQLite holds the truth; FAISS and tantivy search what is derived.

All SQL, all file names and all handling of damage are here.
"""

from index.store.local.files import owns_file
from index.store.local.lock import write_lock
from index.store.local.outdated import outdated_settings
from index.store.local.repair import repair_derived
from index.store.local.snapshot import LocalSnapshot, current_generation
from index.store.local.writer import open_writer

__all__ = [
    "LocalSnapshot",
    "current_generation",
    "open_writer",
    "outdated_settings",
    "owns_file",
    "repair_derived",
    "write_lock",
]
