"""Whatever `briefqa index` reported is there, wherever it is killed."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.support.paths import ROOT

KILLS = 200
AT_ONCE = 4


def test_two_hundred_kills_leave_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    processes = []
    for number in range(AT_ONCE):
        (tmp_path / str(number)).mkdir()
        arguments = [str(tmp_path / str(number)), str(KILLS // AT_ONCE), str(number)]
        processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "tests.support.killed", *arguments],
                cwd=ROOT,
                env=os.environ | {"OMP_NUM_THREADS": "1"},
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    found: Counter[tuple[bool, str]] = Counter()
    for process in processes:
        for line in process.communicate()[0].splitlines():
            reported, state, ill = json.loads(line)
            assert not ill
            found[reported, state] += 1
    assert found.total() == KILLS
    assert set(found) <= {(False, "old"), (False, "new"), (True, "new")}, found
    assert min(found[False, "old"], found[True, "new"]) > 0, found
