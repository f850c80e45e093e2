"""The lines of pages, and the measures of most of them."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from ingest.document import Locator

PARAGRAPH_GAP_RATIO = 1.35
"""Lines of different paragraphs are this many times as far apart as most lines."""
MAX_LABEL_CHARS = 20
"""A longer label is none that a page shows."""


class Line(NamedTuple):
    """A line of a page: its text, the size of its letters, and its position.

    Sizes and positions are in points, from the page's lower left corner; 0 if unknown.
    """

    words: str
    size: float = 0
    left: float = 0
    right: float = 0
    bottom: float = 0


Pages = Sequence[Sequence[Line]]


class Measures(NamedTuple):
    """The measures of most lines of a document, in points.

    `size` is that of the letters, `gap` the distance from line to line, `width` that of a full
    line.
    """

    size: float
    gap: float
    width: float


def measure(pages: Pages) -> Measures:
    """Return the usual measures of the lines; there must be a line.

    The size is that of upright lines, if there are any.
    """
    sizes = Counter[float]()
    for line in chain.from_iterable(pages):
        sizes[line.size] += len(line.words)
    if len(sizes) > 1:
        sizes.pop(0, None)
    gaps = [above.bottom - line.bottom for lines in pages for above, line in pairwise(lines)]
    widths = sorted(line.right - line.left for line in chain.from_iterable(pages))
    return Measures(
        median(sizes.elements()),
        median([gap for gap in gaps if gap > 0] or [0]),
        widths[len(widths) * 3 // 4],
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
