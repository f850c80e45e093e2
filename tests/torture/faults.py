"""Every write, sync or rename that fails, and a disk with room for only so much."""

import errno
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest import BriefQAError
from tests.index.updating.test_faults import runs
from tests.torture.case import Case, sample

ALLOWED = frozenset({"old", "new"})
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "killed": 0}
CALLS = 130
"""About as many an update makes."""
MAX_ROOM_BYTES = 200_000
"""With so much room an update succeeds."""
DISK_BYTES = 4_000_000


def outcomes_of_faults(case: Case, faults: Path, error: str, trials: int) -> Counter[str]:
    """Return what an update leaves whose n-th call for a file fails, for so many n or every one."""
    found, calls = Counter[str](), sample(CALLS, trials)
    for _, acknowledged, _ in runs(case.folder, faults, ERRORS[error], calls.start + 1, calls.step):
        reported = acknowledged != "killed" and not acknowledged.startswith("failed: ")
        found[case.outcome(case.folder / "copy", reported=reported)] += 1
    return found


def outcomes_of_full_disks(case: Case, trials: int) -> Counter[str]:
    """Return what an update leaves on so many disks with little room, up to MAX_ROOM_BYTES.

    Before and after the update, a byte more than what is left is written first, and the index must
    answer. Only root can make such a disk.
    """
    found: Counter[str] = Counter()
    for room in sample(MAX_ROOM_BYTES, trials):
        with _small_disk(case.folder / "disk") as disk:
            shutil.copytree(case.index, disk / "index")
            found[_outcome_on(disk, case, room)] += 1
    return found


def _outcome_on(disk: Path, case: Case, room: int) -> str:
    states = [("old", case.old), ("new", case.new)]
    index, filling = disk / "index", disk / "filling"
    _fill(filling)
    if (state := case.state(index, states)) != "old":
        return f"on a full disk: {state}"
    os.truncate(filling, max(0, filling.stat().st_size - room))
    reported = True
    try:
        case.update(index)
    except (BriefQAError, OSError):
        reported = False
    _fill(filling)
    if (state := case.state(index, states)) not in ("old", "new"):
        return f"on a disk full again: {state}"
    filling.unlink()
    return case.outcome(index, reported=reported)


def _fill(path: Path) -> None:
    """Write to the file until nothing more fits on the disk."""
    with path.open("ab", buffering=0) as file:
        for size in (4096, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    subprocess.run(mount, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
