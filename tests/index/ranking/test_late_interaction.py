from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding import UNKNOWN_PIECE, StoredTokens
from index.ranking.late_interaction import (
    OTHER_NUMBER_WEIGHT,
    PAIR_PENALTY,
    Match,
    PassageTokens,
    Query,
    match,
    passage_tokens,
)
from index.ranking.matching import matching

FRAME_WEIGHT = matching("").frame


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def match_by_loops(query: Query, passage: PassageTokens) -> Match:
    """Compute the formula term by term: loops over windows, the question and the tokens."""
    ends = [*passage.starts[1:], len(passage.vectors)]
    heading = int(passage.sentences[0] < 0 and len(ends) > 1)
    parts = list(zip(passage.starts, ends, strict=True))[heading:]
    kept = np.where(passage.repeated[:, None], 0, passage.vectors)
    vectors = list(kept.astype(np.float32) / 127)
    frame = list(passage.frame.astype(np.float32) / 127)

    def maxsim(tokens: Sequence[np.ndarray]) -> float:
        total = 0.0
        for weight, vector in zip(query.weights, query.vectors, strict=True):
            total += weight * max(float(vector @ token) for token in [*tokens, *frame])
        return total

    single = [maxsim(vectors[start:end]) for start, end in parts]
    paired = [maxsim(vectors[start:end]) - PAIR_PENALTY for (start, _), (_, end) in pairwise(parts)]
    first = last = int(np.argmax(single))
    if paired and max(paired) > max(single):
        first = int(np.argmax(paired))
        last = first + 1
    numbers = [max(0, int(passage.sentences[heading + part])) for part in (first, last)]
    return Match(maxsim(vectors), max(single + paired), *numbers)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_scores_equal_those_of_the_formula_in_loops(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    passages = []
    for _ in range(number):
        parts = rng.integers(1, 5, size=rng.integers(1, 5))
        vectors = np.rint(127 * unit(rng.normal(size=(parts.sum(), 8)))).astype(np.int8)
        starts = (np.cumsum(parts) - parts).astype(np.int32)
        numbers = np.arange(len(parts)) - rng.integers(2)  # with or without a heading
        blank = np.zeros((len(vectors), 2), dtype=np.int32)
        frame = np.rint(127 * unit(rng.normal(size=(rng.integers(1, 4), 8)))).astype(np.int8)
        passages.append(
            PassageTokens(
                vectors,
                blank[:, 0],
                blank,
                starts,
                numbers,
                frame,
                blank[: len(frame), 0],
                rng.random(len(vectors)) < 0.3,
            )
        )
    size = rng.integers(1, 5)
    weights = rng.random(size).astype(np.float32)
    blank = np.zeros((size, 2), dtype=np.int32)
    query = Query(
        "", blank, blank[:, 0], unit(rng.normal(size=(size, 8))), weights / weights.sum(), 0.0
    )
    for found, passage in zip(match(query, passages), passages, strict=True):
        expected = match_by_loops(query, passage)
        assert found[:2] == pytest.approx(expected[:2], abs=1e-5)
        assert found[2:] == expected[2:]


def test_a_pair_of_sentences_must_beat_a_single_one_by_the_penalty() -> None:
    axes = np.eye(3, dtype=np.float32)
    blank = np.zeros((3, 2), dtype=np.int32)
    vectors = np.rint(127 * axes).astype(np.int8)
    no_frame, no_repeats = np.zeros((1, 3), dtype=np.int8), np.zeros(3, dtype=np.bool_)
    passage = PassageTokens(
        vectors, blank[:, 0], blank, np.arange(3), np.arange(3), no_frame, blank[:1, 0], no_repeats
    )

    def window(*weights: float) -> tuple[int, int]:
        query = Query("", blank, blank[:, 0], axes, np.array(weights, dtype=np.float32), 0.0)
        return match(query, [passage])[0][2:]

    assert window(0, 1, 0) == (1, 1)
    assert window(0, 0.5, 0.5) == (1, 2)
    assert window(0.5, 0, 0.5) == (0, 0)  # not neighbours
    assert (
        match(Query("", blank, blank[:, 0], axes, np.ones(3, dtype=np.float32) / 3, 0.0), []) == []
    )


def test_a_passage_is_divided_at_its_sentences() -> None:
    spans = np.array([[0, 1], [2, 5], [6, 9], [9, 10]], dtype=np.int32)
    pieces = np.arange(4, dtype=np.int32)
    vectors = np.zeros((4, 2), dtype=np.int8)
    for sentences, starts, numbers in (
        ((0, 6), [0, 2], [0, 1]),
        ((2,), [0, 1], [-1, 0]),
        ((0, 5, 6, 20), [0, 2], [0, 2]),  # the second and the last have no token
        ((20,), [0], [-1]),
    ):
        found = passage_tokens(
            StoredTokens(vectors, pieces, spans, sentences, vectors[:1], pieces[:1]),
            {0: 1},
            2,
            FRAME_WEIGHT,
        )
        assert (found.starts.tolist(), found.sentences.tolist()) == (starts, numbers)
        assert found.vectors is vectors


def test_a_frame_is_worth_less_the_more_passages_share_it_and_context_is_met_like_it() -> None:
    spans = np.array([[-3, -1], [0, 2]], dtype=np.int32)  # of the context, of the text
    vectors = np.array([[100, 0], [0, 127]], dtype=np.int8)
    frame = np.array([[127, 0], [0, 100]], dtype=np.int8)
    stored = StoredTokens(vectors, np.arange(2), spans, (0,), frame, np.array([7, 8]))
    found = passage_tokens(stored, {7: 4, 8: 1}, 4, FRAME_WEIGHT)
    assert found.sentences.tolist() == [-1, 0]
    expected = [[0, 0], [0, 0], [0, round(FRAME_WEIGHT * 0.75 * 100)], [FRAME_WEIGHT * 100, 0]]
    assert found.frame.tolist() == np.rint(expected).tolist()
    assert found.frame_pieces.tolist() == [UNKNOWN_PIECE, 7, 8, 0]
    heavier = passage_tokens(stored, {7: 4, 8: 1}, 4, 1)
    assert heavier.frame.tolist() == [[0, 0], [0, 0], [0, 75], [100, 0]]
    spelt_out = passage_tokens(stored._replace(defining=1), {7: 4, 8: 1}, 4, FRAME_WEIGHT)
    assert spelt_out.frame.tolist()[1:3] == [
        [round(FRAME_WEIGHT * 127), 0],
        found.frame.tolist()[2],
    ]


@pytest.mark.parametrize(
    ("is_apparatus", "repeated"), [(False, [False] * 4), (True, [False, False, False, True])]
)
def test_words_of_the_frame_count_only_there_if_they_are_in_the_text_of_apparatus(
    is_apparatus: bool, repeated: list[bool]
) -> None:
    spans = np.array([[-3, -1], [0, 4], [6, 9], [9, 14]], dtype=np.int32)
    vectors = np.full((4, 2), 90, dtype=np.int8)
    pieces = np.array([7, 7, 8, 7])  # of the context, the heading, and two of the text
    stored = StoredTokens(vectors, pieces, spans, (6,), vectors[:1], np.array([7]))
    stored = stored._replace(is_apparatus=is_apparatus)
    assert passage_tokens(stored, {7: 1}, 4, FRAME_WEIGHT).repeated.tolist() == repeated


def test_a_number_hardly_matches_another_number() -> None:
    spans = np.array([[0, 2]], dtype=np.int32)
    vectors = np.array([[127, 0]], dtype=np.int8)
    nothing = np.zeros((1, 2), dtype=np.int8)
    query = Query("37", spans, np.array([37]), np.eye(1, 2, dtype=np.float32), np.ones(1), 0.0)
    passages = [
        PassageTokens(
            vectors.copy(),
            np.array([number]),
            spans,
            np.arange(1),
            np.arange(1),
            nothing,
            np.array([-1]),
            np.array([False]),
        )
        for number in (36, 37)
    ]
    assert [found.window for found in match(query, passages)] == [OTHER_NUMBER_WEIGHT, 1]


def test_the_same_number_in_a_frame_counts_in_full_whatever_stands_around_it() -> None:
    spans = np.array([[0, 4]], dtype=np.int32)
    query = Query("2021", spans, np.array([21]), np.eye(1, 2, dtype=np.float32), np.ones(1), 0.0)
    other = np.array([[0, 127]], dtype=np.int8)
    frame = np.array([[0, 64]], dtype=np.int8)  # another direction, at a weight of about a half
    matched = [
        match(
            query,
            [
                PassageTokens(
                    other,
                    np.array([1]),
                    spans,
                    np.arange(1),
                    np.arange(1),
                    frame,
                    np.array([piece]),
                    np.array([False]),
                )
            ],
        )[0].maxsim
        for piece in (20, 21)
    ]
    assert matched == pytest.approx([0, 64 / 127])


def test_the_same_word_piece_counts_at_least_as_the_model_wants() -> None:
    spans = np.array([[0, 4]], dtype=np.int32)
    vectors = np.array([[0, 127]], dtype=np.int8)  # another direction than the question's
    nothing = np.zeros((1, 2), dtype=np.int8)
    passages = [
        PassageTokens(
            vectors.copy(),
            np.array([piece]),
            spans,
            np.arange(1),
            np.arange(1),
            nothing,
            np.array([-1]),
            np.array([repeated]),
        )
        for piece, repeated in ((20, False), (21, False), (21, True))
    ]
    for least, expected in ((0.0, [0, 0, 0]), (0.8, [0, 0.8, 0])):
        query = Query(
            "oats", spans, np.array([21]), np.eye(1, 2, dtype=np.float32), np.ones(1), least
        )
        assert [found.maxsim for found in match(query, passages)] == pytest.approx(expected)
