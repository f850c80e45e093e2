"""Late interaction: a passage is scored by its token nearest to each token of the question.

The idea is ColBERT's (Khattab and Zaharia, SIGIR 2020), here with the token vectors of the same
forward pass that gives a passage its single vector.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.embedding import (
    UNKNOWN_PIECE,
    ByteArray,
    Embedding,
    FloatArray,
    IntArray,
    StoredTokens,
)
from index.ranking.projection import project
import os

PAIR_PENALTY = 0.01
"""What a second sentence must add to a score: two say more than one without answering more.
RR@10 with 0 / .01 / .02: digest .900 .900 .894, brief-dev .904 .918 .918, squad20-dev .928 .929
.928, covidqa .660 .660 .661, chroma .775 .774 .775, some 500 questions per set (2026-11-23)."""


FRAME_WEIGHT = float(os.environ.get("LAM", ".85"))
"""What a token of the question is worth that only the passage's frame holds."""


class PassageTokens(NamedTuple):
    """The tokens of a passage, and its parts: a heading, if there is one, and the sentences.

    `vectors` (t, d) are int8, 127 stands for 1; `pieces` (t,); `spans` (t, 2) of its text. A part
    begins at each of the tokens `starts`, none is empty, and `sentences` gives the number of each
    part's sentence, -1 for what precedes the first: context and heading. `frame` (f, d) are the
    tokens of the passage's frame.
    """

    vectors: ByteArray
    pieces: IntArray
    spans: IntArray
    starts: IntArray
    sentences: IntArray
    frame: ByteArray


def passage_tokens(stored: StoredTokens) -> PassageTokens:
    """Return the tokens of a passage, divided into its parts."""
    firsts = np.searchsorted(stored.spans[:, 0], stored.sentence_starts)
    numbers = {0: -1} | {
        int(first): number for number, first in enumerate(firsts) if first < len(stored.pieces)
    }
    return PassageTokens(
        stored.vectors,
        stored.pieces,
        stored.spans,
        np.array(list(numbers), dtype=np.int32),
        np.array(list(numbers.values()), dtype=np.int32),
        stored.frame,
    )


class Query(NamedTuple):
    """A question as it is matched with passages.

    `spans` (m, 2) are those of its tokens in `text`, `vectors` (m, d) of unit norm, and `weights`
    (m,) add up to 1.
    """

    text: str
    spans: IntArray
    vectors: FloatArray
    weights: FloatArray


def make_query(
    text: str,
    embedding: Embedding,
    projection: FloatArray,
    document_frequencies: Mapping[int, int],
    passages: int,
) -> Query:
    """Return the question `text` with its token vectors projected and its tokens weighted."""
    return Query(
        text,
        embedding.spans,
        project(embedding.tokens, projection),
        idf_weights(embedding.pieces, document_frequencies, passages),
    )


def idf_weights(
    pieces: IntArray, document_frequencies: Mapping[int, int], passages: int
) -> FloatArray:
    """Return the inverse document frequency of each word piece, scaled to add up to 1.

        idf(t) = ln((N + 1) / (df(t) + 0.5))

    N is the number of passages, df(t) of those that hold the piece (Spärck Jones, A Statistical
    Interpretation of Term Specificity, 1972). A piece unknown to the model weighs nothing.
    With N = 9, a piece in every passage has idf ln(10 / 9.5) = .05, one in none ln(20) = 3.0.
    """
    idf = [
        0
        if piece == UNKNOWN_PIECE
        else math.log((passages + 1) / (document_frequencies.get(int(piece), 0) + 0.5))
        for piece in pieces
    ]
    return np.array(idf, dtype=np.float32) / np.float32(sum(idf) or 1)


class Match(NamedTuple):
    """How well a passage answers: by all its tokens, and by its best window.

    Both scores are at most 1. The window is the sentences numbered `first` to `last`.
    """

    maxsim: float
    window: float
    first: int
    last: int


