"""Late interaction: a passage is scored by the token of it that is nearest to each of the
question's, instead of by one vector.

The idea is that of ColBERT (Khattab and Zaharia, SIGIR 2020), here with the token vectors of the
same forward pass that gives a passage its one vector.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.encoders.sentence_encoder import UNKNOWN, Encoder, Vectors, Whole

Tokens = npt.NDArray[np.int8]

DIMENSIONS = 192
"""Of a token vector as it is kept, a byte each. Of the model's 384, S@1 / R@5 (see CONTRIBUTING)
with 128, 192, 256 and all of them: squad20-dev .830 .834 .842 .844 / .952 .958 .958 .956, covidqa
.576 .586 .584 .588 / .790 .810 .814 .802, 500 questions each (2026-11-23)."""

ADDS = 0.01
"""What a second sentence must add to a match, for two say more than one without answering more.
RR@10 with 0 / .01 / .02: digest .900 .900 .894, brief-dev .904 .918 .918, squad20-dev .928 .929
.928, covidqa .660 .660 .661, chroma .775 .774 .775, some 500 questions each (2026-11-23)."""


def fit_projection(encoder: Encoder) -> Vectors:
    """(dimensions, kept dimensions): the directions in which token vectors differ most.

    A principal component analysis (without centring, so that it is about angles) of words of
    the model's vocabulary: it depends on the model alone, so that an index does not depend on
    which document came first.
    """
    sample = np.concatenate([each.tokens for each in encoder.embed(encoder.sample())])
    _, _, directions = np.linalg.svd(sample, full_matrices=False)
    return np.ascontiguousarray(directions[:DIMENSIONS].T, dtype=np.float32)


def project(tokens: Vectors, projection: Vectors) -> Vectors:
    """Token vectors (t, dimensions) in the directions kept, of unit norm again."""
    kept = tokens @ projection
    norms = np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(kept / np.maximum(norms, 1e-9), dtype=np.float32)


def compress(tokens: Vectors, projection: Vectors) -> Tokens:
    """Token vectors as they are stored, in bytes: 127 stands for 1."""
    return np.rint(project(tokens, projection) * 127).astype(np.int8)


class PassageTokens(NamedTuple):
    """The tokens of a passage as stored: `vectors` (t, d), word `pieces` (t,), `spans` (t, 2) of
    its text. Its parts begin at the tokens `starts`, none is empty, and each is one of the
    passage's `sentences`, named by its number; -1 is a heading before them.
    """

    vectors: Tokens
    pieces: Whole
    spans: Whole
    starts: Whole
    sentences: Whole


def passage_tokens(
    flat: Tokens, pieces: Whole, spans: Whole, sentences: Sequence[int]
) -> PassageTokens:
    """The tokens of a passage whose sentences begin at these characters of its text."""
    firsts = np.searchsorted(spans[:, 0], sentences)
    numbers = {0: -1} | {
        int(first): number for number, first in enumerate(firsts) if first < len(pieces)
    }
    return PassageTokens(
        flat.reshape(len(pieces), len(flat) // max(1, len(pieces))),
        pieces,
        spans,
        np.array(list(numbers), dtype=np.int32),
        np.array(list(numbers.values()), dtype=np.int32),
    )


class Question(NamedTuple):
    """A question as it meets passages: its text, its tokens' spans (m, 2) in that, vectors (m,
    d) of unit norm, and weights (m,), which add up to 1.
    """

    text: str
    spans: Whole
    vectors: Vectors
    weights: Vectors


class Match(NamedTuple):
    """How well a passage answers: over all its tokens, and over its best window, which are the
    sentences numbered `first` to `last`.
    """

    late: float
    window: float
    first: int
    last: int


def weights(pieces: Whole, frequencies: Mapping[int, int], passages: int) -> Vectors:
    """The rarer a word piece, the more it tells: ln((N + 1) / (df + 0.5)), made to add up to 1.

    N are the passages there are, df those that hold the piece (Spärck Jones, A Statistical
    Interpretation of Term Specificity, 1972). What the model does not know tells nothing.
    """
    rarity = [
        0 if each == UNKNOWN else math.log((passages + 1) / (frequencies.get(int(each), 0) + 0.5))
        for each in pieces
    ]
    return np.array(rarity, dtype=np.float32) / np.float32(sum(rarity) or 1)


def match(question: Question, passages: Sequence[PassageTokens]) -> list[Match]:
    """How well each passage answers the question, at most 1 in late and window.

        late(q, T) = Σ_t w_t · max over the tokens j of T of q_t · p_j
        window(q, p) = max of late(q, W) over the sentences W of p, and of late(q, W) - ADDS
                       over the pairs W of neighbours

    Here q_t are the question's token vectors, w_t their weights, p_j the passage's vectors.
    """
    if not passages:
        return []
    every = np.concatenate([each.vectors for each in passages]).astype(np.float32)
    lengths = np.array([len(each.vectors) for each in passages])
    offsets = np.cumsum(lengths) - lengths
    starts = np.concatenate(
        [each.starts + offset for each, offset in zip(passages, offsets, strict=True)]
    )
    nearest = np.maximum.reduceat((question.vectors / 127) @ every.T, starts, axis=1)  # (m, parts)
    parts = np.array([len(each.starts) for each in passages])
    begins = np.cumsum(parts) - parts
    late = question.weights @ np.maximum.reduceat(nearest, begins, axis=1)
    alone = question.weights @ nearest
    paired = question.weights @ np.maximum(nearest[:, :-1], nearest[:, 1:])
    found = []
    for number, (each, begin) in enumerate(zip(passages, map(int, begins), strict=True)):
        heading = int(len(each.starts) > 1 and each.sentences[0] < 0)
        start, end = begin + heading, begin + len(each.starts)
        score, first, last = _best_window(alone[start:end], paired[start : end - 1])
        window = [max(0, int(each.sentences[heading + part])) for part in (first, last)]
        found.append(Match(float(late[number]), score, *window))
    return found


def _best_window(alone: Vectors, paired: Vectors) -> tuple[float, int, int]:
    """The best score of some sentences and of the pairs of neighbours among them, and the first
    and last of them.
    """
    first = int(alone.argmax())
    pair = int(paired.argmax()) if paired.size else 0
    if paired.size and paired[pair] - ADDS > alone[first]:
        return float(paired[pair] - ADDS), pair, pair + 1
    return float(alone[first]), first, first


class Alignment(NamedTuple):
    """A word of the question, and the word of the passage that meets it."""

    word: str
    met: str
    similarity: float
    weight: float


def alignments(question: Question, text: str, passage: PassageTokens) -> Iterator[Alignment]:
    """Which words of the question met which of the passage's text, the weightiest first.

    Of a word in several pieces the one that weighs most speaks.
    """
    similarities = (question.vectors / 127) @ passage.vectors.T
    seen: set[tuple[int, int]] = set()
    for token in np.argsort(-question.weights, kind="stable"):
        word = _word(question.text, question.spans[token])
        if word in seen or not question.text[slice(*word)].isalnum():
            continue
        seen.add(word)
        nearest = int(similarities[token].argmax())
        met = _word(text, passage.spans[nearest])
        yield Alignment(
            question.text[slice(*word)],
            text[slice(*met)],
            float(similarities[token, nearest]),
            float(question.weights[token]),
        )


def _word(text: str, span: Whole) -> tuple[int, int]:
    """The word that the characters are part of."""
    start, end = int(span[0]), int(span[1])
    if text[start:end].isalnum():
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum():
            end += 1
    return start, end
