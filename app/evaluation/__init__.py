"""Run questions with known answers, and measure how often the hits are right."""

from app.evaluation.comparison import Baseline, Comparison
from app.evaluation.evaluate import EvaluationResult, evaluate_questions
from app.evaluation.gold import locate_gold
from app.evaluation.measures import MEASURES
from app.evaluation.outcomes import Evaluation, Group, Outcome
from app.evaluation.questions import QUESTION_SUFFIXES, Question, read_questions
from app.evaluation.report import format_p, report
from app.evaluation.run_folder import REPORT, SUMMARY, make_folder, read_baseline, write_run
from app.evaluation.summary import summary
from app.evaluation.task import SKIP_BAD_OPTION, SkippedQuestion, Task, model_name

__all__ = [
    "MEASURES",
    "QUESTION_SUFFIXES",
    "REPORT",
    "SKIP_BAD_OPTION",
    "SUMMARY",
    "Baseline",
    "Comparison",
    "Evaluation",
    "EvaluationResult",
    "Group",
    "Outcome",
    "Question",
    "SkippedQuestion",
    "Task",
    "evaluate_questions",
    "format_p",
    "locate_gold",
    "make_folder",
    "model_name",
    "read_baseline",
    "read_questions",
    "report",
    "summary",
    "write_run",
]
