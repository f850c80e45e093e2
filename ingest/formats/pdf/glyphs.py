"""The characters of a PDF page, as PDFium finds them, with their sizes and positions."""

from collections.abc import Iterator, Set
from ctypes import c_double
from math import hypot
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MAX_SLANT = 0.02
"""Rise of a line that counts as upright, as a share of its length: scans are seldom straight."""
_SYMBOLS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf076": "❖",
}  # fmt: skip
"""Word's bullets, in fonts that give these codes a shape."""
_ZERO_WIDTH = "\u200b\u2060\ufeff"


Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a rectangle."""


class Glyph(NamedTuple):
    """A character, the size of its font, and its position on the page, in points.

    `turn` is the number of right angles by which the page is turned clockwise to read it; None if
    it is slanted. `left`, `right` and `base` (its base line) are those of the turned page, from
    its lower left corner. `box` is left, bottom, right and top on the page as it is shown.
    """

    character: str
    size: float
    left: float
    right: float
    base: float
    turn: int | None
    box: Box


def page_glyphs(page: pdfium.PdfTextPage, hidden: Set[int] = frozenset()) -> Iterator[Glyph | str]:
    """Yield a page's characters in the order of the file, with " " and "\\n" between them.

    `hidden` are the numbers of characters, in that order, that are left out.
    """
    reader = _Reader(page)
    for number in range(page.count_chars()):
        character = chr(pdfium_c.FPDFText_GetUnicode(page, number))
        if character in "\n ":
            yield character
        elif number in hidden:
            yield " "
        elif character not in _ZERO_WIDTH and not _is_line_end(page, number, character):
            yield reader.read(number, _SYMBOLS.get(character, character))


def _is_line_end(page: pdfium.PdfTextPage, number: int, character: str) -> bool:
    """Return whether PDFium added a carriage return; in TeX's fonts it is a ligature."""
    return character == "\r" and pdfium_c.FPDFText_IsGenerated(page, number) == 1


class _Reader:
    """What is needed to read characters one after the other: those of a line are set alike."""

    def __init__(self, page: pdfium.PdfTextPage) -> None:
        self._page = page
        self._shown = page.page.get_rotation() // 90
        self._area = page.page.get_bbox()
        self._rectangle = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._origin = c_double(), c_double()
        self._style: tuple[float, ...] = ()
        self._setting: tuple[float, float, int | None] = (0, 0, None)

    def read(self, number: int, character: str) -> Glyph:
        pdfium_c.FPDFText_GetLooseCharBox(self._page, number, self._rectangle)
        at = self._rectangle
        corners = (at.left, at.bottom), (at.right, at.top)
        size = pdfium_c.FPDFText_GetFontSize(self._page, number)
        style = (size, at.bottom, at.top)
        if style != self._style:
            self._style, self._setting = style, self._read_setting(number, size)
        shown_size, base, turn = self._setting
        box = self._box(corners, self._shown)
        own = box if turn in (None, self._shown) else self._box(corners, turn or 0)
        return Glyph(character, shown_size, own[0], own[2], base, turn, box)

    def _read_setting(self, number: int, size: float) -> tuple[float, float, int | None]:
        """Return size, base line and turn of a character."""
        matrix, (x, y) = self._matrix, self._origin
        pdfium_c.FPDFText_GetMatrix(self._page, number, matrix)
        pdfium_c.FPDFText_GetCharOrigin(self._page, number, x, y)
        turn = _turn(matrix.a, matrix.b)
        at = self._turned(x.value, y.value, self._shown if turn is None else turn)
        return round(size * hypot(matrix.c, matrix.d), 1), at[1], turn

    def _box(self, corners: tuple[Point, Point], turn: int) -> Box:
        (x, y), (other_x, other_y) = (self._turned(*corner, turn) for corner in corners)
        return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)

    def _turned(self, x: float, y: float, turn: int) -> tuple[float, float]:
        """Return a point of the page, turned clockwise, from its lower left corner."""
        left, bottom, right, top = self._area
        from_left, from_right, from_bottom, from_top = x - left, right - x, y - bottom, top - y
        turned = (
            (from_left, from_bottom),
            (from_bottom, from_right),
            (from_right, from_top),
            (from_top, from_left),
        )
        return turned[turn]


def _turn(a: float, b: float) -> int | None:
    """Return how many right angles upright text with this matrix is turned; None if slanted."""
    for turn, (across, up) in enumerate(((a, b), (b, -a), (-a, -b), (-b, a))):
        if across > 0 and abs(up) <= MAX_SLANT * across:
            return turn
    return None
