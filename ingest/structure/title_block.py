"""Title blocks: what names a document and its makers before its first section."""

import re

from ingest.document import Document, Section
from ingest.structure.byline import read_byline
from ingest.structure.sentences import NOTE_MARK, kept_runs, paragraphs

MAX_TITLE_BLOCK_LINES = 12
MAX_TITLE_LINE_WORDS = 16
_NO_TITLE_LINE = re.compile(
    r"^(?:[-+•◦▪‣·–—|]|\* |\(?\d{1,3}[.)]\s)"
    rf"|(?:[.!?…;,:](?:\^\[[^\]]{{0,300}}\]|{NOTE_MARK}|[*_\"'”’)\]])*+|\|)$"
)
"""A line of a list, a table, or a sentence."""
_FACT = re.compile(r"\w[\w ]{0,30}: \S")
"""A line that says something, unless it is a byline: "Population: 3 million"."""


def join_title_block(document: Document) -> tuple[Section, ...]:
    """Return the sections; a title block becomes part of the heading of the next one.

    A title block (title, subtitle, authors, date …) holds no sentence, so it answers no question,
    but repeats words of most of them.
    """
    if len(document.sections) < 2:
        return document.sections
    block, section, *others = document.sections
    span = (block.start, section.body)
    if (
        block.path
        or kept_runs(span, document.dropped) != [span]
        or not paragraphs(document.text, (section.body, section.end), document.dropped)
        or not _is_title_block(document, block)
    ):
        return document.sections
    return (Section(section.path, block.start, section.body, section.end), *others)


def _is_title_block(document: Document, section: Section) -> bool:
    text = document.text
    blocks = paragraphs(text, (section.body, section.end))
    lines = [line.strip() for start, end in blocks for line in text[start:end].splitlines()]
    return len(lines) <= MAX_TITLE_BLOCK_LINES and not any(
        len(line.split()) > MAX_TITLE_LINE_WORDS
        or _NO_TITLE_LINE.search(line)
        or (_FACT.match(line) and not read_byline(line))
        for line in lines
    )
