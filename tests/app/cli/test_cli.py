"""What holds for all commands: help, errors, exit statuses."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.cli import briefqa
from tests.support.paths import ROOT

BRIEF_QUESTIONS = ROOT / "corpus/questions/brief.jsonl"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["ask", "Why?", "--index", "{empty}"], 1, "Create one with briefqa index PATH --index"),
        (["status", "--index", "{empty}"], 1, "Create one with briefqa index PATH --index"),
        (["ask", " ", "--index", "{corpus}"], 2, "the question is empty"),
        (["ask", "caf\udce9", "--index", "{corpus}"], 2, "not valid Unicode"),
        (["ask", "Why?", "-k", "0", "--index", "{corpus}"], 2, "must be at least 1, not 0"),
        (["eval", "{empty}/a.csv", "--index", "{corpus}"], 1, ": {empty}/a.csv: No such file"),
        (["eval", "{empty}", "--index", "{corpus}"], 1, "briefqa: {empty}: Is a directory"),
        (["eval", "{questions}", "--index", "{empty}"], 1, "Create one with briefqa index PATH"),
        (["eval", "{questions}", "-k", "0", "--index", "{corpus}"], 2, "from 1 to 1000, not 0"),
        (["eval", "{questions}", "--baseline", "{empty}", "--index", "{corpus}"], 1, "no run in"),
        (["eval", "{questions}", "--out", "{questions}", "--index", "{corpus}"], 2, "cannot write"),
        (["eval", "{questions}", "--out", "a", "--baseline", "./a"], 2, "name another folder"),
        (["index", "{empty}/nowhere"], 2, "nowhere: no such file or folder"),
        (["index", ""], 2, "a path is empty. Name a file or a folder, '.' for the current one"),
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


@pytest.mark.parametrize(
    "arguments", [["index", "--max-size", "0"], ["serve", "--port", "70000"], ["ask"], ["nothing"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    run = briefqa(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr


@pytest.mark.parametrize(
    "command", [[], ["index"], ["ask"], ["eval"], ["status"], ["serve"], ["watch"], ["doctor"]]
)
def test_help_has_examples(command: list[str]) -> None:
    run = briefqa(*command, "--help")
    assert run.returncode == 0
    assert f"  briefqa {' '.join(command)}" in run.stdout.split("Examples:")[1]


def test_the_version_is_printed() -> None:
    assert briefqa("--version").stdout == f"briefqa {version('briefqa')}\n"


def test_help_loads_no_heavy_library() -> None:
    script = (
        "import sys; sys.argv = ['briefqa', '--help']\n"
        "from app.cli import main\n"
        "try: main()\n"
        "finally: print({'torch', 'faiss', 'gradio', 'transformers'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.endswith("set()\n")
