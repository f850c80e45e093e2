"""Run questions with known answers, and measure how often the answers are right."""

from app.evaluation.comparison import Baseline, Comparison
from app.evaluation.evaluate import EvaluationResult, evaluate_questions
from app.evaluation.gold import anchor
from app.evaluation.outcomes import Evaluation, Group, Outcome
from app.evaluation.questions import Question, read_questions
from app.evaluation.report import chance, report
from app.evaluation.run_folder import (
    REPORT,
    SUMMARY,
    make_folder,
    read_baseline,
    summary,
    write_run,
)
from app.evaluation.task import model_name

__all__ = [
    "REPORT",
    "SUMMARY",
    "Baseline",
    "Comparison",
    "Evaluation",
    "EvaluationResult",
    "Group",
    "Outcome",
    "Question",
    "anchor",
    "chance",
    "evaluate_questions",
    "make_folder",
    "model_name",
    "read_baseline",
    "read_questions",
    "report",
    "summary",
    "write_run",
]
