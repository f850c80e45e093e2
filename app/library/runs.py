"""The evaluation runs that a library keeps in its index folder, by name."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from app.evaluation import (
    REPORT,
    SUMMARY,
    Baseline,
    Comparison,
    Evaluation,
    EvaluationResult,
    read_baseline,
    write_run,
)
from ingest import UsageError

RUNS_FOLDER = ".runs"
"""In the index folder; a name that begins with a dot is no source."""
MAX_RUNS = 200
"""Kept runs, of some 140 kB each: a new one takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class RecordedEvaluation:
    """A run, its comparison with the baseline if one was named, and the folder it was written to.

    `write_error` says why it was not written.
    """

    evaluation: Evaluation
    comparison: Comparison | None
    folder: Path | None = None
    write_error: OSError | None = None

    @property
    def name(self) -> str:
        """The name of the run's folder, '' if it was not written."""
        return self.folder.name if self.folder else ""


def run_names(index: Path) -> list[str]:
    """Return the names of the kept runs, the newest first."""
    summaries = (index / RUNS_FOLDER).glob(f"*/{SUMMARY}")
    return sorted((summary.parent.name for summary in summaries), reverse=True)


def run_folder(index: Path, name: str) -> Path:
    """Return the folder of a kept run. Raises UsageError if no run has this name."""
    if name not in run_names(index):
        problem = (
            "there is no such earlier run: choose another one" if name else "choose an earlier run"
        )
        raise UsageError(problem)
    return index / RUNS_FOLDER / name


def run_report(index: Path, name: str) -> str:
    """Return the HTML report of a kept run. Raises UsageError if no run has this name."""
    return (run_folder(index, name) / REPORT).read_text("utf-8")


def read_run(index: Path, folder: Path) -> Baseline:
    """Return the run in `folder`; one that the library keeps has its name, not its path.

    Raises BadBaseline if there is none.
    """
    run = read_baseline(folder)
    return replace(run, name=folder.name) if folder.parent == index / RUNS_FOLDER else run


def record(
    result: EvaluationResult, index: Path, name: str, *, out: Path | None, keep: bool
) -> RecordedEvaluation:
    """Write an evaluation to the folder `out`, or if it is to `keep`, to a new one in the index.

    The new folder is called by date and `name`.
    """
    run, folder = result.evaluation, out
    try:
        if keep:
            folder = _new_run_folder(index, f"{run.date:%Y-%m-%d %H.%M.%S} {name}")
        if folder:
            write_run(run, result.comparison, folder)
        if keep:
            _drop_oldest(index, folder)
    except OSError as error:
        if error.errno:
            error.filename = error.filename or str(folder or index / RUNS_FOLDER)
        return RecordedEvaluation(run, result.comparison, write_error=error)
    return RecordedEvaluation(run, result.comparison, folder)


def _drop_oldest(index: Path, new: Path | None) -> None:
    """Delete the oldest runs beyond MAX_RUNS; never the `new` one, whatever the clock says."""
    for name in run_names(index)[MAX_RUNS:]:
        if new is None or name != new.name:
            shutil.rmtree(index / RUNS_FOLDER / name, ignore_errors=True)


def _new_run_folder(index: Path, name: str) -> Path:
    """Make a folder for a run, called `name`, or with a number after it if that is taken."""
    folder, number = index / RUNS_FOLDER / name, 1
    while True:
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
            folder = index / RUNS_FOLDER / f"{name} {number}"
        else:
            return folder
