"""Where a question's gold is in the documents, and which passages are relevant for it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import PurePosixPath
from typing import NamedTuple

from app.evaluation.questions import Question, shorten_quote
from ingest import NormalText, Span, normal_form

MIN_CUT_QUOTE_WORDS = 5
"""A quote of so many words may begin or end within a word of the document."""
MAX_OCCURRENCES = 1000
"""A quote that occurs more often shows nothing."""


class TextSpan(NamedTuple):
    """A half-open span of characters of a document's text."""

    document: str
    start: int
    end: int


Gold = tuple[TextSpan, ...]
"""The spans of a full answer."""

AnswerSet = tuple[tuple[TextSpan, ...], ...]
"""One way to answer: for each span of a full answer, all places where its text occurs."""


def locate_gold(
    question: Question, texts: Mapping[str, NormalText]
) -> tuple[list[AnswerSet], list[str]]:
    """Return the question's answer sets in these texts (by document id), and the problems found.

    The first answer set is that of the quotes or spans, the others are the alternatives. There
    is none if the question has no gold, or if the documents do not answer it.
    """
    documents = _documents_called(question.doc, texts) if question.doc else list(texts)
    if question.doc and not documents:
        return [], [f"no document is called {question.doc!r}"]
    if question.doc and len(documents) > 1:
        listed = ", ".join(documents)
        return [], [f"{len(documents)} documents are called {question.doc!r}: {listed}"]
    problems: list[str] = []

    def occurrences(quote: str) -> tuple[TextSpan, ...]:
        found = _find(quote, documents, texts)
        if not found:
            problems.append(f"not in the documents: “{shorten_quote(quote)}”")
        if len(found) > MAX_OCCURRENCES:
            often = f"occurs more than {MAX_OCCURRENCES} times in the documents"
            problems.append(f"“{shorten_quote(quote)}” {often}: quote more of the sentence")
        return tuple(found)

    if question.spans:
        [document] = documents
        full: AnswerSet = tuple((TextSpan(document, *span),) for span in question.spans)
        problems += _span_problems(question, document, texts[document].original)
    else:
        full = tuple(occurrences(quote) for quote in question.quotes or ())
    answer_sets = [full, *((occurrences(quote),) for quote in question.alternatives)]
    return [answer_set for answer_set in answer_sets if answer_set], problems


def _span_problems(question: Question, document: str, text: str) -> Iterator[str]:
    for span, quote in zip_longest(question.spans or (), question.quotes or ()):
        if span[1] > len(text):
            yield f"characters {span} are beyond the end of {document} ({len(text)} characters)"
        elif quote is not None and normal_form(quote) != normal_form(text[slice(*span)]):
            yield f"characters {span} of {document} are not “{shorten_quote(quote)}”"


def _documents_called(name: str, texts: Mapping[str, NormalText]) -> list[str]:
    """Return the documents with that id, or with that id without its suffix, or file name."""
    if name in texts:
        return [name]
    paths = [PurePosixPath(id) for id in texts]
    for name_of in (
        lambda path: str(path.with_suffix("")),
        lambda path: path.name,
        lambda path: path.stem,
    ):
        if found := [str(path) for path in paths if name_of(path) == name]:
            return found
    return []


def _find(quote: str, documents: Sequence[str], texts: Mapping[str, NormalText]) -> list[TextSpan]:
    """Return where the quote occurs exactly or, if nowhere, in normal form, as whole words.

    If nowhere either, return where it occurs exactly, cut from words; in all cases, the list ends
    one span after MAX_OCCURRENCES.
    """
    normal = NormalText(quote)
    lead, _ = min(normal.find(normal.phrase), default=(0, 0))  # before the first word: marks, space

    def exact_spans(document: str) -> Iterator[Span]:
        text = texts[document]
        for first, _ in text.find(normal.phrase) if quote in text.original else ():
            start, end = first - lead, first - lead + len(quote)
            if text.original[max(0, start) : end] == quote:
                yield start, end

    def all_spans(document: str) -> Iterator[Span]:
        return texts[document].find(normal.phrase)

    def cut_spans(document: str) -> Iterator[Span]:
        if len(quote.split()) >= MIN_CUT_QUOTE_WORDS:
            found = re.finditer(re.escape(quote), texts[document].original)
            yield from (match.span() for match in found)

    for spans in (exact_spans, all_spans, cut_spans):
        found = ((document, span) for document in documents for span in spans(document))
        if listed := [
            TextSpan(document, *span) for document, span in islice(found, MAX_OCCURRENCES + 1)
        ]:
            return listed
    return []


def relevant_passages(gold: TextSpan, passages: Sequence[Span]) -> list[TextSpan]:
    """Return which of the document's passages (in order) are relevant for a gold span.

    A passage is relevant if it contains at least half of the gold span's characters. If none does
    (the span is longer than a passage, or split), the passages that contain at least half as much
    as the best one are.
    """
    first = bisect_right(passages, gold.start, key=lambda span: span[1])
    after = bisect_left(passages, gold.end, key=lambda span: span[0])
    touching = passages[first:after]
    contained = [min(end, gold.end) - max(start, gold.start) for start, end in touching]
    most, half = max(contained, default=0), (gold.end - gold.start) / 2
    needed = half if most >= half else most / 2
    return [
        TextSpan(gold.document, *span)
        for span, characters in zip(touching, contained, strict=True)
        if characters >= needed
    ]
