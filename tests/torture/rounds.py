"""All kinds of damage and interruption, one after the other."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.support.preload import compile_library
from tests.torture import faults, flips, kills, power
from tests.torture.case import Case


class Round(NamedTuple):
    """What was done, how often it ended how, and the ways in which it may."""

    what: str
    found: Counter[str]
    allowed: frozenset[str]

    @property
    def is_well(self) -> bool:
        return bool(self.found) and self.found.keys() <= self.allowed

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in self.found.most_common())
        return f"{'ok' if self.is_well else 'FAILED'} {self.what}: {self.found.total()}: {counts}"


def rounds(folder: Path, trials: int) -> Iterator[Round]:
    """Yield the rounds, of about `trials` each, as they are done in this folder."""
    case = Case(folder / "case")
    yield Round("flipped bits", flips.flipped_bits(case, trials), flips.ALLOWED)
    yield Round("swapped pages", flips.swapped_pages(case, trials), flips.ALLOWED)
    for name in kills.RUNS:
        found = kills.outcomes_of_kills(case, name, trials)
        yield Round(f"kills of {name}", found, kills.ALLOWED)
    library = compile_library("faults.c", folder)
    for error in faults.ERRORS:
        found = faults.outcomes_of_faults(case, library, error, trials)
        yield Round(f"calls that fail ({error})", found, faults.ALLOWED)
    if os.geteuid() == 0:  # only root can make a small disk
        yield Round("full disks", faults.outcomes_of_full_disks(case, trials), faults.ALLOWED)
    recorder = compile_library("recorder.c", folder)
    for name in power.RUNS:
        calls = power.record_run(case, name, recorder)
        for loss in power.LOSSES:
            found = power.outcomes_of_losses(case, name, calls, loss, trials)
            yield Round(f"power lost in {name}, {loss}", found, power.ALLOWED)
