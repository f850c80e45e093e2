"""Kill runs at moments spread over them, and count what they leave."""

import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from app.library import Library
from tests.torture.case import OTHER, Case, load

ALLOWED = frozenset({"old", "new"})


def _index(case: Case, copy: Path) -> None:
    case.update(copy)


def _rebuild(case: Case, copy: Path) -> None:
    case.update(copy, rebuild=True)


def _change_model(case: Case, copy: Path) -> None:
    case.update(copy, model=OTHER)


def _serve(case: Case, copy: Path) -> None:
    """Index while questions are asked of the same library, as the page does."""
    library = Library(copy, load)
    library.load()

    def ask() -> None:
        while True:
            library.ask("who dives")

    Thread(target=ask, daemon=True).start()
    library.index()
    library.refresh()


RUNS: dict[str, Callable[[Case, Path], None]] = {
    "index": _index,
    "index --rebuild": _rebuild,
    "index --rebuild, damaged": _rebuild,
    "index --model": _change_model,
    "re-index while served": _serve,
}


def outcomes_of_kills(case: Case, name: str, kills: int, seed: int = 0) -> Counter[str]:
    """Return how often a run of this name, killed, had left 'old' or 'new', or what is wrong."""
    dice, run, is_damaged = random.Random(seed), RUNS[name], name.endswith("damaged")
    longest = _run_until(run, case, case.copy(), None)[1]
    found: Counter[str] = Counter()
    for number in range(kills):
        copy = case.copy(damaged=is_damaged)
        seconds = 1.2 * longest * (number + dice.random()) / kills
        reported, lasted = _run_until(run, case, copy, seconds)
        longest = max(longest, lasted)  # the machine is busier than it was
        outcome = case.outcome(copy, reported=reported, rebuild=is_damaged)
        found[outcome] += 1
    return found


def _run_until(
    run: Callable[[Case, Path], None], case: Case, copy: Path, seconds: float | None
) -> tuple[bool, float]:
    """Run in a fork, killed after so many seconds; return whether it ended, and how long it took.

    Raises AssertionError if the run fails.
    """
    begun, child = time.monotonic(), os.fork()
    if child == 0:
        try:
            run(case, copy)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        os._exit(1)
    ended, status = 0, 0
    while not ended:
        time.sleep(0.0005)
        if seconds is not None and time.monotonic() - begun > seconds:
            os.kill(child, signal.SIGKILL)
            seconds = None
        ended, status = os.waitpid(child, os.WNOHANG)
    assert status in (0, signal.SIGKILL), f"the run failed with status {status}"
    return status == 0, time.monotonic() - begun
