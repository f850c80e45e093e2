"""One reader per format, chosen by the file's suffix."""

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.document import Document
from ingest.errors import UnreadableSource
from ingest.markdown import read_markdown
from ingest.plain_text import read_plain_text

Reader = Callable[[str, bytes], Document]
"""From a document's id and its source's bytes to the Document; raises UnreadableSource."""

READERS: dict[str, Reader] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
}


def reader_for(id: str) -> Reader:
    """The reader for the suffix of a document's id. Raises UnreadableSource for an unknown one."""
    suffix = PurePosixPath(id).suffix.lower()
    if suffix not in READERS:
        readable = ", ".join(sorted(READERS))
        raise UnreadableSource(f"no reader for {suffix or 'files without a suffix'} ({readable})")
    return READERS[suffix]


def read_document(id: str, data: bytes) -> Document:
    """The document in `data`, read as the suffix of `id` says. Raises UnreadableSource."""
    return reader_for(id)(id, data)
