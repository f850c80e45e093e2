"""Running headers, running footers and page numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.document import Locator
from ingest.structure.blocks import Block
from ingest.structure.pages.hyphens import HYPHEN_MARK
from ingest.structure.pages.lines import PARAGRAPH_GAP_RATIO, Line, Pages, measure
from ingest.structure.pages.rows import on_same_base

EDGE_ROWS = 3
"""Rows at the top, and at the bottom of a page, that may be a running header or footer."""
RUNNING_PAGE_SHARE = 0.4
"""Share of the pages that repeat a running line: left and right ones may differ."""
MAX_RUNNING_SIZE_RATIO = 1.25
"""Larger lines are headings, also those that are numbered like the pages."""
MAX_RUNNING_CHARS = 300
MAX_SECTION_NAME_WORDS = 8
"""Of a running line that is the name of a section beside the page's number."""
_PAGE_NUMBER = re.compile(
    r"[-–—|\s\[(]*(?:page |p\. ?|pg\.? ?|seite |página |pagina )?(\d{1,4})"
    r"(?: ?(?:/|of|von|de|sur|di) ?\d{1,4})?[-–—|\s\])]*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:\b(?:page|p\.|pg\.?|seite|página|pagina) ?|^|\| )(\d{1,4})"
    r" ?(?:/|of|von|de|sur|di) ?(\d{1,4})"
    r"(?= \||$)",
    re.IGNORECASE,
)
"""A page among all: "Page 2 of 3", at the end of a line or beside others."""
_ROMAN_NUMBER = re.compile(
    r"[-–—|\s\[(]*+(?:page )?(x{0,3})(ix|iv|v?i{0,3})(?: of [ivx]{1,7})?[-–—|\s\])]*", re.IGNORECASE
)
_ROMAN_ONES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_NUMBER = re.compile(r"(?<![\d.,:/-])\d{1,4}(?![\d,:-]|\.\d)")
_SEPARATOR = re.compile(r"\s[|•·–—/]\s|\s{2,}|\t")
_PRINTED_ADDRESS = re.compile(r"^(?>.*?(?:https?|file)://\S).*\s(\d{1,4})/(\d{1,4})$")
"""The address of a web page, and which of its printed pages this is."""
_PRINTED_DATE = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?:\s?[AP]M)?\b.*", re.IGNORECASE
)

NumberedLine = tuple[int, Line]
"""A line with the number of its page, from 1."""


class _Margin(NamedTuple):
    """A row at the edge of a page, its parts from left to right."""

    page: int
    lines: Sequence[Line]
    is_top: bool

    @property
    def words(self) -> str:
        return " | ".join(line.words for line in self.lines)


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


def find_running_lines(pages: Pages, units: Sequence[Locator]) -> set[NumberedLine]:
    """Return the lines that repeat in the margins of pages at the same height.

    They repeat word for word, but for a number that counts the pages and the name of a section
    beside it. A line that is nothing but the label of its page, or counts it among all pages,
    need not repeat. `units` are the locators of the pages.
    """
    if not any(pages):
        return set()
    usual = measure(pages)
    margins = [
        margin
        for page, lines in enumerate(pages, start=1)
        for margin in _margins(page, lines, usual.gap)
        if len(margin.words) <= MAX_RUNNING_CHARS
        if max(line.size for line in margin.lines) <= MAX_RUNNING_SIZE_RATIO * usual.size
        or _PAGE_NUMBER.fullmatch(margin.words)
    ]
    found: dict[_Recurring, set[int]] = {}
    for margin in margins:
        for key in _recurring(margin):
            found.setdefault(key, set()).add(margin.page)
    texts = sum(map(bool, pages))
    running = {key for key, at in found.items() if len(at) >= max(key.pages, key.share * texts)}
    printed = {margin.page for margin in margins if _is_printed_footer(margin, len(pages))}
    return {
        (margin.page, line)
        for margin in margins
        if not running.isdisjoint(_recurring(margin))
        or _names_page(margin, units[margin.page - 1], len(pages))
        or _is_printed_footer(margin, len(pages))
        or (margin.page in printed and _PRINTED_DATE.match(margin.words))
        for line in margin.lines
    }


def dropped_blocks(
    pages: Pages, reasons: Mapping[NumberedLine, str], units: Sequence[Locator]
) -> Iterator[Block]:
    """Yield the lines that are dropped, in the order of the pages, with their reasons."""
    for number, (locator, lines) in enumerate(zip(units, pages, strict=True), start=1):
        for line in lines:
            if reason := reasons.get((number, line)):
                words = line.words.replace(HYPHEN_MARK, "-")
                boxes = [((0, len(words)), line.box)] if line.box else []
                yield Block(words, locator=locator, dropped=f"{reason}, {locator}", boxes=boxes)


