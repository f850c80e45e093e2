"""Markdown: front matter gives the metadata, headings give the sections."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.decode import decode
from ingest.document import FRONT_MATTER, Document, Dropped
from ingest.metadata import MetadataBlock, read_metadata
from ingest.structure import (
    Heading,
    assemble_document,
    find_boilerplate,
    find_byline,
    names_document,
    paragraphs,
)

_LINE_END = re.compile(r"\r\n|\r|\n")
_FRONT_MATTER = re.compile(  # it begins at once: a blank line makes the dashes a rule
    r"---[ \t]*(?:\r\n|\r|\n)(?![ \t]*[\r\n])([\s\S]*?[\r\n])(?:---|\.\.\.)[ \t]*(?![^\r\n])"
)
_FIELD = re.compile(r"^\w+:", re.MULTILINE)
_BLOCKS = MarkdownIt().disable("inline")
_INLINE = MarkdownIt()


def read_markdown(id: str, data: bytes) -> Document:
    """Return a Markdown file as a Document; its text is the decoded file, markup included.

    Title, author, date and url come from YAML front matter; else the title is the first heading
    if that is of level 1 and not that of a first part ("Annex B"), and a byline is recognised as in
    plain text.
    """
    text = decode(data)
    given, body = _front_matter(text)
    tokens = _BLOCKS.parse(text[body:])
    starts = [body, *(match.end() for match in _LINE_END.finditer(text, body)), len(text)]
    code = [
        Dropped(starts[token.map[0]], starts[token.map[1]], "code")
        for token in tokens
        if token.type in ("fence", "code_block") and token.map
    ]
    dropped = _boilerplate(text, body, code)
    code_and_dropped = sorted([*dropped, *code], key=lambda span: span.start)
    found = find_byline(text, paragraphs(text, (body, len(text)), code_and_dropped))
    lines_dropped = {line.start for line in dropped}
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
        reason = f"{FRONT_MATTER}, ignored: {given.problem}" if given.problem else FRONT_MATTER
        dropped.insert(0, Dropped(0, body, reason))
    warnings = [f"{FRONT_MATTER}: {warning}" for warning in given.front_matter_warnings()]
    return assemble_document(
        id, data, text, headings, dropped, found | given.fields, warnings=warnings
    )


def _boilerplate(text: str, body: int, code: Sequence[Dropped]) -> list[Dropped]:
    """Return the boilerplate lines from `body` on that are not in code.

    A single word ("Share") is too little evidence, since it may be in a list or a table.
    """
    return [
        line
        for line in find_boilerplate(text, min_words=2)
        if line.start >= body and not any(block.start <= line.start < block.end for block in code)
    ]


def _front_matter(text: str) -> tuple[MetadataBlock, int]:
    """Return what the front matter says, and its end (0 without front matter).

    Lines between two rules without any field are no front matter.
    """
    match = _FRONT_MATTER.match(text)
    if match is None or not _FIELD.search(match[1]):
        return MetadataBlock({}), 0
    return read_metadata(match[1], first_line=2), match.end()


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
    [inline] = _INLINE.parseInline(heading)
    breaks = ("softbreak", "hardbreak")
    texts = (
        " " if child.type in breaks else child.content
        for child in inline.children or ()
        if child.type != "html_inline"
    )
    return " ".join("".join(texts).split())
