"""PDF files that PDFium cannot open, read by pypdf: lines without a place on their pages."""

import logging
from io import BytesIO
from typing import NamedTuple

import pypdf

from ingest.characters import strip_unprintable
from ingest.errors import UnreadableSource
from ingest.formats.pdf.misnamed import misnamed
from ingest.structure import Line, Pages

NEEDS_PASSWORD = "encrypted: needs a password"

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # it prints to stderr otherwise


class Fallback(NamedTuple):
    """The lines of a file's pages, its document information, and the labels of its pages."""

    pages: Pages
    about: dict[str, str]
    labels: list[str]


def read_with_pypdf(data: bytes) -> Fallback:
    """Return what pypdf finds in a file; raises UnreadableSource, which names other formats."""
    if b"%PDF-" not in data and (reason := misnamed(data)):
        raise UnreadableSource(reason)
    try:
        document = pypdf.PdfReader(BytesIO(data))
        texts = [page.extract_text() for page in document.pages]
        about = {name.strip("/"): str(value) for name, value in (document.metadata or {}).items()}
    except pypdf.errors.FileNotDecryptedError as error:
        raise UnreadableSource(NEEDS_PASSWORD) from error
    except Exception as error:  # any error, over a broken file
        reason = misnamed(data) or f"not a PDF file, or a damaged one: {error}"
        raise UnreadableSource(reason) from error
    lines = [
        [" ".join(strip_unprintable(line).split()) for line in text.splitlines()] for text in texts
    ]
    pages = [[Line(words) for words in page if words] for page in lines]
    return Fallback(pages, about, _labels(document, len(pages)))


def _labels(document: pypdf.PdfReader, pages: int) -> list[str]:
    """Return the labels of the pages; empty ones if their table is damaged."""
    try:
        return document.page_labels
    except Exception:  # any error, over a broken file
        return [""] * pages
