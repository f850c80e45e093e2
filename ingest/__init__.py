"""Files to passages: sources, readers, chunking. No machine learning."""

from ingest.characters import and_more, did_you_mean, one_line, sanitize_terminal
from ingest.chunk import CountTokens, chunk
from ingest.decode import decode
from ingest.document import Context, Document, Dropped, Locator, Passage, Place, Section
from ingest.errors import BriefQAError, UnreadableSource, UnusableIgnoreFile, UsageError
from ingest.formats import FORMATS, format_of, has_reader, read_document, reader_versions
from ingest.frame import frame_text
from ingest.ignore import IGNORE_FILE, Ignored, is_junk, is_left_out
from ingest.normalisation import NormalText, find_phrase, normal_form
from ingest.sandbox import PARSE_TIMEOUT_S, Worker, read_source
from ingest.sources import (
    MAX_SOURCE_BYTES,
    Contents,
    FoundSources,
    Skipped,
    Source,
    find_sources,
    read_contents,
    source_digest,
)
from ingest.structure import (
    Span,
    drop_repeated,
    is_apparatus,
    keep_boilerplate,
    kept_runs,
    paragraphs,
    repeated_lines,
    require_text,
)

__all__ = [
    "FORMATS",
    "IGNORE_FILE",
    "MAX_SOURCE_BYTES",
    "PARSE_TIMEOUT_S",
    "BriefQAError",
    "Contents",
    "Context",
    "CountTokens",
    "Document",
    "Dropped",
    "FoundSources",
    "Ignored",
    "Locator",
    "NormalText",
    "Passage",
    "Place",
    "Section",
    "Skipped",
    "Source",
    "Span",
    "UnreadableSource",
    "UnusableIgnoreFile",
    "UsageError",
    "Worker",
    "and_more",
    "chunk",
    "decode",
    "did_you_mean",
    "drop_repeated",
    "find_phrase",
    "find_sources",
    "format_of",
    "frame_text",
    "has_reader",
    "is_apparatus",
    "is_junk",
    "is_left_out",
    "keep_boilerplate",
    "kept_runs",
    "normal_form",
    "one_line",
    "paragraphs",
    "read_contents",
    "read_document",
    "read_source",
    "reader_versions",
    "repeated_lines",
    "require_text",
    "sanitize_terminal",
    "source_digest",
]
