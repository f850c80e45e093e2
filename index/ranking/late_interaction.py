"""Late interaction: a passage is scored by its token nearest to each token of the question.

The idea is ColBERT's (Khattab and Zaharia, SIGIR 2020), here with the token vectors of the same
forward pass that gives a passage its single vector.
"""

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np

from index.embedding import (
    UNKNOWN_PIECE,
    BoolArray,
    ByteArray,
    Embedding,
    FloatArray,
    IntArray,
    StoredTokens,
)
from index.ranking.idf import PieceStatistics, idf_weights
from index.ranking.projection import project

PAIR_PENALTY = 0.01
"""What a second sentence must add to a score: two say more than one without answering more.
RR@10 with 0 / .01 / .02: digest .900 .900 .894, brief-dev .904 .918 .918, squad20-dev .928 .929
.928, covidqa .660 .660 .661, chroma .775 .774 .775, some 500 questions per set (2026-11-23)."""

OTHER_NUMBER_WEIGHT = 0.5
"""What a match of a number counts with anything but itself: to the model, 36 is near to 37.
In a frame, the same number counts as the same token, whatever stands around it."""

ONE_PART = np.zeros(1, dtype=np.int32)


class PassageTokens(NamedTuple):
    """The tokens of a passage, and its parts: a heading, if there is one, and the sentences.

    `vectors` (t, d) are int8, 127 stands for 1; `pieces` (t,); `spans` (t, 2) of its text. A part
    begins at each of the tokens `starts`, none is empty, and `sentences` gives the number of each
    part's sentence, -1 for what precedes the first: context and heading. `frame` (f, d) are the
    tokens of the passage's frame and context, scaled by what they are worth, and `frame_pieces`
    (f,) their pieces; there is at least one, and `defining` of them behind the first spell out
    acronyms. Tokens that are `repeated` (t,) count only there. `is_apparatus` as in StoredTokens.
    """

    vectors: ByteArray
    pieces: IntArray
    spans: IntArray
    starts: IntArray
    sentences: IntArray
    frame: ByteArray
    frame_pieces: IntArray
    repeated: BoolArray
    defining: int = 0
    is_apparatus: bool = False


def passage_tokens(
    stored: StoredTokens,
    frame_frequencies: Mapping[int, int],
    passages: int,
    weight: float,
) -> PassageTokens:
    """Return the tokens of a passage, divided into its parts, and those of its frame, weighted.

    A match in the frame is worth `weight` at most.
    """
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
        *_frame(stored, frame_frequencies, passages, weight),
        _repeated(stored),
        stored.defining,
        stored.is_apparatus,
    )


def _repeated(stored: StoredTokens) -> BoolArray:
    """Return which tokens (t,) say no more than the frame, which has their pieces.

    These are in the text of apparatus (a biography, references), which repeats the title, the
    subject and the author's name without saying anything about them.
    """
    if not stored.is_apparatus:
        return np.zeros(len(stored.pieces), dtype=np.bool_)
    in_text = stored.spans[:, 0] >= min(stored.sentence_starts, default=0)
    repeated: BoolArray = in_text & np.isin(stored.pieces, stored.frame_pieces)
    return repeated


def _frame(
    stored: StoredTokens, frame_frequencies: Mapping[int, int], passages: int, weight: float
) -> tuple[ByteArray, IntArray]:
    """Return the tokens of a passage's frame and of its context, scaled, and their pieces."""
    shares = [frame_frequencies[int(piece)] / passages for piece in stored.frame_pieces]
    shares[: stored.defining] = [0.0] * stored.defining
    weights = weight * (1 - np.array(shares, dtype=np.float32))
    is_context = stored.spans[:, 0] < 0
    nothing = np.zeros((1, max(stored.vectors.shape[1], stored.frame.shape[1])), dtype=np.float32)
    rows = [nothing, weights[:, None] * stored.frame, weight * stored.vectors[is_context]]
    unknown = np.array([UNKNOWN_PIECE], dtype=np.int32)
    pieces = np.concatenate([unknown, stored.frame_pieces, stored.pieces[is_context]])
    scaled = np.rint(np.concatenate([found for found in rows if found.size])).astype(np.int8)
    return scaled, pieces


