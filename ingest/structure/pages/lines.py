"""The lines of pages, and the measures of most of them."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from ingest.document import Locator

PARAGRAPH_GAP_RATIO = 1.35
"""Lines of different paragraphs are this many times as far apart as most lines."""
EVEN_SIZE = 0.02
"""Share by which sizes may differ that are meant to be the same."""
LINE_GAP_RATIO = 1.2
"""Lines are mostly this many times the size of their letters apart."""
MAX_TEXT_SIZE_RATIO = 1.08
"""Larger letters are those of headings, whose lines are further apart."""
MAX_GAP_RATIO = 3
"""Lines of a paragraph are less than so many times the size of their letters apart."""
MAX_LABEL_CHARS = 20
"""A longer label is none that a page shows."""


Box = tuple[float, float, float, float]
"""Left, bottom, right and top of a rectangle."""


class Line(NamedTuple):
    """A line of a page, or a part of one: its text, the size of its letters, and its position.

    Sizes and positions are in points, from the lower left corner of the page, turned so that most
    of its lines are upright; 0 if unknown. `bottom` is the base line. `box` is left, bottom, right
    and top on the page as it is shown. The cells of a row of a table are separated by tabs.
    """

    words: str
    size: float = 0
    left: float = 0
    right: float = 0
    bottom: float = 0
    box: Box | None = None
    is_row: bool = False


def join_lines(lines: Sequence[Line], separator: str = " ", *, is_row: bool = False) -> Line:
    """Return several lines, or parts of one, as one; its size is that of most letters."""
    if len(lines) == 1 and not is_row:
        return lines[0]
    main = max(lines, key=lambda line: len(line.words))
    words = separator.join(line.words for line in lines)
    boxes = [line.box for line in lines if line.box]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    return Line(words, main.size, left, right, main.bottom, surround(boxes), is_row)


def surround(boxes: Sequence[Box]) -> Box | None:
    """Return the box around others."""
    if not boxes:
        return None
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


Pages = Sequence[Sequence[Line]]


class Measures(NamedTuple):
    """The measures of most lines of a document, in points.

    `size` is that of the letters, `gap` the distance from line to line, `width` that of a full
    line. `is_even` if most letters have this size, unlike those that a scanner recognised.
    """

    size: float
    gap: float
    width: float
    is_even: bool


def measure(pages: Pages) -> Measures:
    """Return the usual measures of the lines; there must be a line.

    The size is that of upright lines, if there are any.
    """
    sizes = Counter[float]()
    for line in chain.from_iterable(pages):
        sizes[line.size] += len(line.words)
    if len(sizes) > 1:
        sizes.pop(0, None)
    widths = sorted(line.right - line.left for line in chain.from_iterable(pages))
    size = median(sizes.elements())
    gaps = (
        above.bottom - line.bottom
        for lines in pages
        for above, line in pairwise(lines)
        if max(above.size, line.size) <= MAX_TEXT_SIZE_RATIO * size
    )
    near = [gap for gap in gaps if 0 < gap <= MAX_GAP_RATIO * size]
    alike = sum(count for other, count in sizes.items() if abs(other - size) <= EVEN_SIZE * size)
    return Measures(
        size,
        median(near or [LINE_GAP_RATIO * size]),
        widths[len(widths) * 3 // 4],
        2 * alike > sizes.total(),
    )


def page_locators(labels: Sequence[str]) -> list[Locator]:
    """Return the locator of every page, by the labels that the file gives them.

    A label is used if it is short and printable. A number must differ from its neighbours, since
    it may begin again in every part; other labels must be unique.
    """
    names = [label.strip() for label in labels]
    counts = Counter(names)
    locators = []
    for number, name in enumerate(names, start=1):
        is_usable = 0 < len(name) <= MAX_LABEL_CHARS and name.isprintable()
        if name.isdecimal():
            is_distinct = name not in (*names[max(0, number - 2) : number - 1], *names[number:][:1])
        else:
            is_distinct = counts[name] == 1
        label = name if is_usable and is_distinct and name != str(number) else ""
        locators.append(Locator("page", number, number, label))
    return locators
