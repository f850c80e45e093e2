"""From the lines of pages to blocks and a title."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, takewhile
from typing import NamedTuple

from ingest.document import Locator
from ingest.structure.blocks import Block
from ingest.structure.pages.arrange import arrange
from ingest.structure.pages.hyphens import BROKEN_OFF, Vocabulary, find_vocabulary
from ingest.structure.pages.line_numbers import find_line_numbers
from ingest.structure.pages.lines import Line, Measures, Pages, measure
from ingest.structure.pages.notes import is_aside
from ingest.structure.pages.paragraphs import (
    END,
    ITEM,
    find_paragraphs,
    is_heading,
    join_paragraph,
    junction,
)
from ingest.structure.pages.running_lines import (
    NumberedLine,
    dropped_blocks,
    find_running_lines,
    running_reason,
)
from ingest.structure.pages.title import Paragraphs, Position, find_title
from ingest.structure.sections import opens_section

_OPEN = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|but|by|for|from|in|into|its|of|on|or|than|that|the|their|to|which"
    r"|whose|with))$",
    re.IGNORECASE,
)
"""The end of words that do not end a sentence."""


class Layout(NamedTuple):
    """The blocks of a document of pages, and its title, '' if the pages show none."""

    blocks: list[Block]
    title: str


def layout(pages: Pages, units: Sequence[Locator], declared_title: str = "") -> Layout:
    """Return the blocks and the title of the pages, of which `units` are the locators.

    Lines in larger letters than most are headings, except those above the title.
    `declared_title` is that of the file's properties. Running headers, running footers and page
    numbers come last, dropped, so that sentences go on from page to page.
    """
    left_out = _left_out(pages, units)
    kept = [
        [line for line in lines if (number, line) not in left_out]
        for number, lines in enumerate(pages, start=1)
    ]
    blocks, title = [], ""
    if any(kept):
        vocabulary = find_vocabulary(kept)
        usual = measure(kept)
        kept = [list(arrange(lines, usual, vocabulary.words)) for lines in kept]
        usual = measure(kept)
        paragraphs = [list(find_paragraphs(lines, usual)) for lines in kept]
        title_at = find_title(paragraphs, usual, declared_title)
        no_headings = _front_matter(paragraphs, usual, title_at) if title_at else set()
        text = _Text(paragraphs, usual, vocabulary)
        blocks = list(_blocks(text, units, no_headings))
        title = " ".join(text.block(*title_at).words.split()) if title_at else ""
    return Layout([*blocks, *dropped_blocks(pages, left_out, units)], title)


def _left_out(pages: Pages, units: Sequence[Locator]) -> dict[NumberedLine, str]:
    """Return the lines that are no part of the text, with their pages and reasons."""
    reasons = {
        (number, line): "line number"
        for number, lines in enumerate(pages, start=1)
        for line in find_line_numbers(lines)
    }
    for number, line in find_running_lines(pages, units):
        reasons[number, line] = running_reason(line, units[number - 1])
    return reasons


def _front_matter(pages: Paragraphs, usual: Measures, title_at: Position) -> set[Position]:
    """Return the paragraphs before the title, and those in large letters just below it.

    The latter are subtitle and authors, up to a heading of a size that occurs later, too,
    or of that of the title.
    """
    page, number = title_at
    front = {(n, at) for n in range(page) for at in range(len(pages[n]))}
    front.update((page, at) for at in range(number))
    below = pages[page][number + 1 :]
    run = list(
        takewhile(lambda lines: is_heading(lines[0], usual) and not _opens_section(lines), below)
    )
    rest = chain(below[len(run) :], *pages[page + 1 :])
    later = {pages[page][number][0].size, *(lines[0].size for lines in rest)}
    own = list(takewhile(lambda lines: lines[0].size not in later, run))
    if own and len(own) == len(run) < len(below):
        above = pages[page][number + len(own) - 1]
        own = own[:-1] if _is_nearer(own[-1], above, below[len(run)]) else own
    front.update((page, at) for at, _ in enumerate(own, start=number + 1))
    return front


def _is_nearer(heading: Sequence[Line], above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Return whether a heading belongs to the text below it, rather than to the title above."""
    before = above[-1].bottom - heading[0].bottom
    after = heading[-1].bottom - below[0].bottom
    return 0 < after < before - heading[0].size and after < 2 * heading[0].size


