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
    """An earlier run; `about` describes it in one line.

    `documents` holds the sha256 of each source by document id, `ids` those of all questions. By
    question id, `ranks` has the rank of the first relevant hit and `measures` all measures, of
    the answerable questions only.
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
        """Raise BadBaseline with the reason if a run of this task cannot be compared."""
        if reason := self._difference(task, k):
            raise BadBaseline(f"cannot compare with the run in {self.name}: {reason}")

    def _difference(self, task: Task, k: int) -> str:
        documents = {id: document.sha256 for id, document in task.corpus.documents.items()}
        ids = frozenset(question.id for question in task.questions)
        if self.interrupted:
            return "it was interrupted"
        if self.k != k:
            return f"it has {self.k} hits per question, this run {k}: use -k {self.k}"
        if self.documents != documents:
            return f"its documents are different: {_differences(self.documents, documents)}"
        if self.ids != ids:
            apart = dict.fromkeys(self.ids, ""), dict.fromkeys(ids, "")
            return f"its questions are different: {_differences(*apart)}"
        if self.task_digest != task.digest:
            return "its questions have the same ids, but different text or gold"
        if not self.measures:
            return "none of its questions has a gold answer"
        if any(list(measures) != measure_names(k) for measures in self.measures.values()):
            return "its measures are different: it is from another version of briefqa"
        return ""


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of a measure in both runs; `p` is that of a paired permutation test."""

    before: float
    now: float
    p: float

    @property
    def difference(self) -> float:
        """How much greater the mean is now."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class Change:
    """A question whose first relevant passage has another rank now; None is not among the hits."""

    outcome: Outcome
    before: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of the same questions on the same documents.

    `better` and `worse` are the questions whose first relevant passage ranks higher or lower now.
    """

    baseline: Baseline
    differences: Mapping[str, Difference]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]


def compare(evaluation: Evaluation, baseline: Baseline) -> Comparison:
    """Compare the evaluation with the baseline, which must have been checked for its task."""
    outcomes = evaluation.answerable
    differences = {}
    for name in evaluation.means:
        before = np.array([baseline.measures[outcome.question.id][name] for outcome in outcomes])
        now = np.array([outcome.measures[name] for outcome in outcomes])
        means = float(before.mean()), float(now.mean())
        differences[name] = Difference(*means, paired_p(now - before))
    changes = [
        Change(outcome, baseline.ranks[outcome.question.id], outcome.rank) for outcome in outcomes
    ]
    return Comparison(
        baseline,
        differences,
        better=tuple(change for change in changes if _depth(change.now) < _depth(change.before)),
        worse=tuple(change for change in changes if _depth(change.now) > _depth(change.before)),
    )


def _depth(rank: int | None) -> float:
    return math.inf if rank is None else rank


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    kinds = {
        "only in the earlier run": sorted(before.keys() - now.keys()),
        "only in this run": sorted(now.keys() - before.keys()),
        "changed": sorted(id for id in before.keys() & now.keys() if before[id] != now[id]),
    }
    return "; ".join(f"{kind}: {_listed(ids)}" for kind, ids in kinds.items() if ids)


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:MAX_LISTED_IDS]) + and_more(len(ids), MAX_LISTED_IDS)
