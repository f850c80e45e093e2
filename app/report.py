"""The report of an evaluation: one HTML page that needs nothing but itself."""

import math
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.answers import citation
from app.evaluate import Evaluation, Outcome, place_of
from app.gold import Place

if TYPE_CHECKING:
    from app.compare import Comparison

BINS = 20


class Spread(NamedTuple):
    """How the best scores of some questions are spread: the share of them in each of the bins."""

    name: str
    questions: int
    shares: list[float]


def report(evaluation: Evaluation, comparison: "Comparison | None" = None) -> str:
    """The page: figures, plots, and every question with its hits, misses first."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    return templates.get_template("report.html").render(
        evaluation=evaluation,
        comparison=comparison,
        version=version("briefqa"),
        ranks=_ranks(evaluation),
        highest=_highest(evaluation),
        spreads=_spreads(evaluation),
        data=_data(evaluation, comparison),
    )


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


def _data(evaluation: Evaluation, comparison: "Comparison | None") -> dict[str, Any]:
    """What the page's script shows: the questions, and each passage of their hits once."""
    changes = (*comparison.won, *comparison.lost) if comparison else ()
    before = {each.outcome.question.id: each.before or "none" for each in changes}
    lost = {each.outcome.question.id for each in comparison.lost} if comparison else set()
    numbers: dict[Place, int] = {}
    passages: list[tuple[Any, ...]] = []
    questions = []
    for outcome in sorted(evaluation.outcomes, key=_misses_first):
        hits = []
        for hit in outcome.hits:
            place = place_of(hit)
            if place not in numbers:
                numbers[place] = len(passages)
                passages.append((*place, hit.passage.text, citation(hit)))
            hits.append((numbers[place], round(hit.score, 3), place in outcome.relevant))
        id, texts = outcome.question.id, evaluation.task.library.texts
        questions.append(
            {
                "id": id,
                "question": outcome.question.question,
                "kind": outcome.question.kind,
                "verdict": _verdict(outcome),
                "why": outcome.why_missed,
                "gold": [texts[place.document][place.start : place.end] for place in outcome.gold],
                "marks": [place for way in outcome.ways for place in way],
                "hits": hits,
                "before": before.get(id),
                "lost": id in lost,
            }
        )
    return {"passages": passages, "questions": questions}


def _misses_first(outcome: Outcome) -> float:
    if not outcome.ways:
        return 0 if outcome.question.has_gold else 1
    return -(outcome.rank or math.inf)


def _verdict(outcome: Outcome) -> str:
    if outcome.ways:
        return f"rank {outcome.rank}" if outcome.rank else "missed"
    return "not answerable" if outcome.question.has_gold else "no gold"
