"""What a questions file consists of before its questions are checked: rows of named values."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, each a number from 1 and a value, or a ValueError with what is wrong.

    `unit` says what the numbers count, `noun` what the values of a row are called. `notes` say
    what was not read.
    """

    unit: Literal["line", "row", "question"]
    noun: Literal["column", "field"]
    values: Iterable[tuple[int, Any]]
    notes: tuple[str, ...] = ()
