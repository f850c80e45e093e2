"""Which words of a question matched which words of a passage."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from index.embedding import IntArray
from index.ranking.late_interaction import PassageTokens, Query


class Alignment(NamedTuple):
    """A word of the question, the word of the passage nearest to it, and their similarity.

    `weight` is the share of the question's weight that the word has.
    """

    word: str
    met: str
    similarity: float
    weight: float


def align_words(query: Query, text: str, passage: PassageTokens) -> Iterator[Alignment]:
    """Yield the words of the question with the words of `text` that they matched.

    The weightiest come first. A word in several pieces is represented by the weightiest one.
    """
    similarities = (query.vectors / 127) @ passage.vectors.T
    same = query.pieces[:, None] == passage.pieces
    similarities[same] = np.maximum(similarities[same], query.same_piece)
    similarities[:, passage.spans[:, 0] < 0] = -1  # the words of the context are not in the text
    seen: set[tuple[int, int]] = set()
    for token in np.argsort(-query.weights, kind="stable"):
        word = _word_span(query.text, query.spans[token])
        if word in seen or not query.text[slice(*word)].isalnum():
            continue
        seen.add(word)
        nearest = int(similarities[token].argmax())
        met = _word_span(text, passage.spans[nearest])
        yield Alignment(
            query.text[slice(*word)],
            text[slice(*met)],
            float(similarities[token, nearest]),
            float(query.weights[token]),
        )


def _word_span(text: str, span: IntArray) -> tuple[int, int]:
    """Return the span of the word that the characters of `span` are part of."""
    start, end = int(span[0]), int(span[1])
    if text[start:end].isalnum():
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
    return start, end
