"""Word documents: the file's parts, then its paragraphs, lists, tables and notes as blocks."""

from ingest.formats.docx.reader import read_docx

__all__ = ["read_docx"]
