"""briefqa eval: measures, comparison, answers, and Ctrl-C."""

import json
import os
import re
import signal
from pathlib import Path

import pytest

from index import Searcher
from tests.support.cli import briefqa
from tests.support.encoder import FakeEncoder
from tests.support.paths import ROOT
from tests.support.study import QUESTIONS, Study

QUESTION = "How much money goes to cyber diplomacy, and over which years?"
BRIEF_QUESTIONS = ROOT / "corpus/questions/brief.jsonl"


def test_a_questions_file_is_evaluated_and_the_run_written(corpus: Path, tmp_path: Path) -> None:
    run = briefqa("eval", BRIEF_QUESTIONS, "--index", corpus, "--out", tmp_path / "runs/1")
    assert run.returncode == 0
    assert run.stderr == "brief.jsonl: field not used: answer (84 questions)\n"
    first, _, correct = run.stdout.splitlines()[:3]
    assert first == "84 questions: 71 answerable, 13 unanswerable"
    assert re.fullmatch(r"Correct at rank 1: 6\d of 71\. In the top 10: 7\d of 71\.", correct)
    figures = json.loads((tmp_path / "runs/1/summary.json").read_text())
    mean = figures["measures"]["Success@1"]["mean"]
    assert mean >= 0.8
    assert re.search(rf"Success@1 +{mean:.3f} ", run.stdout)
    assert {file.name for file in (tmp_path / "runs/1").iterdir()} == {
        "summary.json", "questions.csv", "run.trec", "qrels.trec", "report.html",
    }  # fmt: skip
    compare = ("eval", BRIEF_QUESTIONS, "--index", corpus, "--baseline", tmp_path / "runs/1")
    compared = json.loads(briefqa(*compare, "--format", "json").stdout)["comparison"]
    differences = compared["measures"].values()
    assert {(measure["difference"], measure["p"]) for measure in differences} == {(0, 1)}
    assert (compared["won"], compared["lost"]) == ([], [])
    shown = briefqa(*compare).stdout
    assert f"Compared with {tmp_path / 'runs/1'} (" in shown
    assert "\non 71 answerable questions in common\n" in shown
    assert shown.endswith("better: 0 questions, worse: 0\n")


def test_questions_without_gold_are_answered(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(f'question\n"{QUESTION}"\nWho works with Hanwha Ocean?\n')
    answered = briefqa("eval", tmp_path / "q.csv", "-k", 2, "--index", corpus, "--format", "json")
    first, second = map(json.loads, answered.stdout.splitlines())
    assert first["question"] == QUESTION
    assert [len(answer["hits"]) for answer in (first, second)] == [2, 2]
    [(start, _)] = first["hits"][0]["highlights"]
    assert "$47.4 million" in first["hits"][0]["text"][start - first["hits"][0]["start"] :]
    text = briefqa("eval", tmp_path / "q.csv", "-k", 1, "--index", corpus).stdout
    assert text.startswith(f"{QUESTION}\n\n1. ")
    assert "$47.4 million" in text.replace("\n   ", " ")


def test_missed_and_worse_questions_are_listed(study: Study) -> None:
    arguments = ("eval", study.folder / "q.jsonl", "--index", study.folder / "index")
    out = study.folder / "run"
    run = briefqa(*arguments, "-k", 2, "--out", out, load_encoder=FakeEncoder)
    assert "Missed (no relevant passage in the top 2): 1\n  line-4  climb jets (" in run.stdout
    assert "With fewer than 30 questions the intervals are too narrow." in run.stdout
    figures = json.loads((out / "summary.json").read_text())
    figures["outcomes"]["line-4"]["rank"] = 1
    (out / "summary.json").write_text(json.dumps(figures))
    run = briefqa(*arguments, "-k", 2, "--baseline", out, load_encoder=FakeEncoder)
    assert run.stdout.endswith(
        "better: 0 questions, worse: 1\n  line-4  climb jets (rank 1, now none)\n"
    )


def test_bad_questions_stop_the_run_or_are_skipped(study: Study) -> None:
    study.ask([*QUESTIONS, {"question": "frigates", "quotes": ["Frigates sail."], "Qoutes": []}])
    arguments = ("eval", study.folder / "q.jsonl", "--index", study.folder / "index")
    stopped = briefqa(*arguments, load_encoder=FakeEncoder)
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert "1 of 7 questions cannot be used; --skip-bad leaves such" in stopped.stderr
    run = briefqa(*arguments, "--skip-bad", "--format", "json", load_encoder=FakeEncoder)
    assert run.returncode == 0
    figures = json.loads(run.stdout)["questions"]
    assert (figures["asked"], figures["skipped"][0]["place"]) == (6, "line 7")
    assert run.stderr.splitlines() == [
        "q.jsonl: field Qoutes is not used; did you mean quotes? (1 question)",
        "q.jsonl: field not used: note (1 question)",
        "q.jsonl: 1 bad question skipped",
        "  line 7: not in the documents: “Frigates sail.” (frigates)",
    ]


def test_a_run_that_cannot_be_written_is_printed_first(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("app.library.runs.write_run", full)
    arguments = ("eval", study.folder / "q.jsonl", "--index", study.folder / "index")
    run = briefqa(*arguments, "--out", study.folder / "run", load_encoder=FakeEncoder)
    assert run.returncode == 1
    assert run.stdout.startswith("6 questions: ")
    assert run.stderr.endswith("\nbriefqa: the disk is full\n")


def test_ctrl_c_leaves_the_questions_finished_so_far(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    study.ask([{"question": f"Who is number {n}?", "quotes": []} for n in range(2000)])
    search, calls = Searcher.search, []

    def interrupted(*given: object, **named: object) -> object:
        hits = search(*given, **named)
        calls.append(given)
        if len(calls) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return hits

    def interrupted_again(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)  # while the run is written

    monkeypatch.setattr(Searcher, "search", interrupted)
    monkeypatch.setattr("app.cli.evaluate.print_evaluation", interrupted_again)
    out = study.folder / "out"
    arguments = ("eval", study.folder / "q.jsonl", "--index", study.folder / "index")
    run = briefqa(*arguments, "--out", out, load_encoder=FakeEncoder)
    assert run.returncode == 130
    assert run.stderr == "interrupted: 64 of 2000 questions were asked\n"
    figures = json.loads((out / "summary.json").read_text())
    assert figures["interrupted"] is True
    assert figures["questions"]["asked"] == 64
    assert len((out / "questions.csv").read_text().splitlines()) > 64
    assert "Interrupted: 1936 of 2000" in (out / "report.html").read_text()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
