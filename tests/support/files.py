"""PDF, Word and other files for tests, made from scratch."""

import zlib
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pypdf

WORDS = "Canada and Korea build submarines together, and they do it well."
Text = tuple[float, float, float, str]
"""Left, bottom, size, words."""


def pdf(*pages: Sequence[Text], info: str = "", labels: str = "") -> bytes:
    """Return a PDF file with these lines on its pages.

    `info` is the document information and `labels` the page labels, both in PDF's own notation.
    """
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [{labels}] >> >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>".encode(),
    ]
    for number, page in enumerate(pages):
        shown = b"".join(_shown(*text) for text in page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {6 + 2 * number} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
    return pdf_of(objects)


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """Return a PDF file of these objects: first the catalogue, fourth the document information."""
    data = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 4 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(data))
    )


def _shown(left: float, bottom: float, size: float, words: str) -> bytes:
    escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F {size} Tf {left} {bottom} Td ({escaped}) Tj ET\n".encode("cp1252")


def lines(words: Sequence[str], top: float = 700, size: float = 11, left: float = 72) -> list[Text]:
    """Set lines below each other, `top` and `left` in points from the lower left corner."""
    return [(left, top - 14 * number, size, line) for number, line in enumerate(words)]


def encrypted_pdf(password: str) -> bytes:
    writer = pypdf.PdfWriter(BytesIO(pdf(lines([WORDS]))))
    writer.encrypt(password, algorithm="RC4-128")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def image_pdf() -> bytes:
    """Return a PDF file of one page with nothing but a picture on it."""
    shown = b"q 100 0 0 100 0 0 cm /I Do Q"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
            b" /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream",
            b"<< >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 6 0 R"
            b" /Resources << /XObject << /I 3 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        ]
    )


def looping_pdf() -> bytes:
    """Return a PDF file whose tree of pages contains itself."""
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 9 /Parent 3 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 9 /Parent 2 0 R >>",
            b"<< >>",
        ]
    )


def pdf_bomb(megabytes: int) -> bytes:
    """Return a small PDF file whose page unpacks to `megabytes`, compressed twice."""
    stream = zlib.compress(b"BT /F 9 Tf 1 1 Td (word) Tj ET\n" * (megabytes << 15), 9)
    stream = zlib.compress(stream, 9)
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R"
            b" /Resources << /Font << /F 3 0 R >> >> >>",
            b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream"
            % (len(stream), stream),
        ]
    )


def word(*paragraphs: tuple[str, str], rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a DOCX file with paragraphs of (style, text) and a table."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style or None)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """Return a DOCX file with one of its parts replaced or added."""
    written = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for part_name in old.namelist():
            if part_name != name:
                new.writestr(part_name, old.read(part_name))
        new.writestr(name, part)
    return written.getvalue()


def page(body: str, head: str = "") -> bytes:
    """Return a web page."""
    meta = '<meta charset="utf-8">'
    return f"<!DOCTYPE html><html><head>{meta}{head}</head><body>{body}</body></html>".encode()
