"""PDF files for tests whose pages are written in PDF's own notation."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.files import pdf_of

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
    b" /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream"
)


@dataclass(frozen=True)
class Page:
    """A page: its content, its annotations and more entries, all in PDF's notation."""

    content: str = ""
    annotations: Sequence[str] = ()
    entries: str = ""


def pdf_pages(
    *pages: Page, catalog: str = "", font: bytes = FONT, more: Sequence[bytes] = ()
) -> bytes:
    """Return a PDF file; its pages have the font /F, the image /I and the form /X.

    `catalog` is added to the catalogue. `more` are objects, from number 10 on; the first is /X.
    """
    first = 10 + len(more)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    spare = [b"null"] * 4
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font,
        b"<< >>",
        IMAGE,
        *spare,
        *more,
    ]
    for number, page in enumerate(pages):
        annotations = " ".join(f"<< /Type /Annot {entry} >>" for entry in page.annotations)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {page.entries}"
            f" /Contents {first + 1 + 2 * number} 0 R /Annots [{annotations}] /Resources"
            " << /Font << /F 3 0 R >> /XObject << /I 5 0 R /X 10 0 R >> >> >>".encode()
        )
        objects.append(stream(page.content))
    return pdf_of(objects)


def stream(content: str, entries: str = "") -> bytes:
    """Return a stream object with these entries."""
    data = content.encode("cp1252")
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def shown(words: str, bottom: float = 700, size: float = 11, left: float = 72) -> str:
    """Return the operators that show words."""
    return f"BT /F {size} Tf 1 0 0 1 {left} {bottom} Tm ({words}) Tj ET\n"
