"""The figures of an evaluation as JSON data."""

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from app.evaluation.comparison import Comparison
from app.evaluation.outcomes import Evaluation, Group
from app.evaluation.statistics import Answerability
from app.evaluation.task import model_name, question_key


def summary(evaluation: Evaluation, comparison: Comparison | None = None) -> dict[str, Any]:
    """Return the figures of an evaluation, and of each question, as JSON data."""
    task, corpus = evaluation.task, evaluation.task.corpus
    return {
        "briefqa": version("briefqa"),
        "date": evaluation.date.isoformat(timespec="seconds"),
        "k": evaluation.k,
        "interrupted": evaluation.interrupted,
        "seconds": round(evaluation.seconds, 3),
        "questions_per_second": round(len(evaluation.outcomes) / evaluation.seconds, 1),
        "questions": {
            "file": task.file,
            "given": len(task.questions),
            "asked": len(evaluation.outcomes),
            "answerable": len(evaluation.answerable),
            "unanswerable": len(evaluation.unanswerable),
            "skipped": [question._asdict() for question in task.skipped],
            "warnings": list(task.warnings),
        },
        "model": model_name(corpus.settings),
        "passage_tokens": corpus.settings.passage_tokens,
        "passages": corpus.number_of_passages,
        "mean_passage_characters": round(corpus.mean_passage_length, 1),
        "documents": {id: document.sha256 for id, document in corpus.documents.items()},
        "measures": {name: mean._asdict() for name, mean in evaluation.means.items()},
        "recall": {f"R@{depth}": mean for depth, mean in enumerate(evaluation.recall, start=1)},
        "by_kind": _groups(evaluation.by_kind),
        "by_document": _groups(evaluation.by_document),
        "separation": _separation(evaluation.answerability),
        "comparison": _comparison(comparison) if comparison else None,
        "outcomes": {
            outcome.question.id: {
                "question": (key := question_key(outcome.question, outcome.answer_sets)).text,
                "gold": key.gold,
                "rank": outcome.rank,
                "measures": outcome.measures,
            }
            for outcome in evaluation.outcomes
        },
    }


def _groups(groups: Mapping[str, Group]) -> dict[str, Any]:
    return {
        name: {"questions": group.questions, "measures": group.means}
        for name, group in groups.items()
    }


def _separation(answerability: Answerability | None) -> dict[str, Any] | None:
    if not answerability:
        return None
    return {
        "verdict": answerability.verdict,
        "auc": answerability.auc,
        "p": answerability.p,
        "curve": [threshold._asdict() for threshold in answerability.curve],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "baseline": comparison.baseline.about,
        "questions": {
            "common": comparison.common,
            "only_now": comparison.only_now,
            "only_before": comparison.only_before,
            "other_gold": comparison.other_gold,
        },
        "measures": {
            name: {
                "before": means.before,
                "now": means.now,
                "difference": means.difference,
                "p": means.p,
            }
            for name, means in comparison.differences.items()
        },
        "won": [change.outcome.question.id for change in comparison.better],
        "lost": [change.outcome.question.id for change in comparison.worse],
    }