class Query(NamedTuple):
    """A question as it is matched with passages.

    `spans` (m, 2) are those of its tokens in `text`, `pieces` (m,) their word pieces, `vectors`
    (m, d) of unit norm, and `weights` (m,) add up to 1. A match with the same word piece counts
    `same_piece` at least.
    """

    text: str
    spans: IntArray
    pieces: IntArray
    vectors: FloatArray
    weights: FloatArray
    same_piece: float


def make_query(
    text: str,
    embedding: Embedding,
    projection: FloatArray,
    statistics: PieceStatistics,
    same_piece: float,
) -> Query:
    """Return the question `text` with its token vectors projected and its tokens weighted."""
    return Query(
        text,
        embedding.spans,
        embedding.pieces,
        project(embedding.tokens, projection),
        idf_weights(embedding.pieces, statistics),
        same_piece,
    )


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

        m(t, T) = max over the tokens j in T of q_t · p_j
        maxsim(q, p) = Σ_t w_t · max(m(t, p), m(t, F))
        window(q, p) = max of Σ_t w_t · max(m(t, W), m(t, F)) over the sentences W of p,
                       and of the same - PAIR_PENALTY over the pairs W of neighbours

    Here q_t are the question's token vectors, w_t their weights, p_j the passage's vectors, and F
    its frame. With a frame that matches nothing, for weights (.75, .25) and similarities [[.9, .2],
    [.1, .8]] of two question tokens to a passage's two, each a sentence of its own: maxsim = .75 ·
    .9 + .25 · .8 = .875; the windows score .7 (first), .35 (second) and .865 (both).
    """
    if not passages:
        return []
    keys = [
        (id(passage.vectors), passage.starts.tobytes(), passage.repeated.tobytes())
        for passage in passages
    ]
    distinct = dict(zip(keys, passages, strict=True))  # copies share their vectors
    numbers = {key: number for number, key in enumerate(distinct)}
    which = np.array([numbers[key] for key in keys])
    starts = [passage.starts for passage in distinct.values()]
    nearest = _nearest(query, [_counting(passage) for passage in distinct.values()], starts)
    frames = _nearest_in_frames(query, passages)
    lengths = np.array([len(start) for start in starts])
    offsets = np.cumsum(lengths) - lengths
    whole = np.maximum.reduceat(nearest, offsets, axis=1)[:, which]
    maxsim = query.weights @ np.maximum(whole, frames)
    parts = lengths[which]
    begins = np.cumsum(parts) - parts
    columns = np.arange(parts.sum()) + np.repeat(offsets[which] - begins, parts)
    framed = np.maximum(nearest[:, columns], np.repeat(frames, parts, axis=1))
    matches = []
    for number, (passage, begin) in enumerate(zip(passages, map(int, begins), strict=True)):
        window = _window(query, passage, framed[:, begin : begin + len(passage.starts)])
        matches.append(Match(float(maxsim[number]), *window))
    return matches


def window_of_acronyms(query: Query, passage: PassageTokens, having: Set[int]) -> tuple[int, int]:
    """Return the first and the last sentence of the best window, as it is highlighted.

    What acronyms stand for counts only for the sentences that have them, whose numbers are given.
    To rank passages it counts for all, since a sentence may go on about what another one names.
    """
    undefined = np.delete(np.arange(len(passage.frame)), slice(1, 1 + passage.defining))
    bare = passage._replace(
        frame=passage.frame[undefined], frame_pieces=passage.frame_pieces[undefined]
    )
    frames = _nearest_in_frames(query, [bare, passage])
    has = [int(int(number) in having) for number in passage.sentences]
    nearest = _nearest(query, [_counting(passage)], [passage.starts])
    _, first, last = _window(query, passage, np.maximum(nearest, frames[:, has]))
    return first, last


def _window(query: Query, passage: PassageTokens, nearest: FloatArray) -> tuple[float, int, int]:
    """Return the score of the best window, its first and its last sentence.

    `nearest` (m, parts) says how near each part is to the question's tokens.
    """
    heading = int(len(passage.starts) > 1 and passage.sentences[0] < 0)
    score, *parts = _best_window(query, nearest[:, heading:])
    first, last = (max(0, int(passage.sentences[heading + part])) for part in parts)
    return score, first, last


def sentence_similarities(query: Query, passage: PassageTokens) -> dict[int, FloatArray]:
    """Return how near each sentence, by its number, is to each of the question's tokens (m,).

    What the frame of the passage is nearer to counts for every sentence.
    """
    parts = _nearest(query, [_counting(passage)], [passage.starts])
    framed = np.maximum(parts, _nearest_in_frames(query, [passage]))
    return {int(n): framed[:, part] for part, n in enumerate(passage.sentences) if n >= 0}


def _counting(passage: PassageTokens) -> tuple[ByteArray, IntArray]:
    """Return the vectors (t, d) and pieces (t,) of a passage; repeated tokens match nothing."""
    return passage.vectors * ~passage.repeated[:, None], passage.pieces


def _nearest_in_frames(query: Query, passages: Sequence[PassageTokens]) -> FloatArray:
    """Return how near the nearest token of every frame is to the question's tokens (m, frames)."""
    framing = [(passage.frame, passage.frame_pieces) for passage in passages]
    return _nearest(query, framing, [ONE_PART] * len(passages), same_numbers_match=True)


