"""The lines of a page in the order of reading, from their parts in the order of the file."""

from collections.abc import Iterator, Sequence, Set

from ingest.structure.pages.columns import Grid, grid, is_text, split_blocks
from ingest.structure.pages.lines import Line, Measures, join_lines
from ingest.structure.pages.page_tables import is_contents, join_columns, table_lines
from ingest.structure.pages.rows import find_rows


def arrange(lines: Sequence[Line], usual: Measures, words: Set[str]) -> Iterator[Line]:
    """Yield the lines of a page; the order of the file is kept unless gaps show another one.

    Columns whose lines alternate are read one after the other, tables row by row. `words` are
    those of the document.
    """
    for block in split_blocks(join_columns(list(find_rows(lines, words))), usual):
        found = grid(block) if len(block) > 1 else None
        if found and is_text(found):
            yield from _by_columns(found)
            continue
        end = max((n for n, row in enumerate(block, start=1) if len(row) > 1), default=0)
        table = grid(block[:end]) if found else None
        if table and not is_contents(table):
            yield from table_lines(table)
        else:
            yield from map(join_lines, block[:end])
        yield from map(join_lines, block[end:])


def _by_columns(found: Grid) -> Iterator[Line]:
    for column in zip(*found.cells, strict=True):
        yield from filter(None, column)
