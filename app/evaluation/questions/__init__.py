"""Questions files: JSON Lines, JSON, CSV and workbooks."""

from app.evaluation.questions.question import Question, shorten_quote
from app.evaluation.questions.reading import (
    QUESTION_SUFFIXES,
    Problem,
    QuestionsFile,
    read_questions,
)

__all__ = [
    "QUESTION_SUFFIXES",
    "Problem",
    "Question",
    "QuestionsFile",
    "read_questions",
    "shorten_quote",
]
