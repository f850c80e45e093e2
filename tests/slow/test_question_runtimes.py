"""onnxruntime and torch embed a question so alike that its passages come in the same order."""

import json
from pathlib import Path

import numpy as np
import pytest

from index import FAST, Searcher, SentenceEncoder, update
from tests.support.paths import SHARED

QUESTIONS = SHARED / "questions/brief-dev.jsonl"
SHOWN_HITS = 5
SMALLEST_GAP = 2e-5
"""Between the scores of neighbours among these hits (5e-6 with the accurate model). The scores of a
hit by the two runtimes differ by 3e-7 at most, so no tie can be broken otherwise (2026-11-27)."""


def test_questions_rank_the_brief_the_same_by_onnxruntime_and_by_torch(
    brief: Path,
    model: SentenceEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if not QUESTIONS.is_file():
        pytest.skip(f"the questions on the real brief are not shipped; put them at {QUESTIONS}")
    lines = QUESTIONS.read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    update(tmp_path, [brief], load_encoder=lambda name: model)
    by_onnxruntime = Searcher(tmp_path, lambda name: model).search(questions, SHOWN_HITS)
    assert not caplog.records

    monkeypatch.setenv("BRIEFQA_CACHE", "/dev/null/cache")
    without_export = SentenceEncoder(FAST)
    by_torch = Searcher(tmp_path, lambda name: without_export).search(questions, SHOWN_HITS)
    assert "torch embeds questions too" in caplog.text

    assert len(questions) == 84
    for ours, theirs in zip(by_onnxruntime, by_torch, strict=True):
        assert [hit.passage for hit in ours] == [hit.passage for hit in theirs]
        scores = [[hit.score for hit in hits] for hits in (ours, theirs)]
        np.testing.assert_allclose(*scores, atol=SMALLEST_GAP / 2)
