"""PDF: the lines of the pages by PDFium, or by pypdf if PDFium cannot open the file."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from math import hypot
from statistics import median
from typing import NamedTuple

import pypdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.characters import strip_unprintable
from ingest.document import Document, Metadata
from ingest.errors import UnreadableSource
from ingest.file_properties import file_properties
from ingest.structure import HYPHEN_MARK, Line, Pages, document_from_blocks, layout, page_locators

MAX_SLANT = 0.02
"""Rise of a line that counts as upright, as a share of its length: scans are seldom straight."""
_BULLET = "\uf0b7"
"""Word's bullet, in a font that gives this code a shape."""


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
            pages.append(list(_lines(text)))
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


def _lines(page: pdfium.PdfTextPage) -> Iterator[Line]:
    """Yield a page's lines in the order of the file, mostly that of reading."""
    turn = page.page.get_rotation() // 90
    codes = [pdfium_c.FPDFText_GetUnicode(page, number) for number in range(page.count_chars())]
    start = 0
    for end, code in enumerate([*codes, ord("\n")], start=1):
        if chr(code) not in ("\n", HYPHEN_MARK):
            continue
        characters = "".join(map(chr, codes[start:end])).replace(_BULLET, "•")
        words = strip_unprintable(characters, HYPHEN_MARK)
        if words.strip():
            first = start + len(words) - len(words.lstrip())
            left, bottom = _corner(page, first, turn, 0)
            last = start + len(words.rstrip()) - 1
            right, _ = _corner(page, last, turn, 1)
            # Not that of an initial in larger letters, nor of a footnote's number.
            size = median(_size(page, at, turn) for at in (first, (first + last) // 2, last))
            yield Line(" ".join(words.split()), size, left, right, bottom)
        start = end


def _corner(page: pdfium.PdfTextPage, character: int, turn: int, side: int) -> tuple[float, float]:
    """Return the lower left (0) or right (1) corner of a character on the page as shown."""
    box = page.get_charbox(character, loose=True)
    corners = [_turned(x, y, turn) for x, y in (box[:2], box[2:])]
    across, up = zip(*corners, strict=True)
    return (max(across) if side else min(across)), min(up)


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return a point of a page that is shown turned clockwise by `turn` right angles."""
    return [(x, y), (y, -x), (-x, -y), (-y, x)][turn]


def _size(page: pdfium.PdfTextPage, character: int, turn: int) -> float:
    """Return the size of a character; 0 if it is not upright, like a stamp on the margin."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(page, character, matrix)
    across, up = _turned(matrix.a, matrix.b, turn)
    if across <= 0 or abs(up) > MAX_SLANT * across:
        return 0
    size: float = pdfium_c.FPDFText_GetFontSize(page, character) * hypot(matrix.c, matrix.d)
    return round(size, 1)


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
