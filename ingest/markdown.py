"""Markdown: front matter gives the metadata, headings the sections."""

import re
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt

from ingest.boilerplate import find_boilerplate
from ingest.byline import find_byline
from ingest.decode import decode
from ingest.document import Document, Dropped, Metadata
from ingest.sections import Heading, divide
from ingest.segment import paragraphs

_FRONT_MATTER = re.compile(r"---[^\S\r\n]*\r?\n([\s\S]*?)^---[^\S\r\n]*$", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_markdown(id: str, data: bytes) -> Document:
    """A Markdown file as a Document; its text is the decoded file, markup and all.

    Title, author, date and url come from YAML front matter; else the title is the first
    heading where that is of level 1, and a byline is recognised as in plain text.
    """
    text = decode(data)
    front_matter = _FRONT_MATTER.match(text)
    body = front_matter.end() if front_matter else 0
    given, reason = _metadata(front_matter[1]) if front_matter else ({}, "")
    dropped = [each for each in find_boilerplate(text) if each.start >= body]
    found = find_byline(text, paragraphs(text, (body, len(text)), dropped))
    headings = _headings(text, body)
    if headings and headings[0].level == 1:
        found["title"] = headings[0].words
        if all(each.level > 1 for each in headings[1:]):  # it names the document, not a part of it
            headings[0] = replace(headings[0], words="")
    if front_matter:
        dropped.insert(0, Dropped(0, body, reason))
    return Document(
        id=id,
        sha256=sha256(data).hexdigest(),
        text=text,
        sections=divide(text, headings),
        dropped=tuple(dropped),
        **(found | given),
    )


def _metadata(front_matter: str) -> tuple[Metadata, str]:
    """What the front matter says of the document, and the reason to drop it."""
    try:
        fields = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        return {}, "front matter that is not valid YAML: ignored"
    if not isinstance(fields, dict):
        return {}, "front matter without fields: ignored"

    def first(*names: str) -> str:
        return next(filter(None, (_words(fields.get(name)) for name in names)), "")

    given: Metadata = {}
    if title := first("title"):
        given["title"] = title
    if author := first("author", "authors", "by"):
        given["author"] = author
    if date := first("date"):
        given["date"] = date
    if url := first("url", "source", "link"):
        given["url"] = url
    return given, "front matter"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    return "" if value is None or isinstance(value, dict) else " ".join(str(value).split())


def _headings(text: str, body: int) -> list[Heading]:
    starts = [body, *(match.end() for match in _LINE_END.finditer(text, body)), len(text)]
    tokens = MarkdownIt().parse(text[body:])
    headings = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map and opening.level == 0:
            first, last = opening.map
            words = "".join(child.content for child in inline.children or ()).split()
            if words:
                level = int(opening.tag[1:])
                headings.append(Heading(starts[first], starts[last], level, " ".join(words)))
    return headings
