"""What a PDF page draws, in the order in which it does, as PDFium sees it."""

from collections.abc import Iterator
from ctypes import c_float, c_int, c_uint, c_ulong, c_ushort, sizeof
from itertools import islice
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

MAX_DEPTH = 15
"""Of forms within forms."""
MAX_OBJECTS = 200_000
"""Of a page: forms within forms can be more than anything can read."""
_LAYER = "OC\0"
"""The name of the mark around optional content, as PDFium returns it."""
MIN_WHITE = 250
"""Of red, green and blue, of 255: lighter colours cannot be told from white paper."""


class Box(NamedTuple):
    """A rectangle on a page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    @property
    def core(self) -> "Box":
        """The middle half of the box, each way."""
        left, bottom, right, top = self
        across, up = (right - left) / 4, (top - bottom) / 4
        return Box(left + across, bottom + up, right - across, top - up)

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point is within the box."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def touches(self, other: "Box") -> bool:
        """Return whether the boxes share an area, if only of no width or no height."""
        shared = self.within(other)
        return shared.left <= shared.right and shared.bottom <= shared.top

    def within(self, other: "Box") -> "Box":
        """Return the part that both boxes share; it holds no point if there is none."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def turned(self, matrix: pdfium_c.FS_MATRIX) -> "Box":
        """Return the box around this one when a matrix has moved it."""
        m = matrix
        corners = [(x, y) for x in (self.left, self.right) for y in (self.bottom, self.top)]
        across = [m.a * x + m.c * y + m.e for x, y in corners]
        up = [m.b * x + m.d * y + m.f for x, y in corners]
        return Box(min(across), min(up), max(across), max(up))


class Drawn(NamedTuple):
    """An object that a page draws: its kind (FPDF_PAGEOBJ_…), and where it can be seen.

    `handle` is PDFium's, `box` is around all of it, `clip` around the part that is not cut off.
    """

    handle: Any
    kind: int
    box: Box
    clip: Box


def page_box(page: pdfium.PdfPage) -> Box:
    """Return the part of a page that is shown: its crop box."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, box)
    return Box(box.left, box.bottom, box.right, box.top)


def drawn_objects(page: pdfium.PdfPage) -> Iterator[Drawn]:
    """Yield the first MAX_OBJECTS objects of a page and of its forms, but no form itself."""
    count = pdfium_c.FPDFPage_CountObjects(page)
    handles = (pdfium_c.FPDFPage_GetObject(page, number) for number in range(count))
    everywhere = Box(float("-inf"), float("-inf"), float("inf"), float("inf"))
    yield from islice(_walk(handles, (), everywhere), MAX_OBJECTS)


def _walk(
    handles: Iterator[Any], matrices: tuple[pdfium_c.FS_MATRIX, ...], clip: Box
) -> Iterator[Drawn]:
    """Yield the objects of a form; `matrices` lead from it to the page, the innermost first."""
    for handle in handles:
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        own_clip = _clip(handle, matrices, clip)
        if kind != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield Drawn(handle, kind, _moved(_bounds(handle), matrices), own_clip)
        elif len(matrices) < MAX_DEPTH:
            matrix = pdfium_c.FS_MATRIX()
            pdfium_c.FPDFPageObj_GetMatrix(handle, matrix)
            inner = range(pdfium_c.FPDFFormObj_CountObjects(handle))
            parts = (pdfium_c.FPDFFormObj_GetObject(handle, number) for number in inner)
            yield from _walk(parts, (matrix, *matrices), own_clip)


def _moved(box: Box, matrices: tuple[pdfium_c.FS_MATRIX, ...]) -> Box:
    for matrix in matrices:
        box = box.turned(matrix)
    return box


def _bounds(handle: Any) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium_c.FPDFPageObj_GetBounds(handle, left, bottom, right, top)
    return Box(left.value, bottom.value, right.value, top.value)


def _clip(handle: Any, matrices: tuple[pdfium_c.FS_MATRIX, ...], clip: Box) -> Box:
    """Return the box around what an object's clipping paths leave of `clip`."""
    path = pdfium_c.FPDFPageObj_GetClipPath(handle)
    for number in range(max(0, pdfium_c.FPDFClipPath_CountPaths(path)) if path else 0):
        points = list(_points(path, number))
        if points:
            across, up = zip(*points, strict=True)
            box = Box(min(across), min(up), max(across), max(up))
            clip = clip.within(_moved(box, matrices))
    return clip


def _points(path: Any, number: int) -> Iterator[tuple[float, float]]:
    x, y = c_float(), c_float()
    for at in range(pdfium_c.FPDFClipPath_CountPathSegments(path, number)):
        segment = pdfium_c.FPDFClipPath_GetPathSegment(path, number, at)
        if pdfium_c.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value


def is_white(handle: Any) -> bool:
    """Return whether an object is filled with white, or with a colour that lets all through."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    known = pdfium_c.FPDFPageObj_GetFillColor(handle, red, green, blue, alpha)
    colours = [red.value, green.value, blue.value]
    return bool(known) and (min(colours) >= MIN_WHITE or alpha.value == 0)


def marks_paper(drawn: Drawn) -> bool:
    """Return whether an object that is no text leaves a mark on white paper."""
    if drawn.kind != pdfium_c.FPDF_PAGEOBJ_PATH:
        return drawn.kind in (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING)
    fill, stroke = c_int(), c_int()
    pdfium_c.FPDFPath_GetDrawMode(drawn.handle, fill, stroke)
    return bool(stroke.value or (fill.value and not is_white(drawn.handle)))


def is_on_layer(handle: Any) -> bool:
    """Return whether an object belongs to a layer, which may be switched off."""
    name, size = (c_ushort * len(_LAYER))(), c_ulong()
    for number in range(pdfium_c.FPDFPageObj_CountMarks(handle)):
        mark = pdfium_c.FPDFPageObj_GetMark(handle, number)
        pdfium_c.FPDFPageObjMark_GetName(mark, name, sizeof(name), size)
        if size.value == sizeof(name) and bytes(name) == _LAYER.encode("utf-16-le"):
            return True
    return False
