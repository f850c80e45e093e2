"""Put a file of questions to an index, and measure how often it is right."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import numpy as np

from app.gold import Place, Way, anchor, relevant
from app.measures import docno, of_characters, of_ranks, of_reading, rank_measures
from app.questions import BadQuestions, Problem, Question, read_questions
from app.statistics import Estimate, Separation, estimate, separation
from index import Catalogue, Hit, NoIndex, Searcher, Settings, index_command
from index.build import Progress
from ingest import BriefQAError
from ingest.segment import Span

ASKED_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Library:
    """The documents that the questions are put to, all of one state of the index."""

    settings: Settings
    generation: str
    digests: Mapping[str, str]
    texts: Mapping[str, str]
    passages: Mapping[str, Sequence[Span]]

    @property
    def mean_passage_length(self) -> float:
        """In characters."""
        spans = [span for each in self.passages.values() for span in each]
        return sum(end - start for start, end in spans) / len(spans)


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of a file with the ways to answer each from the library."""

    file: str
    questions: tuple[Question, ...]
    ways: tuple[tuple[Way, ...], ...]
    library: Library

    @property
    def digest(self) -> str:
        """The same for two tasks only if they ask the same and have the same gold."""
        asked = zip(self.questions, self.ways, strict=True)
        lines = sorted(
            json.dumps([each.id, each.question, each.has_gold, ways]) for each, ways in asked
        )
        return sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a question, and how good that is.

    `ways` are all ways to answer it, `gold` the one that it is measured by: that whose first
    relevant passage comes first and, among equals, of which the greatest share is found.
    `relevant` are the passages that hold the gold; where none does, the gold span stands for
    it, which no search can find. `rank` is that of the first relevant hit; `why_missed` says
    why there is none. `measures` is empty for a question without gold or without an answer.
    """

    question: Question
    ways: tuple[Way, ...]
    hits: tuple[Hit, ...]
    gold: Way
    relevant: frozenset[Place]
    rank: int | None
    why_missed: str
    measures: Mapping[str, float]

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
        return [each for each in self.outcomes if each.ways]

    @property
    def unanswerable(self) -> list[Outcome]:
        """The questions that the documents do not answer, as their gold says."""
        return [each for each in self.outcomes if each.question.has_gold and not each.ways]

    @property
    def interrupted(self) -> bool:
        """Whether there are questions that were not asked any more."""
        return len(self.outcomes) < len(self.task.questions)


def prepare(folder: Path, path: Path, searcher: Searcher) -> Task:
    """The questions of the file at `path`, with their gold in the index in `folder`.

    Raises BadQuestions with all that is wrong with the file; NoIndex, and what a search does.
    """
    with Catalogue(folder) as catalogue, catalogue.transaction():
        settings, passages = catalogue.settings(), catalogue.passage_spans()
        if settings is None or not passages:
            raise NoIndex(f"the index in {folder} is empty: {index_command(folder, 'PATH')}")
        texts = {document.id: document.text for document in catalogue.documents()}
        library = Library(settings, catalogue.generation(), catalogue.digests(), texts, passages)
    questions, problems = read_questions(path)
    objections = searcher.objections([each.question for each in questions])
    ways = []
    for question, objection in zip(questions, objections, strict=True):
        found, wrong = anchor(question, library.texts)
        ways.append(tuple(found))
        problems += [Problem(question.line, each) for each in (objection, *wrong) if each]
    if problems:
        raise BadQuestions("\n  ".join([f"{path} cannot be asked:", *map(str, sorted(problems))]))
    return Task(path.name, tuple(questions), tuple(ways), library)


def evaluate(
    task: Task,
    searcher: Searcher,
    k: int = 10,
    progress: Progress = lambda doing, done, total: None,
) -> Evaluation:
    """Ask the questions, k hits each. Ctrl-C ends it early, with those asked by then.

    Raises UsageError, what a search does, and BriefQAError where the index changes meanwhile.
    """
    date, begun = datetime.now().astimezone(), time.perf_counter()
    texts = [each.question for each in task.questions]
    highlight = not any(each.has_gold for each in task.questions)
    found: list[list[Hit]] = []
    try:
        for start in range(0, len(texts), ASKED_AT_ONCE):
            batch = texts[start : start + ASKED_AT_ONCE]
            found += searcher.search(batch, k, highlight=highlight)
            rate = len(found) / (time.perf_counter() - begun)
            progress(f"asking ({rate:.0f} questions a second)", len(found), len(texts))
    except KeyboardInterrupt:
        if not found:
            raise
    seconds = time.perf_counter() - begun
    with Catalogue(searcher.folder) as catalogue:
        if catalogue.generation() != task.library.generation:
            raise BriefQAError("the index was changed while the questions were asked: ask again")
    outcomes, recall = _measured(task, found, k)
    answerable = [each for each in outcomes if each.ways]
    unanswerable = [each for each in outcomes if each.question.has_gold and not each.ways]
    return Evaluation(
        task,
        date,
        k,
        seconds,
        outcomes=tuple(outcomes),
        means=_estimates(answerable),
        recall=recall,
        by_kind=_groups((each.question.kind, each) for each in answerable),
        by_document=_groups((each.gold[0].document, each) for each in answerable),
        separation=_separation(answerable, unanswerable),
    )


def _measured(
    task: Task, found: Sequence[Sequence[Hit]], k: int
) -> tuple[list[Outcome], tuple[float, ...]]:
    """The outcomes, and the mean of R@1 to R@k."""
    asked = list(zip(task.questions, task.ways, found, strict=False))
    places = {question.id: [place_of(hit) for hit in hits] for question, _, hits in asked}
    judged = {
        question.id: _judged(places[question.id], ways, task.library)
        for question, ways, _ in asked
        if ways
    }
    names, depths = rank_measures(k), [f"R@{depth}" for depth in range(1, k + 1)]
    values = of_ranks(
        list(dict.fromkeys(names + depths)),
        places,
        {id: map(docno, sorted(passages)) for id, (_, passages, _) in judged.items()},
    )
    outcomes = []
    for question, ways, hits in asked:
        gold, passages, rank = judged.get(question.id, ((), frozenset(), None))
        measures = {}
        if gold:
            measures = {name: values[question.id][name] for name in names}
            measures |= of_characters(places[question.id], gold, min(5, k))
            measures |= of_reading(places[question.id], gold)
        why = "" if rank or not gold else _why_missed(places[question.id], passages, task.library)
        outcomes.append(Outcome(question, ways, tuple(hits), gold, passages, rank, why, measures))
    recall = (np.mean([each[name] for each in values.values()]) for name in depths if values)
    return outcomes, tuple(map(float, recall))


def place_of(hit: Hit) -> Place:
    """Where the passage of a hit stands."""
    return Place(hit.passage.document_id, hit.passage.start, hit.passage.end)


def _judged(
    hits: Sequence[Place], ways: Sequence[Way], library: Library
) -> tuple[Way, frozenset[Place], int | None]:
    """The way that the hits are measured by, its relevant passages, the first one's rank."""
    options = []
    for way in ways:
        passages = frozenset(
            passage
            for place in way
            for passage in [*relevant(place, library.passages.get(place.document, ()))] or [place]
        )
        ranks = [rank for rank, hit in enumerate(hits, start=1) if hit in passages]
        options.append((way, passages, ranks))
    way, passages, ranks = min(
        options,
        key=lambda each: (min(each[2], default=len(hits) + 1), -len(each[2]) / len(each[1])),
    )
    return way, passages, min(ranks, default=None)


def _why_missed(hits: Sequence[Place], relevant: Iterable[Place], library: Library) -> str:
    documents = sorted({place.document for place in relevant})
    if not any(place[1:] in library.passages.get(place.document, ()) for place in relevant):
        return "the gold is in no passage: it was left out as boilerplate"
    if not hits:
        return "nothing was found"
    if not any(hit.document in documents for hit in hits):
        return f"no hit is from {', '.join(documents)}"
    return "the document is right, the passages are not"


def _estimates(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    if not outcomes:
        return {}
    values = np.array([list(each.measures.values()) for each in outcomes])
    return dict(zip(outcomes[0].measures, estimate(values.T), strict=True))


def _separation(answerable: list[Outcome], unanswerable: list[Outcome]) -> Separation | None:
    if not (answerable and unanswerable):
        return None
    return separation(
        [each.best_score for each in answerable],
        [each.rank == 1 for each in answerable],
        [each.best_score for each in unanswerable],
    )


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
