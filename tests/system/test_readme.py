"""The README's commands and examples do what it shows."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from app.cli import main
from index.encoders.cache import CACHE_VARIABLE, cache_folder
from tests.support.paths import DIGEST, ROOT

README = (ROOT / "README.md").read_text("utf-8")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
ANSWERABLE = 71
TWO_QUESTIONS = 2 / ANSWERABLE
"""A processor may rank so many otherwise than another one: they round numbers differently."""
CHECK_CITATION, USE_LIBRARY, USE_API = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home folder that is the current one, with the corpus and a folder `briefs`."""
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    (tmp_path / "briefs").mkdir()
    shutil.copy(DIGEST, tmp_path / "briefs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CACHE_VARIABLE, str(cache_folder()))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def transcripts() -> Iterator[tuple[str, str]]:
    """Yield each command of the console blocks with the output shown for it, or ''."""
    blocks = "".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
    yield from re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", blocks, re.MULTILINE)


def figures(lines: Iterable[str]) -> list[float]:
    """Return the figures of a table, and other ones as shares of the questions."""
    found = (float(figure) for line in lines for figure in FIGURE.findall(line))
    return [figure / ANSWERABLE if figure > 1 else figure for figure in found]


def without_figures(lines: Iterable[str]) -> list[str]:
    return [FIGURE.sub("0", line).rstrip() for line in lines]


def run_here(command: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run `briefqa …` in this process; return the lines of stdout and stderr together."""
    arguments = [os.path.expanduser(word) for word in shlex.split(command)]
    monkeypatch.setattr(sys, "argv", arguments)
    output = StringIO()
    with redirect_stdout(output), redirect_stderr(output), pytest.raises(SystemExit) as exited:
        main()
    assert not exited.value.code, output.getvalue()
    return output.getvalue().splitlines()


def run_in_shell(command: str) -> list[str]:
    """Run a pipeline in a shell, with `briefqa` started by its launcher; return its lines."""
    script = f'briefqa() {{ "{sys.executable}" -m briefqa "$@"; }}\n{command}'
    run = subprocess.run(
        ["bash", "-ec", script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert run.returncode == 0, run.stdout
    return run.stdout.splitlines()


@pytest.mark.usefixtures("home")
def test_the_transcripts_are_what_the_commands_print(monkeypatch: pytest.MonkeyPatch) -> None:
    for command, shown in transcripts():
        if "| head" in command:  # one real process, into a pipe that closes early
            lines = run_in_shell(command)
        else:
            first, *last = command.split(" | tail -")
            lines = run_here(first, monkeypatch)
            lines = lines[-int(last[0]) :] if last else lines
        if shown and command.startswith("briefqa eval"):
            assert without_figures(lines) == without_figures(shown.splitlines()), command
            assert figures(lines) == pytest.approx(figures(shown.splitlines()), abs=TWO_QUESTIONS)
        elif shown:
            assert "\n".join(lines).strip() == shown.strip(), command


def test_a_citation_is_checked_as_described(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(CHECK_CITATION, {})
    passage = " ".join(capsys.readouterr().out.split())
    assert passage.startswith("South Korean submarine")
    assert passage in " ".join(README.replace("**", "").split())


def test_the_library_example_runs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(USE_LIBRARY, {})
    assert [line[:9] for line in capsys.readouterr().out.splitlines()] == ["Julie Kim"] * 3


def test_the_client_example_runs(page_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(USE_API.replace("http://127.0.0.1:7860", page_address), {})
    printed = capsys.readouterr().out.splitlines()[-3:]  # after the line of the client
    assert [line[:9] for line in printed] == ["Julie Kim"] * 3


def test_the_curl_example_runs(page_address: str) -> None:
    [example] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    command = example.replace("http://127.0.0.1:7860", page_address.rstrip("/"))
    run = subprocess.run(["bash", "-ec", command], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("event: complete\ndata: [{")
    assert "\n# Who works with Hanwha Ocean?\n\n1\\." in run.stdout
    assert run.stdout.count("Gastops") >= 2


def test_every_named_make_target_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert set(re.findall(r"^    make (\w+)", named, re.MULTILINE)) <= targets


def test_every_linked_file_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "tests/bench/RESULTS.md"):
        text = (ROOT / name).read_text("utf-8")
        links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
        assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []
