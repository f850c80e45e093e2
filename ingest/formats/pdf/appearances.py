"""The words that a PDF page's stamps show, which stand in their pictures alone."""

from collections.abc import Iterator
from itertools import takewhile
from operator import eq

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.characters import strip_unprintable
from ingest.formats.pdf.annotations import contents, is_seen


def has_stamps(page: pdfium.PdfPage) -> bool:
    """Return whether `stamped_words` may find any on a page."""
    return bool(len(list(_others(page))) < pdfium_c.FPDFPage_GetAnnotCount(page))


def stamped_words(document: pdfium.PdfDocument, number: int) -> str:
    """Return the words of stamps on a page, from 0, and of text boxes without text of their own.

    All annotations of the page are lost: it is to be read before, and no more.
    """
    page = document[number]
    for at in reversed(list(_others(page))):
        pdfium_c.FPDFPage_RemoveAnnot(page, at)
    before = _text(page)
    pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
    page.close()
    after = _text(document[number])
    start = sum(takewhile(bool, map(eq, before, after)))
    return " ".join(strip_unprintable(after[start:]).split())


def _others(page: pdfium.PdfPage) -> Iterator[int]:
    """Yield the numbers of annotations whose words are read in another way, or not seen."""
    for number in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, number)
        kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
        is_stamp = kind == pdfium_c.FPDF_ANNOT_STAMP or (
            kind == pdfium_c.FPDF_ANNOT_FREETEXT and not contents(annotation)
        )
        if not is_stamp or not is_seen(annotation):
            yield number
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _text(page: pdfium.PdfPage) -> str:
    text = page.get_textpage()
    words: str = text.get_text_bounded()
    text.close()
    return words
