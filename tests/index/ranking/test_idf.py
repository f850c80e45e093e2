"""The weights of a question's word pieces."""

import numpy as np
import pytest

from index import SentenceEncoder
from index.embedding import UNKNOWN_PIECE
from index.ranking.idf import PieceStatistics, general_shares, idf_weights


def test_rare_pieces_weigh_more_and_the_weights_add_up_to_1() -> None:
    statistics = PieceStatistics(100, {1: 100, 2: 1}, {})
    found = idf_weights(np.array([1, 2, 3, UNKNOWN_PIECE]), statistics)
    assert found.sum() == pytest.approx(1)
    assert found[3] == 0 < found[0] < found[1] < found[2]
    assert found[1] / found[2] == pytest.approx(np.log(111 / 1.5) / np.log(111 / 0.5))


def test_frequent_words_are_in_more_general_passages(model: SentenceEncoder) -> None:
    vocabulary = model.vocabulary()
    shares = general_shares(vocabulary)
    words = ("the", "what", "region", "embassy")
    assert sorted(words, key=lambda word: -shares[vocabulary[word]]) == list(words)
    assert all(shares[vocabulary[text]] == shares[vocabulary["the"]] for text in ("?", "a", "##s"))
    assert not any(shares[vocabulary[number]] for number in ("1", "37", "2021", "##9"))
    assert shares.keys() == set(vocabulary.values())


def test_a_function_word_weighs_little_in_a_small_library_and_as_before_in_a_large_one(
    model: SentenceEncoder,
) -> None:
    vocabulary = model.vocabulary()
    pieces = np.array([vocabulary[word] for word in ("of", "region", "37")])
    frequencies = {vocabulary["region"]: 9, vocabulary["37"]: 2}
    small = idf_weights(pieces, PieceStatistics(9, frequencies, general_shares(vocabulary)))
    assert small[0] < small[1] < small[2]
    frequencies = {vocabulary["of"]: 9000, vocabulary["region"]: 90, vocabulary["37"]: 2}
    large, plain = (
        idf_weights(pieces, PieceStatistics(10_000, frequencies, shares))
        for shares in (general_shares(vocabulary), {})
    )
    assert large == pytest.approx(plain, abs=0.01)
