"""A stream whose text cannot steer a terminal."""

from io import TextIOBase
from typing import TextIO

from ingest import sanitize_terminal


class SanitizedStream(TextIOBase):
    """Writes to another stream, without control characters."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(sanitize_terminal(text))

    def flush(self) -> None:
        self._stream.flush()
