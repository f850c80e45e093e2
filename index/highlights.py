"""Which sentences of a hit are highlighted."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from index.ranking import (
    PassageTokens,
    Query,
    quoted_phrases,
    sentence_similarities,
    window_of_acronyms,
)
from ingest import Definitions, NormalText, Passage, Span, Unit, find_units, normal_form

_WORD = re.compile(r"\w+")


def highlighted_span(
    query: Query, text: str, passage: Passage, window: tuple[int, int], tokens: PassageTokens
) -> Span:
    """Return the span in the document of the sentences that hold the first quoted phrase.

    In a heading it is that of the phrase itself. Without a phrase it is that of the best window,
    the first and the last of its sentences. Of a pair of items or rows only the better one is
    highlighted, with a lead-in its whole list as far as the passage holds it, and for the header of
    a table the row below it that answers. `text` is that of the document.
    """
    if quoting := _quoting_span(query, passage):
        return quoting
    if having := _sentences_with_acronyms(text, passage):
        window = window_of_acronyms(query, tokens, having)
    first, last = _answering_sentences(query, text, passage, window, tokens)
    return passage.sentences[first][0], passage.sentences[last][1]


def _quoting_span(query: Query, passage: Passage) -> Span | None:
    for phrase in quoted_phrases(query.text):
        for found in NormalText(passage.text).find(normal_form(phrase)):
            start, end = (passage.start + position for position in found)
            held = [one for one in passage.sentences if one[0] < end and start < one[1]]
            return (held[0][0], held[-1][1]) if held else (start, end)
    return None


def _sentences_with_acronyms(text: str, passage: Passage) -> set[int]:
    """Return the numbers of the sentences that have an acronym of the passage's definitions."""
    if not passage.definitions:
        return set()
    definitions = Definitions("\n\n".join(found.text for found in passage.definitions))
    return {
        number
        for number, sentence in enumerate(passage.sentences)
        if definitions.of(text[slice(*sentence)])
    }


def _answering_sentences(
    query: Query, text: str, passage: Passage, window: tuple[int, int], tokens: PassageTokens
) -> tuple[int, int]:
    """Return the window, changed if it is a pair of items or rows, a lead-in or a header."""
    begin = passage.sentences[0][0]
    line_start = max(text.rfind("\n", 0, begin), text.rfind("\r", 0, begin)) + 1
    numbers = {start - line_start: number for number, (start, _) in enumerate(passage.sentences)}
    units = {
        numbers[unit.span[0]]: unit
        for unit in _units(text[line_start : passage.end], begin - line_start)
        if unit.span[0] in numbers
    }
    first, last = window
    if not {first, last} <= units.keys():
        return window
    if first < last:
        if _is_running_text(units[first], units[last]):
            return window
        similarities = sentence_similarities(query, tokens)
        first = max(window, key=lambda number: float(query.weights @ similarities[number]))
    led = [number for number, unit in units.items() if _leads_in(units[first], unit)]
    rows = [number for number in led if units[number].kind == "row"]
    if rows:
        first = _best_row(query, passage, tokens, first, rows)
    return first, first if rows else max(led, default=first)


@lru_cache(4096)  # for the passages that many questions find
def _units(text: str, start: int) -> list[Unit]:
    return find_units(text, (start, len(text)), ())


def _is_running_text(first: Unit, last: Unit) -> bool:
    """Return whether two neighbours are not of different items or rows, or of one and a text."""
    return last.kind == "text" and first.kind != "row" and first.context == last.context


def _leads_in(lead: Unit, unit: Unit) -> bool:
    return any(context.start == lead.span[0] for context in unit.context)


def _rare_words(query: Query) -> set[str]:
    """Return the words of the question, in lower case, without those that weigh little.

    These weigh less than half of the mean, like function words, which any row may hold.
    """
    rare = query.spans[query.weights * len(query.weights) > 0.5]
    return {
        word[0].casefold()
        for word in _WORD.finditer(query.text)
        if any(start < word.end() and word.start() < end for start, end in rare)
    }


def _best_row(
    query: Query,
    passage: Passage,
    tokens: PassageTokens,
    lead: int,
    rows: Sequence[int],
) -> int:
    """Return the row that adds most to what leads it in, or that if no row is named.

    A row is named if it holds a word of the question that the lead and some other rows lack.
    """

    def words(number: int) -> set[str]:
        start, end = (position - passage.start for position in passage.sentences[number])
        return asked.intersection(_WORD.findall(passage.text[start:end].casefold()))

    def score(number: int) -> float:
        return float(query.weights @ np.maximum(similarities[lead], similarities[number]))

    similarities = sentence_similarities(query, tokens)
    asked = _rare_words(query)
    held = {row: words(row) for row in rows if row in similarities}
    common = words(lead).union(set.intersection(*held.values()) if held else ())
    return max((row for row in held if held[row] - common), key=score, default=lead)
