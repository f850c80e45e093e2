"""Where the gold of a question stands in the documents, and which passages hold it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from pathlib import PurePosixPath
from typing import NamedTuple

from app.questions import Question
from ingest.segment import Span

MOST_WAYS = 100
"""Ways to answer that are looked at where quotes stand in many places."""

# What a quote and the text may differ in: white space, dashes, double and single quotation marks.
_ALIKE = (r"\s+", "[-\u2010-\u2015\u2212]+", '["“”„‟«»″]', "['‘’‚‛`´′]")
_PIECES = re.compile("|".join(_ALIKE) + "|.", re.DOTALL)


class Place(NamedTuple):
    """A half-open span of characters of a document's text."""

    document: str
    start: int
    end: int


Way = tuple[Place, ...]
"""What a full answer must show: one of the ways to answer a question."""


def anchor(question: Question, texts: Mapping[str, str]) -> tuple[list[Way], list[str]]:
    """The ways to answer the question from these texts (by document id), and what is wrong.

    The first way is that of the quotes or spans; a quote that stands in several places gives
    several ways. No way at all: the question has no gold, or the documents do not answer it.
    """
    problems: list[str] = []
    documents = _documents(question.doc, texts) if question.doc else list(texts)
    if question.doc and len(documents) != 1:
        named = f": {', '.join(documents)}" if documents else ""
        return [], [f"{len(documents) or 'no'} documents are called {question.doc!r}{named}"]

    def places(quote: str) -> list[Place]:
        found = _find(quote, documents, texts)
        if not found:
            problems.append(f"not in the documents: “{_shortened(quote)}”")
        return found

    if question.spans is not None:
        [document] = documents if question.spans else [""]
        sets = [[[Place(document, *span)] for span in question.spans]]
        for span, quote in zip(question.spans, question.quotes or (), strict=False):
            if not _is_quoted(quote, texts[document][slice(*span)]):
                problems.append(f"characters {span} of {document} are not “{_shortened(quote)}”")
        if any(end > len(texts[document]) for _, end in question.spans):
            problems.append(f"its spans go beyond the {len(texts[document])} characters there are")
    else:
        sets = [[places(quote) for quote in question.quotes or ()]]
    sets += [[places(quote)] for quote in question.alternatives]
    ways = (way for needed in sets if needed for way in product(*needed))
    return list(islice(ways, MOST_WAYS)), problems


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
    """Where the quote stands exactly or, if nowhere, with what is alike taken as equal."""
    exact = [document for document in documents if quote in texts[document]]
    pattern = re.escape(quote) if exact else _alike(quote)
    return [
        Place(document, *match.span())
        for document in exact or documents
        for match in re.finditer(pattern, texts[document])
    ]


def _alike(quote: str) -> str:
    """A pattern for all that is spelt like the quote but for space, dashes, quotation marks."""
    return "".join(
        next((alike for alike in _ALIKE if re.fullmatch(alike, piece)), re.escape(piece))
        for piece in _PIECES.findall(quote.strip())
    )


def _is_quoted(quote: str, words: str) -> bool:
    return quote == words or bool(re.fullmatch(_alike(quote), words.strip()))


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= 80 else words[:79] + "…"


def relevant(place: Place, passages: Sequence[Span]) -> Iterator[Place]:
    """The passages of the place's document that are relevant for it.

    A passage is relevant if it holds at least half of the characters of the gold span. Where
    none does, since the span is longer than a passage or cut in parts, those are which hold at
    least half as much of it as the one that holds most.
    """
    held = [min(end, place.end) - max(start, place.start) for start, end in passages]
    most, half = max(held, default=0), (place.end - place.start) / 2
    needed = half if most >= half else most / 2
    for span, characters in zip(passages, held, strict=True):
        if characters > 0 and characters >= needed:
            yield Place(place.document, *span)
