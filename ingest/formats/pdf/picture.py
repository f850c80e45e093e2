"""The picture of a PDF page, to see whether text shows on it."""

from collections.abc import Sequence
from ctypes import c_int

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.formats.pdf.objects import MIN_WHITE, Drawn

MAX_PIXELS = 1000
"""Of the longer side of the picture, so that it takes a megabyte; of A4 a point is then one."""


def unmarked(page: pdfium.PdfPage, texts: Sequence[Drawn]) -> list[Drawn]:
    """Return the texts at whose places a page is white.

    PDFium does not tell patterns, such as a gradient, from white.
    """
    if not texts:
        return []
    bitmap = page.render(scale=MAX_PIXELS / max(page.get_size()), grayscale=True)
    pixels = bytes(bitmap.buffer)
    return [drawn for drawn in texts if _is_blank(page, bitmap, pixels, drawn)]


def _is_blank(page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, pixels: bytes, drawn: Drawn) -> bool:
    left, bottom, right, top = drawn.box.within(drawn.clip)
    ends = [_pixel(page, bitmap, *corner) for corner in ((left, bottom), (right, top))]
    (first, last), (above, below) = (sorted(at) for at in zip(*ends, strict=True))
    rows = (bitmap.stride * row for row in range(max(0, above), min(below + 1, bitmap.height)))
    darkest = (
        min(pixels[row + max(0, first) : row + min(last + 1, bitmap.width)], default=MIN_WHITE)
        for row in rows
    )
    return min(darkest, default=MIN_WHITE) >= MIN_WHITE


def _pixel(page: pdfium.PdfPage, bitmap: pdfium.PdfBitmap, x: float, y: float) -> tuple[int, int]:
    """Return the column and the row of a point in the picture of a page."""
    column, row = c_int(), c_int()
    size = (bitmap.width, bitmap.height)
    pdfium_c.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, column, row)
    return column.value, row.value
