"""Files to passages: sources, readers, segmentation. No machine learning."""

from ingest.chunk import chunk
from ingest.document import Document, Dropped, Passage, Section
from ingest.errors import BriefQAError, UnreadableSource, UsageError
from ingest.readers import READERS, read_document
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
    "chunk",
    "find_sources",
    "read_bytes",
    "read_document",
]
