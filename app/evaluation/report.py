"""The report of an evaluation: one self-contained HTML page."""

import math
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from app.evaluation.comparison import Comparison
from app.evaluation.gold import TextSpan
from app.evaluation.measures import explanation
from app.evaluation.outcomes import Evaluation, Outcome
from app.evaluation.task import model_name
from ingest import one_line

SCORE_BINS = 20


class ScoreDistribution(NamedTuple):
    """The top scores of some questions: the share of the questions in each bin."""

    name: str
    questions: int
    shares: list[float]


def report(evaluation: Evaluation, comparison: Comparison | None = None) -> str:
    """Return the page: figures, plots, and every question with its hits, misses first."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    templates.filters |= {
        "figure": "{:.3f}".format,
        "one_line": one_line,
        "format_p": format_p,
        "explanation": explanation,
    }
    highest = _highest_score(evaluation)
    return templates.get_template("report.html").render(
        evaluation=evaluation,
        comparison=comparison,
        version=version("briefqa"),
        model=model_name(evaluation.task.corpus.settings),
        ranks=_ranks(evaluation),
        highest=highest,
        distributions=_score_distributions(evaluation, highest),
        data=_data(evaluation, comparison),
    )


def format_p(p: float) -> str:
    """Return a p-value as people write it."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _ranks(evaluation: Evaluation) -> list[tuple[str, int]]:
    """Return how many questions have their first relevant passage at each rank, or nowhere."""
    ranks = [outcome.rank for outcome in evaluation.answerable]
    counts = [(str(rank), ranks.count(rank)) for rank in range(1, evaluation.k + 1)]
    return [*counts, ("none", ranks.count(None))]


def _highest_score(evaluation: Evaluation) -> float:
    """Return where the axis of scores ends; it begins at 0."""
    return max((outcome.best_score for outcome in evaluation.outcomes), default=0.0) or 1.0


def _score_distributions(evaluation: Evaluation, highest: float) -> list[ScoreDistribution]:
    kinds = {
        "First hit correct": [outcome for outcome in evaluation.answerable if outcome.rank == 1],
        "First hit wrong": [outcome for outcome in evaluation.answerable if outcome.rank != 1],
        "Unanswerable": evaluation.unanswerable,
    }
    distributions = []
    for name, outcomes in kinds.items():
        bins = [
            min(SCORE_BINS - 1, int(SCORE_BINS * outcome.best_score / highest))
            for outcome in outcomes
        ]
        if bins:
            shares = [bins.count(number) / len(bins) for number in range(SCORE_BINS)]
            distributions.append(ScoreDistribution(name, len(bins), shares))
    return distributions


def _data(evaluation: Evaluation, comparison: Comparison | None) -> dict[str, Any]:
    """Return what the page's script shows: the questions, and the passages of their hits once."""
    changes = (*comparison.better, *comparison.worse) if comparison else ()
    before = {change.outcome.question.id: change.before for change in changes}
    numbers: dict[TextSpan, int] = {}
    passages: list[tuple[Any, ...]] = []
    questions = []
    for outcome in sorted(evaluation.outcomes, key=_misses_first):
        hits = []
        for hit, span in zip(outcome.hits, outcome.spans, strict=True):
            if span not in numbers:
                numbers[span] = len(passages)
                passages.append((*span, hit.passage.text, str(hit.citation)))
            hits.append((numbers[span], round(hit.score, 3), span in outcome.relevant))
        id, documents = outcome.question.id, evaluation.task.corpus.documents
        question = {
            "id": id,
            "question": outcome.question.question,
            "kind": outcome.question.kind,
            "answerable": outcome.answerable,
            "rank": outcome.rank,
            "why": outcome.why_missed,
            "gold": [documents[span.document].text[span.start : span.end] for span in outcome.gold],
            "marks": _marks(outcome),
            "hits": hits,
        }
        questions.append(question | ({"before": before[id]} if id in before else {}))
    return {"passages": passages, "questions": questions}


def _marks(outcome: Outcome) -> list[TextSpan]:
    """Return what is marked in the hits: the gold or, without gold, the highlights."""
    if outcome.question.has_gold:
        return [
            span for answer_set in outcome.answer_sets for places in answer_set for span in places
        ]
    return [TextSpan(hit.document.id, *span) for hit in outcome.hits for span in hit.highlights]


def _misses_first(outcome: Outcome) -> float:
    if outcome.answerable:
        return -(outcome.rank or math.inf)
    return 0 if outcome.answerable is False else 1
