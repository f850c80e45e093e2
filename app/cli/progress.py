"""Progress of long work on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as ProgressDisplay

from index import Progress

LONG_S = 60
"""Seconds: if embedding takes longer than this, how long is said once."""

MEASURED_S = 10
"""Seconds from which that is estimated: batches differ."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show a bar if stderr is a terminal; yields the function that reports progress to it.

    On a terminal or not, a line says how long embedding takes if that is long.
    """
    console = Console(stderr=True)
    with ProgressDisplay(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _SpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,
        disable=not console.is_terminal,
    ) as bar:
        task = bar.add_task("starting", total=None)
        estimate = Estimate()

        def report(doing: str, done: int, total: int | None) -> None:
            if bar.tasks[0].description != doing:
                bar.reset(task, description=doing)
            bar.update(task, completed=done, total=total)
            if doing != "embedding" or not done or not total:
                return
            if seconds := estimate.seconds_left(done, total):
                console.print(
                    f"embedding {total:,} texts takes about {_duration(seconds)} more. Ctrl-C "
                    "stops it; the next run resumes",
                    highlight=False,
                )

        yield report


class Estimate:
    """How long embedding takes, from its first batches; said once, and only if it is long."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None
        self._said = False

    def seconds_left(self, done: int, total: int) -> float | None:
        """Return the seconds that are left, None if that was said before or is not worth it."""
        now = monotonic()
        if self._first is None:  # the model was loaded meanwhile
            self._first = done, now
            return None
        first, began = self._first
        if now - began < MEASURED_S:
            return None
        left = (total - done) * (now - began) / (done - first)
        if self._said or left < LONG_S:
            return None
        self._said = True
        return left


class _SpeedColumn(ProgressColumn):
    """Steps per second."""

    def render(self, task: Task) -> str:
        return f"{task.speed:.1f}/s" if task.speed else ""


def _duration(seconds: float) -> str:
    """Return a length of time as people say it."""
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """Show `message` while the block runs if stderr is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(message):
        yield
