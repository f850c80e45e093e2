"""From the lines of pages to paragraphs and headings."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from ingest.structure.blocks import Block
from ingest.structure.page_lines import (
    PARAGRAPH_GAP_RATIO,
    Line,
    Measures,
    Pages,
    measure,
    page_locator,
)
from ingest.structure.running_lines import find_running_lines, running_blocks

HEADING_SIZE_RATIO = 1.08
"""The letters of a heading are at least this many times as large as those of most text."""
MAX_HEADING_WORDS = 25
SHORT_LINE_SHARE = 0.3
"""A line that leaves this share of the usual width free ends early, if the next word had room
there: a row of a table, the end of an address."""
CHARACTER_WIDTH_RATIO = 0.6
"""The width of a character, at most and mostly, as a share of the size of its letters."""
HYPHEN_MARK = "\x02"
"""PDFium's character for a hyphen at the end of a line at which it believes a word is broken."""
_HYPHENATED = re.compile(r"\w+-\w+")
_BROKEN_WORD = re.compile(rf"(\w+){HYPHEN_MARK}(\w+)")
_BROKEN_OFF = re.compile(r"[^\W\d_][-\xad]$")
_ITEM = re.compile(r"[•◦▪‣·*–-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")
_PAGE_AT_END = re.compile(r"([.·…_]\s?[.·…_]\s?)?\b(?:(\d{1,3})|[ivxlc]{1,7})$")
_END = re.compile(r"[.!?…:;][\"”’)\]\d]*$")


def layout(pages: Pages) -> list[Block]:
    """Return the blocks of the pages; lines in larger letters than most are headings.

    Running headers, running footers and page numbers come last, dropped, so that sentences go
    on from page to page.
    """
    running = find_running_lines(pages)
    kept = [
        [line for line in lines if (number, line) not in running]
        for number, lines in enumerate(pages, start=1)
    ]
    return [*_blocks(kept), *running_blocks(pages, running)]


def _blocks(pages: Pages) -> Iterator[Block]:
    """Yield the paragraphs and headings of the pages."""
    if not any(pages):
        return
    usual = measure(pages)
    sizes = _heading_sizes(pages, usual)
    hyphenated = _known_hyphenated(pages)
    before: Block | None = None
    for number, lines in enumerate(pages, start=1):
        for paragraph in _paragraphs(lines, usual):
            words = _joined(paragraph, usual, hyphenated)
            level = sizes.index(paragraph[0].size) + 1 if _is_large(paragraph[0], usual) else 0
            continues = before is not None and not level and _goes_on(before, words)
            if before and continues and _BROKEN_OFF.search(before.words):
                end, _, words = words.partition(" ")
                broken = before.words[:-1] + HYPHEN_MARK + end
                before = replace(before, words=_join_hyphenated(broken, hyphenated))
            if before:
                yield before
            before = Block(words, level, page_locator(number), continues=continues)
    if before:
        yield before


def _heading_sizes(pages: Pages, usual: Measures) -> list[float]:
    """Return the sizes of the headings' letters, the largest first."""
    sizes = {line.size for lines in pages for line in lines if _is_large(line, usual)}
    return sorted(sizes, reverse=True)


def _known_hyphenated(pages: Pages) -> set[str]:
    """Return the words with a hyphen inside a line, in small letters."""
    return {
        word.lower()
        for lines in pages
        for line in lines
        for word in _HYPHENATED.findall(line.words)
    }


def _goes_on(before: Block, words: str) -> bool:
    """Return whether the words, of a new column or page, continue the paragraph before them."""
    broken = _BROKEN_OFF.search(before.words)
    return not before.level and bool(
        broken or (words[:1].islower() and not _END.search(before.words))
    )


def _is_large(line: Line, usual: Measures) -> bool:
    few_words = len(line.words.split()) <= MAX_HEADING_WORDS
    return few_words and line.size > HEADING_SIZE_RATIO * usual.size


def _paragraphs(lines: Sequence[Line], usual: Measures) -> Iterator[list[Line]]:
    """Yield the lines of a page, grouped by paragraph or heading."""
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins_paragraph(line, paragraph[-1], usual):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins_paragraph(line: Line, above: Line, usual: Measures) -> bool:
    """Return whether a line begins a paragraph, rather than continuing the one above."""
    if _is_large(line, usual) or _is_large(above, usual) or not (line.size and above.size):
        return line.size != above.size
    gap = above.bottom - line.bottom
    if above.words[-1] == HYPHEN_MARK:
        return False
    ended = bool(_END.search(above.words))
    if gap < 0 or gap > 3 * usual.gap > 0:  # the next column, or below a figure
        return ended or not line.words[0].islower()
    if gap > PARAGRAPH_GAP_RATIO * usual.gap:
        return True
    indented = above.left + line.size < line.left
    return ended and indented and not _ITEM.match(above.words)


def _joined(paragraph: Sequence[Line], usual: Measures, hyphenated: Set[str]) -> str:
    """Return the words of a paragraph.

    A list item begins a new line, and so do words for which the line above had room.
    """
    words = paragraph[0].words
    for above, line in pairwise(paragraph):
        room = usual.width - (above.right - above.left)
        needed = CHARACTER_WIDTH_RATIO * line.size * (1 + len(line.words.split()[0]))
        if words[-1] == HYPHEN_MARK:
            words += line.words
        elif _BROKEN_OFF.search(words) and line.words[0].islower():
            words = words[:-1] + HYPHEN_MARK + line.words
        elif (
            _ITEM.match(line.words)
            or _is_entry(above, line)
            or (room > max(needed, SHORT_LINE_SHARE * usual.width) > 0)
        ):
            words += f"\n{line.words}"
        else:
            words += f" {line.words}"
    return _join_hyphenated(words, hyphenated)


def _is_entry(line: Line, below: Line) -> bool:
    """Return whether a line is an entry of a contents list, with dots or like the one below."""
    end, next_end = (_PAGE_AT_END.search(row.words[-20:]) for row in (line, below))
    if not end or not next_end:
        return bool(end and end[1])
    return bool(end[1]) or int(end[2] or 0) <= int(next_end[2] or 0)


def _join_hyphenated(words: str, hyphenated: Set[str]) -> str:
    """Return the words with those joined that were broken at a line's end.

    A word keeps its hyphen if it is among the `hyphenated` words of the text.
    """

    def join(broken: re.Match[str]) -> str:
        with_hyphen = f"{broken[1]}-{broken[2]}"
        if with_hyphen.lower() in hyphenated or not broken[2][0].islower():
            return with_hyphen
        return broken[1] + broken[2]

    return _BROKEN_WORD.sub(join, words).replace(HYPHEN_MARK, "-")
