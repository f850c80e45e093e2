"""Passages to vectors, questions to ranked hits."""

from index.build import Report, update
from index.catalogue import Catalogue, Settings
from index.database import is_own_file
from index.encoder import DEFAULT_MODEL, Embedding, Encoder, SentenceEncoder
from index.errors import (
    DamagedIndex,
    IndexBusy,
    IndexMismatch,
    ModelUnavailable,
    NoIndex,
    index_command,
)
from index.plan import DEFAULT_SOURCES, Changes, ReadOptions, changes, plan_update
from index.rank import Parts
from index.search import Searcher
from index.state import Hit

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_SOURCES",
    "Catalogue",
    "Changes",
    "DamagedIndex",
    "Embedding",
    "Encoder",
    "Hit",
    "IndexBusy",
    "IndexMismatch",
    "ModelUnavailable",
    "NoIndex",
    "Parts",
    "ReadOptions",
    "Report",
    "Searcher",
    "SentenceEncoder",
    "Settings",
    "changes",
    "index_command",
    "is_own_file",
    "plan_update",
    "update",
]
