"""The tables of a page without rules: rows on lines of their own, cells in their columns."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, takewhile

from ingest.structure.pages.columns import MIN_ROWS, Grid, is_running
from ingest.structure.pages.lines import Line, join_lines
from ingest.structure.pages.rows import MARKER, Row, is_marker, join_marker, on_same_base

MAX_CELL_WORDS = 6
"""Words of a cell, on average, in a table that is written column by column."""
MIN_CELLS = 2
"""A row with fewer cells may be the line of a column of text."""
MAX_CELL_LINES = 12
"""Lines of a cell."""
MIN_FILLED_SHARE = 0.6
"""Share of the rows that have a cell in each column of such a table."""
FULL_CELL_SHARE = 0.75
"""A cell that fills this share of its column may go on in the line below."""
_PAGE_NUMBER = re.compile(r"(?:.*[.·…_]\s?[.·…_]\s?)?(\d{1,4}|[ivxlc]{1,7})")
_FIGURE = re.compile(r"[-+−±~≈<>≤≥(]?\s?[$€£¥]?\s?\d|[-–—]$|n/?a$", re.IGNORECASE)


def table_lines(found: Grid) -> Iterator[Line]:
    """Yield a line for each row of a table, its cells separated by tabs."""
    rows: list[list[Line | None]] = []
    for row in found.cells:
        if rows and _goes_on(rows[-1], row, found):
            rows[-1] = [
                join_lines([line for line in cell if line]) if any(cell) else None
                for cell in zip(rows[-1], row, strict=True)
            ]
        else:
            rows.append(row)
    for row in rows:
        filled = [line for line in row if line]
        words = "\t".join(line.words if line else "" for line in row)
        yield join_lines(filled, is_row=True)._replace(
            words=words if len(filled) > 1 else filled[0].words
        )


def _goes_on(above: Sequence[Line | None], row: Sequence[Line | None], found: Grid) -> bool:
    """Return whether all cells of a row go on with those above it, which were too long."""
    if row[0] or not above[0]:
        return False
    for cell, line, (start, end) in zip(above, row, found.columns, strict=True):
        if line:
            is_full = cell and cell.right - start >= FULL_CELL_SHARE * (end - start)
            if not cell or not (line.words[0].islower() or (is_full and line.words[0].isalpha())):
                return False
    return True


def is_contents(found: Grid) -> bool:
    """Return whether rows are a contents list: the last column has ascending page numbers."""
    ends = [_PAGE_NUMBER.fullmatch(row[-1].words) for row in found.cells if row[-1]]
    numbers = [int(end[1]) for end in ends if end and end[1].isdecimal()]
    return (
        len(found.columns) <= 3
        and len(ends) > MIN_ROWS
        and all(ends)
        and all(first <= second for first, second in pairwise(numbers))
        and any(" " in line.words for row in found.cells for line in row[:-1] if line)
    )


def join_columns(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a page; those of tables that are written column by column are joined.

    A column begins higher than the one before it ended, and its lines are on the same base lines.
    """
    done: list[Row] = []
    table: list[Row] = []
    descents = list(_descents(rows))
    for descent, following in pairwise([*descents, []]):
        _move_markers(table, descent)
        if _move_cells(table, descent):
            table += descent
            continue
        pairs = _pairs(table, descent)
        if pairs and (_has_figures(descent[: len(pairs)]) or _is_table(pairs, following)):
            for row, cells in pairs:
                row.extend(cells)
            table += descent[len(pairs) :]
        else:
            done += table
            table = descent
    return done + table


def _move_markers(table: list[Row], descent: Sequence[Row]) -> None:
    """Move the markers at the end of a column to the items beside them, if these come next."""
    marks = list(takewhile(_is_mark, reversed(table)))
    items = []
    rows = iter(reversed(descent))
    for mark in marks:
        item = next((row for row in rows if _is_level(row, mark)), None)
        if item is None or not is_marker(mark[-1], item[0]) or item[0].left < mark[-1].right:
            return
        items.append(item)
    for mark, item in zip(marks, items, strict=True):
        item[0] = join_marker(mark[-1], item[0])
        table.pop()


def _move_cells(table: Sequence[Row], descent: list[Row]) -> bool:
    """Join cells to their row if only the lines of the cells before them are in between.

    So programs write tables, cell by cell. The cells are taken from the descent.
    """
    near = table[-1 - MAX_CELL_LINES :]
    at = next((n for n, row in enumerate(near) if descent and _is_level(row, descent[0])), None)
    if at is None or len(near[at]) < MIN_CELLS or at == len(near) - 1:
        return False
    row, *lines = near[at:]
    is_cell = all(
        any(abs(line.left - above.left) < line.size for above in row)
        for line in chain.from_iterable(lines)
    )
    if not is_cell or max(line.right for line in chain(row, *lines)) > descent[0][0].left:
        return False
    for level in (row, *lines):
        if descent and _is_level(level, descent[0]):
            level.extend(descent.pop(0))
    return True


def _is_mark(row: Row) -> bool:
    return len(row) == 1 and bool(MARKER.fullmatch(row[0].words))


def _descents(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows, grouped so that each is below the one before it."""
    descent: list[Row] = []
    for row in rows:
        if descent and row[0].bottom > descent[-1][0].bottom and not _is_level(descent[-1], row):
            yield descent
            descent = []
        descent.append(row)
    if descent:
        yield descent


def _is_level(one: Row, other: Row) -> bool:
    return on_same_base(one[0], other[0])


def _pairs(table: Sequence[Row], descent: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Return the last rows of a table, each with the row of the descent that is right of it.

    There are none if these are few, or lines of text rather than cells.
    """
    if not table or not descent:
        return []
    end, top = table[-1], descent[0]
    head = list(
        takewhile(lambda row: row[0].bottom > end[0].bottom or _is_level(row, end), descent)
    )
    tail = list(
        takewhile(lambda row: row[0].bottom < top[0].bottom or _is_level(row, top), reversed(table))
    )
    tail.reverse()
    pairs = []
    levels = iter(tail)
    for row in head:
        level = next((level for level in levels if _is_level(level, row)), None)
        if level is None or level[-1].right > row[0].left:
            return []
        pairs.append((level, row))
    is_whole = len(tail) >= MIN_ROWS and len(pairs) >= MIN_FILLED_SHARE * len(tail)
    return (
        pairs
        if is_whole
        and _are_cells([row[-1] for row in tail])
        and _are_cells([row[0] for row in head])
        else []
    )


def _are_cells(lines: Sequence[Line]) -> bool:
    words = sum(len(line.words.split()) for line in lines)
    return words <= MAX_CELL_WORDS * len(lines) and not is_running(lines)


def _has_figures(rows: Sequence[Row]) -> bool:
    """Return whether most cells, the name of the column aside, begin with a figure."""
    figures = sum(bool(_FIGURE.match(row[0].words)) for row in rows[1:])
    return 2 * figures > len(rows) - 1


def _is_table(pairs: Sequence[tuple[Row, Row]], following: Sequence[Row]) -> bool:
    """Return whether a table has more columns than two."""
    return len(pairs[0][0]) > 1 or bool(_pairs([row for _, row in pairs], following))
