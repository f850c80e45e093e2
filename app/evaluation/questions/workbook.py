"""Rows from the sheets of a workbook (.xlsx)."""

import json
from typing import Any

from app.evaluation.questions.question import shorten_quote
from app.evaluation.questions.rows import Rows
from app.evaluation.questions.table_rows import column_name, table_rows
from ingest import UnreadableSource, Worker, check_archive

MAX_UNPACKED_BYTES = 100_000_000
"""Of all parts of a file together."""
MAX_MEMORY_BYTES = 1 << 30
"""Address space of the process that reads a file."""
READ_TIMEOUT_S = 30
SHEETS_LOADER = "app.evaluation.questions.sheets:load_tasks"


def workbook_rows(data: bytes) -> Rows:
    """Return the rows of the first sheet whose first row has a cell 'question'.

    Raises UnreadableSource if no sheet has, and for data that are no workbook or a hostile one.
    """
    check_archive(data, "workbook", ".xlsx", MAX_UNPACKED_BYTES)
    with Worker(READ_TIMEOUT_S, MAX_MEMORY_BYTES, SHEETS_LOADER) as worker:
        [found] = worker.run("sheets", data)
    sheets = [sheet for sheet in json.loads(found) if sheet["rows"]]
    if not sheets:
        raise UnreadableSource("empty: no rows in the workbook")
    chosen = next((sheet for sheet in sheets if _has_questions(sheet)), sheets[0])
    others = ", ".join(repr(shorten_quote(sheet["name"])) for sheet in sheets if sheet != chosen)
    notes = (f"only the sheet {chosen['name']!r} is read, not {others}",) if others else ()
    return Rows("row", "column", table_rows(chosen["rows"]), notes)


def _has_questions(sheet: dict[str, Any]) -> bool:
    return "question" in map(column_name, sheet["rows"][0][1])