def match(query: Query, passages: Sequence[PassageTokens]) -> list[Match]:
    """Return how well each passage answers the question.

        m(t, T, F) = max(max over j in T of q_t · p_j, FRAME_WEIGHT · max over k in F of q_t · f_k)
        maxsim(q, p) = Σ_t w_t · m(t, p, F)
        window(q, p) = max of Σ_t w_t · m(t, W, F ∪ H) over the sentences W of p,
                       and of the same - PAIR_PENALTY over the pairs W of neighbours

    Here q_t are the question's token vectors, w_t their weights, p_j the passage's vectors, its
    context and heading H included, and f_k those of its frame F. Without a frame, for weights
    (.75, .25) and similarities [[.9, .2], [.1, .8]] of two question tokens to a passage's two, each
    a sentence of its own: maxsim = .75 · .9 + .25 · .8 = .875; the windows score .7 (first), .35
    (second) and .865 (both).
    """
    if not passages:
        return []
    nearest, frames = _nearest(query, passages)
    parts = np.array([len(passage.starts) for passage in passages])
    begins = np.cumsum(parts) - parts
    headed = np.array(
        [len(passage.starts) > 1 and passage.sentences[0] < 0 for passage in passages]
    )
    maxsim = query.weights @ np.maximum(np.maximum.reduceat(nearest, begins, axis=1), frames)
    around = np.where(headed, np.maximum(frames, FRAME_WEIGHT * nearest[:, begins]), frames)
    framed = np.maximum(nearest, np.repeat(around, parts, axis=1))
    single = query.weights @ framed
    paired = query.weights @ np.maximum(framed[:, :-1], framed[:, 1:])
    matches = []
    for number, (passage, begin) in enumerate(zip(passages, map(int, begins), strict=True)):
        heading = int(headed[number])
        start, end = begin + heading, begin + len(passage.starts)
        score, first, last = _best_window(single[start:end], paired[start : end - 1])
        window = [max(0, int(passage.sentences[heading + part])) for part in (first, last)]
        matches.append(Match(float(maxsim[number]), score, *window))
    return matches


def _nearest(query: Query, passages: Sequence[PassageTokens]) -> tuple[FloatArray, FloatArray]:
    """Return the similarities of the question's tokens to the nearest token.

    Of every part of every passage (m, parts), and of every passage's frame (m, passages), weighted;
    -1 for an empty frame.
    """
    vectors = [rows for passage in passages for rows in (passage.vectors, passage.frame)]
    lengths = np.array([len(rows) for rows in vectors])
    offsets = np.cumsum(lengths) - lengths
    similarities = (query.vectors / 127) @ np.concatenate(vectors).astype(np.float32).T
    starts = [
        passage.starts + offset for passage, offset in zip(passages, offsets[::2], strict=True)
    ]
    begins = [
        np.append(own, frame) if length else own
        for own, frame, length in zip(starts, offsets[1::2], lengths[1::2], strict=True)
    ]
    found = np.maximum.reduceat(similarities, np.concatenate(begins), axis=1)
    is_frame = np.concatenate(
        [np.arange(len(own)) == len(one) for own, one in zip(begins, starts, strict=True)]
    )
    frames = np.full((len(similarities), len(passages)), -1, dtype=np.float32)
    frames[:, lengths[1::2] > 0] = FRAME_WEIGHT * found[:, is_frame]
    return found[:, ~is_frame], frames


def _best_window(single: FloatArray, paired: FloatArray) -> tuple[float, int, int]:
    """Return the best score of a sentence or a pair of neighbours, and its first and last."""
    first = int(single.argmax())
    pair = int(paired.argmax()) if paired.size else 0
    if paired.size and paired[pair] - PAIR_PENALTY > single[first]:
        return float(paired[pair] - PAIR_PENALTY), pair, pair + 1
    return float(single[first]), first, first
