"""The frame of a passage: what its reader knows of it that it does not repeat."""

import re
from pathlib import PurePosixPath

from ingest.document import Document, Passage

_NO_WORD = re.compile(r"[\W_]+")


def frame_text(document: Document, passage: Passage) -> str:
    """Return what ranking knows of a passage apart from its words, a line each.

    These are what the acronyms in it stand for, the document's title, author and date, the words of
    its file's name, and the passage's section path.
    """
    name = _NO_WORD.sub(" ", str(PurePosixPath(document.id).with_suffix("")))
    definitions = (definition.text for definition in passage.definitions)
    known = (document.title, document.author, document.date, name, *passage.section)
    return "\n".join(filter(None, (*definitions, *known)))