def running_reason(line: Line, locator: Locator) -> str:
    """Return what a running line is."""
    is_number = _is_page_number(line.words) or line.words == locator.label
    return "page number" if is_number else "running header or footer"


def _margins(page: int, lines: Sequence[Line], gap: float) -> Iterator[_Margin]:
    """Yield a page's highest and lowest rows, if a gap sets them off from the rest.

    Those of a page that is read sideways are the few lines that have no size there.
    """
    upright = [line for line in lines if line.size]
    others = _rows([line for line in lines if not line.size])
    rows = _rows(upright) or others
    if upright and len(others) <= EDGE_ROWS:
        yield from (_Margin(page, row, is_top=True) for row in others)
    for is_top, inwards in ((True, rows), (False, rows[::-1])):
        pairs = pairwise(inwards[: EDGE_ROWS + 1])
        cuts = [
            number
            for number, (row, following) in enumerate(pairs, start=1)
            if abs(row[0].bottom - following[0].bottom) > PARAGRAPH_GAP_RATIO * gap or not gap
        ]
        for number, row in enumerate(inwards[: max(cuts, default=1)]):
            is_set_off = bool(cuts) and number < cuts[0]
            if is_set_off or (_is_lone_number(row) and (cuts or _is_indented(row[0], upright))):
                yield _Margin(page, row, is_top)


def _is_lone_number(row: Sequence[Line]) -> bool:
    return len(row) == 1 and _is_page_number(row[0].words)


def _is_indented(line: Line, lines: Sequence[Line]) -> bool:
    return line.left > min((other.left for other in lines), default=line.left) + 2 * line.size


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines that stand on one base line, the highest first."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if rows and line.size and on_same_base(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.left) for row in rows]


def _recurring(margin: _Margin) -> Iterator[_Recurring]:
    """Yield the features of a row by which it may recur.

    These are its words, its words but for a number, the number of the page alone, and parts of it
    beside others that change.
    """
    height = round(margin.lines[0].bottom / 10)
    words, page = margin.words, margin.page
    has_letters = any(map(str.isalpha, words))
    if has_letters:
        yield _Recurring(3, height, words)
    if number := _PAGE_NUMBER.fullmatch(words):
        ahead = int(number[1]) - page
        yield _Recurring(1 if has_letters and not ahead else 2, height, "", ahead)
        return
    if roman := _roman_number(words):
        yield _Recurring(2, height, "", roman - page, share=0)
        return
    for number in _NUMBER.finditer(words):
        rest = f"{words[: number.start()]}#{words[number.end() :]}"
        yield _Recurring(3, height, rest, int(number[0]) - page)
    parts = [part.strip() for part in _SEPARATOR.split(words)]
    if len(parts) > 1:
        yield from _recurring_parts(parts, page, height)


def _recurring_parts(parts: Sequence[str], page: int, height: int) -> Iterator[_Recurring]:
    if any(len(part.split()) > MAX_SECTION_NAME_WORDS for part in parts):
        return
    for part, least in ((parts[0], 3), (parts[-1], 2)):  # a section's number stands on the left
        if number := _PAGE_NUMBER.fullmatch(part):
            yield _Recurring(least, height, "#", int(number[1]) - page)
        elif roman := _roman_number(part):
            yield _Recurring(least, height, "#", roman - page, share=0)


def _names_page(margin: _Margin, unit: Locator, pages: int) -> bool:
    """Return whether a row has the label of its page, or counts it: "Page 2 of 3"."""
    if margin.words == unit.label:
        return True
    is_roman = margin.words.islower() and len(margin.words) > 1 and _roman_number(margin.words) > 0
    counts = [tuple(map(int, count)) for count in _COUNT.findall(margin.words)]
    return is_roman or ((margin.page, pages) in counts and pages > 1)


def _is_printed_footer(margin: _Margin, pages: int) -> bool:
    """Return whether a browser printed a row: the page's address, and which page it is."""
    printed = _PRINTED_ADDRESS.search(margin.words)
    return printed is not None and (int(printed[1]), int(printed[2])) == (margin.page, pages)


def _is_page_number(words: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(words) or _roman_number(words))


def _roman_number(words: str) -> int:
    """Return the value of a line that is nothing but a Roman number up to 39, else 0."""
    match = _ROMAN_NUMBER.fullmatch(words.lower())
    return 10 * len(match[1]) + _ROMAN_ONES.get(match[2], 0) if match else 0
