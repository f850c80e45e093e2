"""One process writes at a time: a second one names it, and its death ends the lock."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import IndexBusy, examine
from tests.support.library import Library
from tests.support.paths import ROOT

HOLD = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from index.store.local.lock import write_lock\n"
    "with write_lock(Path(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    time.sleep(600)\n"
)


@contextmanager
def lock_holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_writer_fails_at_once_and_names_the_first(two_documents: Library) -> None:
    with lock_holder(two_documents.index) as process:
        for write in (two_documents.update, lambda: list(examine(two_documents.index))):
            with pytest.raises(IndexBusy, match=f"process {process.pid} is writing to the index"):
                write()
        assert two_documents.found("submarines", 1) == ["# Navy\n\nSubmarines dive."]


def test_the_lock_of_a_killed_process_ends_with_it(two_documents: Library) -> None:
    with lock_holder(two_documents.index) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert two_documents.update().unchanged == 2
