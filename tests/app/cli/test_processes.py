"""Commands as processes of their own, with the real model: signals, streams, locales."""

import re
import subprocess
import sys
from pathlib import Path

from tests.support.paths import ROOT

QUESTION = "How much money goes to cyber diplomacy, and over which years?"


def test_a_terminal_that_lacks_characters_shows_question_marks(corpus: Path) -> None:
    command = [sys.executable, "-m", "app", "status", "--dropped", "--index", str(corpus)]
    environment = {"PYTHONIOENCODING": "ascii", "PATH": "", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    assert (run.returncode, run.stderr) == (0, "")
    assert re.search(r"^  \d+\?\d+  front matter: ", run.stdout, re.MULTILINE)


def test_a_closed_standard_input_is_an_error_in_one_line(corpus: Path) -> None:
    command = f"{sys.executable} -m app ask - --index {corpus} <&-"
    run = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "briefqa: no question on standard input\n"
