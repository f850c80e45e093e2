"""What embeds passages and questions."""

from collections.abc import Sequence
from typing import Protocol

from index.embedding import Embedding


class Encoder(Protocol):
    """A model that turns texts into vectors; threads may share it.

    `name` loads it again. `fingerprint` identifies its weights and its tokenizer, whatever runs
    them: equal fingerprints mean equal vectors, up to rounding.
    """

    name: str
    fingerprint: str

    @property
    def max_tokens(self) -> int:
        """The longest text that is read whole, in tokens, special tokens included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens included."""

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        """Return the embedding of each text; of one over `max_tokens` only the start is read."""

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        """Return what `embed` does, with the least delay for a few short texts."""

    def vocabulary(self) -> dict[str, int]:
        """Return the word pieces that the tokenizer knows, with their numbers in `pieces`."""
