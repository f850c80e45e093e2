"""Markdown: front matter gives the metadata, headings give the sections."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.decoding import decode_with_warnings
from ingest.document import FRONT_MATTER, Document, Dropped
from ingest.formats.embedded_data import (
    EMBEDDED_DATA,
    EMBEDDED_PICTURE,
    find_embedded_data,
    without_embedded_data,
)
from ingest.formats.markdown_notes import COMMENT, find_comments, is_inside, place_footnotes
from ingest.front_matter import read_front_matter
from ingest.structure import (
    Heading,
    Span,
    assemble_document,
    check_length,
    find_boilerplate,
    find_byline,
    names_document,
    paragraphs,
)

MAX_HEADING_CHARS = 1_000
"""A longer heading keeps its markup: the time of its parser grows with the square of its length."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_WITHIN_LINES = (COMMENT, EMBEDDED_DATA, EMBEDDED_PICTURE)
_BLOCKS = MarkdownIt().disable("inline")
_INLINE = MarkdownIt()


def read_markdown(id: str, data: bytes) -> Document:
    """Return a Markdown file as a Document; its text is the decoded file, markup included.

    Title, author, date and url come from front matter; else the title is the first heading
    if that is of level 1 and not that of a first part ("Annex B"), and a byline is recognised as in
    plain text.
    """
    text, warnings = decode_with_warnings(data)
    check_length(text)
    front = read_front_matter(text)
    body = front.end
    tokens = _BLOCKS.parse(text[body:])
    starts = [body, *(match.end() for match in _LINE_END.finditer(text, body)), len(text)]
    code = [
        (starts[token.map[0]], starts[token.map[1]])
        for token in tokens
        if token.type in ("fence", "code_block") and token.map
    ]
    dropped = _dropped(text, body, code)
    code_and_dropped = sorted([*dropped, *(Dropped(*span, "code") for span in code)], key=_start)
    found = find_byline(text, paragraphs(text, (body, len(text)), code_and_dropped))
    lines_dropped = {line.start for line in dropped if line.reason not in _WITHIN_LINES}
    headings = [
        heading
        for heading in _headings(tokens, starts)
        if not any(start in lines_dropped for start in range(heading.start, heading.start + 4))
    ]
    if headings and names_document(headings):
        found["title"] = headings[0].words
        if all(heading.level > 1 for heading in headings[1:]):  # it names the whole document
            headings[0] = replace(headings[0], words="")
    if body:
        dropped.insert(0, Dropped(0, body, front.reason))
    told = front.given.front_matter_warnings()
    warnings += tuple(f"{FRONT_MATTER}: {warning}" for warning in told)
    document = assemble_document(
        id, data, text, headings, dropped, found | front.given.fields, warnings=warnings
    )
    return place_footnotes(document, body, code)


def _start(span: Dropped) -> int:
    return span.start


def _dropped(text: str, body: int, code: Sequence[Span]) -> list[Dropped]:
    """Return what is kept out of the passages from `body` on, without overlaps, in order."""
    comments = find_comments(text, body, code)
    embedded = [span for span in find_embedded_data(text) if span.start >= body]
    found: list[Dropped] = []
    for span in sorted([*comments, *embedded, *_boilerplate(text, body, code)], key=_start):
        if not found or found[-1].end <= span.start:
            found.append(span)
    return found


def _boilerplate(text: str, body: int, code: Sequence[Span]) -> list[Dropped]:
    """Return the boilerplate lines from `body` on that are not in code.

    A single word ("Share") is too little evidence, since it may be in a list or a table.
    """
    return [
        line
        for line in find_boilerplate(text, min_words=2)
        if line.start >= body and not is_inside(line.start, code)
    ]


def _headings(tokens: Sequence[Token], starts: Sequence[int]) -> list[Heading]:
    """Return the document's headings, except in quotations; its lines begin at `starts`."""
    headings = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map and opening.level == 0:
            first, last = opening.map
            if inline.content and (words := _without_markup(inline.content)):
                headings.append(Heading(starts[first], starts[last], int(opening.tag[1:]), words))
    return headings


def _without_markup(heading: str) -> str:
    text = without_embedded_data(heading)
    if len(text) > MAX_HEADING_CHARS:
        return " ".join(text.split())
    [inline] = _INLINE.parseInline(text)
    breaks = ("softbreak", "hardbreak")
    texts = (
        " " if child.type in breaks else child.content
        for child in inline.children or ()
        if child.type != "html_inline"
    )
    return " ".join("".join(texts).split())
