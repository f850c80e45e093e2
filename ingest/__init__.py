"""Files to passages: sources, readers, segmentation. No machine learning."""

from ingest.document import Document, Dropped, Passage, Section
from ingest.errors import BriefQAError, UnreadableSource, UsageError
from ingest.readers import READERS, read_document, reader_for
from ingest.sources import Skipped, Source, find_sources, read_bytes

__all__ = [
    "READERS",
    "BriefQAError",
    "Document",
    "Dropped",
    "Passage",
    "Section",
    "Skipped",
    "Source",
    "UnreadableSource",
    "UsageError",
    "find_sources",
    "read_bytes",
    "read_document",
    "reader_for",
]
