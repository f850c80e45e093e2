"""Texts to vectors by torch, with a sentence-transformers model."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import UNKNOWN_PIECE, Embedding, FloatArray
from index.encoders.models import DEFAULT_MODEL, find_model, model_fingerprint
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding, Tokenizer

BATCH_TEXTS = 16
"""Texts that one thread reads at once."""
DEFAULT_MAX_TOKENS = 512
"""Of a model that sets no limit."""


class SentenceEncoder:
    """An Encoder that runs a sentence-transformers model; torch is imported at its first use.

    `model` is the default model's name, a folder, or the name of a model in the local cache of the
    Hugging Face hub. Raises ModelUnavailable.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.folder = find_model(model)
        self.name = str(self.folder) if Path(model).is_dir() else model
        self.fingerprint = model_fingerprint(model, self.folder)
        self._lock = Lock()

    @property
    def max_tokens(self) -> int:
        """As in Encoder."""
        with self._lock:
            return int(self._model.max_seq_length or DEFAULT_MAX_TOKENS)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As in Encoder."""
        with self._lock:
            tokenizer = self._tokenizer
        return [len(encoding.ids) for encoding in tokenizer.encode_batch_fast(list(texts))]

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        """As in Encoder; threads that share it wait for each other."""
        with self._lock:
            encodings = self._tokenizer.encode_batch(list(texts))
            order = sorted(range(len(texts)), key=lambda number: len(encodings[number].ids))
            batches = [
                order[start : start + BATCH_TEXTS] for start in range(0, len(order), BATCH_TEXTS)
            ]
            unknown = self._model.tokenizer.unk_token_id
            found = self._forward([[texts[number] for number in batch] for batch in batches])
        embeddings: dict[int, Embedding] = {}
        for batch, (vectors, tokens) in zip(batches, found, strict=True):
            for number, vector, rows in zip(batch, vectors, tokens, strict=True):
                embeddings[number] = _embedding(encodings[number], vector, rows, unknown)
        return [embeddings[number] for number in range(len(texts))]

    def vocabulary(self) -> dict[str, int]:
        """As in Encoder."""
        with self._lock:
            return self._tokenizer.get_vocab()

    def _forward(self, batches: Sequence[Sequence[str]]) -> list[tuple[FloatArray, FloatArray]]:
        """Return the vectors (n, dimensions) and token vectors (n, longest, dimensions) per batch.

        A thread works on a batch of its own: on a busy machine threads that share one wait for
        each other, and few short texts take 10 to 50 times as long.
        """
        import torch

        model = self._model
        torch.set_num_threads(1)

        def forward(batch: Sequence[str]) -> tuple[FloatArray, FloatArray]:
            with torch.inference_mode():
                output = model(model.preprocess(list(batch)))
            vectors = torch.nn.functional.normalize(output["sentence_embedding"], dim=1)
            tokens = torch.nn.functional.normalize(output["token_embeddings"], dim=2)
            return vectors.float().numpy(), tokens.float().numpy()

        if len(batches) == 1:
            return [forward(batches[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(forward, batches))

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The model's own tokenizer, without its truncation and padding."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> "SentenceTransformer":
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(self.folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"use_safetensors": True},  # never a pickle
            )
        except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
            reason = str(error).strip().splitlines()
            raise ModelUnavailable(
                f"{self.folder} is not a model that sentence-transformers can load"
                + (f": {reason[0]}" if reason else "")
            ) from error


def _embedding(
    encoding: "Encoding", vector: FloatArray, rows: FloatArray, unknown: int | None
) -> Embedding:
    """Return the embedding without the rows of special tokens and of padding."""
    kept = np.flatnonzero(np.array(encoding.special_tokens_mask[: len(rows)]) == 0)
    pieces = np.array(encoding.ids, dtype=np.int32)[kept]
    spans = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)[kept]
    pieces = np.where(pieces == unknown, UNKNOWN_PIECE, pieces)
    return Embedding(vector, rows[kept], pieces, spans, len(encoding.ids))
