"""Comparisons with earlier runs, and runs that cannot be compared."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app.errors import BadBaseline
from app.evaluation.comparison import compare
from app.evaluation.run_folder import read_baseline
from index import Embedding, Searcher, update
from tests.support.encoder import FakeEncoder
from tests.support.study import DOCUMENTS, QUESTIONS, Study


def test_a_run_compared_with_itself_has_no_difference(study: Study) -> None:
    done = study.evaluate()
    same = compare(done, read_baseline(study.run("run")))
    assert {(means.difference, means.p) for means in same.differences.values()} == {(0, 1)}
    assert list(same.differences) == list(done.means)
    assert (same.better, same.worse) == ((), ())


def test_a_comparison_survives_re_chunking_and_names_the_worse_questions(study: Study) -> None:
    baseline = read_baseline(study.run("run"))
    update(
        study.folder / "index", [study.folder / "docs"],
        rebuild=True, passage_tokens=5, load_encoder=FakeEncoder,
    )  # fmt: skip

    class Distracted(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            return super().embed(
                ["howitzers fire" if text == "tariffs" else text for text in texts]
            )

    searcher = Searcher(study.folder / "index", Distracted)
    changed = compare(study.evaluate(searcher=searcher), baseline)
    [worse] = changed.worse
    assert (worse.outcome.question.id, worse.before) == ("line-2", 1)
    assert changed.differences["Success@1"].difference == -0.25
    assert changed.differences["Success@1"].p == 1  # one question of four


def test_better_questions_are_named(study: Study) -> None:
    baseline = read_baseline(study.run("run"))
    lost = {**baseline.ranks, "a b": None}
    changed = compare(study.evaluate(), replace(baseline, ranks=lost))
    [better] = changed.better
    assert (better.outcome.question.id, better.before) == ("a b", None)
    assert changed.worse == ()


@pytest.mark.parametrize(
    ("change", "k", "reason"),
    [
        (lambda study: None, 3, "it has 2 hits per question, this run 3: use -k 2"),
        (
            lambda study: study.write(more="New."),
            2,
            "documents are different: only in this run: more.md",
        ),
        (
            lambda study: study.write(navy=DOCUMENTS["navy"] + "\n"),
            2,
            "documents are different: changed: navy.md",
        ),
        (
            lambda study: study.ask(QUESTIONS[:-1]),
            2,
            "questions are different: only in the earlier run: line-6",
        ),
        (
            lambda study: study.ask([*QUESTIONS[:-1], {"question": "jets"}]),
            2,
            "the same ids, but different text or gold",
        ),
        (
            lambda study: study.ask([*QUESTIONS[:-1], QUESTIONS[-1] | {"quotes": []}]),
            2,
            "the same ids, but different text or gold",
        ),
    ],
)
def test_a_run_of_another_task_is_rejected(
    study: Study, change: Callable[[Study], None], k: int, reason: str
) -> None:
    baseline = read_baseline(study.run("run"))
    change(study)
    with pytest.raises(BadBaseline, match=reason):
        baseline.check(study.evaluate(k).task, k)


def test_a_run_with_other_measures_is_rejected(study: Study) -> None:
    path = study.run("run") / "summary.json"
    data = json.loads(path.read_text())
    del data["outcomes"]["a b"]["measures"]["R@2"]
    path.write_text(json.dumps(data))
    with pytest.raises(BadBaseline, match="its measures are different"):
        read_baseline(path.parent).check(study.evaluate().task, 2)
