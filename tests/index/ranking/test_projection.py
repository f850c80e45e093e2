import numpy as np

from index import SentenceEncoder
from index.ranking.projection import (
    PROJECTION_WORDS,
    compress,
    fit_projection,
    project,
    projection_texts,
)


def test_the_projection_depends_on_the_model_alone_and_keeps_the_angles(
    model: SentenceEncoder,
) -> None:
    projection = fit_projection(model)
    assert projection.shape == (384, 192)
    np.testing.assert_allclose(projection.T @ projection, np.eye(192), atol=1e-4)
    np.testing.assert_allclose(fit_projection(SentenceEncoder()), projection, atol=1e-5)
    texts = ["Submarines dive deep.", "A vessel sank under the sea."]
    one, other = (embedding.tokens for embedding in model.embed(texts))
    stored = compress(other, projection)
    assert (stored.dtype, stored.shape) == (np.int8, (len(other), 192))
    kept = project(one, projection) @ stored.T.astype(np.float32) / 127
    assert np.abs(kept - one @ other.T).max() < 0.2
    assert np.corrcoef(kept.ravel(), (one @ other.T).ravel())[0, 1] > 0.97


def test_stored_tokens_are_whole_numbers_of_unit_vectors_in_the_kept_dimensions() -> None:
    tokens = np.array([[0.6, 0.8, 0, 0], [0, 0, 1, 0], [0.3, 0.4, 0, 5]], dtype=np.float32)
    expected = [[76, 102, 0], [0, 0, 127], [76, 102, 0]]
    assert compress(tokens, np.eye(4, 3, dtype=np.float32)).tolist() == expected


def test_the_texts_for_the_projection_are_reproducible_and_within_the_limit(
    model: SentenceEncoder,
) -> None:
    texts = projection_texts(model.vocabulary(), model.max_tokens)
    shuffled = list(reversed(SentenceEncoder().vocabulary()))
    assert projection_texts(shuffled, model.max_tokens) == texts
    words = {word for text in texts for word in text.split()}
    assert len(words) == PROJECTION_WORDS == 4096
    assert words < model.vocabulary().keys()
    assert max(model.count_tokens(texts)) <= model.max_tokens


def test_a_small_vocabulary_is_used_whole() -> None:
    [text] = projection_texts(["a", "b", "##c", "7"], 256)
    assert sorted(text.split()) == ["a", "b"]
    assert sorted(projection_texts(["a", "b"], 1)) == ["a", "b"]
