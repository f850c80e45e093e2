"""The lines of a PDF page, as PDFium finds them."""

from collections.abc import Iterator, Set
from math import hypot
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.characters import strip_unprintable
from ingest.structure import HYPHEN_MARK, Line

MAX_SLANT = 0.02
"""Rise of a line that counts as upright, as a share of its length: scans are seldom straight."""
_BULLET = "\uf0b7"
"""Word's bullet, in a font that gives this code a shape."""


def page_lines(page: pdfium.PdfTextPage, hidden: Set[int] = frozenset()) -> Iterator[Line]:
    """Yield a page's lines in the order of the file, mostly that of reading.

    `hidden` are the numbers of characters, in that order, that are left out.
    """
    turn = page.page.get_rotation() // 90
    codes = [
        ord(" ") if number in hidden else pdfium_c.FPDFText_GetUnicode(page, number)
        for number in range(page.count_chars())
    ]
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
