import logging
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from index import SentenceEncoder
from index.encoders import onnx_model
from tests.support.tiny_model import DIMENSIONS, write_tiny_model

QUESTION = "What did the ministry decide?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a tiny model."""
    folder = tmp_path_factory.mktemp("tiny")
    write_tiny_model(folder)
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new cache."""
    monkeypatch.setenv("BRIEFQA_CACHE", str(tmp_path))
    return tmp_path


def exported_file(cache: Path) -> Path:
    [file] = cache.rglob("*.onnx")
    return file


def test_a_model_is_exported_once_and_then_needs_no_torch(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [first] = SentenceEncoder(str(folder)).embed_questions([QUESTION])
    changed = exported_file(cache).stat().st_mtime_ns
    monkeypatch.setitem(sys.modules, "index.encoders.torch_model", None)
    [again] = SentenceEncoder(str(folder)).embed_questions([QUESTION])
    np.testing.assert_array_equal(again.tokens, first.tokens)
    assert exported_file(cache).stat().st_mtime_ns == changed


@pytest.mark.parametrize(
    "name",
    ["model.onnx", "model.onnx.data", "tokenizer.json", "reading.json", "checksums.json"],
)
def test_a_damaged_or_lost_file_is_rebuilt(
    folder: Path, cache: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    [first] = SentenceEncoder(str(folder)).embed_questions([QUESTION])
    file = exported_file(cache).with_name(name)
    if name == "reading.json":
        file.unlink()
    else:
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    [again] = SentenceEncoder(str(folder)).embed_questions([QUESTION])
    np.testing.assert_allclose(again.tokens, first.tokens, atol=1e-6)
    assert not caplog.records


@pytest.mark.parametrize("missing", ["onnx", "onnxruntime"])
def test_without_onnx_torch_embeds_questions_and_says_so(
    folder: Path,
    cache: Path,
    missing: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    [expected] = SentenceEncoder(str(folder)).embed_questions([QUESTION])
    shutil.rmtree(cache / "onnx")
    monkeypatch.setitem(sys.modules, missing, None)
    [found] = SentenceEncoder(str(folder)).embed_questions([QUESTION])
    np.testing.assert_allclose(found.tokens, expected.tokens, atol=1e-5)
    [record] = caplog.records
    assert (record.levelno, missing in record.getMessage()) == (logging.WARNING, True)
    assert record.getMessage().startswith("torch embeds questions too, which starts slowly: ")
    assert not list(cache.rglob("*.onnx"))


def test_an_export_that_makes_other_vectors_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run = onnx_model.OnnxModel.run

    def wrong(self: onnx_model.OnnxModel, inputs: onnx_model.Inputs) -> onnx_model.Output:
        output = run(self, inputs)
        return output._replace(vectors=output.vectors[:, ::-1])

    monkeypatch.setattr(onnx_model.OnnxModel, "run", wrong)
    encoder = SentenceEncoder(str(folder))
    [found] = encoder.embed_questions([QUESTION])
    assert found.vector @ encoder.embed([QUESTION])[0].vector > 0.9999
    assert "the exported model differs: cosine" in caplog.text


def test_a_cache_that_cannot_be_written_is_no_obstacle(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("BRIEFQA_CACHE", "/dev/null/cache")
    encoder = SentenceEncoder(str(folder))
    assert encoder.embed_questions([QUESTION])[0].vector.shape == (DIMENSIONS,)
    assert encoder.count_tokens([QUESTION]) == [8]
    assert "cannot write /dev/null/cache" in caplog.text
