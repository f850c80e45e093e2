"""The files of a run: summary, table, TREC files."""

import csv
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import ir_measures
import numpy as np
import pytest

from app.errors import BadBaseline
from app.evaluation.run_folder import FILES, make_folder, read_baseline, write_run
from app.evaluation.summary import summary
from ingest import UsageError
from tests.support.study import DOCUMENTS, QUESTIONS, Study


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


def test_documents_and_ids_with_odd_names_are_one_word_in_the_trec_files(study: Study) -> None:
    (study.folder / "docs/a b ü.md").write_text("Zebras graze.")
    study.write()
    study.ask([{"id": "ö = 1", "question": "zebras", "quotes": ["Zebras graze."]}])
    run = study.run("run")
    assert (run / "run.trec").read_text().split()[:3] == [
        "%C3%B6%20%3D%201", "Q0", "a%20b%20%C3%BC.md:0-13",
    ]  # fmt: skip
    assert (run / "qrels.trec").read_text() == "%C3%B6%20%3D%201 0 a%20b%20%C3%BC.md:0-13 1\n"
    assert list(json.loads((run / "summary.json").read_text())["outcomes"]) == ["ö = 1"]


def rows_of(run: Path) -> list[dict[str, str]]:
    with (run / "questions.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_passage_is_no_formula_in_the_table(study: Study) -> None:
    study.write(formula='=HYPERLINK("http://example.org") zebra.')
    study.ask([{"id": "-1", "question": "hyperlink zebra", "rank": "=1", "=x": " @y"}])
    [row] = rows_of(study.run("run"))
    assert (row["id"], row["rank"], row["given_rank"], row["'=x"]) == ("'-1", "", "'=1", "' @y")
    assert row["hit_1"].startswith("'=HYPERLINK(")


def test_the_table_has_a_row_per_question_and_keeps_unknown_fields(study: Study) -> None:
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


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: [],
        lambda data: "[" * 100_000,
        lambda data: data | {"documents": 3},
        lambda data: data | {"k": None},
        lambda data: data | {"outcomes": {"a b": {"rank": 1, "measures": {"R@2": "x"}}}},
        lambda data: data | {"outcomes": {"a b": {"rank": 1, "measures": {"R@2": float("nan")}}}},
        lambda data: data | {"outcomes": {"a b": {"rank": 1, "measures": {}}}},
    ],
)
def test_a_damaged_run_is_rejected(study: Study, damage: Callable[[dict], object]) -> None:
    path = study.run("run") / "summary.json"
    damaged = damage(json.loads(path.read_text()))
    path.write_text(damaged if isinstance(damaged, str) else json.dumps(damaged))
    with pytest.raises(
        BadBaseline, match=r"summary\.json in .* is damaged, or from another version"
    ):
        read_baseline(path.parent)


def test_a_folder_without_a_run_is_rejected(study: Study) -> None:
    for folder in (study.folder / "docs", study.folder / "nowhere", study.folder / "q.jsonl"):
        with pytest.raises(BadBaseline, match=r"no run in .*: there is no summary\.json"):
            read_baseline(folder)


def test_a_run_may_be_named_by_one_of_its_files(study: Study) -> None:
    folder = study.run("run")
    for name in ("summary.json", "report.html"):
        assert read_baseline(folder / name) == read_baseline(folder)


def test_a_run_is_not_written_among_other_files(study: Study) -> None:
    make_folder(study.folder / "new/deep", study.folder / "q.jsonl")
    make_folder(study.run("run"), study.folder / "q.jsonl")  # over the earlier one
    (study.folder / "run/notes.txt").write_text("mine")
    make_folder(study.folder / "run", study.folder / "q.jsonl")
    for folder in (study.folder / "docs", study.folder):
        with pytest.raises(UsageError, match="contains other files: name a new folder"):
            make_folder(folder, study.folder / "q.jsonl")
    with pytest.raises(UsageError, match=r"cannot write the run to .*: "):
        make_folder(study.folder / "q.jsonl/run", study.folder / "q.jsonl")


def test_an_incompletely_written_run_is_not_read(
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
