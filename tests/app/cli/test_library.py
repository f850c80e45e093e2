"""The commands that keep a library, run as people run them."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from tests.app.cli.test_cli import briefqa
from tests.support.paths import DIGEST, ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the digest in documents, indexed in .briefqa."""
    (tmp_path / "documents").mkdir()
    shutil.copy(DIGEST, tmp_path / "documents/digest.md")
    run = briefqa("index", tmp_path / "documents", "--index", tmp_path / ".briefqa")
    assert run.returncode == 0
    return tmp_path


def test_a_dry_run_lists_what_would_be_done(folder: Path) -> None:
    (folder / "documents/note.md").write_text("A note on submarines.")
    (folder / "documents/digest.md").unlink()
    run = briefqa("index", "--dry-run", "--index", folder / ".briefqa")
    assert run.returncode == 0
    assert run.stdout.splitlines() == [
        "new: note.md",
        "removed: digest.md",
        "1 new, 0 changed, 1 removed, 0 unchanged",
    ]
    run = briefqa("status", "--index", folder / ".briefqa")
    assert run.stdout.startswith("documents: 1, passages: 33\n")


def test_a_strict_dry_run_fails_where_a_file_would_be_skipped(folder: Path) -> None:
    (folder / "documents/film.mp4").write_bytes(b"")
    run = briefqa("index", "--dry-run", "--strict", "--index", folder / ".briefqa")
    assert run.returncode == 1
    assert run.stderr.startswith("skipped film.mp4: no reader for .mp4")


def test_the_status_lists_what_was_not_indexed_and_what_is_newer(folder: Path) -> None:
    (folder / "documents/empty.md").write_text("")
    index = ("--index", folder / ".briefqa")
    assert briefqa("index", *index).returncode == 0
    (folder / "documents/new.md").write_text("New.")
    run = briefqa("status", *index)
    assert "not indexed: empty.md: empty: no text in it\n" in run.stdout
    assert run.stderr.startswith("The sources have changed since they were indexed: 1 new.")
    (folder / "documents").rename(folder / "elsewhere")
    missing = f"{folder / 'documents'}: no such file or folder"
    run = briefqa("ask", "Who?", "-k", 1, *index)
    assert run.stderr == f"The sources cannot be compared: {missing}.\n"
    run = briefqa("doctor", *index)
    assert run.stdout.splitlines()[-1] == f"NOT WELL: sources: {missing}"


def test_an_answer_says_that_its_file_has_changed(folder: Path) -> None:
    ask = ("ask", "Who works with Hanwha Ocean?", "-k", 1, "--index", folder / ".briefqa")
    run = briefqa(*ask)
    assert run.stderr == ""
    assert "The file has changed" not in run.stdout
    with (folder / "documents/digest.md").open("a") as file:
        file.write("\nOne more line.\n")
    (folder / "documents/note.md").write_text("A note.")
    run = briefqa(*ask)
    assert "This file was changed or deleted after it was indexed." in " ".join(run.stdout.split())
    assert run.stderr == (
        "The sources have changed since they were indexed: 1 new, 1 changed. "
        f"Index them with: briefqa index --index {folder / '.briefqa'}\n"
    )
    run = briefqa(*ask, "--format", "json")
    assert '"stale": true' in run.stdout


def test_the_doctor_mends_what_is_derived_and_names_what_mends_the_rest(folder: Path) -> None:
    index = folder / ".briefqa"
    run = briefqa("doctor", "--index", index)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "ok: snapshot: every row is as it was written",
        "ok: passages: 33 in 1 document, spans and vectors are right",
        "ok: vectors.faiss: fits the snapshot",
        "ok: model: all-MiniLM-L6-v2 is as it was",
        "ok: sources: 0 new, 0 changed, 0 removed, 1 unchanged",
    ]
    (index / "vectors.faiss").write_bytes(b"no vectors")
    run = briefqa("doctor", "--index", index)
    assert run.returncode == 0
    assert "ok: vectors.faiss: was missing, damaged or out of date, and is made anew" in run.stdout
    snapshot = (index / "catalogue.sqlite").read_bytes()
    (index / "catalogue.sqlite").write_bytes(snapshot[:50_000])
    run = briefqa("doctor", "--index", index)
    assert run.returncode == 1
    [line] = run.stdout.splitlines()
    assert line.startswith("NOT WELL: snapshot: ")
    assert f"rebuild it with briefqa index PATH --rebuild --index {index}" in line


@contextmanager
def watching(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "app", "watch", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        late = Timer(120, process.kill)  # then the lines that are waited for end
        late.start()
        try:
            yield process
        finally:
            late.cancel()
            process.kill()


def next_report(process: subprocess.Popen[str]) -> str:
    """The next line that says what was indexed, or why nothing was."""
    for line in process.stdout:
        if re.match(r"\d+ new, \d+ changed|briefqa: ", line):
            return line.strip()
    raise AssertionError("it ended")


def test_watch_indexes_what_changes_and_survives_what_vanishes(tmp_path: Path) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    shutil.copy(DIGEST, documents / "digest.md")
    with watching(documents, "--index", index) as process:
        assert next_report(process).startswith("1 new, 0 changed, 0 removed, 0 unchanged")
        assert process.stdout.readline().startswith("watching")
        (documents / "note.md").write_text("A note on submarines.")
        assert next_report(process).startswith("1 new, 0 changed, 0 removed, 1 unchanged")
        with (documents / "long.txt").open("w") as file:  # written bit by bit
            for number in range(8):
                file.write(f"Sentence {number} of the long one. ")
                file.flush()
                time.sleep(0.4)
        assert next_report(process).startswith("1 new, 0 changed, 0 removed, 2 unchanged")
        (documents / "note.md").unlink()
        while not next_report(process).startswith("0 new, 0 changed, 1 removed, 2 unchanged"):
            pass  # that the long one has changed, on a machine that was busy between its sentences
        documents.rename(tmp_path / "elsewhere")
        (tmp_path / "elsewhere/new.md").write_text("Another note.")
        (tmp_path / "elsewhere").rename(documents)
        while not next_report(process).startswith("1 new, 0 changed, 0 removed, 2 unchanged"):
            pass  # that the library is not there, perhaps
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    run = briefqa("ask", "note", "-k", 1, "--index", index)
    assert "Another note." in run.stdout
