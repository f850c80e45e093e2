"""The data types of ingest: a Document, its parts, and its Passages.

All positions are half-open spans `[start, end)` of characters (code points) into
`Document.text`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any, TypedDict

MAX_NAME_CHARS = 500
"""Of a title, an author, a date, a heading in a path: a longer one is no name, and is cut."""
MAX_URL_CHARS = 2000
"""A longer address is dropped, since part of one leads nowhere."""
FRONT_MATTER = "front matter"
"""How the reason begins for which a document's own metadata are dropped from its text."""
NEVER_KEPT = (
    FRONT_MATTER, "embedded ", "comment", "struck out", "hidden ", "invisible ",
    "text off the page", "how to pronounce",
)  # fmt: skip
"""How the reasons begin for what stays dropped with --keep-boilerplate too: the document does not
say it to its readers."""
_WORD = re.compile(r"\S+")


class Metadata(TypedDict, total=False):
    """A document's metadata, as its source gives them."""

    title: str
    author: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class Locator:
    """A place as people find it in the source: page 5, pages 5–6, slide 3.

    `kind` is the unit, in the singular: page, slide, row (of a sheet), message, chapter, time
    (in seconds). `first` and `last` count these units from 1 and are equal for a single one.
    `label` is what people call the place if that is not its number: the printed number of a
    page ("iii"), the name of a sheet with its rows, the title of a chapter, a clock's time.
    """

    kind: str
    first: int
    last: int
    label: str = ""

    def __str__(self) -> str:
        """Return the place in words: "page 5", "pages 5–6", "page iii", "page 141 (PDF page 153)".

        Both numbers are given if a page's label could be taken for its number.
        """
        many = self.last > self.first
        kind = f"{self.kind}s" if many else self.kind
        numbers = f"{self.first}–{self.last}" if many else f"{self.first}"
        is_ambiguous = self.kind == "page" and any(map(str.isdecimal, self.label.split("–")))
        also = f" (PDF {kind} {numbers})" if is_ambiguous else ""
        return f"{kind} {self.label or numbers}{also}"

    def through(self, last: "Locator") -> "Locator":
        """Return the places from this one to `last`, which is of the same kind."""
        names = dict.fromkeys((self.label or f"{self.first}", last.label or f"{last.last}"))
        label = "–".join(names) if self.label or last.label else ""
        return Locator(self.kind, self.first, last.last, label)


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a document's text with its locator; empty for a page without text."""

    start: int
    end: int
    locator: Locator


@dataclass(frozen=True, slots=True)
class LineBox:
    """A span of a document's text that is a line of a page, or a part of one, and its place there.

    `page` counts from 1. `x` and `y` are the lower left corner, in points from that of the page
    as it is shown.
    """

    start: int
    end: int
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Section:
    """A span of a document under one heading; the sections of a document cover its text.

    `path` names the headings from the outermost in (empty before the first heading).
    `[start, body)` is the heading itself, `[body, end)` the text under it.
    """

    path: tuple[str, ...]
    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A span that is kept out of the passages, and why.

    `level` is None for a line that keeps its position in the text. For a block that the reader
    moved behind the text it is the level of a heading, or 0; these blocks make sections of their
    own if they are kept.
    """

    start: int
    end: int
    reason: str
    level: int | None = None

    @property
    def is_boilerplate(self) -> bool:
        """False for what is never kept: front matter, which is in the metadata, data, comments."""
        return not self.reason.startswith(NEVER_KEPT)


@dataclass(frozen=True, slots=True)
class Document:
    """A source file as read: its text, its origin, and its parts.

    `id` is the path below the source root with '/' separators; `sha256` is the hex digest of
    the source's bytes, with those of its sidecar. `title`, `author`, `date` and `url` are copied
    from the source, '' if missing, and at most MAX_NAME_CHARS and MAX_URL_CHARS long. `sections`
    cover the text. `places` locate it in the source, in the order of the text: first the span of
    every page, then lines that the reader moved behind the text (running headers), so that a page
    may occur twice; there are none in a format without pages or the like. `warnings` say what is
    wrong with its metadata, what of it may be garbled, and what is not read. `line_boxes` locate
    its lines on their pages; an index does not keep them.
    """

    id: str
    sha256: str
    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    url: str = ""
    sections: tuple[Section, ...] = ()
    places: tuple[Place, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()
    line_boxes: tuple[LineBox, ...] = ()

    @property
    def page_count(self) -> int:
        """Number of pages; 0 for a format without pages."""
        pages = (place.locator for place in self.places if place.locator.kind == "page")
        return max((page.last for page in pages), default=0)

    @property
    def dropped_share(self) -> float:
        """Share of the text's words that are dropped, front matter aside; 0 without words."""
        words = self._count_words(0, len(self.text))
        dropped = sum(
            self._count_words(span.start, span.end) for span in self.dropped if span.is_boilerplate
        )
        return dropped / words if words else 0

    def _count_words(self, start: int, end: int) -> int:
        return sum(1 for _ in _WORD.finditer(self.text, start, end))  # without a list of them

    def locate(self, start: int, end: int) -> Locator | None:
        """Return where a span of the text is in the source; None in a format without places."""
        first = bisect_right(self.places, start, key=lambda place: place.start)
        last = bisect_right(self.places, end - 1, key=lambda place: place.start)
        if not first:
            return None
        locators = [place.locator for place in self.places[first - 1 : last]]
        return min(locators, key=_first).through(max(locators, key=_first))

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name, as JSON can hold them."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> "Document":
        """Return the document with the fields that `to_json` gave."""
        return cls(
            **{name: fields[name] for name in ("id", "sha256", "text", *Metadata.__annotations__)},
            sections=tuple(
                Section(**section | {"path": tuple(section["path"])})
                for section in fields["sections"]
            ),
            places=tuple(
                Place(**place | {"locator": Locator(**place["locator"])})
                for place in fields["places"]
            ),
            dropped=tuple(Dropped(**span) for span in fields["dropped"]),
            warnings=tuple(fields.get("warnings", ())),
            line_boxes=tuple(LineBox(**box) for box in fields.get("line_boxes", ())),
        )


