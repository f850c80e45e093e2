"""Files to passages: sources, readers, segmentation. No machine learning."""

from ingest.characters import and_more, one_line, sanitize_terminal, strip_unprintable
from ingest.decode import decode
from ingest.document import Document, Dropped, Passage, Section
from ingest.errors import BriefQAError, UnreadableSource, UsageError
from ingest.formats.registry import FORMATS, format_of, has_reader, libraries, read_document
from ingest.sandbox.worker import SECONDS, Worker, read_source
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
from ingest.structure import Span, alike, paragraphs

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
    "Span",
    "UnreadableSource",
    "UsageError",
    "Worker",
    "alike",
    "and_more",
    "decode",
    "digest",
    "find_sources",
    "format_of",
    "has_reader",
    "libraries",
    "one_line",
    "paragraphs",
    "read_contents",
    "read_document",
    "read_source",
    "sanitize_terminal",
    "stamp",
    "strip_unprintable",
]
