"""The command line, called in this process and as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, chdir, redirect_stderr, redirect_stdout
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from app.cli import main
from index import Encoder, SentenceEncoder
from tests.support.paths import ROOT

load_model = cache(SentenceEncoder)
"""The real models, each loaded once for all tests."""


class Completed(NamedTuple):
    """The exit status of a command, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def briefqa(
    *arguments: object,
    stdin: str = "",
    cwd: Path = ROOT,
    load_encoder: Callable[[str], Encoder] = load_model,
) -> Completed:
    """Run a command in this process, with this encoder."""
    stdout, stderr = (TextIOWrapper(BytesIO(), "utf-8", newline="") for _ in range(2))
    argv = ["briefqa", *map(str, arguments)]
    status = 0
    with ExitStack() as stack:
        stack.enter_context(patch("app.library.library.SentenceEncoder", load_encoder))
        stack.enter_context(patch("sys.argv", argv))
        stack.enter_context(patch("sys.stdin", TextIOWrapper(BytesIO(stdin.encode()), "utf-8")))
        stack.enter_context(chdir(cwd))
        stack.enter_context(redirect_stdout(stdout))
        stack.enter_context(redirect_stderr(stderr))
        try:
            main()
        except SystemExit as exit:
            status = exit.code if isinstance(exit.code, int) else int(bool(exit.code))
    return Completed(status, _text(stdout), _text(stderr))


def _text(stream: TextIOWrapper) -> str:
    stream.flush()
    return stream.detach().getvalue().decode()


def briefqa_process(
    *arguments: object, stdin: str = "", cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
