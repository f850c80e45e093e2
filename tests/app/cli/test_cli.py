"""The command line as a person runs it: real processes, the real model."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index import DEFAULT_MODEL, update
from tests.support.encoder import FakeEncoder
from tests.support.files import WORDS, lines, pdf
from tests.support.paths import DIGEST, ROOT

QUESTION = "How much money goes to cyber diplomacy, and over which years?"
BRIEF_QUESTIONS = ROOT / "corpus/questions/brief.jsonl"


def briefqa(*arguments: object, stdin: str = "", cwd: Path = ROOT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_the_real_brief_answers_with_a_span_of_the_file(brief: Path, tmp_path: Path) -> None:
    indexed = briefqa("index", brief, "--index", tmp_path)
    assert indexed.stdout == "1 new, 0 changed, 0 removed, 0 unchanged; 27 passages\n"
    asked = briefqa("ask", QUESTION, "--index", tmp_path, "--format", "json")
    answer = json.loads(asked.stdout)
    first = answer["hits"][0]
    assert answer["question"] == QUESTION
    assert "$47.4 million" in first["text"]
    text = brief.read_bytes().decode()
    assert text[first["start"] : first["end"]] == first["text"]
    [(start, end)] = first["highlights"]
    assert "$47.4 million over five years (2022-2027)" in text[start:end]
    assert first["citation"].startswith(
        "Julie Kim, “The Future of Canada-ROK Defence Cooperation”, April 2025, "
        "section “Enhancing Cybersecurity Cooperation against North Korea”, paragraph 3, "
    )


def test_a_question_from_stdin_is_answered_in_plain_text(corpus: Path) -> None:
    asked = briefqa("ask", "-", "-k", 2, "--index", corpus, stdin=QUESTION + "\n")
    assert asked.returncode == 0
    assert asked.stderr == ""
    lines = asked.stdout.splitlines()
    assert [line[:2] for line in lines if line and not line.startswith(" ")] == ["1.", "2."]
    assert "$47.4 million" in asked.stdout.replace("\n   ", " ").split("**")[1]
    assert "— Julie Kim, “The Future of Canada-ROK Defence Cooperation (digest)”" in asked.stdout
    assert "\x1b" not in asked.stdout


def test_an_answer_is_explained_on_demand(corpus: Path) -> None:
    asked = ["ask", "Who pays against hackers?", "-k", 1, "--index", corpus]
    words = " ".join(briefqa(*asked, "--explain").stdout.split())
    assert "hackers → cyber 0." in words
    assert re.search(r"parts: passage 0\.\d+, best sentences 0\.\d+, BM25 \d+\.\d; cosine", words)
    assert "words:" not in briefqa(*asked).stdout
    [hit] = json.loads(briefqa(*asked, "--explain", "--format", "json").stdout)["hits"]
    assert {each["word"] for each in hit["alignments"]} == {"Who", "pays", "against", "hackers"}


def test_skipped_files_are_listed_on_stderr_and_the_summary_is_on_stdout(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/empty.txt").write_text("")
    (tmp_path / "docs/good.txt").write_text("Submarines dive.")
    run = briefqa("index", tmp_path / "docs", "--index", tmp_path / "index")
    assert run.returncode == 0
    todo, skipped = run.stderr.splitlines()
    assert todo == "to do: 2 new, 0 changed, 0 removed, 0 unchanged"
    assert skipped == "skipped empty.txt: empty: no text in it"
    assert run.stdout == "1 new, 0 changed, 0 removed, 0 unchanged; 1 passages\n"


def test_strict_fails_where_a_file_was_skipped_and_the_others_are_indexed(tmp_path: Path) -> None:
    shutil.copy(DIGEST, tmp_path / "digest.md")
    (tmp_path / "large.md").write_text("word " * 250_000)
    limited = ("index", tmp_path, "--index", tmp_path / ".index", "--max-size", 1)
    assert briefqa(*limited).returncode == 0
    indexed = briefqa(*limited, "--strict")
    assert indexed.returncode == 1
    todo, skipped = indexed.stderr.splitlines()
    assert todo == "to do: 0 new, 0 changed, 0 removed, 1 unchanged, 1 to try again"
    assert skipped == "skipped large.md: over 1 MB: see --max-size"
    assert indexed.stdout.startswith("0 new, 0 changed, 0 removed, 1 unchanged")
    assert briefqa("ask", QUESTION, "--index", tmp_path / ".index").returncode == 0


def test_status_tells_pages_without_text(tmp_path: Path) -> None:
    (tmp_path / "scans.pdf").write_bytes(pdf(lines([WORDS]), [], []))
    assert briefqa("index", tmp_path, "--index", tmp_path / ".index").returncode == 0
    shown = briefqa("status", "--index", tmp_path / ".index").stdout
    assert "scans.pdf: 1 passages; \n  2 of 3 pages: no text layer\n" in shown


def test_status_lists_the_documents_and_what_was_dropped(corpus: Path) -> None:
    run = briefqa("status", "--dropped", "--index", corpus)
    assert "documents: 1, passages: " in run.stdout
    assert f"{DIGEST.name}: " in run.stdout
    assert (
        "Julie Kim, The Future of Canada-ROK Defence Cooperation (digest), April 2025" in run.stdout
    )
    assert "front matter: --- title: The Future" in run.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["ask", "Why?", "--index", "{empty}"], 1, "make one with briefqa index PATH --index"),
        (["status", "--index", "{empty}"], 1, "make one with briefqa index PATH --index"),
        (["ask", " ", "--index", "{corpus}"], 2, "the question is empty"),
        (["ask", "caf\udce9", "--index", "{corpus}"], 2, "not valid Unicode"),
        (["ask", "Why?", "-k", "0", "--index", "{corpus}"], 2, "must be at least 1, not 0"),
        (["eval", "{empty}/none.jsonl", "--index", "{corpus}"], 1, "none.jsonl"),
        (["eval", "{questions}", "--index", "{empty}"], 1, "make one with briefqa index PATH"),
        (["eval", "{questions}", "-k", "0", "--index", "{corpus}"], 2, "from 1 to 1000, not 0"),
        (["eval", "{questions}", "--baseline", "{empty}", "--index", "{corpus}"], 1, "no run in"),
        (["eval", "{questions}", "--out", "{questions}", "--index", "{corpus}"], 2, "cannot write"),
        (["eval", "{questions}", "--out", "a", "--baseline", "./a"], 2, "name another folder"),
        (["index", "{empty}/nowhere"], 2, "nowhere: no such file or folder"),
        (["index", "{empty}", "--index", "{empty}/.index"], 2, "no document to index in {empty}"),
        (["index", "--model", "no/model", "--index", "{empty}"], 1, "hf download no/model"),
    ],
)
def test_a_mistake_is_one_clear_line_and_an_exit_status(
    arguments: list[str], status: int, message: str, corpus: Path, tmp_path: Path
) -> None:
    places = {"corpus": corpus, "empty": tmp_path, "questions": BRIEF_QUESTIONS}
    run = briefqa(*(argument.format(**places) for argument in arguments))
    assert run.returncode == status
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert line.startswith("briefqa: ")
    assert message.format(**places) in line


def test_an_index_of_another_model_names_the_command_that_rebuilds(tmp_path: Path) -> None:
    def other(name: str) -> FakeEncoder:
        return FakeEncoder(DEFAULT_MODEL)  # under the same name

    update(tmp_path / "index", [DIGEST], load_encoder=other)
    for command in (["ask", "Why?"], ["index"]):
        run = briefqa(*command, "--index", tmp_path / "index")
        assert run.returncode == 1
        assert "briefqa index --rebuild" in run.stderr
        assert len(run.stderr.splitlines()) == 1


def test_help_has_examples_and_loads_no_heavy_library() -> None:
    for command in ([], ["index"], ["ask"], ["eval"], ["status"], ["serve"], ["watch"], ["doctor"]):
        run = briefqa(*command, "--help")
        assert run.returncode == 0
        assert f"  briefqa {' '.join(command)}" in run.stdout.split("Examples:")[1]
    script = (
        "import sys; sys.argv = ['briefqa', '--help']\n"
        "from app.cli import main\n"
        "try: main()\n"
        "finally: print({'torch', 'faiss', 'gradio', 'transformers'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.endswith("set()\n")


def test_a_questions_file_is_evaluated_and_the_run_written(corpus: Path, tmp_path: Path) -> None:
    run = briefqa("eval", BRIEF_QUESTIONS, "--index", corpus, "--out", tmp_path / "runs/1")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("84 questions: 71 answerable, 13 unanswerable\n")
    figures = json.loads((tmp_path / "runs/1/summary.json").read_text())
    mean = figures["measures"]["Success@1"]["mean"]
    assert mean >= 0.8
    assert re.search(rf"Success@1 +{mean:.3f} ", run.stdout)
    assert {file.name for file in (tmp_path / "runs/1").iterdir()} == {
        "summary.json", "questions.csv", "run.trec", "qrels.trec", "report.html",
    }  # fmt: skip
    again = briefqa(
        "eval", BRIEF_QUESTIONS, "--index", corpus, "--baseline", tmp_path / "runs/1",
        "--format", "json",
    )  # fmt: skip
    compared = json.loads(again.stdout)["comparison"]
    assert {(each["difference"], each["p"]) for each in compared["measures"].values()} == {(0, 1)}
    assert (compared["won"], compared["lost"]) == ([], [])


def test_questions_without_gold_are_answered(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(f'question\n"{QUESTION}"\nWho works with Hanwha Ocean?\n')
    answered = briefqa("eval", tmp_path / "q.csv", "-k", 2, "--index", corpus, "--format", "json")
    first, second = map(json.loads, answered.stdout.splitlines())
    assert first["question"] == QUESTION
    assert [len(each["hits"]) for each in (first, second)] == [2, 2]
    [(start, _)] = first["hits"][0]["highlights"]
    assert "$47.4 million" in first["hits"][0]["text"][start - first["hits"][0]["start"] :]
    text = briefqa("eval", tmp_path / "q.csv", "-k", 1, "--index", corpus).stdout
    assert text.startswith(f"{QUESTION}\n\n1. ")
    assert "$47.4 million" in text.replace("\n   ", " ")


def test_ctrl_c_leaves_the_questions_finished_so_far(corpus: Path, tmp_path: Path) -> None:
    lines = (f'{{"question": "Who is number {n}?", "quotes": []}}' for n in range(2000))
    (tmp_path / "q.jsonl").write_text("\n".join(lines))
    (tmp_path / "out").mkdir()
    script = (
        "import os, signal, sys, app.cli, index.search as search\n"
        "found = search.Searcher.search\n"
        "def stopping(*a, **b):\n"
        "    hits = found(*a, **b)\n"
        "    stopping.calls += 1\n"
        "    if stopping.calls == 3: os.kill(os.getpid(), signal.SIGINT)\n"
        "    return hits\n"
        "stopping.calls = 0\n"
        "search.Searcher.search = stopping\n"
        "app.cli.main()"
    )
    arguments = ["eval", tmp_path / "q.jsonl", "--index", corpus, "--out", tmp_path / "out"]
    run = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert run.returncode == 130
    [line] = run.stderr.splitlines()
    assert line == "interrupted: 64 of 2000 questions were asked"
    figures = json.loads((tmp_path / "out/summary.json").read_text())
    assert figures["interrupted"] is True
    assert figures["questions"]["asked"] == 64
    assert len((tmp_path / "out/questions.csv").read_text().splitlines()) > 64
    assert "Interrupted: 1936 of 2000" in (tmp_path / "out/report.html").read_text()
