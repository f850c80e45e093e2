"""Rows from tables with a header: CSV, and the sheets of workbooks."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.evaluation.questions.question import FIELDS, LIST_FIELDS, shorten_quote
from app.evaluation.questions.rows import Rows
from ingest import UnreadableSource


def csv_rows(text: str) -> Rows:
    """Return the rows of a table with a header, its cells separated by ',', ';' or tabs."""
    return Rows("line", "column", table_rows(_csv_cells(text)))


def table_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Any]]:
    """Yield the named cells of numbered rows, of which the first is the header.

    Empty cells and rows say nothing. Raises UnreadableSource for an unusable header.
    """
    header: list[str] = []
    for number, cells in rows:
        if not header:
            header = [column_name(cell) for cell in cells]
            _check_header(header)
        elif any(cells[len(header) :]):
            yield number, ValueError("more cells than the header has")
        elif given := {name: cell for name, cell in zip(header, cells, strict=False) if cell}:
            lists = {name: _list(given[name]) for name in LIST_FIELDS if name in given}
            yield number, given | lists


def column_name(cell: str) -> str:
    """Return the field that a cell of the header names, in any case, or the cell's own text."""
    name = cell.strip()
    return name.lower() if name.lower() in FIELDS else name


def _check_header(header: list[str]) -> None:
    if "question" not in header:
        columns = shorten_quote(", ".join(header))
        raise UnreadableSource(f"no column 'question' in the header: {columns}")
    counts = Counter(name for name in header if name in FIELDS)
    for name, count in counts.items():
        if count > 1:
            raise UnreadableSource(f"{count} columns are called {name!r}: keep one")


def _csv_cells(text: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(2**31 - 1)  # the default allows only 131,072 characters in a quote
    lines = [f"{line}\n" for line in text.split("\n")]
    first = 1 if lines[0].startswith("sep=") else 0  # Excel's own hint, not a header
    delimiter = max(",;\t", key=lines[first].count)
    reader = csv.reader(lines[first:], delimiter=delimiter, strict=True)
    while True:
        number = first + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableSource(f"line {number}: not CSV: {error}") from error
        if any(cells):
            yield number, cells


def _list(cell: str) -> Any:
    try:
        parsed = json.loads(cell)
    except (ValueError, RecursionError):
        return [cell]
    return parsed if isinstance(parsed, list) else [cell]
