"""One reader per format, chosen by the file's suffix, imported when it is first needed."""

from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import PurePosixPath

from ingest.document import Document
from ingest.errors import UnreadableSource

Reader = Callable[[str, bytes], Document]
"""From a document's id and its source's bytes to the Document; raises UnreadableSource."""


def _plain_text() -> Reader:
    from ingest.formats.plain_text import read_plain_text

    return read_plain_text


def _markdown() -> Reader:
    from ingest.formats.markdown import read_markdown

    return read_markdown


def _html() -> Reader:
    from ingest.formats.html import read_html

    return read_html


def _pdf() -> Reader:
    from ingest.formats.pdf import read_pdf

    return read_pdf


def _docx() -> Reader:
    from ingest.formats.docx import read_docx

    return read_docx


FORMATS: Mapping[str, Callable[[], Reader]] = {
    ".txt": _plain_text,
    ".md": _markdown,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
"""For every suffix a function that imports the reader with its parser."""

LIBRARIES = (
    "briefqa", "lxml", "markdown-it-py", "pypdf", "pypdfium2", "regex", "semantic-text-splitter",
    "sentencex", "symspellpy", "tokenizers", "trafilatura", "webencodings",
)  # fmt: skip
"""Distributions on which the text and the passages of a source depend."""


def reader_versions() -> str:
    """Return the readers' libraries with their versions; a change may change what is read."""
    return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def format_of(id: str) -> Callable[[], Reader]:
    """Return the function that loads the reader for the suffix of a document's id.

    Raises UnreadableSource for other suffixes, and for an id that is not valid Unicode.
    """
    try:
        id.encode()
    except UnicodeEncodeError:
        raise UnreadableSource("its name is not valid Unicode: rename it") from None
    suffix = PurePosixPath(id).suffix.lower()
    if suffix not in FORMATS:
        readable = ", ".join(sorted(FORMATS))
        raise UnreadableSource(f"no reader for {suffix or 'files without a suffix'} ({readable})")
    return FORMATS[suffix]


def has_reader(id: str) -> bool:
    """Return whether there is a reader for the suffix of a document's id."""
    try:
        format_of(id)
    except UnreadableSource:
        return False
    return True


def read_document(id: str, data: bytes) -> Document:
    """Return the document in `data`, read in this process by the reader for the id's suffix.

    Raises UnreadableSource.
    """
    return format_of(id)()(id, data)
