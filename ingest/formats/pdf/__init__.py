"""PDF: the lines of the pages by PDFium, or by pypdf if PDFium cannot open the file."""

from ingest.formats.pdf.reader import read_pdf

__all__ = ["read_pdf"]
