"""A deterministic encoder for tests in which the model is not the point."""

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256

import numpy as np

from index import Embedding


class FakeEncoder:
    """Words to vectors by hashing: same text, same vector; shared words, similar vectors.

    Half of the dimensions of token vectors are empty: an index keeps half.

    `encoded` lists the texts that it has encoded.
    """

    max_tokens = 256

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.fingerprint = sha256(name.encode()).hexdigest()
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        words = set(self.vocabulary())
        self.encoded += [text for text in texts if not words.issuperset(text.split())]
        return [self._embedding(text) for text in texts]

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        return self.embed(texts)

    @staticmethod
    def vocabulary() -> dict[str, int]:
        """Return 676 words of which no test makes a text, with numbers of no piece."""
        letters = "abcdefghijklmnopqrstuvwxyz"
        words = (f"q{first}{second}q" for first in letters for second in letters)
        return {word: number for number, word in enumerate(words, start=1000)}

    @classmethod
    def _embedding(cls, text: str) -> Embedding:
        words = list(re.finditer(r"\w+|[^\w\s]", text.lower()))
        dimensions = [cls._dimension(word[0]) for word in words]
        vector = np.full(128, 1e-3, dtype=np.float32)
        np.add.at(vector, [cls._dimension(word[0]) for word in words if word[0].isalnum()], 1)
        return Embedding(
            vector / np.linalg.norm(vector),
            np.eye(64, 128, dtype=np.float32)[dimensions],
            np.array(dimensions, dtype=np.int32),
            np.array([word.span() for word in words], dtype=np.int32).reshape(-1, 2),
            len(words) + 2,
        )

    @staticmethod
    @cache
    def _dimension(word: str) -> int:
        return int(sha256(word.encode()).hexdigest(), 16) % 64
