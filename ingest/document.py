"""The data of the pipeline's first half: a Document, its parts, and its Passages.

All positions are half-open spans `[start, end)` of characters (code points) into
`Document.text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

LONGEST_NAME = 500
"""Characters of a title, an author, a heading in a path; what is longer is no name, and is cut."""
LONGEST_URL = 2000
"""Characters; part of an address leads nowhere, so a longer one is left out."""


class Metadata(TypedDict, total=False):
    """What a source says of itself, as it says it."""

    title: str
    author: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading; the sections of a document cover its text.

    `path` names the headings from the outermost in (empty before the first heading).
    `[start, body)` holds the heading itself, `[body, end)` what stands under it.
    """

    path: tuple[str, ...]
    start: int
    body: int
    end: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", tuple(map(_shortened, self.path)))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A span that is kept out of the passages, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as read: its text, where that came from, and how it is divided.

    `id` is the path below the source root with '/' separators; `sha256` is the hex digest of
    the source's bytes, with those of its sidecar. `title`, `author`, `date` and `url` are as the
    source gives them and empty where it does not; what is longer than LONGEST_NAME is cut, a `url`
    longer than LONGEST_URL left out. `pages` holds the span of each page, the first page first,
    and is empty for formats without pages.
    """

    id: str
    sha256: str
    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    url: str = ""
    sections: tuple[Section, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    dropped: tuple[Dropped, ...] = ()

    def __post_init__(self) -> None:
        for name in ("title", "author", "date"):
            object.__setattr__(self, name, _shortened(getattr(self, name)))
        if len(self.url) > LONGEST_URL:
            object.__setattr__(self, "url", "")


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def from_fields(fields: Sequence[Any]) -> Document:
    """The document with these fields, in their order, as JSON keeps them: lists for tuples."""
    id, sha256, text, title, author, date, url, sections, pages, dropped = fields
    return Document(
        id,
        sha256,
        text,
        title,
        author,
        date,
        url,
        tuple(Section(tuple(path), *span) for path, *span in sections),
        tuple((start, end) for start, end in pages),
        tuple(Dropped(*each) for each in dropped),
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """What is retrieved: some whole sentences of one section.

    Invariant: `document.text[passage.start : passage.end] == passage.text`.
    `paragraph` counts from 1 within the section, `page` from 1 (None without pages); both are
    those in which the passage begins. `sentences` are the spans of its sentences in the
    document, without the heading if there is more than that.
    """

    document_id: str
    start: int
    end: int
    text: str
    section: tuple[str, ...]
    paragraph: int
    page: int | None = None
    sentences: tuple[tuple[int, int], ...] = ()
