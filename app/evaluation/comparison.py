"""Compare an evaluation with an earlier run, question by question."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.errors import BadBaseline
from app.evaluation.measures import measure_names
from app.evaluation.outcomes import Evaluation, Outcome
from app.evaluation.statistics import paired_p
from app.evaluation.task import QuestionKey, Task, question_key
from ingest import and_more

MAX_LISTED_IDS = 5


@dataclass(frozen=True, slots=True)
class EarlierOutcome:
    """A question of an earlier run: the rank of its first relevant hit, and its measures.

    `measures` is empty, and `rank` None, if it had no gold or no answer.
    """

    key: QuestionKey
    rank: int | None
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run; `about` describes it in one line.

    `documents` holds the sha256 of each source by document id.
    """

    name: str
    about: str
    k: int
    documents: Mapping[str, str]
    outcomes: Sequence[EarlierOutcome]

    @property
    def answerable(self) -> dict[QuestionKey, EarlierOutcome]:
        """The outcomes that have measures, by question and gold."""
        return {outcome.key: outcome for outcome in self.outcomes if outcome.measures}

    def check(self, task: Task, k: int) -> None:
        """Raise BadBaseline with the reason if a run of this task cannot be compared."""
        if reason := self._difference(task, k):
            raise BadBaseline(f"cannot compare with the run in {self.name}: {reason}")

    def _difference(self, task: Task, k: int) -> str:
        documents = {id: document.sha256 for id, document in task.corpus.documents.items()}
        answerable = self.answerable
        if self.k != k:
            return f"it has {self.k} hits per question, this run {k}: use -k {self.k}"
        if self.documents != documents:
            return f"its documents are different: {_differences(self.documents, documents)}"
        if not answerable:
            return "none of its questions has a gold answer"
        if answerable.keys().isdisjoint(map(question_key, task.questions, task.answer_sets)):
            return "no answerable question, with the same gold, is in both runs"
        if any(list(earlier.measures) != measure_names(k) for earlier in answerable.values()):
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
    """Two runs on the same documents, compared over the `common` questions.

    These are the answerable ones with the same text and gold in both. `only_now` and `only_before`
    count the answerable questions whose text is in one run only, `other_gold` the texts that are
    in both with other gold. `better` and `worse` are the questions whose first relevant passage
    ranks higher or lower now.
    """

    baseline: Baseline
    common: int
    only_now: int
    only_before: int
    other_gold: int
    differences: Mapping[str, Difference]
    better: tuple[Change, ...]
    worse: tuple[Change, ...]

    @property
    def scope(self) -> str:
        """Say which questions are compared, and how many are not."""
        others = {
            "only in this run": self.only_now,
            "only in the earlier one": self.only_before,
            "with different gold": self.other_gold,
        }
        listed = ", ".join(f"{count} {where}" for where, count in others.items() if count)
        questions = f"{self.common} answerable question{'s' if self.common != 1 else ''} in common"
        return f"{questions}; {listed}" if listed else questions


def compare(evaluation: Evaluation, baseline: Baseline) -> Comparison:
    """Compare the evaluation with the baseline, which must have been checked for its task."""
    earlier = baseline.answerable
    now = {
        question_key(outcome.question, outcome.answer_sets): outcome
        for outcome in evaluation.outcomes
    }
    pairs = [(earlier[key], outcome) for key, outcome in now.items() if key in earlier]
    answerable = {key for key, outcome in now.items() if outcome.answerable}
    unpaired = answerable ^ earlier.keys()
    texts = {key.text for key in now}
    earlier_texts = {outcome.key.text for outcome in baseline.outcomes}
    differences = {}
    for name in evaluation.means:
        values = np.array([(old.measures[name], outcome.measures[name]) for old, outcome in pairs])
        before, after = map(float, values.mean(axis=0))
        differences[name] = Difference(before, after, paired_p(values[:, 1] - values[:, 0]))
    changes = [Change(outcome, old.rank, outcome.rank) for old, outcome in pairs]
    return Comparison(
        baseline,
        common=len(pairs),
        only_now=sum(key.text not in earlier_texts for key in unpaired),
        only_before=sum(key.text not in texts for key in unpaired),
        other_gold=len({key.text for key in unpaired} & texts & earlier_texts),
        differences=differences,
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
