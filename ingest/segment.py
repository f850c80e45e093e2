"""Where the paragraphs and the sentences of a text are: spans without outer white space."""

import re
from collections.abc import Iterator, Sequence

from sentencex import get_sentence_boundaries

from ingest.document import Dropped

Span = tuple[int, int]

_LINE_END = r"(?:\r\n|\n|\r(?!\n))"
_BLANK_LINES = re.compile(rf"{_LINE_END}(?:[^\S\r\n]*{_LINE_END})+")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]]*(?:\s|$)")
SHORTEST_PROSE = 12  # words
_NEXT_ITEM = re.compile(
    r"[\r\n](?=[^\S\r\n]*(?:[-*+•|]|\d{1,3}[.)])\s)"
)  # of a list, or a table row


def kept_runs(span: Span, dropped: Sequence[Dropped]) -> list[Span]:
    """What is left of `span` between the dropped spans (which are in order)."""
    runs = []
    position, end = span
    for each in dropped:
        if position < each.end and each.start < end:
            runs.append((position, each.start))
            position = each.end
    return [(start, stop) for start, stop in (*runs, (position, end)) if start < stop]


def paragraphs(text: str, span: Span, dropped: Sequence[Dropped] = ()) -> list[Span]:
    """What stands in `span` between blank lines and dropped spans."""
    return [
        paragraph
        for run in kept_runs(span, dropped)
        for paragraph in _between(text, run, (m.span() for m in _BLANK_LINES.finditer(text, *run)))
    ]


def is_prose(words: str) -> bool:
    """Whether a paragraph holds sentences, rather than a heading, a name or a label."""
    return len(words.split()) >= SHORTEST_PROSE and bool(_SENTENCE_END.search(words))


def sentences(text: str, span: Span) -> list[Span]:
    """The sentences in `span`; an item of a list and a row of a table count as one each."""
    start, end = span
    words = text[start:end]
    marks = {each["start_index"] for each in get_sentence_boundaries("en", words)}
    marks.update(match.start() for match in _NEXT_ITEM.finditer(words))
    return _between(text, span, ((start + mark, start + mark) for mark in sorted(marks)))


def _between(text: str, span: Span, gaps: Iterator[Span]) -> list[Span]:
    """The stretches of `span` around `gaps`, trimmed; those of white space alone left out."""
    found = []
    start, end = span
    for gap_start, gap_end in (*gaps, (end, end)):
        words = text[start:gap_start]
        if stripped := words.strip():
            first = start + len(words) - len(words.lstrip())
            found.append((first, first + len(stripped)))
        start = gap_end
    return found
