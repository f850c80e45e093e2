"""Lines that many documents of a corpus begin or end with: mastheads, subscription blocks."""

import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import islice, takewhile
from typing import NamedTuple

from ingest.document import Document, Dropped
from ingest.structure.sentences import kept_runs

REASON = "repeats in other documents"
MIN_SHARING_DOCUMENTS = 3
MAX_REPEATED_SHARE = 0.5
"""Share of a document's characters that may repeat: one that shares more is another version of
a document, or a copy."""
_FORM = re.compile(
    r"(?:[-*+•|]|\d{1,3}[.)])(?:\s|$)|\W*+(?:[\w’'-]+ ){0,3}[\w’'-]+\*{0,2}:(?!//)"
    r"|(?>.*\w)?+[^\w:]*+:"
)
"""An item, a row or a label ("Present: Ada Holm"): it belongs to what differs."""
_SENTENCE = re.compile(r"(?:\S+ ){2,}\S+[.!?][\"”’)\]]*")
_ABOUT_PUBLICATION = re.compile(
    r"©|@|www\.|://|\b(?:all rights|brochures?|contact|cop(?:y|ies|yright)|disclaimer|donat\w+"
    r"|download|e-?mail|edit(?:ed|ion|or\w*)|follow us|for more|issn|isbn|journal|licen[cs]ed?"
    r"|magazine|newsletters?|print(?:ed)?|publi[cs]\w+|reprint\w*|series|subscri\w+|support us"
    r"|visit|website)\b",
    re.IGNORECASE,
)
"""A repeated sentence without such a word may be about the document's subject."""


class OwnLines(NamedTuple):
    """The lines of a document that may repeat, each once, as digests of 8 bytes.

    `had_repeated`: drop_repeated has dropped some of them.
    """

    id: str
    digests: bytes
    had_repeated: bool = False

    def each(self) -> Iterable[int]:
        """Return the digests as numbers."""
        return memoryview(self.digests).cast("Q")


class RepeatedLines(NamedTuple):
    """The digests of the lines that many documents share.

    `first_ids` has the id of the first of these documents for every line: there it stays, so that
    it can still be found. `affected` are the documents that drop_repeated may change: they have
    such a line, or one that an earlier call dropped.
    """

    first_ids: dict[int, str]
    affected: frozenset[str]

    def of(self, lines: OwnLines) -> dict[int, str]:
        """Return the part of `first_ids` that concerns a document."""
        if lines.id not in self.affected:
            return {}
        shared = self.first_ids.keys() & lines.each()
        return {digest: self.first_ids[digest] for digest in shared}


def own_lines(document: Document) -> OwnLines:
    """Return the lines of a document that may repeat, with those that drop_repeated dropped."""
    own = {line.digest for line in _lines(_restored(document)) if line.may_repeat}
    had_repeated = any(span.reason == REASON for span in document.dropped)
    return OwnLines(document.id, array("Q", own).tobytes(), had_repeated)


def repeated_lines(library: Sequence[OwnLines]) -> RepeatedLines:
    """Return the lines that many documents share."""
    every = sorted(digest for lines in library for digest in lines.each())  # equal ones together
    pairs = zip(every, islice(every, MIN_SHARING_DOCUMENTS - 1, None), strict=False)
    shared = {digest for digest, later in pairs if digest == later}
    first_ids: dict[int, str] = {}
    affected = set()
    for lines in sorted(library, key=lambda lines: lines.id):
        repeats = shared.intersection(lines.each())
        first_ids |= dict.fromkeys(repeats - first_ids.keys(), lines.id)
        if repeats or lines.had_repeated:
            affected.add(lines.id)
    return RepeatedLines(first_ids, frozenset(affected))


def drop_repeated(document: Document, repeated: Mapping[int, str]) -> Document:
    """Return the document with those repeated lines dropped that it begins or ends with.

    `repeated` has the id of the first document for the digest of every line. Lines that an earlier
    call dropped, and that no longer repeat, come back.
    """
    own = _restored(document)
    lines = list(_lines(own))
    head = _run(lines, repeated)
    foot = _run(lines[len(head) :][::-1], repeated)
    if foot and lines[-len(foot) - 1].leads_on:  # then they are all the text under it
        foot = []
    dropped = [
        Dropped(line.start, line.end, REASON)
        for line in (*head, *foot)
        if repeated[line.digest] != own.id
    ]
    if _length(dropped) > MAX_REPEATED_SHARE * _length(lines):
        return own
    all_dropped = sorted([*own.dropped, *dropped], key=lambda span: span.start)
    return replace(own, dropped=tuple(all_dropped))


def line_digest(words: str) -> int:
    """Return what stands for a line, its white space folded: 64 bits, so that no two are alike."""
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest())


def _restored(document: Document) -> Document:
    others = tuple(span for span in document.dropped if span.reason != REASON)
    return replace(document, dropped=others)


class _Line(NamedTuple):
    """A line of a document that is not dropped, its white space folded."""

    words: str
    start: int
    end: int
    is_heading: bool

    @property
    def may_repeat(self) -> bool:
        return (
            not self.is_heading
            and not _FORM.match(self.words)
            and any(map(str.isalpha, self.words))
            and not (_SENTENCE.fullmatch(self.words) and not _ABOUT_PUBLICATION.search(self.words))
        )

    @property
    def digest(self) -> int:
        return line_digest(self.words)

    @property
    def leads_on(self) -> bool:
        """Whether the lines below are what the line names."""
        return self.is_heading or self.words.rstrip("*_ ").endswith(":")


def _lines(document: Document) -> Iterator[_Line]:
    headings = deque((section.start, section.body) for section in document.sections)  # or the title
    for start, end in kept_runs((0, len(document.text)), document.dropped):
        for line in document.text[start:end].splitlines(keepends=True):
            if words := line.strip():
                first = start + line.index(words)
                while headings and headings[0][1] <= first:
                    headings.popleft()
                is_heading = bool(headings) and headings[0][0] <= first
                yield _Line(" ".join(words.split()), first, first + len(words), is_heading)
            start += len(line)


def _run(lines: Sequence[_Line], repeated: Mapping[int, str]) -> list[_Line]:
    return list(takewhile(lambda line: line.may_repeat and line.digest in repeated, lines))


def _length(spans: Iterable[_Line | Dropped]) -> int:
    return sum(span.end - span.start for span in spans)
