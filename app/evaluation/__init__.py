"""Run questions with known answers, and measure how often the answers are right."""

from app.evaluation.comparison import Baseline, Comparison, compare
from app.evaluation.evaluate import Evaluation, Group, Outcome, ask, measure
from app.evaluation.gold import anchor
from app.evaluation.questions import Question, read_questions
from app.evaluation.report import chance, report
from app.evaluation.runs import REPORT, SUMMARY, make_folder, read_baseline, summary, write_run
from app.evaluation.task import model_name, prepare

__all__ = [
    "REPORT",
    "SUMMARY",
    "Baseline",
    "Comparison",
    "Evaluation",
    "Group",
    "Outcome",
    "Question",
    "anchor",
    "ask",
    "chance",
    "compare",
    "make_folder",
    "measure",
    "model_name",
    "prepare",
    "read_baseline",
    "read_questions",
    "report",
    "summary",
    "write_run",
]
