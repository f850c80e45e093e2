"""Evaluations of a small library with the fake encoder: outcomes, runs, comparisons."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import ir_measures
import numpy as np
import pytest

from app.errors import BadBaseline, BadQuestions
from app.evaluation.comparison import compare
from app.evaluation.run_folder import FILES, make_folder, read_baseline, summary, write_run
from index import Embedding, Hit, Searcher, update
from ingest import BriefQAError, UsageError
from tests.support.encoder import FakeEncoder
from tests.support.study import DOCUMENTS, QUESTIONS, Study


def test_outcomes_tell_what_was_found_and_what_was_missed(study: Study) -> None:
    done = study.evaluate()
    ranks = {each.question.question: each.rank for each in done.outcomes}
    assert ranks["howitzers fire"] == ranks["tariffs"] == ranks["exports rise"] == 1
    assert ranks["climb jets"] is ranks["submarines"] is ranks["jets climb"] is None
    assert len(done.answerable) == 4
    assert [each.question.question for each in done.unanswerable] == ["submarines"]
    assert [bool(each.measures) for each in done.outcomes] == [True] * 4 + [False] * 2
    assert done.separation is not None
    assert {name: each.questions for name, each in done.by_kind.items()} == {"what": 2, "who": 2}
    assert done.by_kind["who"].means["Success@1"] == 0.5
    assert {name: each.questions for name, each in done.by_document.items()} == {
        "navy.md": 1,
        "trade.md": 3,
    }


def test_everything_wrong_is_reported_together_in_order_before_anything_is_asked(
    study: Study,
) -> None:
    study.ask(
        [
            {"question": "?!", "id": "x"},
            {"question": "fine"},
            {"question": "a", "id": "x", "quotes": ["Submarines dive."]},
            {"question": "b", "quotes": ["Tanks roll.", "Carts creak."]},
            {"question": 3},
            {"question": "c", "doc": "nowhere", "quotes": []},
            {"question": "word " * 300},
        ]
    )
    with pytest.raises(BadQuestions) as raised:
        study.evaluate()
    first, *problems = str(raised.value).split("\n  ")
    assert first == f"{study.folder}/q.jsonl cannot be asked:"
    assert problems == [
        "line 1: the question is empty: there is no word in it",
        "line 3: its id 'x' is that of line 1",
        "line 4: not in the documents: “Carts creak.”",
        "line 4: not in the documents: “Tanks roll.”",
        "line 5: no question in it: the field 'question' must hold its text",
        "line 6: no documents are called 'nowhere'",
        "line 7: the question is too long: 302 tokens, and the model reads 256",
    ]


def test_why_a_question_was_missed(study: Study) -> None:
    study.write(page="Skip to main content\n\n# A\n\nIt is late.")
    study.ask(
        [
            {"question": "howitzers fire", "quotes": ["Tariffs hurt."], "doc": "trade"},
            {"question": "howitzers fire", "quotes": ["Jets climb."]},
            {"question": "howitzers fire", "quotes": ["Skip to main content"]},
        ]
    )
    done = study.evaluate(k=1)
    ranks = [
        each.why_missed.removeprefix("a relevant passage is at rank ") for each in done.outcomes
    ]
    assert 2 <= int(ranks[0]) <= 8
    assert 2 <= int(ranks[1]) <= 8
    assert ranks[2] == "the gold is in no passage: left out as navigation"
    assert all(each.measures["R@1"] == 0 for each in done.outcomes)


def test_a_question_without_hits_scores_0_and_is_counted(study: Study) -> None:
    study.ask([QUESTIONS[0], {"question": 'the "zebra" climbs', "quotes": ["Jets climb."]}])
    done = study.evaluate()
    assert done.outcomes[1].hits == ()
    assert set(done.outcomes[1].measures.values()) == {0}
    assert done.means["Success@1"].mean == 0.5
    assert done.outcomes[1].why_missed == "no relevant passage is among the first 100"


def interrupted(search: Callable[..., list[list[Hit]]], after: int) -> Callable[..., object]:
    calls = []

    def searching(*arguments: object, **options: object) -> list[list[Hit]]:
        if len(calls) == after:
            raise KeyboardInterrupt
        calls.append(arguments)
        return search(*arguments, **options)

    return searching


def test_an_interrupted_run_has_the_questions_finished_by_then(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.evaluation.run.ASKED_AT_ONCE", 2)
    searcher = study.searcher()
    monkeypatch.setattr(searcher, "search", interrupted(searcher.search, 1))
    done = study.evaluate(searcher=searcher)
    assert done.interrupted
    assert [each.question.id for each in done.outcomes] == ["a b", "line-2"]
    assert done.means["Success@1"].mean == 1
    (study.folder / "run").mkdir()
    write_run(done, None, study.folder / "run")
    with pytest.raises(BadBaseline, match="it was interrupted"):
        read_baseline(study.folder / "run").check(done.task, 2)
    monkeypatch.setattr(searcher, "search", interrupted(study.searcher().search, 0))
    nothing = study.evaluate(searcher=searcher)
    assert (nothing.interrupted, nothing.outcomes, nothing.means) == (True, (), {})


def test_an_index_that_changes_meanwhile_is_noticed(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = study.searcher()
    search = searcher.search

    def changing(*arguments: object, **options: object) -> list[list[Hit]]:
        study.write(navy="# Navy\n\nSubmarines dive.\n\nHowitzers fire. Jets climb.")
        return search(*arguments, **options)

    monkeypatch.setattr(searcher, "search", changing)
    with pytest.raises(BriefQAError, match="index was changed"):
        study.evaluate(searcher=searcher)


def test_other_tools_compute_the_same_measures_from_the_trec_files(study: Study) -> None:
    study.ask([*QUESTIONS, {"question": "exports", "quotes": ["Exports rise."]}])
    folder = study.run("run", k=10)
    names = ["Success@1", "R@5", "R@10", "RR@10", "nDCG@10"]
    found = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(name) for name in names],
        list(ir_measures.read_trec_qrels(str(folder / "qrels.trec"))),
        list(ir_measures.read_trec_run(str(folder / "run.trec"))),
    )
    stated = json.loads((folder / "summary.json").read_text())["measures"]
    assert {str(name): value for name, value in found.items()} == pytest.approx(
        {name: stated[name]["mean"] for name in names}
    )
    assert 0 < stated["R@5"]["mean"] <= 1


def test_hits_of_the_same_score_keep_their_order_in_the_trec_file(study: Study) -> None:
    study.ask([{"question": "exports rise", "quotes": ["Exports rise."]}])
    study.write(twin=DOCUMENTS["trade"], triplet=DOCUMENTS["trade"])
    lines = [line.split() for line in (study.run("run", 6) / "run.trec").read_text().splitlines()]
    scores = [np.float32(line[4]) for line in lines]
    assert [line[3] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert all(one > other for one, other in pairwise(scores))


def rows_of(run: Path) -> list[dict[str, str]]:
    with (run / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_passage_is_no_formula_in_the_table(study: Study) -> None:
    study.write(formula='=HYPERLINK("http://example.org") zebra.')
    study.ask([{"id": "-1", "question": "hyperlink zebra", "rank": "=1", "=x": " @y"}])
    [row] = rows_of(study.run("run"))
    assert (row["id"], row["rank"], row["given_rank"], row["'=x"]) == ("'-1", "", "'=1", "' @y")
    assert row["hit_1"].startswith("'=HYPERLINK(")


def test_the_table_has_a_row_a_question_and_keeps_unknown_fields(study: Study) -> None:
    rows = rows_of(study.run("run"))
    assert [row["id"] for row in rows] == ["a b", "line-2", "line-3", "line-4", "line-5", "line-6"]
    assert [row["answerable"] for row in rows] == ["True"] * 4 + ["False", ""]
    assert [row["rank"] for row in rows] == ["1", "1", "1", "", "", ""]
    assert rows[0]["hit_1"].endswith("Howitzers fire.")
    assert rows[0]["citation_1"].endswith("of navy.md")
    assert (rows[0]["Success@1"], rows[5]["Success@1"]) == ("1.0", "")
    assert json.loads(rows[3]["note"]) == {"by": "me"}
    assert rows[3]["why_missed"].startswith("a relevant passage is at rank ")
    assert json.loads(rows[1]["quotes"]) == ["Tariffs hurt.", "Jets climb."]


def test_a_run_compared_with_itself_has_no_difference(study: Study) -> None:
    done = study.evaluate()
    same = compare(done, read_baseline(study.run("run")))
    assert {(each.difference, each.p) for each in same.differences.values()} == {(0, 1)}
    assert list(same.differences) == list(done.means)
    assert (same.won, same.lost) == ((), ())


def test_a_comparison_survives_another_chunking_and_names_what_was_lost(study: Study) -> None:
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
    assert [(each.outcome.question.id, each.before) for each in changed.lost] == [("line-2", 1)]
    assert changed.differences["Success@1"].difference == -0.25
    assert changed.differences["Success@1"].p == 1  # one question of four


@pytest.mark.parametrize(
    ("change", "k", "reason"),
    [
        (lambda study: None, 3, "it has 2 hits a question, this one 3: give -k 2"),
        (lambda study: study.write(more="New."), 2, "of other documents: only here: more.md"),
        (
            lambda study: study.write(navy=DOCUMENTS["navy"] + "\n"),
            2,
            "of other documents: changed: navy.md",
        ),
        (lambda study: study.ask(QUESTIONS[:-1]), 2, "of other questions: only there: line-6"),
        (
            lambda study: study.ask([*QUESTIONS[:-1], {"question": "jets"}]),
            2,
            "the same ids, but other words or other gold",
        ),
        (
            lambda study: study.ask([*QUESTIONS[:-1], QUESTIONS[-1] | {"quotes": []}]),
            2,
            "the same ids, but other words or other gold",
        ),
    ],
)
def test_a_run_of_something_else_is_refused(
    study: Study, change: Callable[[Study], None], k: int, reason: str
) -> None:
    baseline = read_baseline(study.run("run"))
    change(study)
    with pytest.raises(BadBaseline, match=reason):
        baseline.check(study.evaluate(k).task, k)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: [],
        lambda data: "[" * 100_000,
        lambda data: data | {"documents": 3},
        lambda data: data | {"k": None},
        lambda data: data | {"outcomes": {"a b": {"rank": 1, "measures": {"R@2": "x"}}}},
        lambda data: data | {"outcomes": {"a b": {"rank": 1, "measures": {"R@2": float("nan")}}}},
        lambda data: {key: data[key] for key in data if key != "questions"},
    ],
)
def test_a_damaged_run_is_refused(study: Study, damage: Callable[[dict], object]) -> None:
    path = study.run("run") / "summary.json"
    damaged = damage(json.loads(path.read_text()))
    path.write_text(damaged if isinstance(damaged, str) else json.dumps(damaged))
    with pytest.raises(BadBaseline, match=r"summary\.json in .* is not that of a run"):
        read_baseline(path.parent)


def test_a_run_with_other_measures_is_refused(study: Study) -> None:
    path = study.run("run") / "summary.json"
    data = json.loads(path.read_text())
    del data["outcomes"]["a b"]["measures"]["R@2"]
    path.write_text(json.dumps(data))
    with pytest.raises(BadBaseline, match="it has other measures"):
        read_baseline(path.parent).check(study.evaluate().task, 2)


def test_a_folder_without_a_run_is_refused(study: Study) -> None:
    for folder in (study.folder / "docs", study.folder / "nowhere", study.folder / "q.jsonl"):
        with pytest.raises(BadBaseline, match=r"no run in .*: there is no summary\.json"):
            read_baseline(folder)


def test_a_run_is_not_written_among_other_files(study: Study) -> None:
    make_folder(study.folder / "new/deep", study.folder / "q.jsonl")
    make_folder(study.run("run"), study.folder / "q.jsonl")  # over the earlier one
    (study.folder / "run/notes.txt").write_text("mine")
    make_folder(study.folder / "run", study.folder / "q.jsonl")
    for folder in (study.folder / "docs", study.folder):
        with pytest.raises(UsageError, match="holds other files: name a new folder"):
            make_folder(folder, study.folder / "q.jsonl")
    with pytest.raises(UsageError, match=r"cannot write the run to .*: "):
        make_folder(study.folder / "q.jsonl/run", study.folder / "q.jsonl")


def test_a_run_that_is_not_written_to_the_end_is_no_run(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, done = study.run("run"), study.evaluate()
    replaced = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if target.name == "questions.csv":
            raise OSError("the disk is full")
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="disk is full"):
        write_run(done, None, folder)
    with pytest.raises(BadBaseline, match="no run in"):
        read_baseline(folder)
    monkeypatch.undo()
    make_folder(folder, study.folder / "q.jsonl")
    write_run(done, None, folder)
    assert {file.name for file in folder.iterdir()} == set(FILES)


def test_a_way_is_judged_by_what_is_found_first_and_most(study: Study) -> None:
    study.write(twice="# A\n\nZebras graze.\n\n# B\n\nLions hunt. Zebras graze.")
    rows = [
        # Both quotes stand in B, the first in A too.
        {"question": "lions hunt zebras graze", "quotes": ["Zebras graze.", "Lions hunt."]},
        # The first way is found by half, the alternative whole, at the same rank.
        {
            "question": "lions hunt",
            "quotes": ["Lions hunt.", "Jets climb."],
            "alternatives": ["Lions hunt."],
        },
        # A quote that stands in a thousand places, beside one that does not.
        {"question": "lions hunt", "quotes": ["e", "Lions hunt."], "alternatives": ["Exports"]},
    ]
    study.ask(rows)
    done = study.evaluate(1)
    assert [each.measures["R@1"] for each in done.outcomes] == [1, 1, 1]
    assert [len(each.gold) for each in done.outcomes] == [2, 1, 2]


def test_documents_and_ids_with_odd_names_are_one_word_in_the_trec_files(study: Study) -> None:
    (study.folder / "docs/a b ü.md").write_text("Zebras graze.")
    study.write()
    study.ask([{"id": "ö = 1", "question": "zebras", "quotes": ["Zebras graze."]}])
    run = study.run("run")
    assert (run / "run.trec").read_text().split()[:3] == [
        "%C3%B6%20%3D%201", "Q0", "a%20b%20%C3%BC.md:0-13",
    ]  # fmt: skip
    assert (run / "qrels.trec").read_text() == "%C3%B6%20%3D%201 0 a%20b%20%C3%BC.md:0-13 1\n"
    assert list(read_baseline(run).ids) == ["ö = 1"]


def test_questions_that_were_won_are_told_too(study: Study) -> None:
    baseline = read_baseline(study.run("run"))
    lost = {**baseline.ranks, "a b": None}
    changed = compare(study.evaluate(), replace(baseline, ranks=lost))
    assert [(each.outcome.question.id, each.before) for each in changed.won] == [("a b", None)]
    assert changed.lost == ()


def test_only_right_first_hits_count_as_kept(study: Study) -> None:
    threshold = study.evaluate().separation.curve[-1]  # above the score of "tariffs", at rank 1
    assert threshold[1:] == (2 / 3, 1)  # the miss scores above it too


def test_the_summary_is_json_with_all_figures(study: Study) -> None:
    done = study.evaluate()
    figures = json.loads(json.dumps(summary(done)))
    assert figures["questions"]["asked"] == 6
    assert figures["questions"]["answerable"] == 4
    assert figures["passages"] == 6
    assert figures["measures"]["Success@1"]["mean"] == 0.75
    assert figures["recall"]["R@2"] == done.recall[1]
    assert figures["separation"]["curve"][0]["refused"] == 0
    assert sorted(figures["documents"]) == ["navy.md", "trade.md"]
