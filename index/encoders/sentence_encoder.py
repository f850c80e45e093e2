"""An encoder that runs a sentence-transformers model."""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING

from index.embedding import Embedding
from index.encoders.models import FAST, find_model, full_name, model_fingerprint
from index.encoders.onnx_model import OnnxModel, exported_model
from index.encoders.tokenization import TextTokenizer, TokenizedText
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from index.encoders.torch_model import TorchModel

_LOG = logging.getLogger(__name__)

BATCH_TEXTS = 16
"""Texts that one thread of a processor reads at once."""
GPU_BATCH_TEXTS = 128
LENGTH_STEP = 16
"""Tokens to a multiple of which texts are padded. bfloat16 units work on tiles of 16 or 32: padded
to the longest instead, all-MiniLM-L6-v2 reads .4 times as many texts a second (2026-11-27)."""


class SentenceEncoder:
    """An Encoder: torch embeds passages, onnxruntime questions, each imported at its first use.

    `model` is "fast", "accurate", a folder, or the name of a model in the local cache of the
    Hugging Face hub. torch runs on `device`, by default the best that there is. Threads that embed
    passages wait for each other, questions wait for nothing but the model's loading. Raises
    ModelUnavailable; `embed` also raises UsageError if there is no such device.
    """

    def __init__(self, model: str = FAST, device: str | None = None) -> None:
        self.folder = find_model(model)
        name = full_name(model)
        self.name = str(self.folder) if name == model and Path(model).is_dir() else name
        self.fingerprint = model_fingerprint(self.name, self.folder)
        self.device = device
        self._loading = RLock()
        self._embedding = Lock()

    @property
    def max_tokens(self) -> int:
        """As in Encoder."""
        return self._tokenizer().reading.max_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As in Encoder."""
        return self._tokenizer().count(texts)

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        """As in Encoder, in bfloat16 where the device computes in it."""
        return self._embed_by_torch(texts, exact=False)

    def embed_questions(self, texts: Sequence[str]) -> list[Embedding]:
        """As in Encoder, in float32 and one by one: the same vectors alone and among others."""
        with self._loading:
            model = self._onnx_model
        if model is None:
            return self._embed_by_torch(texts, exact=True)
        tokenizer = self._tokenizer()

        def embed(text: TokenizedText) -> Embedding:
            [embedding] = tokenizer.embeddings([text], model.run(tokenizer.inputs([text])))
            return embedding

        tokenized = tokenizer.tokenize(texts)
        if len(tokenized) == 1:
            return [embed(tokenized[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(embed, tokenized))

    def vocabulary(self) -> dict[str, int]:
        """As in Encoder."""
        return self._tokenizer().vocabulary()

    def _embed_by_torch(self, texts: Sequence[str], *, exact: bool) -> list[Embedding]:
        tokenizer = self._tokenizer()
        tokenized = tokenizer.tokenize(texts)
        with self._loading:
            model = self._torch_model
        on_cpu = model.device.type == "cpu"
        size = BATCH_TEXTS if on_cpu else GPU_BATCH_TEXTS
        batches = _batches([text.length for text in tokenized], size)

        def embed(batch: Sequence[int]) -> list[Embedding]:
            chosen = [tokenized[number] for number in batch]
            output = model.run(tokenizer.inputs(chosen, LENGTH_STEP), exact=exact)
            return tokenizer.embeddings(chosen, output)

        with self._embedding, ThreadPoolExecutor(os.cpu_count() if on_cpu else 1) as pool:
            found = list(pool.map(embed, batches))
        embeddings = {
            number: embedding
            for batch, made in zip(batches, found, strict=True)
            for number, embedding in zip(batch, made, strict=True)
        }
        return [embeddings[number] for number in range(len(texts))]

    def _tokenizer(self) -> TextTokenizer:
        with self._loading:
            return self._own_tokenizer

    @cached_property
    def _own_tokenizer(self) -> TextTokenizer:
        if self._exported is None:
            return self._torch_model.tokenizer()
        return TextTokenizer.load(self._exported)

    @cached_property
    def _onnx_model(self) -> OnnxModel | None:
        """What runs questions; None if torch has to."""
        try:
            return OnnxModel(self._exported) if self._exported else None
        except (ModelUnavailable, ImportError) as error:
            _hint(error)
            return None

    @cached_property
    def _exported(self) -> Path | None:
        """The folder of the exported model, None if it cannot be exported."""
        try:
            return exported_model(self.fingerprint, self._model_on_cpu)
        except (ModelUnavailable, ImportError) as error:
            _ = self._torch_model  # raises ModelUnavailable if the model itself is not well
            _hint(error)
            return None

    def _model_on_cpu(self) -> "TorchModel":
        from index.encoders.torch_model import TorchModel

        model = self._torch_model
        return model if model.device.type == "cpu" else TorchModel(self.folder, "cpu")

    @cached_property
    def _torch_model(self) -> "TorchModel":
        from index.encoders.torch_model import TorchModel

        return TorchModel(self.folder, self.device)


def _batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    """Return the numbers of the texts in batches of like lengths, longest first."""
    by_steps: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        by_steps.setdefault(-(length // -LENGTH_STEP), []).append(number)
    return [
        alike[start : start + size]
        for _, alike in sorted(by_steps.items(), reverse=True)
        for start in range(0, len(alike), size)
    ]


def _hint(error: Exception) -> None:
    _LOG.warning("torch embeds questions too, which starts slowly: %s", error)
