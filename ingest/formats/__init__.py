"""One reader per file format."""

from ingest.formats.registry import format_of, load_readers, read_document

__all__ = ["format_of", "load_readers", "read_document"]
