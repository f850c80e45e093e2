"""Comparisons with earlier runs, and runs that cannot be compared."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from app.errors import BadBaseline
from app.evaluation.comparison import Difference, compare
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
    first, *others = baseline.outcomes
    lost = [replace(first, rank=None), *others]
    changed = compare(study.evaluate(), replace(baseline, outcomes=lost))
    [better] = changed.better
    assert (better.outcome.question.id, better.before) == ("a b", None)
    assert changed.worse == ()


def test_runs_are_compared_over_the_questions_in_common(study: Study) -> None:
    earlier = read_baseline(study.run("run"))
    howitzers, tariffs, exports, _, *rest = QUESTIONS
    study.ask(
        [
            howitzers | {"id": "other", "question": " howitzers\nfire "},
            tariffs | {"quotes": ["Jets climb.", "Tariffs hurt."], "kind": "who"},
            exports | {"quotes": ["Tariffs hurt."]},
            *rest,
            {"question": "navy", "quotes": ["Submarines dive."]},
            {"question": "army", "quotes": ["Howitzers fire."]},
        ]
    )
    compared = compare(study.evaluate(), earlier)
    assert compared.scope == (
        "2 answerable questions in common; "
        "2 only in this run, 1 only in the earlier one, 1 with different gold"
    )
    assert {means.before for means in compared.differences.values()} != {1.0}
    assert compared.differences["Success@1"] == Difference(1.0, 1.0, 1.0)
    assert (compared.better, compared.worse) == ((), ())


def test_a_question_whose_gold_was_added_or_removed_is_not_in_common(study: Study) -> None:
    earlier = read_baseline(study.run("run"))
    howitzers, *others, submarines, jets = QUESTIONS
    study.ask([{"question": howitzers["question"]}, *others, submarines,
               jets | {"quotes": ["Jets climb."]}])  # fmt: skip
    compared = compare(study.evaluate(), earlier)
    assert compared.scope == "3 answerable questions in common; 2 with different gold"


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
            lambda study: study.ask([QUESTIONS[0] | {"quotes": ["Jets climb."]}, *QUESTIONS[4:]]),
            2,
            "no answerable question, with the same gold, is in both runs",
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
