"""One reader per file format."""

from ingest.formats.registry import (
    FORMATS,
    format_of,
    has_reader,
    read_document,
    reader_versions,
)

__all__ = [
    "FORMATS",
    "format_of",
    "has_reader",
    "read_document",
    "reader_versions",
]
