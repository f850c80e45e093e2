"""Answers to questions, in words and in every format."""

from app.answers.answer import Answer, answer_question, answer_questions
from app.answers.formats import csv_cell, to_csv, to_json, to_markdown
from app.answers.words import (
    NO_FIGURE,
    SCORE_MEANING,
    STALE_NOTICE,
    also_in,
    nothing_found,
    staleness_message,
)

__all__ = [
    "NO_FIGURE",
    "SCORE_MEANING",
    "STALE_NOTICE",
    "Answer",
    "also_in",
    "answer_question",
    "answer_questions",
    "csv_cell",
    "nothing_found",
    "staleness_message",
    "to_csv",
    "to_json",
    "to_markdown",
]
