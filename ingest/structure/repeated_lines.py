"""Lines that many documents of a corpus begin or end with: mastheads, subscription blocks."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from ingest.document import Document, Dropped
from ingest.structure.sentences import kept_runs

REASON = "repeats in other documents"
MIN_SHARING_DOCUMENTS = 3
MAX_REPEATED_SHARE = 0.5
"""Share of a document's characters that may repeat: one that shares more is another version of
a document, or a copy."""
_FORM = re.compile(
    r"(?:[-*+•|]|\d{1,3}[.)])(?:\s|$)|\W*(?:[\w’'-]+ ){0,3}[\w’'-]+\*{0,2}:(?!//)|.*:\W*$"
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


class RepeatedLines(NamedTuple):
    """The lines that many documents share.

    `first_ids` has the id of the first of these documents for every line: there it stays, so that
    it can still be found. `affected` are the documents that drop_repeated may change: they have
    such a line, or one that an earlier call dropped.
    """

    first_ids: dict[str, str]
    affected: frozenset[str]


def repeated_lines(documents: Iterable[Document]) -> RepeatedLines:
    """Return the lines that many documents share; the documents are read once."""
    ids_by_line: dict[str, list[str]] = {}
    affected = set()
    for document in documents:
        for words in {line.words for line in _lines(_restored(document)) if line.may_repeat}:
            ids_by_line.setdefault(words, []).append(document.id)
        if any(span.reason == REASON for span in document.dropped):
            affected.add(document.id)
    shared = {words: ids for words, ids in ids_by_line.items() if len(ids) >= MIN_SHARING_DOCUMENTS}
    first_ids = {words: min(ids) for words, ids in shared.items()}
    return RepeatedLines(first_ids, frozenset(affected.union(*shared.values())))


def drop_repeated(document: Document, repeated: Mapping[str, str]) -> Document:
    """Return the document with those repeated lines dropped that it begins or ends with.

    Lines that an earlier call dropped, and that no longer repeat, come back.
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
        if repeated[line.words] != own.id
    ]
    if _length(dropped) > MAX_REPEATED_SHARE * _length(lines):
        return own
    all_dropped = sorted([*own.dropped, *dropped], key=lambda span: span.start)
    return replace(own, dropped=tuple(all_dropped))


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
    def leads_on(self) -> bool:
        """Whether the lines below are what the line names."""
        return self.is_heading or self.words.rstrip("*_ ").endswith(":")


def _lines(document: Document) -> Iterator[_Line]:
    headings = [(section.start, section.body) for section in document.sections]  # or the title
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
    return sum(span.end - span.start for span in spans)
