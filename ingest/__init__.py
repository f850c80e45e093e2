"""Files to passages: sources, readers, segmentation. No machine learning."""

from ingest.document import Document, Dropped, Passage, Section
from ingest.errors import BriefQAError, UnreadableSource, UsageError
from ingest.readers import FORMATS, format_of, has_reader, libraries, read_document
from ingest.sources import (
    MOST_BYTES,
    Contents,
    Skipped,
    Source,
    digest,
    find_sources,
    read_contents,
    stamp,
)
from ingest.worker import SECONDS, Worker, read_source

__all__ = [
    "FORMATS",
    "MOST_BYTES",
    "SECONDS",
    "BriefQAError",
    "Contents",
    "Document",
    "Dropped",
    "Passage",
    "Section",
    "Skipped",
    "Source",
    "UnreadableSource",
    "UsageError",
    "Worker",
    "digest",
    "find_sources",
    "format_of",
    "has_reader",
    "libraries",
    "read_contents",
    "read_document",
    "read_source",
    "stamp",
]
