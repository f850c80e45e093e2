"""Run an update with recorder.c preloaded, which records every change of a file.

    python -m tests.torture.recorded FOLDER RUN

FOLDER is that of a Case, whose `copy` is updated; RUN is a name in power.RUNS.
"""

import ctypes
import sys
from pathlib import Path

from index import update
from tests.torture.case import load


def main() -> None:
    folder, run = Path(sys.argv[1]), sys.argv[2]
    rebuild = "--rebuild" in run
    update(folder / "copy", [folder / "documents"], rebuild=rebuild, load_encoder=load)
    ctypes.CDLL(None).record_done(str(folder / "copy").encode())


if __name__ == "__main__":
    main()
