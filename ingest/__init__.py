"""Files to passages: sources, readers, chunking. No machine learning."""

from ingest.archive import check_archive, is_archive
from ingest.characters import and_more, did_you_mean, one_line, sanitize_terminal, shorten
from ingest.chunk import CountTokens, chunk
from ingest.decode import decode
from ingest.document import Context, Document, Dropped, Locator, Passage, Place, Section
from ingest.errors import BriefQAError, UnreadableSource, UnusableIgnoreFile, UsageError
from ingest.formats import FORMATS, format_of, has_reader, read_document, reader_versions
from ingest.frame import frame_text
from ingest.ignore import IGNORE_FILE, Ignored, is_junk, is_left_out
from ingest.normalisation import NormalText, find_phrase, fold_letters, normal_form
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
    source_root,
)
from ingest.structure import (
    KEEP_HINT,
    ORGANISATIONS,
    Definitions,
    Span,
    Unit,
    drop_repeated,
    find_units,
    is_apparatus,
    keep_boilerplate,
    kept_runs,
    left_out_warnings,
    paragraphs,
    repeated_lines,
    require_text,
)

__all__ = [
    "FORMATS",
    "IGNORE_FILE",
    "KEEP_HINT",
    "MAX_SOURCE_BYTES",
    "ORGANISATIONS",
    "PARSE_TIMEOUT_S",
    "BriefQAError",
    "Contents",
    "Context",
    "CountTokens",
    "Definitions",
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
    "Unit",
    "UnreadableSource",
    "UnusableIgnoreFile",
    "UsageError",
    "Worker",
    "and_more",
    "check_archive",
    "chunk",
    "decode",
    "did_you_mean",
    "drop_repeated",
    "find_phrase",
    "find_sources",
    "find_units",
    "fold_letters",
    "format_of",
    "frame_text",
    "has_reader",
    "is_apparatus",
    "is_archive",
    "is_junk",
    "is_left_out",
    "keep_boilerplate",
    "kept_runs",
    "left_out_warnings",
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
    "shorten",
    "source_digest",
    "source_root",
]
