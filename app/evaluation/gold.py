"""Where the gold of a question stands in the documents, and which passages hold it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import PurePosixPath
from typing import NamedTuple

from app.evaluation.questions import Question, shortened
from ingest import Span, loose_pattern

LONGEST_ALIKE = 20_000
"""Characters of a quote that may differ in these; a longer one is looked up exactly alone."""
MOST_PLACES = 1000
"""Where a quote may stand; what stands in more places shows nothing."""


class Place(NamedTuple):
    """A half-open span of characters of a document's text."""

    document: str
    start: int
    end: int


Gold = tuple[Place, ...]
"""What a full answer shows."""

Way = tuple[tuple[Place, ...], ...]
"""A way to answer: for each span that a full answer shows, the places where it may be shown."""


def anchor(question: Question, texts: Mapping[str, str]) -> tuple[list[Way], list[str]]:
    """The ways to answer the question from these texts (by document id), and what is wrong.

    The first way is that of the quotes or spans, the others are the alternatives. No way at all:
    the question has no gold, or the documents do not answer it.
    """
    documents = _documents(question.doc, texts) if question.doc else list(texts)
    if question.doc and len(documents) != 1:
        named = f": {', '.join(documents)}" if documents else ""
        return [], [f"{len(documents) or 'no'} documents are called {question.doc!r}{named}"]
    problems: list[str] = []

    def places(quote: str) -> tuple[Place, ...]:
        found = _find(quote, documents, texts)
        if not found:
            problems.append(f"not in the documents: “{shortened(quote)}”")
        if len(found) > MOST_PLACES:
            more = f"in more than {MOST_PLACES} places of the documents"
            problems.append(f"{more}, quote more than “{shortened(quote)}”")
        return tuple(found)

    if question.spans:
        [document] = documents
        first: Way = tuple((Place(document, *span),) for span in question.spans)
        problems += _misplaced(question, document, texts[document])
    else:
        first = tuple(places(quote) for quote in question.quotes or ())
    ways = [first, *((places(quote),) for quote in question.alternatives)]
    return [way for way in ways if way], problems


def _misplaced(question: Question, document: str, text: str) -> Iterator[str]:
    for span, quote in zip_longest(question.spans or (), question.quotes or ()):
        if span[1] > len(text):
            yield f"characters {span} are beyond the {len(text)} of {document}"
        elif quote is not None and not _is_quoted(quote, text[slice(*span)]):
            yield f"characters {span} of {document} are not “{shortened(quote)}”"


def _documents(name: str, texts: Mapping[str, str]) -> list[str]:
    """The documents of that id, or of that id without its suffix, or of that file name."""
    if name in texts:
        return [name]
    paths = [PurePosixPath(id) for id in texts]
    for called in (
        lambda path: str(path.with_suffix("")),
        lambda path: path.name,
        lambda path: path.stem,
    ):
        if found := [str(path) for path in paths if called(path) == name]:
            return found
    return []


def _find(quote: str, documents: Sequence[str], texts: Mapping[str, str]) -> list[Place]:
    """Where the quote stands exactly or, if nowhere, with what is alike taken as equal; one more
    than MOST_PLACES at most.
    """
    exact = [document for document in documents if quote in texts[document]]
    if not exact and len(quote) > LONGEST_ALIKE:
        return []
    pattern = re.escape(quote) if exact else loose_pattern(quote)
    found = (
        Place(document, *match.span())
        for document in exact or documents
        for match in re.finditer(pattern, texts[document])
    )
    return list(islice(found, MOST_PLACES + 1))


def _is_quoted(quote: str, words: str) -> bool:
    return quote == words or bool(re.fullmatch(loose_pattern(quote), words.strip()))


def relevant(place: Place, passages: Sequence[Span]) -> list[Place]:
    """Which passages (in order) of the place's document are relevant for it.

    A passage is relevant if it holds at least half of the characters of the gold span. Where
    none does, since the span is longer than a passage or cut in parts, those are which hold at
    least half as much of it as the one that holds most.
    """
    first = bisect_right(passages, place.start, key=lambda span: span[1])
    after = bisect_left(passages, place.end, key=lambda span: span[0])
    touching = passages[first:after]
    held = [min(end, place.end) - max(start, place.start) for start, end in touching]
    most, half = max(held, default=0), (place.end - place.start) / 2
    needed = half if most >= half else most / 2
    return [
        Place(place.document, *span)
        for span, characters in zip(touching, held, strict=True)
        if characters >= needed
    ]
