"""Measure a run: the outcome of each question, and the means over all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.evaluation.gold import AnswerSet, Gold, TextSpan
from app.evaluation.judging import Judgement, explain_misses, judge, matched_span
from app.evaluation.measures import (
    character_measures,
    docno,
    rank_measure_names,
    rank_measures,
    reading_measures,
)
from app.evaluation.questions import Question
from app.evaluation.run import Run
from app.evaluation.statistics import Answerability, Estimate, detect_answerability, estimate
from app.evaluation.task import Task
from index import Hit, Searcher, open_snapshot
from ingest import BriefQAError

NOT_JUDGED = Judgement((), frozenset(), None)
"""Of a question without gold, or without an answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a question, and how good that is.

    `spans` are those of the hits; of passages with the same words, that of the one that touches
    gold. `answer_sets` are all ways to answer the question, `gold` the one that it is measured
    by (see `judge`). `relevant` are the passages relevant for it; a gold span that no passage
    touches is in it itself, so that no search can find it. `rank` is that of the first relevant
    hit; `why_missed` says why there is none. `measures` is empty for a question without gold or
    without an answer.
    """

    question: Question
    answer_sets: tuple[AnswerSet, ...]
    hits: tuple[Hit, ...]
    spans: tuple[TextSpan, ...]
    gold: Gold
    relevant: frozenset[TextSpan]
    rank: int | None
    why_missed: str
    measures: Mapping[str, float]

    @property
    def answerable(self) -> bool | None:
        """Whether the documents answer the question; None if the file does not say."""
        return bool(self.answer_sets) if self.question.has_gold else None

    @property
    def best_score(self) -> float:
        """The score of the first hit, 0 without hits."""
        return self.hits[0].score if self.hits else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind, or answered by one document, and the means of their measures."""

    questions: int
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A measured run. An interrupted one has fewer outcomes than its task has questions.

    `recall` is the mean of R@1, R@2, ..., R@k. The groups are empty if there would be only one;
    `answerability` is None without both answerable and unanswerable questions.
    """

    task: Task
    date: datetime
    k: int
    seconds: float
    outcomes: tuple[Outcome, ...]
    means: Mapping[str, Estimate]
    recall: tuple[float, ...]
    by_kind: Mapping[str, Group]
    by_document: Mapping[str, Group]
    answerability: Answerability | None

    @property
    def answerable(self) -> list[Outcome]:
        """The outcomes of the answerable questions, which are measured."""
        return [outcome for outcome in self.outcomes if outcome.answerable]

    @property
    def unanswerable(self) -> list[Outcome]:
        """The outcomes of questions that the documents do not answer, according to the file."""
        return [outcome for outcome in self.outcomes if outcome.answerable is False]

    @property
    def interrupted(self) -> bool:
        """Whether some questions were not run."""
        return len(self.outcomes) < len(self.task.questions)


def measure(task: Task, searcher: Searcher, run: Run, *, look_further: bool = True) -> Evaluation:
    """Return the evaluation of a run; misses are searched deeper unless `look_further` is off.

    Raises BriefQAError if the index changed during the run, and what a search raises.
    """
    outcomes, recall = _outcomes(task, run, searcher if look_further else None)
    with open_snapshot(searcher.folder) as snapshot:
        if snapshot.generation != task.corpus.generation:
            raise BriefQAError("the index was changed during the evaluation: run it again")
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    unanswerable = [outcome for outcome in outcomes if outcome.answerable is False]
    return Evaluation(
        task,
        run.date,
        run.k,
        run.seconds,
        outcomes=tuple(outcomes),
        means=_estimates(answerable),
        recall=recall,
        by_kind=_groups((outcome.question.kind, outcome) for outcome in answerable),
        by_document=_groups((outcome.gold[0].document, outcome) for outcome in answerable),
        answerability=_answerability(answerable, unanswerable),
    )


def _outcomes(
    task: Task, run: Run, searcher: Searcher | None
) -> tuple[list[Outcome], tuple[float, ...]]:
    """Return the outcomes, and the mean of R@1 to R@k; without a searcher, misses unexplained."""
    rows = list(zip(task.questions, task.answer_sets, run.hits, strict=False))
    spans = {
        question.id: [matched_span(hit, answer_sets) for hit in hits]
        for question, answer_sets, hits in rows
    }
    judgements = {
        question.id: judge(spans[question.id], answer_sets, task.corpus)
        for question, answer_sets, _ in rows
        if answer_sets
    }
    names = rank_measure_names(run.k)
    depths = [f"R@{depth}" for depth in range(1, run.k + 1)]
    relevant = {id: judgement.relevant for id, judgement in judgements.items()}
    values = rank_measures(
        list(dict.fromkeys(names + depths)),
        spans,
        {id: list(map(docno, sorted(passages))) for id, passages in relevant.items()},
    )
    missed = [
        question
        for question, _, _ in rows
        if question.id in judgements and judgements[question.id].rank is None
    ]
    why_missed = explain_misses(missed, relevant, task, searcher) if searcher else {}
    outcomes = []
    for question, answer_sets, hits in rows:
        judgement, found = judgements.get(question.id, NOT_JUDGED), tuple(spans[question.id])
        measures = {name: values[question.id][name] for name in names if judgement.gold}
        if judgement.gold:
            measures |= character_measures(found, judgement.gold, run.k)
            measures |= reading_measures(found, judgement.gold)
        why = why_missed.get(question.id, "")
        outcomes.append(
            Outcome(question, answer_sets, tuple(hits), found, *judgement, why, measures)
        )
    recall = (np.mean([row[depth] for row in values.values()]) for depth in depths if values)
    return outcomes, tuple(map(float, recall))


def _estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    if not outcomes:
        return {}
    values = np.array([list(outcome.measures.values()) for outcome in outcomes])
    return dict(zip(outcomes[0].measures, estimate(values.T), strict=True))


def _groups(named: Iterable[tuple[str, Outcome]]) -> dict[str, Group]:
    """Return the groups by name, none if there is only one name."""
    groups: dict[str, list[Outcome]] = {}
    for name, outcome in named:
        groups.setdefault(name, []).append(outcome)
    if len(groups) < 2:
        return {}
    return {
        name: Group(
            len(members),
            {
                measure: float(np.mean([outcome.measures[measure] for outcome in members]))
                for measure in members[0].measures
            },
        )
        for name, members in sorted(groups.items())
    }


def _answerability(answerable: list[Outcome], unanswerable: list[Outcome]) -> Answerability | None:
    if not (answerable and unanswerable):
        return None
    return detect_answerability(
        [outcome.best_score for outcome in answerable],
        [outcome.rank == 1 for outcome in answerable],
        [outcome.best_score for outcome in unanswerable],
    )