def _first(locator: Locator) -> int:
    return locator.first


@dataclass(frozen=True, slots=True)
class Context:
    """Words outside of a passage that its reader has in mind, `[start, end)` of the same document.

    `kind` is "lead-in" (of its list, or what its table is introduced by), "header" (of its table)
    or "definition" (of an acronym).
    """

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: some whole sentences of one section.

    Invariant: `document.text[passage.start : passage.end] == passage.text`.
    `paragraph` is the number of its first paragraph, from 1, within the section. `locator` covers
    the whole passage, from its first page to its last (None for a format without pages or the
    like). `sentences` are the spans of its sentences in the document, without the heading unless
    there is nothing else. `context` is what leads it in from before its start, in the order of
    the document. `definitions` spell out the acronyms that it does not spell out itself.
    """

    document_id: str
    start: int
    end: int
    text: str
    section: tuple[str, ...]
    paragraph: int
    locator: Locator | None = None
    sentences: tuple[tuple[int, int], ...] = ()
    context: tuple[Context, ...] = ()
    definitions: tuple[Context, ...] = ()

    @property
    def embedded_text(self) -> str:
        """The text that is embedded: the context, a line each, then the passage."""
        return "\n".join([*(context.text for context in self.context), self.text])

    def to_json(self) -> dict[str, Any]:
        """Return the fields by name, as JSON can hold them; the texts are in the document's."""
        return {
            "start": self.start,
            "end": self.end,
            "section": self.section,
            "paragraph": self.paragraph,
            "locator": self.locator and astuple(self.locator),
            "sentences": self.sentences,
            "context": [(one.kind, one.start, one.end) for one in self.context],
            "definitions": [(one.kind, one.start, one.end) for one in self.definitions],
        }

    @classmethod
    def from_json(cls, fields: Mapping[str, Any], document: Document) -> "Passage":
        """Return the passage of `document` with the fields that `to_json` gave."""

        def contexts(spans: Iterable[tuple[str, int, int]]) -> tuple[Context, ...]:
            return tuple(
                Context(kind, start, end, document.text[start:end]) for kind, start, end in spans
            )

        start, end, locator = fields["start"], fields["end"], fields["locator"]
        return cls(
            document.id,
            start,
            end,
            document.text[start:end],
            tuple(fields["section"]),
            fields["paragraph"],
            Locator(*locator) if locator else None,
            tuple((first, last) for first, last in fields["sentences"]),
            contexts(fields["context"]),
            contexts(fields["definitions"]),
        )
