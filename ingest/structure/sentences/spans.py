"""Paragraphs and sentences of a text, as spans without outer white space."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import takewhile

from ingest.document import Dropped
from ingest.structure.sentences.starts import sentence_starts
from ingest.structure.tables import Row, find_rows

Span = tuple[int, int]

MAX_WRAPPED_LINE_CHARS = 200
"""A longer line was not wrapped, so it is a paragraph of its own."""
MIN_PROSE_WORDS = 12

_LINE_END = r"(?:\r\n|\n|\r(?!\n))"
_LINE_ENDS = re.compile(rf"{_LINE_END}(?:[^\S\r\n]*{_LINE_END})*")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*(?:\s|$)")
_NEXT_ITEM = re.compile(  # of a list
    r"[\r\n](?=[^\S\r\n]*(?:[-*+•◦▪‣·–—]|\d{1,3}[.)]|\([a-z\d]{1,4}\)|[A-Z]\.(?=\t|  ))\s)"
)
_ONE_SENTENCE = re.compile(r"[A-Za-z\d ,'-]*[.!?]?")  # at most
_STRETCH = re.compile(r"\S(?:[\s\S]{0,9999}(?=\s|\Z)|[\s\S]{0,9999})")


def kept_runs(span: Span, dropped: Sequence[Dropped]) -> list[Span]:
    """Return the rest of `span` between the dropped spans (which are in order)."""
    runs = []
    position, end = span
    first = bisect_right(dropped, position, key=lambda cut: cut.end)
    following = (dropped[number] for number in range(first, len(dropped)))
    for cut in takewhile(lambda cut: cut.start < end, following):
        runs.append((position, cut.start))
        position = cut.end
    return [(start, stop) for start, stop in (*runs, (position, end)) if start < stop]


def stretches(text: str, span: Span) -> Iterator[Span]:
    """Return `span` in pieces of at most 10,000 characters, cut at white space if there is any.

    It is for libraries whose time grows with the square of the length.
    """
    return (match.span() for match in _STRETCH.finditer(text, *span))


def paragraphs(text: str, span: Span, dropped: Sequence[Dropped] = ()) -> list[Span]:
    """Return the parts of `span` between blank lines (or very long lines) and dropped spans."""
    return [
        paragraph
        for run in kept_runs(span, dropped)
        for paragraph in _between(text, run, _paragraph_ends(text, run))
    ]


def _paragraph_ends(text: str, span: Span) -> Iterator[Span]:
    ends = [match.span() for match in _LINE_ENDS.finditer(text, *span)]
    starts = [span[0], *(end for _, end in ends)]
    long = [
        end - start > MAX_WRAPPED_LINE_CHARS
        for start, end in zip(starts, [*(start for start, _ in ends), span[1]], strict=True)
    ]
    for number, (start, end) in enumerate(ends):
        blank = len(text[start:end].replace("\r\n", "\n").strip(" \t")) > 1
        if blank or long[number] or long[number + 1]:
            yield start, end


def is_prose(words: str) -> bool:
    """Return whether a paragraph contains sentences, rather than a heading, a name or a label."""
    return len(words.split()) >= MIN_PROSE_WORDS and bool(_SENTENCE_END.search(words))


def sentences(text: str, span: Span, rows: Sequence[Row] | None = None) -> list[Span]:
    """Return the sentences in `span`; a list item or one of the tables' `rows` counts as one.

    By default the rows are those that are found in its paragraphs.
    """
    if rows is None:
        rows = [row for one in paragraphs(text, span) for row in find_rows(text, one)]
    if not rows and _ONE_SENTENCE.fullmatch(text, *span):
        return _between(text, span, iter(()))
    marks = []
    for start, end in stretches(text, span):
        words = text[start:end]
        marks += [start + at for at in sentence_starts(words)]
        marks += [start + match.start() for match in _NEXT_ITEM.finditer(words)]
    borders = [border for row in rows for border in (row.start, row.end)]
    marks = [*borders, *(mark for mark in marks if bisect_right(borders, mark) % 2 == 0)]
    return _between(text, span, ((mark, mark) for mark in sorted(set(marks))))


def _between(text: str, span: Span, gaps: Iterator[Span]) -> list[Span]:
    """Return the parts of `span` around `gaps`, trimmed.

    A part without a letter or digit (a rule, the dashes under a table's head) joins the one before.
    """
    found: list[Span] = []
    start, end = span
    for gap_start, gap_end in (*gaps, (end, end)):
        words = text[start:gap_start]
        if stripped := words.strip():
            first = start + len(words) - len(words.lstrip())
            last = first + len(stripped)
            if found and not any(map(str.isalnum, stripped)):
                first = found.pop()[0]
            found.append((first, last))
        start = gap_end
    return found
