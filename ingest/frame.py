"""The frame of a passage: what its reader knows of it that it does not repeat."""

import re
from pathlib import PurePosixPath

from ingest.document import Document, Passage

_NO_WORD = re.compile(r"[\W_]+")


def frame_text(document: Document, passage: Passage) -> str:
    """Return what ranking knows of a passage apart from its words, a line each.

    These are the document's title, author and date, the words of its file's name, the passage's
    section path, and what the acronyms in it stand for.
    """
    name = _NO_WORD.sub(" ", str(PurePosixPath(document.id).with_suffix("")))
    known = [document.title, document.author, document.date, name, *passage.section]
    known += [definition.text for definition in passage.definitions]
    return "\n".join(filter(None, known))
