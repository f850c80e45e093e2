"""The sheets of a workbook (.xlsx), read in the limited process: the reader may crash."""

import datetime
import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, load_workbook

from ingest import Task, UnreadableSource

MAX_CELL_CHARS = 20_000_000
"""Of all cells together."""


def load_tasks() -> Mapping[str, Task]:
    """Return the task "sheets": this module's import has loaded its library."""
    return {"sheets": lambda parts, ask: [json.dumps(read_sheets(*parts)).encode()]}


def read_sheets(data: bytes) -> list[dict[str, Any]]:
    """Return the name and the numbered rows of each sheet. Raises UnreadableSource."""
    characters = 0
    sheets = []
    try:
        workbook = load_workbook(BytesIO(data))
        for sheet in workbook.sheet_names:
            rows = []
            values_by_row = workbook.get_sheet_by_name(sheet).iter_rows()
            for number, values in enumerate(values_by_row, start=1):
                cells = [cell_text(value) for value in values]
                characters += sum(map(len, cells))
                if characters > MAX_CELL_CHARS:
                    raise UnreadableSource(
                        f"over {MAX_CELL_CHARS // 10**6} million characters in its cells"
                    )
                if any(cells):
                    rows.append((number, cells))
            sheets.append({"name": sheet, "rows": rows})
    except CalamineError as error:
        raise UnreadableSource(f"not a workbook (.xlsx), or a damaged one: {error}") from error
    return sheets


def cell_text(value: object) -> str:
    """Return a cell's value as text: whole numbers without a point, dates in ISO form."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ")
    return str(value).strip()
