"""Kill `briefqa index` over and over, and count what that left."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.support.paths import ROOT


def outcomes_of_kills(folder: Path, kills: int, processes: int) -> Counter[tuple[bool, str]]:
    """Return how often a run had reported its end or not, and left the state 'old' or 'new'.

    Each process, run in a folder of its own, has its share of the kills. Raises AssertionError
    if the doctor finds fault with an index.
    """
    running = []
    for number in range(processes):
        (folder / str(number)).mkdir()
        arguments = [str(folder / str(number)), str(kills // processes), str(number)]
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.support.killed", *arguments],
                cwd=ROOT,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    found: Counter[tuple[bool, str]] = Counter()
    for process in running:
        for line in process.communicate()[0].splitlines():
            reported, state, faults = json.loads(line)
            assert not faults
            found[reported, state] += 1
    assert found.total() == kills
    return found
