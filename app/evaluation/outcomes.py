"""Put questions to an index, and measure how often it is right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.evaluation.gold import Gold, Place, Way
from app.evaluation.judging import judged_by, place_of, why_missed
from app.evaluation.measures import (
    character_measures,
    docno,
    rank_measure_names,
    rank_measures,
    reading_measures,
)
from app.evaluation.questions import Question
from app.evaluation.run import Run
from app.evaluation.statistics import Estimate, Separation, estimate, separation
from app.evaluation.task import Task
from index import Catalogue, Hit, Searcher
from ingest import BriefQAError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a question, and how good that is.

    `places` are those of the hits: of passages that say the same, the one that touches gold.
    `ways` are all ways to answer it, `gold` the one that it is measured by: that whose first
    relevant passage comes first and, among equals, of which the greatest share is found; of
    the places where a quote stands, that which is found first. `relevant` are the passages that
    hold the gold; for a span that no passage touches it stands itself, which no search can find.
    `rank` is that of the first relevant hit; `why_missed` says why there is none. `measures` is
    empty for a question without gold or without an answer.
    """

    question: Question
    ways: tuple[Way, ...]
    hits: tuple[Hit, ...]
    places: tuple[Place, ...]
    gold: Gold
    relevant: frozenset[Place]
    rank: int | None
    why_missed: str
    measures: Mapping[str, float]

    @property
    def answerable(self) -> bool | None:
        """Whether the documents answer the question; None where the file does not say."""
        return bool(self.ways) if self.question.has_gold else None

    @property
    def best_score(self) -> float:
        """The score of the first hit, 0 without any."""
        return self.hits[0].score if self.hits else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind, or answered by one document, and the means of their measures."""

    questions: int
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run of a questions file. There are fewer outcomes than questions if it was interrupted.

    `recall` is the mean of R@1, R@2, ..., R@k. There are groups where there is more than one,
    and a separation where there are questions with and without an answer.
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
    separation: Separation | None

    @property
    def answerable(self) -> list[Outcome]:
        """The questions that are measured."""
        return [each for each in self.outcomes if each.answerable]

    @property
    def unanswerable(self) -> list[Outcome]:
        """The questions that the documents do not answer, as their gold says."""
        return [each for each in self.outcomes if each.answerable is False]

    @property
    def interrupted(self) -> bool:
        """Whether there are questions that were not asked any more."""
        return len(self.outcomes) < len(self.task.questions)


def measure(task: Task, searcher: Searcher, run: Run, *, look_further: bool = True) -> Evaluation:
    """The evaluation of what was asked; `look_further` to tell why questions were missed.

    Raises what a search does, and BriefQAError where the index was changed meanwhile.
    """
    outcomes, recall = _outcomes(task, run, searcher if look_further else None)
    with Catalogue(searcher.folder) as catalogue:
        if catalogue.generation() != task.library.generation:
            raise BriefQAError("the index was changed while the questions were asked: ask again")
    answerable = [each for each in outcomes if each.answerable]
    unanswerable = [each for each in outcomes if each.answerable is False]
    return Evaluation(
        task,
        run.date,
        run.k,
        run.seconds,
        outcomes=tuple(outcomes),
        means=_estimates(answerable),
        recall=recall,
        by_kind=_groups((each.question.kind, each) for each in answerable),
        by_document=_groups((each.gold[0].document, each) for each in answerable),
        separation=_separation(answerable, unanswerable),
    )


def _outcomes(
    task: Task, run: Run, searcher: Searcher | None
) -> tuple[list[Outcome], tuple[float, ...]]:
    """The outcomes, and the mean of R@1 to R@k."""
    rows = list(zip(task.questions, task.ways, run.hits, strict=False))
    places = {question.id: [place_of(hit, ways) for hit in hits] for question, ways, hits in rows}
    judged = {
        question.id: judged_by(places[question.id], ways, task.library)
        for question, ways, _ in rows
        if ways
    }
    names = rank_measure_names(run.k)
    depths = [f"R@{depth}" for depth in range(1, run.k + 1)]
    values = rank_measures(
        list(dict.fromkeys(names + depths)),
        places,
        {id: list(map(docno, sorted(passages))) for id, (_, passages, _) in judged.items()},
    )
    missed = [each for each, ways, _ in rows if ways and judged[each.id][2] is None]
    relevant = {id: each[1] for id, each in judged.items()}
    why = why_missed(missed, relevant, task, searcher) if searcher else {}
    outcomes = []
    for question, ways, hits in rows:
        gold, passages, rank = judged.get(question.id, ((), frozenset(), None))
        measures = {}
        if gold:
            found = places[question.id]
            measures = {name: values[question.id][name] for name in names}
            measures |= character_measures(found, gold, run.k) | reading_measures(found, gold)
        reason = why.get(question.id, "")
        outcomes.append(
            Outcome(
                question,
                ways,
                tuple(hits),
                tuple(places[question.id]),
                gold,
                passages,
                rank,
                reason,
                measures,
            )
        )
    recall = (np.mean([each[name] for each in values.values()]) for name in depths if values)
    return outcomes, tuple(map(float, recall))


def _estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    if not outcomes:
        return {}
    values = np.array([list(each.measures.values()) for each in outcomes])
    return dict(zip(outcomes[0].measures, estimate(values.T), strict=True))


def _groups(named: Iterable[tuple[str, Outcome]]) -> dict[str, Group]:
    """By name, where there is more than one name."""
    groups: dict[str, list[Outcome]] = {}
    for name, outcome in named:
        groups.setdefault(name, []).append(outcome)
    if len(groups) < 2:
        return {}
    return {
        name: Group(
            len(members),
            {
                measure: float(np.mean([each.measures[measure] for each in members]))
                for measure in members[0].measures
            },
        )
        for name, members in sorted(groups.items())
    }


def _separation(answerable: list[Outcome], unanswerable: list[Outcome]) -> Separation | None:
    if not (answerable and unanswerable):
        return None
    return separation(
        [each.best_score for each in answerable],
        [each.rank == 1 for each in answerable],
        [each.best_score for each in unanswerable],
    )
