"""Which model a name is, and what is said of one that is not there."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from index import ModelUnavailable, SentenceEncoder, describe_model
from index.encoders import default_model, short_name
from index.encoders.models import model_fingerprint
from index.encoders.parts import assembled_model
from tests.support.parts import FILES, install, zipped_model


def test_models_have_short_names(model: SentenceEncoder) -> None:
    assert (model.name, short_name(model.name)) == ("all-MiniLM-L6-v2", "fast")
    assert SentenceEncoder("all-MiniLM-L6-v2").fingerprint == model.fingerprint
    assert describe_model("all-mpnet-base-v2") == "accurate (all-mpnet-base-v2)"
    assert describe_model("my/model") == "my/model"


def test_an_accurate_model_that_is_not_installed_is_refused_with_the_command_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("index.encoders.parts.distribution", missing)
    monkeypatch.setenv("BRIEFQA_CACHE", str(tmp_path))
    assert default_model() == "all-MiniLM-L6-v2"
    with pytest.raises(ModelUnavailable, match=r"comes in 5 parts: .*-005 is not installed\. Fix"):
        SentenceEncoder("accurate")
    assert list(tmp_path.rglob("*.safetensors")) == []


def test_damaged_weights_of_the_accurate_model_are_put_together_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = install(tmp_path / "site", zipped_model())
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setenv("BRIEFQA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("index.encoders.models.MPNET", tiny)
    folder = assembled_model(tiny)
    monkeypatch.setattr("index.encoders.models.assembled_folder", lambda: folder)
    monkeypatch.setattr(
        "index.encoders.models.assembled_model", lambda verify: assembled_model(tiny, verify=verify)
    )
    sound = model_fingerprint("all-mpnet-base-v2", folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(bytes(len(weights.read_bytes())))
    assert model_fingerprint("all-mpnet-base-v2", folder) == sound
    assert weights.read_bytes() == FILES["model.safetensors"]
