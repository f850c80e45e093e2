"""Tables in a text: their rows, and which of these is the header."""

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

MIN_ROWS = 3
"""Fewer lines with the same number of commas or gaps are no table; "|" needs no such evidence."""
MAX_LINE_CHARS = 1000
"""A longer line is no row of a table, unless it begins with "|"."""
LIST_MARK = r"(?:[-*+•◦▪‣·–—]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])"
"""A pattern of the bullet, number or letter of a list item."""
_DELIMITERS = "\t;,"
_LINE = re.compile(r"[^\r\n]+")
_CELL = re.compile(r"\S+(?:\s\S+)*")  # between gaps
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SEPARATING_COMMA = re.compile(r"(?<!\d),\S|,[^\d\s]")  # not "1,200", "3,5"
_LIST_MARK = re.compile(LIST_MARK)
_NAME = re.compile(r"\S*[\w)]")
_FIGURE = re.compile(r"[-+−±~≈<>≤≥(]?\s?[$€£¥]?\s?\d")  # at the start of a cell


class Row(NamedTuple):
    """A line of a table, `[start, end)`, with its cells; if it is `ruled`, a rule is below it."""

    start: int
    end: int
    cells: tuple[str, ...]
    ruled: bool


class _Line(NamedTuple):
    """A line of a paragraph, with its indentation; if it is `ruled`, a rule is below it."""

    start: int
    words: str
    ruled: bool = False

    def row(self, cells: Sequence[str]) -> Row:
        words = self.words.strip()
        start = self.start + self.words.index(words)
        stripped = tuple(cell.strip() for cell in cells)
        return Row(start, start + len(words), stripped, self.ruled)


def find_rows(text: str, span: tuple[int, int]) -> list[Row]:
    """Return the rows of tables in a paragraph, without its rules and its other lines.

    Cells are separated by "|", or in at least three lines in a row by as many tabs, semicolons or
    commas, or by gaps of at least two spaces that are aligned. Commas between digits are no
    evidence of a table, and neither are tabs and gaps behind list marks.
    """
    lines: list[_Line] = []
    for match in _LINE.finditer(text, *span):
        if _is_rule(match[0]):
            lines[-1:] = [line._replace(ruled=True) for line in lines[-1:]]
        elif any(map(str.isalnum, match[0])):
            lines.append(_Line(match.start(), match[0]))
    if piped := [line for line in lines if is_piped(line.words)]:
        return [line.row(line.words.strip().strip("|").split("|")) for line in piped]
    if len(lines) < MIN_ROWS or any(len(line.words) > MAX_LINE_CHARS for line in lines):
        return []
    for delimiter in _DELIMITERS:
        cells = [_delimited_cells(line.words, delimiter) for line in lines]
        runs = [run for run in _runs(cells) if _separates(delimiter, [lines[n] for n in run])]
        if rows := [lines[n].row(cells[n]) for run in runs for n in run]:
            return rows
    spaced = [list(_CELL.finditer(line.words)) for line in lines]
    cells = [[cell[0] for cell in found] for found in spaced]
    runs = [run for run in _runs(cells) if _are_aligned([spaced[n] for n in run])]
    return [lines[n].row(cells[n]) for run in runs for n in run]


def is_piped(line: str) -> bool:
    """Return whether a line has cells separated by "|"."""
    return line.lstrip().startswith("|") or (" | " in line and len(line) <= MAX_LINE_CHARS)


def find_header(table: Sequence[Row]) -> Row | None:
    """Return the header of a table: its first row, if that is ruled or names what is below it.

    It names that if none of its cells begins with a figure, years aside, and cells below do. In a
    table of words it must name every column, none of the names is a cell below, and a column
    differs from its name in kind. Two columns may be a list of names and what they stand for, so
    figures must be in most of its rows.
    """
    first, *rest = table
    is_pair = len(first.cells) == 2
    values = sum(map(_has_value, rest))
    if first.ruled or (not _has_value(first) and values > (len(rest) / 2 if is_pair else 0)):
        return first
    names = {cell.casefold() for cell in first.cells}
    has_figure = any(map(str.isdigit, _YEAR.sub("", " ".join(names))))
    below = {cell.casefold() for row in rest for cell in row.cells}
    is_header = len(table) >= MIN_ROWS and all(names) and not has_figure and not names & below
    return first if is_header and _has_other_kind(first, rest) else None


def header_rule(columns: int) -> str:
    """Return what a reader writes behind a row to make it the header: a line break and a rule."""
    return "\n" + " | ".join(["---"] * columns)


def _is_rule(line: str) -> bool:
    return not line.strip("|+-=_: \t") and any(mark in line for mark in "-=_")


def _delimited_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line; none if it is a sentence or code.

    In these a space follows the mark, or the mark is in brackets.
    """
    if delimiter not in line:
        return []
    [cells] = csv.reader([line], delimiter=delimiter)
    is_running = delimiter != "\t" and any(
        cell.startswith(" ") or cell.count("(") != cell.count(")") for cell in cells[1:]
    )
    return [] if is_running else cells


def _separates(delimiter: str, lines: Sequence[_Line]) -> bool:
    return delimiter != "," or any(_SEPARATING_COMMA.search(line.words) for line in lines)


def _runs(cells: Sequence[Sequence[str]]) -> Iterator[list[int]]:
    """Yield the numbers of neighbouring lines with as many cells, at least two of them filled.

    Lines that are all items of a list are left out.
    """
    filled = [len(found) if sum(map(bool, map(str.strip, found))) > 1 else 0 for found in cells]
    for count, run in groupby(range(len(cells)), key=filled.__getitem__):
        numbers = list(run)
        if count and len(numbers) >= MIN_ROWS and not all(_is_item(cells[n]) for n in numbers):
            yield numbers


def _is_item(cells: Sequence[str]) -> bool:
    """Return whether all filled cells before the last one are list marks."""
    *marks, _ = filter(None, map(str.strip, cells))
    return all(map(_LIST_MARK.fullmatch, marks))


def _are_aligned(rows: Sequence[Sequence[re.Match[str]]]) -> bool:
    """Return whether cells of a column begin, or figures of a column end, at the same place.

    Gaps that all follow the end of a sentence or a clause are not those of a table.
    """
    if all(cell[0][-1] in ".!?;:," for row in rows for cell in row[:-1]):
        return False
    _, *columns = zip(*rows, strict=True)
    return any(
        len({cell.start() for cell in column}) == 1
        or (
            len({cell.end() for cell in column}) == 1
            and all(_FIGURE.match(cell[0]) for cell in column[1:])
        )
        for column in columns
    )


def _has_other_kind(first: Row, rest: Sequence[Row]) -> bool:
    """Return whether a column has only figures below its name, or the last has only longer words.

    The name of the last column is then a single word.
    """
    columns = zip(*(row.cells for row in (first, *rest)), strict=False)
    has_figures = any(
        not _FIGURE.match(name) and all(map(_FIGURE.match, cells)) for name, *cells in columns
    )
    is_name = bool(_NAME.fullmatch(first.cells[-1]))
    return has_figures or (is_name and all(" " in row.cells[-1] for row in rest))


def _has_value(row: Row) -> bool:
    """Return whether a cell begins with a figure other than a year."""
    return any(_FIGURE.match(_YEAR.sub("", cell).strip()) for cell in row.cells)
