"""Rows from a workbook (.xlsx), which a process of its own reads: its reader may crash."""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from app.evaluation.questions.question import shorten_quote
from app.evaluation.questions.rows import Rows
from app.evaluation.questions.table_rows import column_name, table_rows
from ingest import UnreadableSource

MAX_UNPACKED_BYTES = 100_000_000
"""Of all parts of a file together."""
MAX_MEMORY_BYTES = 1 << 30
"""Address space of the process that reads a file."""
READ_TIMEOUT_S = 30
_OLE = b"\xd0\xcf\x11\xe0"
_PROGRAM = Path(__file__).with_name("workbook_process.py")


def is_workbook(data: bytes) -> bool:
    """Return whether the data begin like a workbook, old or new, or like another zip file."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def workbook_rows(data: bytes) -> Rows:
    """Return the rows of the first sheet whose first row has a cell 'question'.

    Raises UnreadableSource if no sheet has, and for data that are no workbook or a hostile one.
    """
    _check(data)
    sheets = [sheet for sheet in _read(data) if sheet["rows"]]
    if not sheets:
        raise UnreadableSource("empty: no rows in the workbook")
    chosen = next((sheet for sheet in sheets if _has_questions(sheet)), sheets[0])
    others = ", ".join(repr(shorten_quote(sheet["name"])) for sheet in sheets if sheet != chosen)
    notes = (f"only the sheet {chosen['name']!r} is read, not {others}",) if others else ()
    return Rows("row", "column", table_rows(chosen["rows"]), notes)


def _check(data: bytes) -> None:
    if data.startswith(_OLE):
        raise UnreadableSource(
            "an old or an encrypted workbook: save it as .xlsx without a password"
        )
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableSource(f"not a workbook (.xlsx), or a damaged one: {error}") from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableSource(f"over {MAX_UNPACKED_BYTES // 10**6} MB when it is unpacked")


def _read(data: bytes) -> list[dict[str, Any]]:
    """Return the name and the numbered rows of each sheet, its cells as texts."""
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_PROGRAM), str(MAX_MEMORY_BYTES)],
            input=data,
            capture_output=True,
            timeout=READ_TIMEOUT_S,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableSource(f"reading the workbook took over {READ_TIMEOUT_S} s") from None
    if done.returncode:
        raise UnreadableSource(
            f"the workbook is damaged, or needs more than {MAX_MEMORY_BYTES >> 20} MB of memory"
        )
    reply = json.loads(done.stdout)
    if isinstance(reply, str):
        raise UnreadableSource(reply)
    return list(reply)


def _has_questions(sheet: dict[str, Any]) -> bool:
    return "question" in map(column_name, sheet["rows"][0][1])
