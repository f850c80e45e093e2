"""Compare an evaluation with an earlier run, question by question."""

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.evaluate import Evaluation, Outcome, Task
from app.runs import QUESTIONS, SUMMARY
from app.statistics import paired_p
from ingest import BriefQAError


class BadBaseline(BriefQAError):
    """A folder holds no run, or one that this one cannot be compared with."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run as its folder tells: by question id the rank of the first relevant passage
    and the measures of the answerable ones.
    """

    folder: Path
    k: int
    interrupted: bool
    task_digest: str
    documents: Mapping[str, str]
    ids: frozenset[str]
    ranks: Mapping[str, int | None]
    measures: Mapping[str, Mapping[str, float]]

    def check(self, task: Task, k: int) -> None:
        """Raises BadBaseline with the reason if a run of this task cannot be compared."""
        ids = frozenset(each.id for each in task.questions)
        reason = ""
        if self.interrupted:
            reason = "it was interrupted"
        elif self.k != k:
            reason = f"it has {self.k} hits a question, this one {k}: give -k {self.k}"
        elif self.documents != task.library.digests:
            reason = f"it is of other documents: {_changes(self.documents, task.library.digests)}"
        elif self.ids != ids:
            apart = dict.fromkeys(self.ids, ""), dict.fromkeys(ids, "")
            reason = f"it is of other questions: {_changes(*apart)}"
        elif self.task_digest != task.digest:
            reason = "its questions have the same ids, but other words or other gold"
        if reason:
            raise BadBaseline(f"cannot compare with the run in {self.folder}: {reason}")


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the means of a measure; `p` is that of a paired permutation test."""

    before: float
    now: float
    p: float

    @property
    def difference(self) -> float:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose first relevant passage has another rank now; None is beyond the hits."""

    outcome: Outcome
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of the same questions on the same documents."""

    baseline: Baseline
    differences: Mapping[str, Difference]
    won: tuple[Change, ...]
    lost: tuple[Change, ...]


def read_baseline(folder: Path) -> Baseline:
    """The run in `folder`. Raises BadBaseline where there is none."""
    try:
        summary = json.loads((folder / SUMMARY).read_text("utf-8"))
        with (folder / QUESTIONS).open(encoding="utf-8-sig", newline="") as file:
            rows = {row["id"]: row for row in csv.DictReader(file)}
        names = list(summary["measures"])
        answerable = [row for row in rows.values() if names and row[names[0]]]
        return Baseline(
            folder,
            summary["k"],
            summary["interrupted"],
            summary["questions"]["sha256"],
            summary["documents"],
            frozenset(rows),
            {row["id"]: int(row["rank"]) if row["rank"] else None for row in answerable},
            {row["id"]: {name: float(row[name]) for name in names} for row in answerable},
        )
    except FileNotFoundError as error:
        raise BadBaseline(f"no run in {folder}: there is no {Path(error.filename).name}") from None
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise BadBaseline(f"the run in {folder} is damaged: {error!r}") from error


def compare(evaluation: Evaluation, baseline: Baseline) -> Comparison:
    """The evaluation beside the baseline. Raises BadBaseline."""
    baseline.check(evaluation.task, evaluation.k)
    outcomes = evaluation.answerable
    differences = {}
    for name in evaluation.means:
        before = np.array([baseline.measures[each.question.id][name] for each in outcomes])
        now = np.array([each.measures[name] for each in outcomes])
        differences[name] = Difference(before.mean(), now.mean(), paired_p(now - before))
    changes = [Change(each, baseline.ranks[each.question.id], each.rank) for each in outcomes]
    return Comparison(
        baseline,
        differences,
        won=tuple(each for each in changes if _depth(each.now) < _depth(each.before)),
        lost=tuple(each for each in changes if _depth(each.now) > _depth(each.before)),
    )


def _depth(rank: int | None) -> float:
    return math.inf if rank is None else rank


def _changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    kinds = {
        "only there": sorted(before.keys() - now.keys()),
        "only here": sorted(now.keys() - before.keys()),
        "changed": sorted(id for id in before.keys() & now.keys() if before[id] != now[id]),
    }
    return "; ".join(f"{kind}: {_listed(ids)}" for kind, ids in kinds.items() if ids)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
