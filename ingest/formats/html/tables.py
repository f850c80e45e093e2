"""The rows of a table in a web page, with the cells that span rows or columns repeated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile, zip_longest
from typing import NamedTuple

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from ingest.formats.html.elements import HEADINGS
from ingest.formats.html.page_block import PageBlock
from ingest.structure import Block, header_rule, is_prose

MAX_ROW_CHARS = 1000
"""A longer row is no row of a table, but a means of laying out a page."""
MAX_SPAN = 1000
"""Columns that a cell can span, as in browsers."""
MAX_REPEATED = 10
"""Characters that spans may repeat for each one in the table: more is no table for people."""
_MARKER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]{1,2}|[ivxlc]{1,6})[.)]|[–—•·▪-]", re.I)
"""Of an item in a list that is laid out by a table."""
_CLAUSE_ENDS = tuple(".!?:;,")
_SENTENCE = re.compile(
    r"^\W*+(?:\w++\W++){5}(?=\w)(?>.*\w)[^\w.!?]*+[.!?]", re.DOTALL
)  # six words at least, and a mark behind the last one


@dataclass(eq=False)
class Cell:
    """A cell with the blocks in it."""

    element: HtmlElement
    blocks: Sequence[PageBlock]
    is_head: bool

    @cached_property
    def words(self) -> str:
        """The text of the cell on one line."""
        parts: list[str] = []
        for part in self.blocks:
            gap = "" if not parts else " " if parts[-1][-1:] in _CLAUSE_ENDS else " / "
            number = part.mark.strip().strip("-")
            parts += [gap, " ".join(f"{number} {part.block.words}".split())]
        return "".join(parts)

    def span(self, name: str) -> int:
        """Return how many rows (rowspan) or columns (colspan) the cell takes."""
        found = re.match(r"\s*\d{1,5}", self.element.get(name) or "")
        number = int(found[0]) if found else 1
        if name == "rowspan":
            return number or MAX_SPAN * MAX_SPAN  # 0: to the end of the table
        return min(max(number, 1), MAX_SPAN)


class Row(NamedTuple):
    """A row with its own cells."""

    element: HtmlElement
    cells: list[Cell]


def layout_tables(root: HtmlElement) -> set[HtmlElement]:
    """Return the tables with a table or a heading in a cell, or that say that they are none."""
    found = set()
    open_tables: list[HtmlElement] = []
    for event, element in iterwalk(root, events=("start", "end")):
        if event == "end":
            if element.tag == "table":
                open_tables.pop()
        elif element.tag == "table" or (element.tag in HEADINGS and not _is_in_head(element)):
            found.update(open_tables[-1:])
            if element.tag == "table":
                open_tables.append(element)
                if element.get("role") in ("presentation", "none"):
                    found.add(element)
    return found


def _is_in_head(heading: HtmlElement) -> bool:
    around = heading.getparent()
    return around is not None and around.tag == "th"


def table_rows(table: HtmlElement, rows: Sequence[Row]) -> Iterator[PageBlock]:
    """Yield the rows of a table as blocks, the rows of its head as one.

    A row that only lays out a page becomes the blocks in its cells.
    """
    grid = _fill(rows)
    has_head = any(cell.is_head for row in rows for cell in row.cells)
    heads = _heads(grid)
    for number, (row, cells) in enumerate(zip(rows, grid, strict=True)):
        if number in heads:
            if number == heads[-1]:
                yield _head(table, row, [grid[head] for head in heads])
        elif _lays_out(row.cells, cells, has_head or len(rows) > 1):
            yield from _marked([block for cell in row.cells for block in cell.blocks])
        elif (words := _joined(cells)).strip(" |"):
            yield _block(table, row, words)


def _marked(blocks: list[PageBlock]) -> list[PageBlock]:
    """Return the blocks of a row that lays out a page, the mark of an item with its text."""
    if len(blocks) < 2 or not _MARKER.fullmatch(blocks[0].block.words):
        return blocks
    first = blocks[1].block
    marked = replace(first, words=f"{blocks[0].block.words} {first.words}")
    return [blocks[1]._replace(block=marked), *blocks[2:]]


def _fill(rows: Sequence[Row]) -> list[list[Cell]]:
    """Return the cells in each row, those that span several rows or columns in all of them."""
    left = MAX_REPEATED * sum(len(cell.words) + 3 for row in rows for cell in row.cells)
    spanning: dict[int, tuple[int, Cell]] = {}  # by column: how many more rows, and the cell
    grid = []
    for row in rows:
        filled: list[Cell] = []
        waiting = list(reversed(row.cells))
        below: dict[int, tuple[int, Cell]] = {}
        while waiting or len(filled) in spanning:
            column = len(filled)
            if column in spanning:
                more, cell = spanning[column]
                columns = 1
                left -= len(cell.words) + 3
            else:
                cell = waiting.pop()
                more, columns = cell.span("rowspan"), cell.span("colspan")
                columns = max(1, min(columns, left // (len(cell.words) + 3)))
                left -= (columns - 1) * (len(cell.words) + 3)
            filled += [cell] * columns
            if more > 1 and left > 0:
                below |= dict.fromkeys(range(column, column + columns), (more - 1, cell))
        spanning = below
        grid.append(filled)
    return grid


def _heads(grid: Sequence[Sequence[Cell]]) -> list[int]:
    """Return the numbers of the first rows with several cells, all of them heads.

    They are the head of the table if other rows follow; else only the first is.
    """
    rows = (n for n, cells in enumerate(grid) if _joined(cells).strip(" |"))
    first = next((n for n in rows if not _is_caption(grid[n])), len(grid))
    heads = list(takewhile(lambda n: _is_head(grid[n]), range(first, len(grid))))
    merged = sum(len(cell.words) for n in heads for cell in grid[n])
    return heads if first + len(heads) < len(grid) and merged <= MAX_ROW_CHARS else heads[:1]


def _is_head(cells: Sequence[Cell]) -> bool:
    return (
        any(cell.is_head for cell in cells)
        and all(cell.is_head or not cell.words for cell in cells)
        and not _is_caption(cells)
    )


def _is_caption(cells: Sequence[Cell]) -> bool:
    """Return whether the first cell is alone in a row: a caption of other rows."""
    return bool(cells and cells[0].words) and not any(
        cell.words for cell in cells if cell is not cells[0]
    )


def _head(table: HtmlElement, row: Row, heads: Sequence[Sequence[Cell]]) -> PageBlock:
    """Return the rows of a head as one: "Fee: Summer | Fee: Winter"."""
    columns = [dict.fromkeys(filter(None, column)) for column in zip_longest(*heads)]
    words = [": ".join(filter(None, (cell.words for cell in column))) for column in columns]
    return _block(table, row, " | ".join(words))._replace(rule=header_rule(len(words)))


def _joined(cells: Sequence[Cell]) -> str:
    return cells[0].words if _is_caption(cells) else " | ".join(cell.words for cell in cells)


def _block(table: HtmlElement, row: Row, words: str) -> PageBlock:
    blocks = [block for cell in row.cells for block in cell.blocks]
    sources = [block.source for block in blocks if block.source]
    source = max(sources, key=lambda source: source.length, default=None)
    links = sum(block.links for block in blocks)
    words = words.strip()
    return PageBlock(Block(words), min(links, len(words)), row.element, source, table)


def _lays_out(own: Sequence[Cell], cells: Sequence[Cell], is_table: bool) -> bool:
    """Return whether a row is too long for one, or its cells contain text of several paragraphs.

    A row that is the whole of a table without heads lays out a page if a cell is prose.
    """
    if sum(len(cell.words) for cell in cells) > MAX_ROW_CHARS:
        return True
    filled = [cell.words for cell in own if cell.words]
    if not is_table and (len(filled) == 1 or (filled and _MARKER.fullmatch(filled[0]))):
        return True
    paragraphs = ([block.block.words for block in cell.blocks] for cell in own)
    return any(
        sum(bool(_SENTENCE.search(words)) for words in found) > 1
        or ((len(cells) == 1 or not is_table) and len(found) > 1)
        or (not is_table and any(map(is_prose, found)))
        for found in paragraphs
    )
