"""The report of an evaluation: one HTML page that needs nothing but itself."""

import math
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from app.evaluation.comparison import Comparison
from app.evaluation.gold import Place
from app.evaluation.outcomes import Evaluation, Outcome
from app.evaluation.task import model_name
from ingest import one_line

BINS = 20

MEANINGS = {
    "Success": "the first passage is relevant",
    "R": "share of the relevant passages that are among the first so many",
    "RR": "1 where the first passage is relevant, ½ where the second is the first that is, …",
    "nDCG": "relevant passages, counted less the further down they are",
    "char_recall": "share of the gold's characters that are in the first so many passages",
    "char_precision": "share of the characters of the first so many passages that are gold",
    "char_IoU": "gold characters found, of all that are gold or were shown",
    "read": "half of the gold has been read after so many characters of the passages",
}
"""What a measure means, by the part of its name before '@'; all are best at 1."""


class Spread(NamedTuple):
    """How the best scores of some questions are spread: the share of them in each of the bins."""

    name: str
    questions: int
    shares: list[float]


def report(evaluation: Evaluation, comparison: Comparison | None = None) -> str:
    """The page: figures, plots, and every question with its hits, misses first."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    templates.filters |= {"figure": "{:.3f}".format, "one_line": one_line, "chance": chance}
    return templates.get_template("report.html").render(
        evaluation=evaluation,
        comparison=comparison,
        version=version("briefqa"),
        model=model_name(evaluation.task.library.settings),
        meanings=MEANINGS,
        ranks=_ranks(evaluation),
        highest=_highest(evaluation),
        spreads=_spreads(evaluation),
        data=_data(evaluation, comparison),
    )


def chance(p: float) -> str:
    """A p-value in words and figures."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _ranks(evaluation: Evaluation) -> list[tuple[str, int]]:
    """How many questions have their first relevant passage at each rank, and how many nowhere."""
    ranks = [each.rank for each in evaluation.answerable]
    counts = [(str(rank), ranks.count(rank)) for rank in range(1, evaluation.k + 1)]
    return [*counts, ("none", ranks.count(None))]


def _highest(evaluation: Evaluation) -> float:
    """Where the axis of scores ends; it begins at 0."""
    return max((each.best_score for each in evaluation.outcomes), default=0.0) or 1.0


def _spreads(evaluation: Evaluation) -> list[Spread]:
    kinds = {
        "First hit right": [each for each in evaluation.answerable if each.rank == 1],
        "First hit wrong": [each for each in evaluation.answerable if each.rank != 1],
        "Not answered by the documents": evaluation.unanswerable,
    }
    highest, spreads = _highest(evaluation), []
    for name, outcomes in kinds.items():
        bins = [min(BINS - 1, int(BINS * each.best_score / highest)) for each in outcomes]
        if bins:
            shares = [bins.count(number) / len(bins) for number in range(BINS)]
            spreads.append(Spread(name, len(bins), shares))
    return spreads


def _data(evaluation: Evaluation, comparison: Comparison | None) -> dict[str, Any]:
    """What the page's script shows: the questions, and each passage of their hits once."""
    changes = (*comparison.won, *comparison.lost) if comparison else ()
    before = {each.outcome.question.id: each.before for each in changes}
    numbers: dict[Place, int] = {}
    passages: list[tuple[Any, ...]] = []
    questions = []
    for outcome in sorted(evaluation.outcomes, key=_misses_first):
        hits = []
        for hit, place in zip(outcome.hits, outcome.places, strict=True):
            if place not in numbers:
                numbers[place] = len(passages)
                passages.append((*place, hit.passage.text, str(hit.citation)))
            hits.append((numbers[place], round(hit.score, 3), place in outcome.relevant))
        id, documents = outcome.question.id, evaluation.task.library.documents
        gold = [documents[place.document].text[place.start : place.end] for place in outcome.gold]
        question = {
            "id": id,
            "question": outcome.question.question,
            "kind": outcome.question.kind,
            "answerable": outcome.answerable,
            "rank": outcome.rank,
            "why": outcome.why_missed,
            "gold": gold,
            "marks": _marks(outcome),
            "hits": hits,
        }
        questions.append(question | ({"before": before[id]} if id in before else {}))
    return {"passages": passages, "questions": questions}


def _marks(outcome: Outcome) -> list[Place]:
    """What is marked in the hits: the gold, or where there is none the answering sentences."""
    if outcome.question.has_gold:
        return [place for way in outcome.ways for places in way for place in places]
    return [Place(hit.document.id, *span) for hit in outcome.hits for span in hit.highlights]


def _misses_first(outcome: Outcome) -> float:
    if outcome.answerable:
        return -(outcome.rank or math.inf)
    return 0 if outcome.answerable is False else 1