def _opens_section(lines: Sequence[Line]) -> bool:
    return opens_section(" ".join(line.words for line in lines))


class _Text:
    """The paragraphs of the pages, and what is known of them all."""

    def __init__(self, pages: Paragraphs, usual: Measures, vocabulary: Vocabulary) -> None:
        self.pages = pages
        self.vocabulary = vocabulary
        self._usual = usual
        firsts = (lines[0] for lines in chain.from_iterable(pages))
        sizes = {line.size for line in firsts if is_heading(line, usual)}
        self._heading_sizes = sorted(sizes, reverse=True)

    def block(self, page: int, number: int) -> Block:
        """Return a paragraph with its words and their boxes."""
        lines = self.pages[page][number]
        words, spans = join_paragraph(lines, self._usual, self.vocabulary)
        boxes = [(span, line.box) for span, line in zip(spans, lines, strict=True) if line.box]
        return Block(words, boxes=boxes)

    def level(self, page: int, number: int) -> int:
        """Return the level of a heading; 0 for a paragraph."""
        first = self.pages[page][number][0]
        if not is_heading(first, self._usual):
            return 0
        return self._heading_sizes.index(first.size) + 1

    def is_aside(self, page: int, number: int) -> bool:
        """Return whether a paragraph interrupts the text."""
        paragraphs = self.pages[page]
        is_last = number == len(paragraphs) - 1
        return is_aside(paragraphs[number], self._usual, is_last=is_last)


def _blocks(text: _Text, units: Sequence[Locator], no_headings: Set[Position]) -> Iterator[Block]:
    """Yield the paragraphs and headings of the pages.

    What interrupts a sentence, which goes on behind it or on the next page, follows the paragraph.
    """
    before: Block | None = None
    asides: list[Block] = []
    for page, (unit, paragraphs) in enumerate(zip(units, text.pages, strict=True)):
        for number in range(len(paragraphs)):
            block = replace(text.block(page, number), locator=unit)
            level = text.level(page, number) if (page, number) not in no_headings else 0
            if before and not level and text.is_aside(page, number) and _is_open(before):
                asides.append(block)
                continue
            is_cut = bool(asides) or (before is not None and before.locator != unit)
            if before and not level and _goes_on(before, block, is_cut=is_cut):
                kept, separator = junction(before.words, block.words, text.vocabulary)
                yield _shortened(before, kept)
                before = replace(block, before=separator)
                continue
            if before:
                yield before
            yield from asides
            before, asides = replace(block, level=level), []
    if before:
        yield before
    yield from asides


def _is_open(block: Block) -> bool:
    """Return whether the words of a block may go on in the next one."""
    return not block.level and "\t" not in block.words and not END.search(block.words)


def _goes_on(before: Block, block: Block, *, is_cut: bool) -> bool:
    """Return whether the words of a block continue the paragraph before it.

    They do so with a capital letter only if that is cut, by the page's end or by a note.
    """
    if not _is_open(before) or "\t" in block.words or ITEM.match(block.words):
        return False
    is_small = block.words[:1].islower()
    is_broken = BROKEN_OFF.search(before.words)
    return is_small or bool(is_cut and (is_broken or _OPEN.search(before.words)))


def _shortened(block: Block, length: int) -> Block:
    """Return a block without the end of its words; only a hyphen is lost."""
    boxes = [((start, min(end, length)), box) for (start, end), box in block.boxes]
    return replace(block, words=block.words[:length], boxes=boxes)
