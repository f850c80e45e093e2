"""Compare an evaluation with an earlier run, question by question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.errors import BadBaseline
from app.evaluation.measures import measure_names
from app.evaluation.outcomes import Evaluation, Outcome
from app.evaluation.statistics import paired_p
from app.evaluation.task import Task
from ingest import and_more

MAX_LISTED_IDS = 5


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run. `about` says in a line what was measured; by question id, `ranks` has the
    rank of the first relevant hit and `measures` all measures, of the answerable questions.
    """

    name: str
    about: str
    k: int
    interrupted: bool
    task_digest: str
    documents: Mapping[str, str]
    ids: frozenset[str]
    ranks: Mapping[str, int | None]
    measures: Mapping[str, Mapping[str, float]]

    def check(self, task: Task, k: int) -> None:
        """Raises BadBaseline with the reason if a run of this task cannot be compared."""
        documents = {id: document.sha256 for id, document in task.library.documents.items()}
        ids = frozenset(each.id for each in task.questions)
        reason = ""
        if self.interrupted:
            reason = "it was interrupted"
        elif self.k != k:
            reason = f"it has {self.k} hits a question, this one {k}: give -k {self.k}"
        elif self.documents != documents:
            reason = f"it is of other documents: {_changes(self.documents, documents)}"
        elif self.ids != ids:
            apart = dict.fromkeys(self.ids, ""), dict.fromkeys(ids, "")
            reason = f"it is of other questions: {_changes(*apart)}"
        elif self.task_digest != task.digest:
            reason = "its questions have the same ids, but other words or other gold"
        elif not self.measures:
            reason = "no question has an answer to be measured by"
        elif any(list(each) != measure_names(k) for each in self.measures.values()):
            reason = "it has other measures, those of another version of briefqa"
        if reason:
            raise BadBaseline(f"cannot compare with the run in {self.name}: {reason}")


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


def compare(evaluation: Evaluation, baseline: Baseline) -> Comparison:
    """The evaluation beside the baseline, which its task must have been checked with."""
    outcomes = evaluation.answerable
    differences = {}
    for name in evaluation.means:
        before = np.array([baseline.measures[each.question.id][name] for each in outcomes])
        now = np.array([each.measures[name] for each in outcomes])
        means = float(before.mean()), float(now.mean())
        differences[name] = Difference(*means, paired_p(now - before))
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
    return ", ".join(ids[:MAX_LISTED_IDS]) + and_more(len(ids), MAX_LISTED_IDS)
