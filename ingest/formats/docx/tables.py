"""Tables row by row, with merged cells filled; those that only lay out a page are no tables."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ingest.formats.docx.markup import Element, find, integer, is_on, shown, tag, value
from ingest.formats.docx.parts import Part
from ingest.structure import header_rule, is_prose

MAX_COLUMNS = 1000
"""Word has 63; a cell that spans more than these is damage."""
MAX_REPEATED_CHARS = 300
"""Of a merged cell: a longer one does not name its rows or columns, and comes once."""
_ROWS, _CELLS = frozenset([tag("w:tr")]), frozenset([tag("w:tc")])


class _Cell(NamedTuple):
    """A cell: the columns of the grid that it is in, `[start, end)`, and what it holds.

    One that goes on with the cell above it has the `repeated` words of that one.
    """

    start: int
    end: int
    parts: Sequence[Part]
    repeated: str = ""

    @property
    def own(self) -> list[Part]:
        return [part for part in self.parts if not part.is_apart]

    @property
    def words(self) -> str:
        lines = (line for part in self.own for line in part.text.splitlines())
        words = (word for line in lines if not _is_rule(line) for word in line.split())
        return " ".join(words) or self.repeated


class _Row(NamedTuple):
    cells: Sequence[_Cell]
    is_header: bool


def _is_rule(line: str) -> bool:
    """Return whether a line is the rule below the header of a table in a cell."""
    return line == header_rule(line.count("|") + 1).strip()


def read_table(table: Element, read: Callable[[Element], list[Part]]) -> Iterator[Part]:
    """Yield the parts of a table, whose cells `read` reads: lines for its rows, then what is apart.

    Rows that lay out a page come as what their cells hold.
    """
    rows = list(_read_rows(table, read))
    widest = max(rows, key=lambda row: len(row.cells), default=None)
    lines: list[_Row] = []
    for row in rows:
        if widest and _is_layout(row, len(widest.cells), len(rows)):
            yield from _lines(lines, widest)
            lines = []
            for cell in row.cells:
                yield from cell.parts
        else:
            lines.append(row)
    if widest:
        yield from _lines(lines, widest)


def _read_rows(table: Element, read: Callable[[Element], list[Part]]) -> Iterator[_Row]:
    """Yield the rows that are shown; a cell that goes on with the one above has its words."""
    above: dict[int, str] = {}
    for row in shown(table, _ROWS):
        properties = find(row, "w:trPr")
        if find(properties, "w:del") is not None or is_on(properties, "w:hidden"):
            continue
        start = min(integer(value(properties, "w:gridBefore")), MAX_COLUMNS)
        cells = [_Cell(0, start, ())] if start > 0 else []
        merged: dict[int, str] = {}
        for element in shown(row, _CELLS):
            about = find(element, "w:tcPr")
            if find(about, "w:cellDel") is not None:
                continue
            span = min(max(integer(value(about, "w:gridSpan"), 1), 1), MAX_COLUMNS)
            cell = _Cell(start, start + span, read(element))
            start += span
            if find(about, "w:vMerge") is not None:
                goes_on = value(about, "w:vMerge") != "restart" and not cell.own
                if goes_on and (words := above.get(cell.start, "")):
                    cell = cell._replace(repeated=words)
                merged[cell.start] = cell.words if len(cell.words) <= MAX_REPEATED_CHARS else ""
            cells.append(cell)
        above = merged
        yield _Row(cells, bool(is_on(properties, "w:tblHeader")))


def _is_layout(row: _Row, columns: int, rows: int) -> bool:
    """Return whether a row only lays out a page: with a heading and its text in one cell.

    So does a cell beside no other, or beside a single one in the only row, with paragraphs of text.
    """
    cells = [cell.own for cell in row.cells]
    is_alone = len(cells) == 1
    if any(part.level for parts in cells for part in (parts if is_alone else parts[:-1])):
        return True
    if columns == 1:
        return any(len(parts) > 1 for parts in cells)
    is_pair = rows == 1 and columns == 2
    return is_pair and any(
        len(parts) > 1 and any(is_prose(part.words) for part in parts) for parts in cells
    )


def _lines(rows: Sequence[_Row], widest: _Row) -> Iterator[Part]:
    """Yield the lines of rows, the first with a rule below it if it is the header."""
    lines = []
    is_first = True
    for row in rows:
        cells = [cell.words for cell in _filled(row, widest)]
        if any(cells):
            has_rule = is_first and row.is_header and len(cells) > 1
            lines.append(" | ".join(cells) + (header_rule(len(cells)) if has_rule else ""))
            is_first = is_first and len(cells) == 1
    if lines:
        yield Part("\n".join(lines))
    for row in rows:
        for cell in row.cells:
            yield from (part for part in cell.parts if part.is_apart)


def _filled(row: _Row, widest: _Row) -> Sequence[_Cell]:
    """Return a row's cells, one that spans several columns of the widest row in each of these."""
    if len(row.cells) in (0, 1, len(widest.cells)):
        return row.cells
    filled = []
    cells = iter(row.cells)
    cell = next(cells)
    for column in widest.cells:
        middle = (column.start + column.end) / 2
        while cell.end <= middle:
            following = next(cells, None)
            if following is None:
                break
            cell = following
        if cell.start <= middle < cell.end:
            filled.append(cell)
    if any(len(cell.words) > MAX_REPEATED_CHARS for cell in row.cells):
        return row.cells
    is_complete = {id(cell) for cell in filled} == {id(cell) for cell in row.cells}
    return filled if is_complete else row.cells
