"""The text of a PDF page that nobody sees: invisible, or off the page."""

from collections.abc import Iterator, Sequence
from ctypes import addressof, c_float
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.characters import strip_unprintable
from ingest.formats.pdf.objects import (
    Box,
    Drawn,
    drawn_objects,
    is_on_layer,
    is_white,
    marks_paper,
    page_box,
)
from ingest.formats.pdf.picture import unmarked

OFF_PAGE = "text off the page"
INVISIBLE = "invisible text"
MIN_SIZE_PT = 1
"""Smaller letters are not seen, not even as a line."""
MAX_BACKGROUNDS = 200
"""On a page with more pictures and coloured areas white text is taken for visible."""


class Hidden(NamedTuple):
    """Hidden characters of a page: their reasons by number, and all of them in words by reason.

    `has_marks` tells whether the page shows anything but text.
    """

    reasons: dict[int, str]
    words: list[tuple[str, str]]
    has_marks: bool


class _Seen(NamedTuple):
    """The objects of a page: text that is seen, text that is not, and the rest that marks it.

    White text on nothing that was drawn before, and text of layers, is `doubtful`.
    """

    shown: list[Drawn]
    invisible: list[Drawn]
    doubtful: list[Drawn]
    marks: list[Drawn]


def find_hidden(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> Hidden:
    """Return the characters that a page does not show.

    Invisible text on the picture of a scan is what the scan says, and is not hidden.
    """
    paper = page_box(page)
    shown, invisible, doubtful, marks = _seen(page)
    hidden = [] if _is_text_layer(shown, invisible, marks) else invisible
    hidden += unmarked(page, doubtful)
    of_object = {addressof(drawn.handle.contents): INVISIBLE for drawn in hidden}
    cut = {
        addressof(drawn.handle.contents): drawn.clip
        for drawn in (*shown, *invisible, *doubtful)
        if drawn.box.within(paper).within(drawn.clip) != drawn.box
    }
    if not of_object and not cut:
        return Hidden({}, [], bool(marks))
    reasons = dict(_reasons(text, of_object, cut, paper))
    return Hidden(reasons, list(_words(text, reasons)), bool(marks))


def _seen(page: pdfium.PdfPage) -> _Seen:
    """Return what a page draws; text is sorted by how it is drawn, not by where."""
    seen = _Seen([], [], [], [])
    for drawn in drawn_objects(page):
        if drawn.kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
            if marks_paper(drawn):
                seen.marks.append(drawn._replace(box=drawn.box.within(drawn.clip)))
        elif _is_unpainted(drawn):
            seen.invisible.append(drawn)
        elif _is_doubtful(drawn, seen.marks):
            seen.doubtful.append(drawn)
        else:
            seen.shown.append(drawn)
    return seen


def _is_unpainted(drawn: Drawn) -> bool:
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(drawn.handle)
    return mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE or _is_tiny(drawn)


def _is_doubtful(drawn: Drawn, below: Sequence[Drawn]) -> bool:
    """Return whether text may be on a layer that is off, or white on white.

    What is drawn `below` it tells its background.
    """
    return is_on_layer(drawn.handle) or (
        is_white(drawn.handle)
        and len(below) <= MAX_BACKGROUNDS
        and not any(mark.box.holds(*drawn.box.middle) for mark in below)
    )


def _is_tiny(drawn: Drawn) -> bool:
    """Return whether letters are too small to see; some fonts are larger than their size says."""
    left, bottom, right, top = drawn.box
    if min(right - left, top - bottom) >= MIN_SIZE_PT:
        return False
    matrix, size = pdfium_c.FS_MATRIX(), c_float()
    pdfium_c.FPDFPageObj_GetMatrix(drawn.handle, matrix)
    pdfium_c.FPDFTextObj_GetFontSize(drawn.handle, size)
    scale: float = max(map(abs, (matrix.a, matrix.b, matrix.c, matrix.d)))
    return bool(abs(size.value) * scale < MIN_SIZE_PT)


def _is_text_layer(
    shown: Sequence[Drawn], invisible: Sequence[Drawn], marks: Sequence[Drawn]
) -> bool:
    """Return whether invisible text is the text layer of a scan.

    The page then shows a picture, and no text, or more of the invisible one on the picture.
    """
    if not invisible or not marks or not shown:
        return bool(marks)
    pictures = [mark for mark in marks if mark.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE]
    pictures = pictures[:MAX_BACKGROUNDS]
    return _length_on(pictures, invisible) > _length_on(pictures, shown)


def _length_on(pictures: Sequence[Drawn], texts: Sequence[Drawn]) -> float:
    """Return the length of the texts that are on pictures."""
    return sum(
        drawn.box.right - drawn.box.left
        for drawn in texts
        if any(picture.box.holds(*drawn.box.middle) for picture in pictures)
    )


def _reasons(
    text: pdfium.PdfTextPage, of_object: dict[int, str], cut: dict[int, Box], paper: Box
) -> Iterator[tuple[int, str]]:
    """Yield the number of each hidden character with the reason.

    `cut` has the objects that reach over the edge of the page or of their clip.
    """
    for number in range(text.count_chars()):
        owner: Any = pdfium_c.FPDFText_GetTextObject(text, number)
        if not owner:
            continue
        address = addressof(owner.contents)
        if address in cut:
            box = Box(*text.get_charbox(number, loose=True)).core
            if not box.touches(paper):
                yield number, OFF_PAGE
                continue
            if not box.touches(cut[address]):
                yield number, INVISIBLE
                continue
        if address in of_object:
            yield number, of_object[address]


def _words(text: pdfium.PdfTextPage, reasons: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Yield each reason with the hidden words; what PDFium puts between characters joins them."""
    by_reason: dict[str, list[str]] = {}
    numbered = [(number, reasons.get(number, "")) for number in range(text.count_chars())]
    for reason, run in groupby(numbered, key=lambda at: at[1]):
        codes = [pdfium_c.FPDFText_GetUnicode(text, number) for number, _ in run]
        characters = strip_unprintable("".join(map(chr, codes)))
        if reason:
            by_reason.setdefault(reason, []).append(characters)
        elif not characters.strip():
            for parts in by_reason.values():
                parts.append(" ")
    for reason, parts in by_reason.items():
        yield reason, " ".join("".join(parts).split())
