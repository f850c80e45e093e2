"""What the server prints: nothing that steers a terminal, and one line for an error."""

import logging
import traceback
from io import TextIOBase
from typing import TextIO

from ingest import one_line, sanitize_terminal

MAX_ERROR_CHARS = 300
_LINKS = ("\nDuring handling of", "\nThe above exception")
"""Between the traceback of an error and that of one that followed from it."""


class LogStream(TextIOBase):
    """Writes to another stream without control characters, and only one line of a traceback.

    Gradio and the server print some for requests that nobody could answer: broken off, or with
    values of a wrong kind. The line is that of the first error, and says where it was raised.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._place: str | None = None  # of the error whose traceback is being printed
        self._is_consequence = False

    def write(self, text: str) -> int:
        if text:  # print() also writes its empty end
            self._write(text)
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def _write(self, text: str) -> None:
        if text.startswith("Traceback (most recent call last):"):
            self._place = ""
        elif self._place is None:
            self._is_consequence = text.startswith(_LINKS)
            if not self._is_consequence:
                self._stream.write(sanitize_terminal(text))
        elif text.startswith("  File "):
            self._place = text.splitlines()[0].strip()
        elif not text.startswith(" "):
            if not self._is_consequence:
                error = one_line(text.strip().partition("\n")[0])[:MAX_ERROR_CHARS]
                self._stream.write(f"briefqa: {error} ({self._place})\n")
            self._place = None


class LogHandler(logging.StreamHandler[LogStream]):
    """Writes a record to a LogStream: its error if it has one, else its message."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        if record.exc_info and record.exc_info[1]:
            traceback.print_exception(record.exc_info[1], file=self.stream)
        else:
            super().emit(record)
