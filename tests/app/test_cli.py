"""The command line as a person runs it: real processes, the real model."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DIGEST, ROOT

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


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
    assert indexed.stdout == "1 new, 0 updated, 0 unchanged, 0 removed; 35 passages\n"
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


def test_skipped_files_are_listed_on_stderr_and_the_summary_is_on_stdout(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/empty.txt").write_text("")
    (tmp_path / "docs/good.txt").write_text("Submarines dive.")
    run = briefqa("index", tmp_path / "docs", "--index", tmp_path / "index")
    assert run.returncode == 0
    assert run.stderr == "skipped empty.txt: empty: no text in it\n"
    assert run.stdout == "1 new, 0 updated, 0 unchanged, 0 removed; 1 passages\n"


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
        (["index", "{empty}/nowhere"], 2, "nowhere: no such file or folder"),
        (["index", "{empty}", "--index", "{empty}/.index"], 2, "no document to index in {empty}"),
        (["index", "--model", "no/model", "--index", "{empty}"], 1, "hf download no/model"),
    ],
)
def test_a_mistake_is_one_clear_line_and_an_exit_status(
    arguments: list[str], status: int, message: str, corpus: Path, tmp_path: Path
) -> None:
    places = {"corpus": corpus, "empty": tmp_path}
    run = briefqa(*(argument.format(**places) for argument in arguments))
    assert run.returncode == status
    assert run.stdout == ""
    [line] = run.stderr.splitlines()
    assert line.startswith("briefqa: ")
    assert message.format(**places) in line


def test_an_index_of_another_model_names_the_command_that_rebuilds(
    corpus: Path, tmp_path: Path
) -> None:
    shutil.copytree(corpus, tmp_path / "index")
    with sqlite3.connect(tmp_path / "index/catalogue.sqlite") as connection:
        connection.execute("UPDATE settings SET fingerprint = 'other'")
    for command in (["ask", "Why?"], ["index"]):
        run = briefqa(*command, "--index", tmp_path / "index")
        assert run.returncode == 1
        assert "briefqa index --rebuild" in run.stderr
        assert len(run.stderr.splitlines()) == 1


def test_help_has_examples_and_loads_no_heavy_library() -> None:
    for command in ([], ["index"], ["ask"], ["status"], ["serve"]):
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
