from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import SentenceEncoder
from index.ranking.late_interaction import (
    ADDS,
    Match,
    PassageTokens,
    Question,
    compress,
    fit_projection,
    match,
    passage_tokens,
    project,
    weights,
)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def literal(question: Question, passage: PassageTokens) -> Match:
    """The formula, term by term: a loop over windows, one over the question, one over tokens."""
    ends = [*passage.starts[1:], len(passage.vectors)]
    heading = int(passage.sentences[0] < 0 and len(ends) > 1)
    parts = list(zip(passage.starts, ends, strict=True))[heading:]

    def late(tokens: Sequence[np.ndarray]) -> float:
        total = 0.0
        for weight, vector in zip(question.weights, question.vectors, strict=True):
            total += weight * max(float(vector @ token) for token in tokens)
        return total

    vectors = list(passage.vectors.astype(np.float32) / 127)
    alone = [late(vectors[start:end]) for start, end in parts]
    pairs = [late(vectors[start:end]) - ADDS for (start, _), (_, end) in pairwise(parts)]
    first = last = int(np.argmax(alone))
    if pairs and max(pairs) > max(alone):
        first = int(np.argmax(pairs))
        last = first + 1
    numbers = [max(0, int(passage.sentences[heading + part])) for part in (first, last)]
    return Match(late(vectors), max(alone + pairs), *numbers)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_the_scores_are_those_of_three_loops(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    passages = []
    for _ in range(number):
        parts = rng.integers(1, 5, size=rng.integers(1, 5))
        vectors = np.rint(127 * unit(rng.normal(size=(parts.sum(), 8)))).astype(np.int8)
        starts = (np.cumsum(parts) - parts).astype(np.int32)
        numbers = np.arange(len(parts)) - rng.integers(2)  # with or without a heading
        blank = np.zeros((len(vectors), 2), dtype=np.int32)
        passages.append(PassageTokens(vectors, blank[:, 0], blank, starts, numbers))
    size = rng.integers(1, 5)
    rarity = rng.random(size).astype(np.float32)
    blank = np.zeros((size, 2), dtype=np.int32)
    question = Question("", blank, unit(rng.normal(size=(size, 8))), rarity / rarity.sum())
    for found, passage in zip(match(question, passages), passages, strict=True):
        expected = literal(question, passage)
        assert found[:2] == pytest.approx(expected[:2], abs=1e-5)
        assert found[2:] == expected[2:]


def test_a_pair_must_be_better_than_a_sentence_alone() -> None:
    axes = np.eye(3, dtype=np.float32)
    blank = np.zeros((3, 2), dtype=np.int32)
    vectors = np.rint(127 * axes).astype(np.int8)
    passage = PassageTokens(vectors, blank[:, 0], blank, np.arange(3), np.arange(3))

    def window(*rarity: float) -> tuple[int, int]:
        asked = Question("", blank, axes, np.array(rarity, dtype=np.float32))
        return match(asked, [passage])[0][2:]

    assert window(0, 1, 0) == (1, 1)
    assert window(0, 0.5, 0.5) == (1, 2)
    assert window(0.5, 0, 0.5) == (0, 0)  # no neighbours
    assert match(Question("", blank, axes, np.ones(3, dtype=np.float32) / 3), []) == []


def test_rare_pieces_weigh_more_and_all_weights_add_up_to_1() -> None:
    found = weights(np.array([1, 2, 3]), {1: 100, 2: 1}, 100)
    assert found.sum() == pytest.approx(1)
    assert 0 < found[0] < found[1] < found[2]
    assert found[1] / found[2] == pytest.approx(np.log(101 / 1.5) / np.log(101 / 0.5))


def test_a_passage_is_divided_at_its_sentences() -> None:
    spans = np.array([[0, 1], [2, 5], [6, 9], [9, 10]], dtype=np.int32)
    pieces = np.arange(4, dtype=np.int32)
    flat = np.zeros(8, dtype=np.int8)
    for sentences, starts, numbers in (
        ([0, 6], [0, 2], [0, 1]),
        ([2], [0, 1], [-1, 0]),
        ([0, 5, 6, 20], [0, 2], [0, 2]),  # the second and the last hold no token
        ([20], [0], [-1]),
    ):
        found = passage_tokens(flat, pieces, spans, sentences)
        assert (found.starts.tolist(), found.sentences.tolist()) == (starts, numbers)
        assert found.vectors.shape == (4, 2)


def test_the_projection_depends_on_the_model_alone_and_keeps_the_angles(
    model: SentenceEncoder,
) -> None:
    projection = fit_projection(model)
    assert projection.shape == (384, 192)
    np.testing.assert_allclose(projection.T @ projection, np.eye(192), atol=1e-4)
    np.testing.assert_allclose(fit_projection(SentenceEncoder()), projection, atol=1e-5)
    one, other = (
        each.tokens
        for each in model.embed(["Submarines dive deep.", "A vessel sank under the sea."])
    )
    stored = compress(other, projection)
    assert (stored.dtype, stored.shape) == (np.int8, (len(other), 192))
    kept = project(one, projection) @ stored.T.astype(np.float32) / 127
    assert np.abs(kept - one @ other.T).max() < 0.2
    assert np.corrcoef(kept.ravel(), (one @ other.T).ravel())[0, 1] > 0.97
