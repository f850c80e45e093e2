"""Update an index while calls that change files fail; run with faults.c preloaded.

    python -m tests.support.faulty FOLDER ERRNO FIRST STEP

For n = FIRST, FIRST + STEP and so on, until a run makes fewer than n such calls: a copy of the
index is updated to the changed documents, and the n-th call fails with ERRNO, or kills the process
if that is 0. Then a line of JSON gives n, what the run acknowledged, if anything, and whether it
made fewer calls. The caller checks what the index then contains; a line from it starts the next
run.
"""

import ctypes
import json
import os
import shutil
import sys
from pathlib import Path

from index import update
from ingest import BriefQAError
from tests.support.encoder import FakeEncoder


def main() -> None:
    folder = Path(sys.argv[1])
    error, first, step = map(int, sys.argv[2:])
    faults = ctypes.CDLL(None)
    encoder = FakeEncoder()
    update_once(folder / "practice", folder, encoder)  # so nothing is imported while calls fail
    for number in range(first, 1000, step):
        shutil.rmtree(folder / "copy", ignore_errors=True)
        shutil.copytree(folder / "index", folder / "copy")
        child = os.fork()
        if child == 0:
            faults.arm(number, error)
            acknowledged = update_once(folder / "copy", folder, encoder)
            left = faults.calls_left()
            faults.arm(0, 0)
            print(json.dumps([number, acknowledged, left > 0]), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            print(json.dumps([number, "killed", False]), flush=True)
        if sys.stdin.readline() == "":
            break


def update_once(index: Path, folder: Path, encoder: FakeEncoder) -> str:
    try:
        return str(update(index, [folder / "documents"], load_encoder=lambda name: encoder))
    except (BriefQAError, OSError) as error:
        return f"failed: {error}"


if __name__ == "__main__":
    main()
