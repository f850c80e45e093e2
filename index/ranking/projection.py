"""Token vectors made smaller: the directions kept, and the bytes stored."""

from collections.abc import Iterable
from random import Random

import numpy as np

from index.embedding import ByteArray, FloatArray
from index.encoders import Encoder

KEPT_SHARE = 0.5
"""What token vectors keep of the model's dimensions, a byte each. Of 384, Success@1 / R@5
with 128, 192, 256 and all of them: squad20-dev .830 .834 .842 .844 / .952 .958 .958 .956, covidqa
.576 .586 .584 .588 / .790 .810 .814 .802, 500 questions per set (2026-11-23). Of 768, with 192, 384
and all: .738 .762 .775 on 80 questions (2026-11-26)."""

PROJECTION_WORDS = 4096
"""Words of the vocabulary that show in which directions token vectors differ."""


def fit_projection(encoder: Encoder) -> FloatArray:
    """Return the directions (dimensions, kept dimensions) in which token vectors differ most.

    A principal component analysis, without centring since only angles count, of words of the
    model's vocabulary. It depends on the model alone, so an index does not depend on which
    document came first.
    """
    texts = projection_texts(encoder.vocabulary(), encoder.max_tokens)
    sample = np.concatenate([embedding.tokens for embedding in encoder.embed(texts)])
    _, _, directions = np.linalg.svd(sample, full_matrices=False)
    kept = directions[: int(sample.shape[1] * KEPT_SHARE)]
    return np.ascontiguousarray(kept.T, dtype=np.float32)


def projection_texts(vocabulary: Iterable[str], max_tokens: int) -> list[str]:
    """Return texts of at most `max_tokens` that hold many words of the vocabulary.

    The same vocabulary gives the same texts.
    """
    words = sorted(word for word in vocabulary if word.isalpha())
    chosen = Random(0).sample(words, min(PROJECTION_WORDS, len(words)))
    step = max(1, max_tokens // 4)  # a word may be several tokens
    return [" ".join(chosen[start : start + step]) for start in range(0, len(chosen), step)]


def project(tokens: FloatArray, projection: FloatArray) -> FloatArray:
    """Return token vectors (t, dimensions) in the directions kept, of unit norm again."""
    kept: FloatArray = tokens @ projection
    kept /= np.maximum(np.linalg.norm(kept, axis=1, keepdims=True), 1e-9)
    return kept


def compress(tokens: FloatArray, projection: FloatArray) -> ByteArray:
    """Return token vectors (t, dimensions) as they are stored: int8, 127 stands for 1."""
    kept = project(tokens, projection)
    kept *= 127
    return np.rint(kept, out=kept).astype(np.int8)
