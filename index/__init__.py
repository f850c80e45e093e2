"""Passages to vectors, questions to ranked hits."""

import os

# Read when numpy is imported, so set before. Its threads wait for each other over the small arrays
# of a question, which then takes 4 times as long (2 cores, 2026-11-27).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from index.authors import names_of
from index.citation import Citation, cite, escape_markdown, span_label
from index.doctor import Finding, examine
from index.embedding import Embedding
from index.encoders import ACCURATE, FAST, Encoder, SentenceEncoder, describe_model, short_name
from index.errors import (
    DamagedIndex,
    IndexBusy,
    IndexGone,
    IndexMismatch,
    ModelUnavailable,
    NoIndex,
    OutdatedIndex,
    empty_index,
    index_command,
)
from index.filters import DocumentFilter, Selection, folders_of
from index.hit import Hit
from index.ranking import Alignment, ScoreParts, quoted_phrases
from index.search import OpenIndex
from index.searcher import Searcher
from index.spelling import Corrections
from index.storage import open_snapshot, owns_file
from index.store import DocumentDescription, DocumentSummary, Settings, Snapshot, SourceRecord
from index.updating import (
    DEFAULT_SOURCES,
    PASSAGE_TOKENS,
    Changes,
    DocumentWarning,
    Progress,
    ReadOptions,
    Report,
    changes_since,
    current_changes,
    find_documents,
    plan_update,
    previous_settings,
    source_paths,
    update,
)

__all__ = [
    "ACCURATE",
    "DEFAULT_SOURCES",
    "FAST",
    "PASSAGE_TOKENS",
    "Alignment",
    "Changes",
    "Citation",
    "Corrections",
    "DamagedIndex",
    "DocumentDescription",
    "DocumentFilter",
    "DocumentSummary",
    "DocumentWarning",
    "Embedding",
    "Encoder",
    "Finding",
    "Hit",
    "IndexBusy",
    "IndexGone",
    "IndexMismatch",
    "ModelUnavailable",
    "NoIndex",
    "OpenIndex",
    "OutdatedIndex",
    "Progress",
    "ReadOptions",
    "Report",
    "ScoreParts",
    "Searcher",
    "Selection",
    "SentenceEncoder",
    "Settings",
    "Snapshot",
    "SourceRecord",
    "changes_since",
    "cite",
    "current_changes",
    "describe_model",
    "empty_index",
    "escape_markdown",
    "examine",
    "find_documents",
    "folders_of",
    "index_command",
    "names_of",
    "open_snapshot",
    "owns_file",
    "plan_update",
    "previous_settings",
    "quoted_phrases",
    "short_name",
    "source_paths",
    "span_label",
    "update",
]
