"""One reader per format, chosen by the file's suffix."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import PurePosixPath

from ingest.document import Document
from ingest.errors import UnreadableSource

Reader = Callable[[str, bytes], Document]
"""From a document's id and its source's bytes to the Document; raises UnreadableSource."""


@dataclass(frozen=True, slots=True)
class Format:
    """Where the reader of a format is, `module.function`: imported when it is first needed.

    One whose parser a file could crash, hang or exhaust is `isolated` in a process of its own.
    """

    reader: str
    isolated: bool = True


FORMATS = {
    ".txt": Format("plain_text.read_plain_text", isolated=False),
    ".md": Format("markdown.read_markdown", isolated=False),
    ".html": Format("html.read_html"),
    ".htm": Format("html.read_html"),
    ".pdf": Format("pdf.read_pdf"),
    ".docx": Format("docx.read_docx"),
}

LIBRARIES = (
    "briefqa", "charset-normalizer", "lxml", "markdown-it-py", "pypdf", "pypdfium2", "python-docx",
    "semantic-text-splitter", "sentencex", "tokenizers", "trafilatura",
)  # fmt: skip
"""What the text and the passages of a document depend on, beside its source."""


def libraries() -> str:
    """The libraries with their versions: while they are the same, so is what is read."""
    return ", ".join(f"{name} {version(name)}" for name in LIBRARIES)


def format_of(id: str) -> Format:
    """The format that the suffix of a document's id names. Raises UnreadableSource for others,
    and for a name that cannot be stored.
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
    """Whether there is a reader for the suffix of a document's id."""
    try:
        format_of(id)
    except UnreadableSource:
        return False
    return True


def read_document(id: str, data: bytes) -> Document:
    """The document in `data`, read here as the suffix of `id` says. Raises UnreadableSource."""
    return _load(format_of(id))(id, data)


def load_readers() -> None:
    """Import all readers now, so that reading a file takes no longer because it is the first."""
    for format in FORMATS.values():
        _load(format)


def _load(format: Format) -> Reader:
    module, function = format.reader.split(".")
    reader: Reader = getattr(import_module(f"ingest.formats.{module}"), function)
    return reader
