"""Rows from JSON: an array, an object with the array "questions", or JSON Lines."""

import json
from collections.abc import Iterator
from typing import Any

from app.evaluation.questions.rows import Rows
from ingest import UnreadableSource


def json_rows(text: str) -> Rows:
    """Return the rows of JSON text. Raises UnreadableSource for an array with a syntax error."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        if not _may_be_lines(text):
            line = f"line {error.lineno}: " if isinstance(error, json.JSONDecodeError) else ""
            raise UnreadableSource(f"{line}{_not_json(error)}") from error
        return Rows("line", "field", _json_lines(text))
    if isinstance(value, list):
        return Rows("question", "field", enumerate(value, start=1))
    if isinstance(value, dict) and isinstance(value.get("questions"), list):
        others = ", ".join(repr(name) for name in value if name != "questions")
        notes = (f"only the list 'questions' is read, not {others}",) if others else ()
        return Rows("question", "field", enumerate(value["questions"], start=1), notes)
    return Rows("line", "field", [(1, value)])


def _may_be_lines(text: str) -> bool:
    """Return whether the first line can be a JSON object by itself."""
    first = text.strip().partition("\n")[0].strip()
    return not (first.startswith("[") or first.endswith(("[", "{", ",", ":")))


def _json_lines(text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, ValueError(_not_json(error))


def _not_json(error: Exception) -> str:
    return f"not JSON: {getattr(error, 'msg', error)}"  # `msg` lacks the line number
