"""Running headers, running footers and page numbers."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.document import Locator
from ingest.structure.blocks import Block
from ingest.structure.pages.lines import PARAGRAPH_GAP_RATIO, Line, Pages, measure

EDGE_LINES = 3
"""Lines at the top, and at the bottom of a page, that may be a running header or footer."""
RUNNING_PAGE_SHARE = 0.4
"""Share of the pages that repeat a running line: left and right ones may differ."""
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page |p\. ?)?(\d{1,4})(?: ?(?:/|of) ?\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
_ROMAN_NUMBER = re.compile("(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_ONES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_AT_THE_END = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")

NumberedLine = tuple[int, Line]
"""A line with the number of its page, from 1."""


def find_running_lines(pages: Pages, units: Sequence[Locator]) -> set[NumberedLine]:
    """Return the lines that repeat in the margins of pages at the same height.

    They repeat word for word, or but for a number that counts the pages. A line that is nothing
    but the label of its page need not repeat. `units` are the locators of the pages.
    """
    if not any(pages):
        return set()
    gap = measure(pages).gap
    found: dict[_Recurring, set[NumberedLine]] = {}
    labels = set()
    for number, (unit, lines) in enumerate(zip(units, pages, strict=True), start=1):
        for line in _margins(lines, gap):
            if line.words == unit.label:
                labels.add((number, line))
            for key in _recurring(line, number):
                found.setdefault(key, set()).add((number, line))
    texts = sum(map(bool, pages))
    return labels.union(
        *(
            lines
            for key, lines in found.items()
            if len({number for number, _ in lines}) >= max(key.pages, key.share * texts)
        )
    )


def running_blocks(
    pages: Pages, running: set[NumberedLine], units: Sequence[Locator]
) -> Iterator[Block]:
    """Yield the running lines in the order of the pages, dropped, with their reasons."""
    for number, (locator, lines) in enumerate(zip(units, pages, strict=True), start=1):
        for line in lines:
            if (number, line) in running:
                is_number = _PAGE_NUMBER.fullmatch(line.words) or _roman_number(line.words)
                is_label = line.words == locator.label
                kind = "page number" if is_number or is_label else "running header or footer"
                yield Block(line.words, locator=locator, dropped=f"{kind}, {locator}")


def _margins(lines: Sequence[Line], gap: float) -> Iterator[Line]:
    """Yield a page's highest and lowest lines, if a gap sets them off from the rest."""
    ordered = sorted(lines, key=lambda line: line.bottom, reverse=True)
    for inwards in (ordered, ordered[::-1]):
        for number, (line, following) in enumerate(pairwise(inwards[: EDGE_LINES + 1]), start=1):
            if abs(line.bottom - following.bottom) > PARAGRAPH_GAP_RATIO * gap or not gap:
                yield from inwards[:number]
                break


class _Recurring(NamedTuple):
    """The features that a running line has on all its pages.

    There are at least `pages` of them, and at least this `share` of all pages. `ahead` is the
    difference between a number in the line and the number of the page.
    """

    pages: int
    height: int
    words: str
    ahead: int = 0
    share: float = RUNNING_PAGE_SHARE


def _recurring(line: Line, page: int) -> Iterator[_Recurring]:
    height = round(line.bottom / 10)
    has_letters = any(map(str.isalpha, line.words))
    if has_letters:
        yield _Recurring(3, height, line.words)
    if number := _PAGE_NUMBER.fullmatch(line.words):
        ahead = int(number[1]) - page
        yield _Recurring(1 if has_letters and not ahead else 2, height, "", ahead)
    elif roman := _roman_number(line.words):
        yield _Recurring(2, height, "", roman - page, share=0)
    elif number := _AT_THE_END.search(line.words):
        rest = line.words.replace(number[0], "")
        yield _Recurring(3, height, rest, int(number[0]) - page)


def _roman_number(words: str) -> int:
    """Return the value of a line that is nothing but a Roman number up to 39, else 0."""
    match = _ROMAN_NUMBER.fullmatch(words.lower().strip("-–—| "))
    return 10 * len(match[1]) + _ROMAN_ONES.get(match[2], 0) if match else 0
