"""Commands as processes of their own, with the time and the memory that they take.

A child's peak memory counts that of the process that started it, until the child is another
program. So this file is also a small program that starts the command and measures it:

    python tests/bench/processes.py COMMAND …
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
"""The unit of ru_maxrss."""


class Cost(NamedTuple):
    """What a process took from start to exit.

    Seconds by the clock, those of all cores together, and bytes of memory at its peak.
    """

    wall: float
    cpu: float
    peak_bytes: int


def measure_process(*command: object, cwd: Path, env: dict[str, str], stdin: str = "") -> Cost:
    """Run a command, its output unread, and return its cost. Raises RuntimeError if it fails."""
    launched = subprocess.run(
        [sys.executable, __file__, *map(str, command)],
        cwd=cwd,
        env=os.environ | env,
        input=stdin,
        capture_output=True,
        text=True,
    )
    if launched.returncode:
        raise RuntimeError(f"{launched.args} failed: {launched.stderr}")
    return Cost(*json.loads(launched.stdout))


def _launch(command: list[str]) -> int:
    """Run the command, print its cost to stdout, and return its exit status."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    cpu = usage.ru_utime + usage.ru_stime
    print(json.dumps(Cost(wall, cpu, usage.ru_maxrss * MAXRSS_BYTES)))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_launch(sys.argv[1:]))
