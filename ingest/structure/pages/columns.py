"""Rows whose gaps are below each other: those of columns of text, or of a table."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from ingest.structure.pages.lines import Line, Measures, join_lines
from ingest.structure.pages.rows import Row

MIN_ROWS = 3
"""Fewer rows with gaps below each other may be chance."""
MIN_CELLS = 3
"""Rows with as many parts are those of a table, even if its columns are not straight."""
MAX_COLUMNS = 60
MIN_GUTTER_RATIO = 0.5
"""Width of a gap that all rows share, as a share of the letters' size."""
MAX_ROW_GAP_RATIO = 3
"""Rows that are further apart than so many times the usual distance are not of one table."""
FULL_LINE_SHARE = 0.65
"""A line of text fills at least this share of its column, if it is not the last of a paragraph."""
FULL_LINES_SHARE = 0.6
MIN_LINE_WORDS = 3.5
"""Words in a line of a column of text, on average."""
RUNNING_SHARE = 0.25
"""Share of a text's lines, at least, that begin in the middle of a sentence, with a small
letter."""
_ENDED = re.compile(r"[.!?:;]\W*$")

Gap = tuple[float, float]


class Grid(NamedTuple):
    """Rows in columns: for each row the line in each column, if there is one."""

    cells: list[list[Line | None]]
    columns: list[Gap]


def split_blocks(rows: Sequence[Row], usual: Measures) -> Iterator[list[Row]]:
    """Yield the rows in their order: those in a list share a gap, or there is a single one."""
    block: list[Row] = []
    gutters: list[Gap] = []
    for row in rows:
        shared = _shared(gutters, row) if block and _is_near(block[-1], row, usual) else []
        if not shared and not (block and _is_alike(block[-1], row, usual)):
            if block:
                yield from _trimmed(block)
            block, shared = [], _gaps(row)
        block.append(row)
        gutters = shared
        if not gutters and len(row) < MIN_CELLS:
            yield block
            block = []
    if block:
        yield from _trimmed(block)


def _trimmed(block: list[Row]) -> Iterator[list[Row]]:
    """Yield a block, or its rows one by one if too few of them have several parts."""
    if sum(len(row) > 1 for row in block) >= MIN_ROWS:
        yield block
    else:
        yield from ([row] for row in block)


def _is_near(above: Row, row: Row, usual: Measures) -> bool:
    distance = above[0].bottom - row[0].bottom
    widest = MAX_ROW_GAP_RATIO * max(usual.gap, usual.size)
    return -widest / 2 < distance <= widest


def _is_alike(above: Row, row: Row, usual: Measures) -> bool:
    """Return whether two rows have as many cells, though their gaps are not below each other."""
    return MAX_COLUMNS >= len(above) == len(row) >= MIN_CELLS and _is_near(above, row, usual)


def _gaps(row: Row) -> list[Gap]:
    if len(row) > MAX_COLUMNS:
        return []
    return [
        (left.right, right.left)
        for left, right in pairwise(row)
        if right.left - left.right > MIN_GUTTER_RATIO * left.size
    ]


def _shared(gutters: Sequence[Gap], row: Row) -> list[Gap]:
    """Return what of the gutters is free in a row, too."""
    free = list(gutters)
    for line in row:
        free = [part for gutter in free for part in _without(gutter, line)]
    return free


def _without(gap: Gap, line: Line) -> list[Gap]:
    """Return what of a gap is wide enough beside a line; a line inside it splits it."""
    start, end = gap
    if line.right <= start or line.left >= end:
        return [gap]
    parts = [(start, line.left), (line.right, end)]
    return [part for part in parts if part[1] - part[0] > MIN_GUTTER_RATIO * line.size]


def grid(rows: Sequence[Row]) -> Grid:
    """Return the rows in their columns: the stretches that lines cover, free gaps between them."""
    covered: list[Gap] = []
    for line in sorted((line for row in rows for line in row), key=lambda line: line.left):
        if covered and line.left < covered[-1][1] + MIN_GUTTER_RATIO * line.size / 2:
            covered[-1] = covered[-1][0], max(covered[-1][1], line.right)
        else:
            covered.append((line.left, line.right))
    if len(rows[0]) > len(covered) and len({len(row) for row in rows}) == 1:
        return Grid([list(row) for row in rows], [(0, 0)] * len(rows[0]))
    cells = []
    for row in rows:
        found: list[list[Line]] = [[] for _ in covered]
        for line in row:
            found[_column(covered, line)].append(line)
        cells.append([join_lines(parts) if parts else None for parts in found])
    return Grid(cells, covered)


def _column(columns: Sequence[Gap], line: Line) -> int:
    return bisect_left(columns, line.left, key=itemgetter(1))


def is_text(found: Grid) -> bool:
    """Return whether most columns are text that runs from line to line, not cells."""
    columns = list(zip(*found.cells, strict=True))
    running = [is_running([line for line in column if line]) for column in columns]
    return len(columns) > 1 and sum(running) > len(columns) / 2 and running[0]


def is_running(lines: Sequence[Line]) -> bool:
    """Return whether lines are text that runs from one to the next."""
    if len(lines) < MIN_ROWS:
        return False
    width = max(line.right for line in lines) - min(line.left for line in lines)
    full = sum(line.right - line.left >= FULL_LINE_SHARE * width for line in lines)
    words = sum(len(line.words.split()) for line in lines)
    going_on = sum(
        line.words[0].islower() and not _ENDED.search(above.words)
        for above, line in pairwise(lines)
    )
    return (
        full >= FULL_LINES_SHARE * len(lines)
        and words >= MIN_LINE_WORDS * len(lines)
        and going_on >= RUNNING_SHARE * (len(lines) - 1)
    )
