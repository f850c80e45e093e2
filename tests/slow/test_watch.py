"""`briefqa watch` as a process of its own, with the real model."""

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

from tests.support.cli import briefqa
from tests.support.paths import DIGEST, ROOT


@contextmanager
def watching(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "app", "watch", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
        late = Timer(120, process.kill)  # then the expected lines end
        late.start()
        try:
            yield process
        finally:
            late.cancel()
            process.kill()


def next_report(process: subprocess.Popen[str]) -> str:
    """Return the next line that says what was indexed, or why nothing was."""
    for line in process.stdout:
        if re.match(r"\d+ new, \d+ changed|briefqa: ", line):
            return line.strip()
    raise AssertionError("it ended")


def test_watch_indexes_changes_and_survives_a_vanished_folder(tmp_path: Path) -> None:
    documents, index = tmp_path / "documents", tmp_path / "index"
    documents.mkdir()
    shutil.copy(DIGEST, documents / "digest.md")
    assert briefqa("index", documents, "--model", "fast", "--index", index).returncode == 0
    (documents / "more.md").write_text("More on frigates.")
    with watching(documents, "--index", index) as process:
        assert next_report(process).startswith("1 new, 0 changed, 0 removed, 1 unchanged")
        assert process.stdout.readline() == "watching (Ctrl-C to stop)\n"
        (documents / "note.md").write_text("A note on submarines.")
        assert next_report(process).startswith("1 new, 0 changed, 0 removed, 2 unchanged")
        with (documents / "long.txt").open("w") as file:  # written bit by bit
            for number in range(8):
                file.write(f"Sentence {number} of the long one. ")
                file.flush()
                time.sleep(0.4)
        assert next_report(process).startswith("1 new, 0 changed, 0 removed, 3 unchanged")
        (documents / "note.md").unlink()
        while not next_report(process).startswith("0 new, 0 changed, 1 removed, 3 unchanged"):
            pass  # on a busy machine, a report that the long file has changed comes first
        documents.rename(tmp_path / "elsewhere")
        (tmp_path / "elsewhere/new.md").write_text("Another note.")
        (tmp_path / "elsewhere").rename(documents)
        while not next_report(process).startswith("1 new, 0 changed, 0 removed, 3 unchanged"):
            pass  # perhaps an error that the folder is missing comes first
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    run = briefqa("ask", "note", "-k", 1, "--index", index)
    assert "Another note." in run.stdout
