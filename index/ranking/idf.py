"""What the word pieces of a question weigh: the rarer, the more."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from index.embedding import UNKNOWN_PIECE, FloatArray, IntArray

GENERAL_PASSAGES = 10
"""Passages of general text that count as if they were in the library. In a library of nine, "what"
and "of" would otherwise be as rare as a name. Chosen on half of the articles of squad20-dev, each a
library of its own; see tests/bench/RESULTS.md, "Function words in small libraries"."""
GENERAL_PASSAGE_WORDS = 100


class PieceStatistics(NamedTuple):
    """How many of the `passages` hold each word piece, and which share of general text does."""

    passages: int
    document_frequencies: Mapping[int, int]
    general_shares: Mapping[int, float]


def general_shares(vocabulary: Mapping[str, int]) -> dict[int, float]:
    """Return the expected share of passages of general text that hold each word piece.

    A vocabulary lists its pieces by falling frequency, single characters aside, and the r-th most
    frequent word is about one of 10 · r words (Zipf, Human Behavior and the Principle of Least
    Effort, 1949). So of passages of 100 words, 1 - exp(-10 / r) hold it. Single characters are in
    the order of their codes and count as the most frequent; a number is never general.
    """
    words = [
        text
        for _, text in sorted((piece, text) for text, piece in vocabulary.items())
        if len(_bare(text)) > 1 and text[0] not in "[<"
    ]
    ranks = {text: rank for rank, text in enumerate(words, start=1)}
    return {
        piece: 0 if _bare(text).isdigit() else _general_share(ranks.get(text, 1))
        for text, piece in vocabulary.items()
    }


def _bare(piece: str) -> str:
    """Return a word piece without the mark that it begins or continues a word."""
    return piece.strip("#▁Ġ")


def _general_share(rank: int) -> float:
    return 1 - math.exp(-GENERAL_PASSAGE_WORDS / (10 * rank))


def idf_weights(pieces: IntArray, statistics: PieceStatistics) -> FloatArray:
    """Return the inverse document frequency of each word piece, scaled to add up to 1.

        idf(t) = ln((N + G + 1) / (df(t) + G · g(t) + 0.5))

    N is the number of passages, df(t) of those that hold the piece (Spärck Jones, A Statistical
    Interpretation of Term Specificity, 1972), G of those of general text, and g(t) the share of
    these that hold it. A piece unknown to the model weighs nothing. With N = 9 and G = 10, a piece
    in every passage of both has idf ln(20 / 19.5) = .03, one in none ln(20 / .5) = 3.7.
    """
    passages, frequencies, shares = statistics
    idf = [
        0
        if piece == UNKNOWN_PIECE
        else math.log(
            (passages + GENERAL_PASSAGES + 1)
            / (frequencies.get(piece, 0) + GENERAL_PASSAGES * shares.get(piece, 0) + 0.5)
        )
        for piece in map(int, pieces)
    ]
    return np.array(idf, dtype=np.float32) / np.float32(sum(idf) or 1)
