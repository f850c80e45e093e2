"""A model run by onnxruntime, from a file that torch exports once.

To import torch and sentence-transformers takes seconds, onnxruntime a fraction of one.
"""

import json
import os
import warnings
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.cache import cache_folder, make_once
from index.encoders.tokenization import READING_FILE, TOKENIZER_FILE, Inputs, Output, TextTokenizer
from index.errors import ModelUnavailable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession, SessionOptions

    from index.encoders.torch_model import TorchModel

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when onnxruntime is imported

EXPORT_VERSION = 2
"""Raise it when what is exported changes: files of other versions are left alone."""
MODEL_FILE = "model.onnx"
WEIGHTS_FILE = "model.onnx.data"
"""In a file of their own they are mapped into memory: half of the memory and of the time."""
CHECKSUMS_FILE = "checksums.json"
OPSET = 17
OUTPUTS = ("sentence_embedding", "token_embeddings")
CHECKED_TEXTS = (
    "a",
    "What did the ministry decide about the harbour?",
    "The ministry decided in March to widen the harbour, but did not say when. " * 4,
)
LEAST_COSINE = 0.9999
"""Between torch's vectors of these texts and onnxruntime's; less means a wrong export."""


class OnnxModel:
    """The exported model in `folder`; threads may share it, each call runs in its own.

    Raises ImportError without onnxruntime, ModelUnavailable if it cannot load the model.
    """

    def __init__(self, folder: Path) -> None:
        from onnxruntime import GraphOptimizationLevel

        options = _session_options()
        options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL  # done once
        self._session = _session(folder / MODEL_FILE, options)

    def run(self, inputs: Inputs) -> Output:
        """Return what the model makes of the texts."""
        vectors, tokens = self._session.run(OUTPUTS, inputs)
        return Output(vectors, tokens)


def _session_options() -> "SessionOptions":
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _session(file: Path, options: "SessionOptions") -> "InferenceSession":
    from onnxruntime import InferenceSession

    try:
        return InferenceSession(file, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no other class in common
        raise ModelUnavailable(f"onnxruntime cannot load {file}: {error}") from error


def exported_model(fingerprint: str, load: Callable[[], "TorchModel"]) -> Path:
    """Return the folder of the exported model; if there is none, `load` the model and export it.

    It has to be loaded on the CPU. Raises ModelUnavailable or ImportError if that is not possible.
    """
    folder = cache_folder() / "onnx" / f"{fingerprint[:32]}-{EXPORT_VERSION}"
    make_once(folder, _is_sound, lambda empty: _export(load(), empty))
    return folder


def _is_sound(folder: Path) -> bool:
    try:
        expected = json.loads((folder / CHECKSUMS_FILE).read_text("utf-8"))
        return bool(expected == _checksums(folder))
    except (OSError, ValueError):
        return False


def _checksums(folder: Path) -> dict[str, str]:
    digests = {}
    for name in (MODEL_FILE, WEIGHTS_FILE, TOKENIZER_FILE, READING_FILE):
        with (folder / name).open("rb") as file:
            digests[name] = file_digest(file, "sha256").hexdigest()
    return digests


def _export(model: "TorchModel", folder: Path) -> None:
    """Write the model into `folder`. Raises ModelUnavailable if it cannot be exported."""
    import onnx  # noqa: F401  (torch needs it: say so before the work begins)
    import torch

    tokenizer = model.tokenizer()
    tokenizer.save(folder)
    names = tokenizer.reading.inputs
    texts = tokenizer.tokenize(CHECKED_TEXTS)

    class Positional(torch.nn.Module):
        """The model with its inputs and outputs in order instead of by name."""

        def __init__(self) -> None:
            super().__init__()
            self.named = model.model

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
            output = self.named(dict(zip(names, tensors, strict=True)))
            return tuple(output[name] for name in OUTPUTS)

    exported = folder / "exported.onnx"
    example = tuple(map(torch.from_numpy, tokenizer.inputs(texts).values()))
    axes = {name: {0: "texts", 1: "tokens"} for name in (*names, "token_embeddings")}
    try:
        with warnings.catch_warnings(action="ignore"), torch.inference_mode():
            torch.onnx.export(
                Positional().eval(),
                example,
                str(exported),
                input_names=names,
                output_names=OUTPUTS,
                dynamic_axes=axes | {"sentence_embedding": {0: "texts"}},
                opset_version=OPSET,
                dynamo=False,  # the other one needs onnxscript
            )
    except Exception as error:  # whatever a model of unknown make leads to
        reason = str(error).strip().splitlines()
        raise ModelUnavailable(
            f"it cannot be exported: {reason[0] if reason else error!r}"
        ) from error
    _optimise(exported, folder)
    exported.unlink()
    _check(OnnxModel(folder), model, tokenizer)
    (folder / CHECKSUMS_FILE).write_text(json.dumps(_checksums(folder)), "utf-8")


def _optimise(exported: Path, folder: Path) -> None:
    """Write the model as onnxruntime would make it each time that it loads it."""
    from onnxruntime import GraphOptimizationLevel

    options = _session_options()
    options.graph_optimization_level = GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / MODEL_FILE)
    options.add_session_config_entry(
        "session.optimized_model_external_initializers_file_name", WEIGHTS_FILE
    )
    _session(exported, options)


def _check(exported: OnnxModel, model: "TorchModel", tokenizer: TextTokenizer) -> None:
    """Raise ModelUnavailable if the exported model does not make the same vectors."""
    for text in CHECKED_TEXTS:
        [tokenized] = tokenizer.tokenize([text])
        inputs = tokenizer.inputs([tokenized])
        outputs = exported.run(inputs), model.run(inputs, exact=True)
        [ours], [theirs] = (tokenizer.embeddings([tokenized], output) for output in outputs)
        cosines = np.einsum("td,td->t", ours.tokens, theirs.tokens)
        least = min(float(ours.vector @ theirs.vector), float(cosines.min(initial=1)))
        if least < LEAST_COSINE:
            raise ModelUnavailable(f"the exported model differs: cosine {least:.5f} for {text!r}")