def _nearest(
    query: Query,
    texts: Sequence[tuple[ByteArray, IntArray]],
    starts: Sequence[IntArray],
    *,
    same_numbers_match: bool = False,
) -> FloatArray:
    """Return how near the nearest token of every part is to the question's tokens (m, parts).

    Texts are given by the vectors and pieces of their tokens. The parts of each begin at the
    tokens `starts`; none is empty. With `same_numbers_match`, a number counts as the same token
    where the text holds it, whatever stands around it: a year in a frame is no part of a sentence.
    """
    lengths = np.array([len(vectors) for vectors, _ in texts])
    offsets = np.cumsum(lengths) - lengths
    begins = [start + offset for start, offset in zip(starts, offsets, strict=True)]
    vectors = np.concatenate([vectors for vectors, _ in texts]).astype(np.float32)
    pieces = np.concatenate([pieces for _, pieces in texts])
    similarities = (query.vectors / 127) @ vectors.T
    for token, (start, end) in enumerate(query.spans):
        is_number = query.text[start:end].isdigit()
        least = 1.0 if is_number and same_numbers_match else query.same_piece
        if not is_number and not least:
            continue
        same = pieces == query.pieces[token]
        if is_number:
            similarities[token, ~same] *= OTHER_NUMBER_WEIGHT
        if least:
            worth = least * np.linalg.norm(vectors[same], axis=1) / 127
            similarities[token, same] = np.maximum(similarities[token, same], worth)
    return np.maximum.reduceat(similarities, np.concatenate(begins), axis=1)


def _best_window(query: Query, nearest: FloatArray) -> tuple[float, int, int]:
    """Return the best score of a sentence or a pair of neighbours, and its first and last."""
    single = query.weights @ nearest
    paired = query.weights @ np.maximum(nearest[:, :-1], nearest[:, 1:])
    first = int(single.argmax())
    pair = int(paired.argmax()) if paired.size else 0
    if paired.size and paired[pair] - PAIR_PENALTY > single[first]:
        return float(paired[pair] - PAIR_PENALTY), pair, pair + 1
    return float(single[first]), first, first
