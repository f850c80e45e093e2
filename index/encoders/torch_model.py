"""A sentence-transformers model, run by torch. Importing it is slow: import it where it is used."""

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from transformers.utils import logging

from index.embedding import FloatArray
from index.encoders.tokenization import Inputs, Output, Reading, TextTokenizer
from index.errors import ModelUnavailable
from ingest import UsageError

DEFAULT_MAX_TOKENS = 512
"""Of a model that sets no limit."""
KNOWN_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
CPU_BFLOAT16 = ("avx512_bf16", "amx_bf16", "bf16")
"""Capabilities of processors that compute in bfloat16; others only emulate it, slowly."""


class TorchModel:
    """The model in `folder` on `device`, by default the best that there is.

    Raises ModelUnavailable if it cannot be loaded, UsageError if there is no such device.
    """

    def __init__(self, folder: Path, device: str | None = None) -> None:
        self.device = _device(device)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self.model = SentenceTransformer(
                str(folder),
                device=self.device.type if self.device.index is None else str(self.device),
                local_files_only=True,
                model_kwargs={"use_safetensors": True},  # never a pickle
            ).eval()
        except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
            reason = str(error).strip().splitlines()
            raise ModelUnavailable(
                f"{folder} is not a model that sentence-transformers can load"
                + (f": {reason[0]}" if reason else "")
            ) from error
        self._bfloat16 = _has_bfloat16(self.device)

    def tokenizer(self) -> TextTokenizer:
        """Return the model's own tokenizer."""
        tokenizer = self.model.tokenizer
        return TextTokenizer(
            tokenizer.backend_tokenizer.to_str(),
            Reading(
                int(self.model.max_seq_length or DEFAULT_MAX_TOKENS),
                int(tokenizer.pad_token_id or 0),
                tokenizer.unk_token_id,
                tuple(name for name in KNOWN_INPUTS if name in tokenizer.model_input_names),
            ),
        )

    def run(self, inputs: Inputs, *, exact: bool = False) -> Output:
        """Return what the model makes of the texts; in bfloat16 where that is fast, unless `exact`.

        On a processor one thread works: texts of other threads keep the other cores busy, and
        threads that share a few short texts take 10 to 50 times as long on a busy machine.
        """
        torch.set_num_threads(1)
        tensors = {name: torch.from_numpy(array).to(self.device) for name, array in inputs.items()}
        autocast = torch.autocast(
            self.device.type, torch.bfloat16, enabled=self._bfloat16 and not exact
        )
        with torch.inference_mode(), autocast:
            output = self.model(tensors)
        return Output(_array(output["sentence_embedding"]), _array(output["token_embeddings"]))


def _array(tensor: torch.Tensor) -> FloatArray:
    return tensor.float().cpu().numpy()


def _device(name: str | None) -> torch.device:
    """Return the device of this name, or the best. Raises UsageError if there is none."""
    has = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    found = [kind for kind, is_available in has.items() if is_available]
    if name is None:
        return torch.device(found[0])
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in found:
        raise UsageError(f"no device {name!r}: this machine has {', '.join(found)}")
    return device


def _has_bfloat16(device: torch.device) -> bool:
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return any(capabilities.get(name, False) for name in CPU_BFLOAT16)
    return False
