"""The process that reads a workbook: data from stdin, its sheets or a reason to stdout, as JSON.

    python workbook_process.py BYTES < FILE

It is run as a file, not as a module, so that it starts without the other packages.
"""

import datetime
import json
import resource
import sys
from io import BytesIO
from typing import Any

MAX_CELL_CHARS = 20_000_000
"""Of all cells together."""


def read_sheets(data: bytes) -> list[dict[str, Any]] | str:
    """Return the name and the numbered rows of each sheet, or what is wrong with the workbook."""
    from python_calamine import CalamineError, load_workbook

    characters = 0
    sheets = []
    try:
        workbook = load_workbook(BytesIO(data))
        for name in workbook.sheet_names:
            rows = []
            values_by_row = workbook.get_sheet_by_name(name).iter_rows()
            for number, values in enumerate(values_by_row, start=1):
                cells = [cell_text(value) for value in values]
                characters += sum(map(len, cells))
                if characters > MAX_CELL_CHARS:
                    return f"over {MAX_CELL_CHARS // 10**6} million characters in its cells"
                if any(cells):
                    rows.append((number, cells))
            sheets.append({"name": name, "rows": rows})
    except CalamineError as error:
        return f"not a workbook (.xlsx), or a damaged one: {error}"
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


if __name__ == "__main__":
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(json.dumps(read_sheets(sys.stdin.buffer.read())))
