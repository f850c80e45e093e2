"""Answers to questions, in words and in every format."""

from app.answers.answer import ALL_DOCUMENTS, Answer, answer_question, answer_questions
from app.answers.figures import NO_FIGURE
from app.answers.formats import csv_cell, to_csv, to_json, to_markdown
from app.answers.words import (
    SCORE_MEANING,
    STALE_NOTICE,
    also_in,
    corrections_message,
    nothing_found,
    staleness_message,
    undated_message,
)

__all__ = [
    "ALL_DOCUMENTS",
    "NO_FIGURE",
    "SCORE_MEANING",
    "STALE_NOTICE",
    "Answer",
    "also_in",
    "answer_question",
    "answer_questions",
    "corrections_message",
    "csv_cell",
    "nothing_found",
    "staleness_message",
    "to_csv",
    "to_json",
    "to_markdown",
    "undated_message",
]
