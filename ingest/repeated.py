"""Lines that many documents of a library share: mastheads, subscription blocks, notices."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ingest.document import Document, Dropped
from ingest.segment import Span, kept_runs

REASON = "repeats in other documents"
MANY = 3
"""Documents that share a line."""
EDGE = 12
"""Lines at the start and at the end of a document where such lines stand."""
MOST = 0.5
"""Share of a document's characters that may repeat: one that shares more is another version of
a document, or a copy."""


def repeated_lines(documents: Iterable[Document]) -> dict[str, str]:
    """The lines that many of the documents share, each with the id of the first one of these,
    where it stays: what it says can still be found.
    """
    holders: dict[str, list[str]] = {}
    for document in documents:
        for words in {words for words, _ in _edge_lines(document)}:
            holders.setdefault(words, []).append(document.id)
    return {words: min(ids) for words, ids in holders.items() if len(ids) >= MANY}


def drop_repeated(document: Document, repeated: Mapping[str, str]) -> Document:
    """The document with these lines dropped, and no others for that reason."""
    own = _restored(document)
    spans = [
        span
        for words, span in _edge_lines(own)
        if words in repeated and repeated[words] != document.id
    ]
    runs = kept_runs((0, len(own.text)), own.dropped)
    if sum(end - start for start, end in spans) > MOST * sum(end - start for start, end in runs):
        return own
    dropped = [*own.dropped, *(Dropped(*span, REASON) for span in spans)]
    return replace(own, dropped=tuple(sorted(dropped, key=lambda each: each.start)))


def _restored(document: Document) -> Document:
    kept = tuple(each for each in document.dropped if each.reason != REASON)
    return replace(document, dropped=kept)


def _edge_lines(document: Document) -> Iterator[tuple[str, Span]]:
    """The first and the last lines of the document that are no headings, folded."""
    own = _restored(document)
    lines = list(_lines(own))
    for start, end in [*lines[:EDGE], *lines[max(EDGE, len(lines) - EDGE) :]]:
        headed = (each for each in own.sections if each.path and each.start <= start < each.body)
        words = " ".join(own.text[start:end].split())
        if any(map(str.isalpha, words)) and not any(headed):
            yield words, (start, end)


def _lines(document: Document) -> Iterator[Span]:
    """The lines of a document that are not dropped, without outer white space."""
    for start, end in kept_runs((0, len(document.text)), document.dropped):
        for line in document.text[start:end].splitlines(keepends=True):
            if words := line.strip():
                first = start + line.index(words)
                yield first, first + len(words)
            start += len(line)
