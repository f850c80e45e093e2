"""From the lines of pages to paragraphs and headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from ingest.document import Locator
from ingest.structure.blocks import Block

EDGE_LINES = 3
"""Lines at the top, and at the bottom of a page, that may be a running header or footer."""
MOST_PAGES = 0.4
"""Share of the pages on which a running line comes again: left and right ones may differ."""
LARGER = 1.08
"""A heading's letters are so many times as large as those of most text."""
LONGEST_HEADING = 25
"""Words."""
APART = 1.35
"""Lines of different paragraphs are so many times as far apart as most lines."""
SHORT = 0.3
"""A line that leaves so much of the usual width free ends before its time, if the next word had
room there: a row of a table, the end of an address."""
CHARACTER = 0.6
"""How wide a character is at most, mostly, of the size of its letters."""
BROKEN = "\x02"
"""What PDFium gives for the hyphen at the end of a line on which it takes a word for broken."""
_HYPHENATED = re.compile(r"\w+-\w+")
_BROKEN_WORD = re.compile(rf"(\w+){BROKEN}(\w+)")
_BROKEN_OFF = re.compile(r"[^\W\d_][-\xad]$")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:page |p\. ?)?(\d{1,4})(?: ?(?:/|of) ?\d{1,4})?[-–—|\s]*", re.IGNORECASE
)
_AT_THE_END = re.compile(r"^\d{1,4}\b|\b\d{1,4}$")
_ITEM = re.compile(r"[•◦▪‣·*–-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_END = re.compile(r"[.!?…:;][\"”’)\]\d]*$")


class Line(NamedTuple):
    """A line of a page: its text, its letters' size, and where it stands, in points from the
    page's lower left corner. Where that is not known it is 0.
    """

    words: str
    size: float = 0
    left: float = 0
    right: float = 0
    bottom: float = 0


Pages = Sequence[Sequence[Line]]


def page_locator(number: int) -> Locator:
    """Return the locator of the page with this number, from 1."""
    return Locator("page", number, number)


def layout(pages: Pages) -> list[Block]:
    """The blocks of the pages: headings are lines in larger letters than most; running headers,
    running footers and page numbers stand last, dropped, so that sentences go on from page to
    page.
    """
    running = _running(pages)
    return [*_blocks(pages, running), *_left_out(pages, running)]


def _running(pages: Pages) -> set[tuple[int, Line]]:
    """The lines, each with its page's number, that come again in the margins at the same height:
    word for word, or but for a number that counts the pages.
    """
    gap = _usual(pages).gap
    places: dict[_Recurring, set[tuple[int, Line]]] = {}
    for number, lines in enumerate(pages, start=1):
        for line in _margins(lines, gap):
            for key in _recurring(line, number):
                places.setdefault(key, set()).add((number, line))
    share = MOST_PAGES * sum(map(bool, pages))
    return {
        place
        for key, found in places.items()
        if len({number for number, _ in found}) >= max(key.pages, share)
        for place in found
    }


def _margins(lines: Sequence[Line], gap: float) -> Iterator[Line]:
    """The highest and the lowest lines of a page, as far as space sets them off from the rest."""
    ordered = sorted(lines, key=lambda line: line.bottom, reverse=True)
    for inwards in (ordered, ordered[::-1]):
        for number, (line, following) in enumerate(pairwise(inwards[: EDGE_LINES + 1]), start=1):
            if abs(line.bottom - following.bottom) > APART * gap or not gap:
                yield from inwards[:number]
                break


class _Recurring(NamedTuple):
    """What is equal for lines that stand for each other on different pages, on so many `pages` at
    least; `ahead` is how far a number in the line is ahead of that of the page.
    """

    pages: int
    height: int
    words: str
    ahead: int = 0


def _recurring(line: Line, page: int) -> Iterator[_Recurring]:
    height = round(line.bottom / 10)
    has_letters = any(map(str.isalpha, line.words))
    if has_letters:
        yield _Recurring(3, height, line.words)
    if number := _PAGE_NUMBER.fullmatch(line.words):
        ahead = int(number[1]) - page
        yield _Recurring(1 if has_letters and not ahead else 2, height, "", ahead)
    elif number := _AT_THE_END.search(line.words):
        rest = line.words.replace(number[0], "")
        yield _Recurring(3, height, rest, int(number[0]) - page)


def _left_out(pages: Pages, running: set[tuple[int, Line]]) -> Iterator[Block]:
    for number, lines in enumerate(pages, start=1):
        for line in lines:
            if (number, line) in running:
                is_number = _PAGE_NUMBER.fullmatch(line.words)
                what = "page number" if is_number else "running header or footer"
                yield Block(
                    line.words, locator=page_locator(number), dropped=f"{what}, page {number}"
                )


def _blocks(pages: Pages, running: set[tuple[int, Line]]) -> Iterator[Block]:
    """The paragraphs and headings of the pages, without the running lines."""
    kept = [
        [line for line in lines if (number, line) not in running]
        for number, lines in enumerate(pages, start=1)
    ]
    if not any(kept):
        return
    usual = _usual(kept)
    sizes = sorted(
        {line.size for lines in kept for line in lines if _large(line, usual)}, reverse=True
    )
    whole = {
        word.lower() for lines in kept for line in lines for word in _HYPHENATED.findall(line.words)
    }
    before: Block | None = None
    for number, lines in enumerate(kept, start=1):
        for paragraph in _paragraphs(lines, usual):
            words = _joined(paragraph, usual, whole)
            level = sizes.index(paragraph[0].size) + 1 if _large(paragraph[0], usual) else 0
            continues = before is not None and not level and _goes_on(before, words)
            if before and continues and _BROKEN_OFF.search(before.words):
                end, _, words = words.partition(" ")
                mended = _mended(before.words[:-1] + BROKEN + end, whole)
                before = replace(before, words=mended)
            if before:
                yield before
            before = Block(words, level, page_locator(number), continues=continues)
    if before:
        yield before


def _goes_on(before: Block, words: str) -> bool:
    """Whether the words, of a new column or page, go on with the paragraph before them."""
    broken = _BROKEN_OFF.search(before.words)
    return not before.level and bool(
        broken or (words[:1].islower() and not _END.search(before.words))
    )


class _Usual(NamedTuple):
    """What most lines of a document are like, in points."""

    size: float
    gap: float
    width: float


def _usual(pages: Pages) -> _Usual:
    """The size of the letters of most text, how far lines are apart, how long a full line is."""
    sizes = Counter[float]()
    for line in chain.from_iterable(pages):
        sizes[line.size] += len(line.words)
    gaps = [above.bottom - line.bottom for lines in pages for above, line in pairwise(lines)]
    widths = sorted(line.right - line.left for line in chain.from_iterable(pages))
    return _Usual(
        median(sizes.elements()),
        median([gap for gap in gaps if gap > 0] or [0]),
        widths[len(widths) * 3 // 4],
    )


def _large(line: Line, usual: _Usual) -> bool:
    return line.size > LARGER * usual.size and len(line.words.split()) <= LONGEST_HEADING


def _paragraphs(lines: Sequence[Line], usual: _Usual) -> Iterator[list[Line]]:
    """The lines of a page, those of one paragraph or heading together."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins(line, paragraph[-1], usual):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins(line: Line, above: Line, usual: _Usual) -> bool:
    """Whether a line begins a paragraph, rather than goes on with the one above."""
    if _large(line, usual) or _large(above, usual) or not (line.size and above.size):
        return line.size != above.size
    gap = above.bottom - line.bottom
    if above.words[-1] == BROKEN:
        return False
    ended = bool(_END.search(above.words))
    if gap < 0 or gap > 3 * usual.gap > 0:  # the next column, or below a figure
        return ended or not line.words[0].islower()
    if gap > APART * usual.gap:
        return True
    indented = above.left + line.size < line.left
    return ended and indented and not _ITEM.match(above.words)


def _joined(paragraph: Sequence[Line], usual: _Usual, whole: Set[str]) -> str:
    """The words of a paragraph; on a new line is an item of a list, and what would have had room
    on the line above.
    """
    words = paragraph[0].words
    for above, line in pairwise(paragraph):
        room = usual.width - (above.right - above.left)
        needed = CHARACTER * line.size * (1 + len(line.words.split()[0]))
        if words[-1] == BROKEN:
            words += line.words
        elif _BROKEN_OFF.search(words) and line.words[0].islower():
            words = words[:-1] + BROKEN + line.words
        elif _ITEM.match(line.words) or (room > max(needed, SHORT * usual.width) > 0):
            words += f"\n{line.words}"
        else:
            words += f" {line.words}"
    return _mended(words, whole)


def _mended(words: str, whole: Set[str]) -> str:
    """Words that were broken at a line's end made whole; a hyphen stays that a word has elsewhere
    in the text too.
    """

    def mend(broken: re.Match[str]) -> str:
        hyphenated = f"{broken[1]}-{broken[2]}"
        if hyphenated.lower() in whole or not broken[2][0].islower():
            return hyphenated
        return broken[1] + broken[2]

    return _BROKEN_WORD.sub(mend, words).replace(BROKEN, "-")
