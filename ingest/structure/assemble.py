"""The last step of every reader: text, headings, dropped spans and metadata to a Document."""

from collections.abc import Sequence
from hashlib import sha256

from ingest.document import Document, Dropped, Metadata, Place
from ingest.errors import UnreadableSource
from ingest.metadata import limit_lengths
from ingest.structure.apparatus import add_apparatus_headings
from ingest.structure.sections import Heading, divide

MAX_TEXT_CHARS = 20_000_000
"""Some 7,000 pages. Reading so many takes up to 800 MB of memory and half a minute, of HTML most;
the process that stores them, 160 MB (2026-11-27)."""


def check_length(text: str) -> None:
    """Raise UnreadableSource for a text over MAX_TEXT_CHARS."""
    if len(text) > MAX_TEXT_CHARS:
        raise UnreadableSource(
            f"its text has {len(text) / 10**6:.0f} million characters: "
            f"at most {MAX_TEXT_CHARS // 10**6} million"
        )


def assemble_document(
    id: str,
    data: bytes,
    text: str,
    headings: Sequence[Heading],
    dropped: Sequence[Dropped],
    metadata: Metadata,
    places: Sequence[Place] = (),
    warnings: Sequence[str] = (),
) -> Document:
    """Return the document of a source's bytes, `data`, divided into sections by its headings.

    `warnings` say what of it may be wrong or is not read. Raises UnreadableSource if the text is
    too long.
    """
    check_length(text)
    found = add_apparatus_headings(text, headings, dropped)
    sections, all_dropped = divide(text, found, dropped)
    return Document(
        id=id,
        sha256=sha256(data).hexdigest(),
        text=text,
        sections=sections,
        places=tuple(places),
        dropped=all_dropped,
        warnings=tuple(warnings),
        **limit_lengths(metadata),
    )
