"""Lines that many documents of a library begin or end with: mastheads, subscription blocks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from ingest.document import Document, Dropped
from ingest.structure.sentences import kept_runs

REASON = "repeats in other documents"
MANY = 3
"""Documents that share a line."""
MOST = 0.5
"""Share of a document's characters that may repeat: one that shares more is another version of
a document, or a copy."""
_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s")


def repeated_lines(documents: Iterable[Document]) -> dict[str, str]:
    """The lines that many of the documents share, each with the id of the first one of these,
    where it stays: what it says can still be found.
    """
    holders: dict[str, list[str]] = {}
    for document in documents:
        for words in {line.words for line in _lines(_restored(document)) if line.may_repeat}:
            holders.setdefault(words, []).append(document.id)
    return {words: min(ids) for words, ids in holders.items() if len(ids) >= MANY}


def drop_repeated(document: Document, repeated: Mapping[str, str]) -> Document:
    """The document with those of these lines dropped that it begins and ends with, and no others
    for that reason.
    """
    own = _restored(document)
    lines = list(_lines(own))
    head = _run(lines, repeated)
    foot = _run(lines[len(head) :][::-1], repeated)
    if foot and lines[-len(foot) - 1].is_heading:  # then they are all that stands under it
        foot = []
    dropped = [
        Dropped(line.start, line.end, REASON)
        for line in (*head, *foot)
        if repeated[line.words] != own.id
    ]
    if _length(dropped) > MOST * _length(lines):
        return own
    everything = sorted([*own.dropped, *dropped], key=lambda each: each.start)
    return replace(own, dropped=tuple(everything))


def _restored(document: Document) -> Document:
    kept = tuple(each for each in document.dropped if each.reason != REASON)
    return replace(document, dropped=kept)


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
            and not _ITEM.match(self.words)
            and any(map(str.isalpha, self.words))
        )


def _lines(document: Document) -> Iterator[_Line]:
    headings = [(each.start, each.body) for each in document.sections if each.path]
    for start, end in kept_runs((0, len(document.text)), document.dropped):
        for line in document.text[start:end].splitlines(keepends=True):
            if words := line.strip():
                first = start + line.index(words)
                while headings and headings[0][1] <= first:
                    headings.pop(0)
                is_heading = bool(headings) and headings[0][0] <= first
                yield _Line(" ".join(words.split()), first, first + len(words), is_heading)
            start += len(line)


def _run(lines: Sequence[_Line], repeated: Mapping[str, str]) -> list[_Line]:
    return list(takewhile(lambda line: line.may_repeat and line.words in repeated, lines))


def _length(spans: Iterable[_Line | Dropped]) -> int:
    return sum(each.end - each.start for each in spans)
