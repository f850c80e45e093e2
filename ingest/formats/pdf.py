"""PDF: the lines of the pages by PDFium, or by pypdf if PDFium cannot open the file."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.characters import strip_unprintable
from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.formats.pdf_lines import page_lines
from ingest.structure import Line, Pages, document_from_blocks, layout, page_locators


class _File(NamedTuple):
    """The lines of a file's pages, its properties, and the labels of its pages."""

    pages: Pages
    properties: Metadata
    labels: Sequence[str]


def read_pdf(id: str, data: bytes) -> Document:
    """Return a PDF file as a Document; its text is that of its pages, as `layout` arranges it."""
    try:
        pages, properties, labels = _read_with_pdfium(data)
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise UnreadableSource("encrypted: needs a password") from error
        pages, properties, labels = _read_with_pypdf(data)
    if not any(pages):
        raise UnreadableSource("scanned: no text layer" if pages else "empty: no page in it")
    units = page_locators(labels)
    blocks, title = layout(pages, units, properties.get("title", ""))
    return document_from_blocks(
        id, data, blocks, declared={}, file_properties=properties, units=units, title=title
    )


def _read_with_pdfium(data: bytes) -> _File:
    pages, labels = [], []
    with pdfium.PdfDocument(data) as document:
        about = document.get_metadata_dict(skip_empty=True)
        for number, page in enumerate(document):
            text = page.get_textpage()
            pages.append(list(page_lines(text)))
            labels.append(_label(document, number))
            text.close()
            page.close()
    return _File(pages, _properties(about), labels)


def _label(document: pdfium.PdfDocument, page: int) -> str:
    """Return the label of a page, from 0; '' if it is not valid Unicode."""
    try:
        return str(document.get_page_label(page))
    except UnicodeDecodeError:
        return ""


def _read_with_pypdf(data: bytes) -> _File:
    try:
        document = pypdf.PdfReader(BytesIO(data))
        texts = [page.extract_text() for page in document.pages]
        about = {name.strip("/"): str(value) for name, value in (document.metadata or {}).items()}
    except pypdf.errors.FileNotDecryptedError as error:
        raise UnreadableSource("encrypted: needs a password") from error
    except Exception as error:  # any error, over a broken file
        raise UnreadableSource(f"not a PDF file, or a damaged one: {error}") from error
    lines = [
        [" ".join(strip_unprintable(line).split()) for line in text.splitlines()] for text in texts
    ]
    pages = [[Line(words) for words in page if words] for page in lines]
    return _File(pages, _properties(about), _labels(document, len(pages)))


def _labels(document: pypdf.PdfReader, pages: int) -> list[str]:
    """Return the labels of the pages; empty ones if their table is damaged."""
    try:
        return document.page_labels
    except Exception:  # any error, over a broken file
        return [""] * pages


def _properties(about: Mapping[str, str]) -> Metadata:
    """Return title and author; the date on which the file was made is not the document's."""
    programs = [about[name] for name in ("Creator", "Producer") if name in about]
    return file_properties(about.get("Title"), about.get("Author"), programs)
