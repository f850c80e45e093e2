"""Updates an index while calls by which files are changed fail; run with faults.c preloaded.

    python -m tests.support.faulty FOLDER ERRNO

For every n from 1 on, until a run has less than n such calls: the library goes from one state to
another, in a copy of its index, and the n-th call fails with ERRNO, or with 0 kills the process.
Then a line of JSON tells n and what was acknowledged, if anything. What the index then holds is
for the caller to judge, before a line from it lets this go on.
"""

import ctypes
import json
import os
import shutil
import sys
from pathlib import Path

import index.store.local.vectors  # noqa: F401  # nothing is imported, and no file written, while calls fail
from index import update
from ingest import BriefQAError
from tests.support.encoder import FakeEncoder


def main() -> None:
    folder, error = Path(sys.argv[1]), int(sys.argv[2])
    faults = ctypes.CDLL(None)
    encoder = FakeEncoder()
    update_once(folder / "practice", folder, encoder)
    for number in range(1, 1000):
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
