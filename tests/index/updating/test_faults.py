"""Updates are atomic, whichever write fails and whenever a run is killed."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import examine, update
from tests.support.encoder import FakeEncoder
from tests.support.library import Library, answers
from tests.support.paths import ROOT
from tests.support.preload import compile_library

UNCHANGED = "the index is unchanged"
QUESTIONS = ["who dives", "howitzers fire", "tariffs hurt"]


@pytest.fixture(scope="session")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of faults.c, compiled."""
    return compile_library("faults.c", tmp_path_factory.mktemp("faults"))


def change_documents(library: Library) -> None:
    """Edit one of the two documents, delete the other, add a third."""
    library.write(navy="# Navy\n\nFrigates sail.\n\n# Army\n\nHowitzers fire.", cyber="Spies spy.")
    (library.sources / "trade.md").unlink()


def runs(
    folder: Path, faults: Path, error: int, first: int, step: int
) -> Iterator[tuple[int, str, bool]]:
    """Yield for every run the number of the call that failed, what the run acknowledged, and
    whether it needed fewer calls than that.
    """
    numbers = [str(number) for number in (error, first, step)]
    command = [sys.executable, "-m", "tests.support.faulty", str(folder), *numbers]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"LD_PRELOAD": str(faults), "OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:  # which ends early if it fails
            number, acknowledged, done = json.loads(line)
            yield number, acknowledged, done
            if done:
                process.stdin.close()
                break
            print("go on", file=process.stdin, flush=True)


@pytest.mark.parametrize(
    ("error", "first"),
    [(0, 1), (errno.EIO, 15), (errno.ENOSPC, 29)],
    ids=["killed", "EIO", "ENOSPC"],
)
def test_an_update_is_atomic_whichever_write_fails(
    two_documents: Library, tmp_path: Path, faults: Path, error: int, first: int, repeats: int
) -> None:
    """A few calls fail, others for each error; in tests/slow every one."""
    first, step = (first, 42) if repeats == 1 else (1, 1)

    def load(name: str) -> FakeEncoder:
        return two_documents.encoder

    before = answers(two_documents.index, QUESTIONS, two_documents.encoder)
    change_documents(two_documents)
    update(tmp_path / "rebuilt", [two_documents.sources], load_encoder=load)
    after = answers(tmp_path / "rebuilt", QUESTIONS, two_documents.encoder)
    copy, failed = tmp_path / "copy", 0
    for number, acknowledged, done in runs(tmp_path, faults, error, first, step):
        report = "1 new, 1 changed, 1 removed, 0 unchanged; 3 passages"
        found = answers(copy, QUESTIONS, two_documents.encoder)
        if acknowledged == report:
            assert found == after, f"call {number} failed: the reported state is not there"
        else:
            expected = "killed" if error == 0 else f"failed: .*({os.strerror(error)}|{UNCHANGED})"
            assert re.fullmatch(expected, acknowledged)
            assert found in (before, after), f"call {number} failed: neither state answers"
            failed += 1
        update(copy, [two_documents.sources], load_encoder=load)
        assert answers(copy, QUESTIONS, two_documents.encoder) == after
        assert all(finding.ok for finding in examine(copy, load))
        if done:
            break
    assert done
    assert number > 20
    assert failed > 10 // step


def test_without_room_for_a_byte_questions_are_answered_and_the_index_examined(
    two_documents: Library,
) -> None:
    two_documents.update()
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from index import Searcher, examine, update\n"
        "from ingest import BriefQAError\n"
        "from tests.support.encoder import FakeEncoder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "folder, load = Path(sys.argv[1]), lambda name: FakeEncoder()\n"
        "print(Searcher(folder, load).search(['tariffs hurt'], 1)[0][0].passage.text)\n"
        "print(all(finding.ok for finding in examine(folder, load)))\n"
        "try:\n"
        "    update(folder, load_encoder=load)\n"
        "except BriefQAError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", script, str(two_documents.index)]
    unmeasured = os.environ | {"COVERAGE_PROCESS_CONFIG": "", "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(command, cwd=ROOT, env=unmeasured, capture_output=True, text=True)
    assert run.stderr == ""
    *lines, failure = run.stdout.splitlines()
    assert lines[-2:] == ["Tariffs hurt.", "True"]
    assert failure.startswith(f"{two_documents.index / 'catalogue.sqlite'}: ")
    assert failure.endswith(UNCHANGED)


def test_a_full_disk_is_reported_and_changes_no_answer(two_documents: Library) -> None:
    before = answers(two_documents.index, QUESTIONS, two_documents.encoder)
    two_documents.write(**{f"n{number}": f"Paper {number} is new." for number in range(50)})
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from index import update\n"
        "from tests.support.encoder import FakeEncoder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "update(Path(sys.argv[1]), load_encoder=lambda name: FakeEncoder())\n"
    )
    command = [sys.executable, "-c", script, str(two_documents.index)]
    unmeasured = os.environ | {"COVERAGE_PROCESS_CONFIG": ""}  # its file would be cut off too
    run = subprocess.run(command, cwd=ROOT, env=unmeasured, capture_output=True, text=True)
    assert run.returncode == 1
    assert re.search(f"UnusableDisk: .*{UNCHANGED}", run.stderr)
    assert answers(two_documents.index, QUESTIONS, two_documents.encoder) == before
    assert two_documents.update().new == 50
