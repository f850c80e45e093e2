"""Texts to the arrays that a model reads, and its output to embeddings."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.embedding import UNKNOWN_PIECE, Embedding, FloatArray

Inputs = dict[str, npt.NDArray[np.int64]]
"""The arrays (n, longest) that a model reads, by their names."""

TOKENIZER_FILE = "tokenizer.json"
READING_FILE = "reading.json"


class TokenizedText(NamedTuple):
    """The tokens of a text that the model reads, and how many the whole text has."""

    encoding: Encoding
    length: int


class Output(NamedTuple):
    """What a model makes of texts: `vectors` (n, dimensions), `tokens` (n, longest, dimensions)."""

    vectors: FloatArray
    tokens: FloatArray


@dataclass(frozen=True, slots=True)
class Reading:
    """How a model reads texts.

    `max_tokens` is the longest that it reads whole, `padding` and `unknown` are numbers of tokens,
    `inputs` names the arrays that it wants.
    """

    max_tokens: int
    padding: int
    unknown: int | None
    inputs: tuple[str, ...]


class TextTokenizer:
    """A model's own tokenizer; threads may share it."""

    def __init__(self, definition: str, reading: Reading) -> None:
        self.reading = reading
        self._definition = definition
        self._whole = Tokenizer.from_str(definition)
        self._whole.no_truncation()
        self._whole.no_padding()

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the tokenizer that `save` wrote."""
        fields = json.loads((folder / READING_FILE).read_text("utf-8"))
        fields["inputs"] = tuple(fields["inputs"])
        return cls((folder / TOKENIZER_FILE).read_text("utf-8"), Reading(**fields))

    def save(self, folder: Path) -> None:
        """Write the tokenizer into `folder`."""
        (folder / TOKENIZER_FILE).write_text(self._definition, "utf-8")
        (folder / READING_FILE).write_text(json.dumps(asdict(self.reading)), "utf-8")

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, special tokens included."""
        return [len(encoding.ids) for encoding in self._whole.encode_batch_fast(list(texts))]

    def tokenize(self, texts: Sequence[str]) -> list[TokenizedText]:
        """Return the tokens of each text, as far as the model reads it."""
        return [
            TokenizedText(
                encoding
                if len(encoding.ids) <= self.reading.max_tokens
                else self._truncating.encode(text),
                len(encoding.ids),
            )
            for text, encoding in zip(texts, self._whole.encode_batch(list(texts)), strict=True)
        ]

    def inputs(self, texts: Sequence[TokenizedText], step: int = 1) -> Inputs:
        """Return what the model reads, padded to the next multiple of `step` tokens."""
        encodings = [text.encoding for text in texts]
        longest = max(len(encoding.ids) for encoding in encodings)
        longest = min(-(longest // -step) * step, self.reading.max_tokens)
        columns: dict[str, tuple[Sequence[list[int]], int]] = {
            "input_ids": ([encoding.ids for encoding in encodings], self.reading.padding),
            "attention_mask": ([encoding.attention_mask for encoding in encodings], 0),
            "token_type_ids": ([encoding.type_ids for encoding in encodings], 0),
        }
        return {name: _padded(*columns[name], longest) for name in self.reading.inputs}

    def embeddings(self, texts: Sequence[TokenizedText], output: Output) -> list[Embedding]:
        """Return the embeddings without the rows of special tokens and of padding."""
        return [
            _embedding(text, vector, rows, self.reading.unknown)
            for text, vector, rows in zip(texts, output.vectors, output.tokens, strict=True)
        ]

    def vocabulary(self) -> dict[str, int]:
        """Return the word pieces with their numbers."""
        return self._whole.get_vocab()

    @cached_property
    def _truncating(self) -> Tokenizer:
        tokenizer = Tokenizer.from_str(self._definition)
        tokenizer.enable_truncation(self.reading.max_tokens)
        tokenizer.no_padding()
        return tokenizer


def _padded(rows: Sequence[list[int]], padding: int, longest: int) -> npt.NDArray[np.int64]:
    padded = np.full((len(rows), longest), padding, dtype=np.int64)
    for row, values in zip(padded, rows, strict=True):
        row[: len(values)] = values
    return padded


def _embedding(
    text: TokenizedText, vector: FloatArray, rows: FloatArray, unknown: int | None
) -> Embedding:
    encoding = text.encoding
    kept = np.flatnonzero(np.array(encoding.special_tokens_mask) == 0)
    pieces = np.array(encoding.ids, dtype=np.int32)[kept]
    spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)[kept]
    pieces = np.where(pieces == unknown, UNKNOWN_PIECE, pieces)
    return Embedding(_unit(vector), _unit(rows[kept]), pieces, spans, text.length)


def _unit(vectors: FloatArray) -> FloatArray:
    """Return the vectors with unit norm."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
