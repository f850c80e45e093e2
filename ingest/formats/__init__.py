"""One reader per file format."""

from ingest.formats.registry import (
    FORMATS,
    format_of,
    has_reader,
    load_readers,
    read_document,
    reader_versions,
)

__all__ = [
    "FORMATS",
    "format_of",
    "has_reader",
    "load_readers",
    "read_document",
    "reader_versions",
]
