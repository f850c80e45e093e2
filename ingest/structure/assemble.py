"""The last step of every reader: text, headings, dropped spans and metadata to a Document."""

from collections.abc import Sequence
from hashlib import sha256

from ingest.document import Document, Dropped, Metadata, Place
from ingest.metadata import limit_lengths
from ingest.structure.apparatus import add_apparatus_headings
from ingest.structure.sections import Heading, divide


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

    `warnings` say what of it may be wrong or is not read.
    """
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
