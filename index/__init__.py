"""Passages to vectors, questions to ranked hits."""

from index.citation import Citation, cite, escape_markdown, span_label
from index.doctor import Finding, examine
from index.encoders.sentence_encoder import DEFAULT_MODEL, Embedding, Encoder, SentenceEncoder
from index.errors import (
    DamagedIndex,
    IndexBusy,
    IndexMismatch,
    ModelUnavailable,
    NoIndex,
    index_command,
)
from index.hit import Hit
from index.ranking.scoring import Parts
from index.search import Searcher
from index.snapshot import State
from index.store.local.catalogue import Catalogue, Settings
from index.store.local.database import is_own_file
from index.store.local.lexical import phrases
from index.updating.build import Progress, Report, update
from index.updating.plan import (
    DEFAULT_SOURCES,
    Changes,
    ReadOptions,
    changes,
    changes_since,
    find_documents,
    last_settings,
    named_sources,
    plan_update,
)

__all__ = [
    "DEFAULT_MODEL",
    "DEFAULT_SOURCES",
    "Catalogue",
    "Changes",
    "Citation",
    "DamagedIndex",
    "Embedding",
    "Encoder",
    "Finding",
    "Hit",
    "IndexBusy",
    "IndexMismatch",
    "ModelUnavailable",
    "NoIndex",
    "Parts",
    "Progress",
    "ReadOptions",
    "Report",
    "Searcher",
    "SentenceEncoder",
    "Settings",
    "State",
    "changes",
    "changes_since",
    "cite",
    "escape_markdown",
    "examine",
    "find_documents",
    "index_command",
    "is_own_file",
    "last_settings",
    "named_sources",
    "phrases",
    "plan_update",
    "span_label",
    "update",
]
