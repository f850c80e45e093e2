"""Power loss: what a run wrote is cut off at any point, and what was not synced is lost.

A directory's entries count as synced in the order of the calls that changed them.
"""

import os
import random
import struct
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.paths import ROOT
from tests.torture.case import Case, sample

ALLOWED = frozenset({"old", "new"})
RUNS = ("index", "index --rebuild", "index --rebuild, damaged")
_NUMBERS = struct.Struct("=QQQ")

Keeps = Callable[[], bool]
"""Whether an unsynced write reaches the disk."""
LOSSES: dict[str, Callable[[random.Random], Keeps]] = {
    "killed": lambda dice: lambda: True,
    "unsynced writes lost": lambda dice: lambda: False,
    "some unsynced writes lost": lambda dice: lambda: dice.random() < 0.5,
}


class Call(NamedTuple):
    """A recorded call: write, truncate, sync, unlink, rename, or the run's end (done)."""

    kind: str
    path: Path
    at: int
    data: bytes


def record_run(case: Case, name: str, recorder: Path) -> list[Call]:
    """Return the calls that change files when this run updates a copy of the case's index."""
    copy, log = case.copy(damaged=name.endswith("damaged")), case.folder / "calls"
    log.unlink(missing_ok=True)
    environment = {"LD_PRELOAD": str(recorder), "RECORDED": str(copy), "RECORD": str(log)}
    command = [sys.executable, "-m", "tests.torture.recorded", str(case.folder), name]
    subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
    return list(_read(log.read_bytes()))


def _read(log: bytes) -> Iterator[Call]:
    position = 0
    while position < len(log):
        kind = chr(log[position])
        path_size, size, at = _NUMBERS.unpack_from(log, position + 1)
        start = position + 1 + _NUMBERS.size
        position = start + path_size + size
        path = log[start : start + path_size].decode()
        yield Call(kind, Path(path), at, log[start + path_size : position])


def outcomes_of_losses(
    case: Case, name: str, calls: Sequence[Call], loss: str, trials: int
) -> Counter[str]:
    """Return what is left of the run if it is cut off after so many of its calls, or any."""
    dice, found = random.Random(trials), Counter[str]()
    is_damaged = name.endswith("damaged")
    for length in sample(len(calls) + 1, trials):
        copy = case.copy(damaged=is_damaged)
        done = _replay(calls[:length], copy, LOSSES[loss](dice))
        found[case.outcome(copy, reported=done, rebuild=is_damaged)] += 1
    return found


def _replay(calls: Sequence[Call], index: Path, keeps: Keeps) -> bool:
    """Leave in `index` what reached the disk; return whether the run had reported its end."""
    unsynced: dict[Path, list[Call]] = defaultdict(list)
    for call in calls:
        match call.kind:
            case "w" | "t":
                unsynced[call.path].append(call)
            case "s":
                _apply(unsynced.pop(call.path, []))
            case "u":
                unsynced.pop(call.path, None)
                call.path.unlink(missing_ok=True)
            case "r":
                target = Path(call.data.decode())
                call.path.parent.mkdir(exist_ok=True)
                call.path.touch()
                call.path.replace(target)
                unsynced[target] = [
                    one._replace(path=target) for one in unsynced.pop(call.path, [])
                ]
    for pending in unsynced.values():
        _apply([call for call in pending if keeps()])
    for memory in index.rglob("*-shm"):  # shared memory: SQLite rebuilds it
        memory.unlink()
    return any(call.kind == "d" for call in calls)


def _apply(calls: Sequence[Call]) -> None:
    for call in calls:
        call.path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(call.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
            if call.kind == "t":
                file.truncate(call.at)
            else:
                file.seek(call.at)
                file.write(call.data)
