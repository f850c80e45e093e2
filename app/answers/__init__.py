"""Answers to questions, in words and in every format."""

from app.answers.answer import ALL_DOCUMENTS, Answer, answer_question, answer_questions
from app.answers.formats import csv_cell, to_csv, to_json, to_markdown
from app.answers.words import (
    SCORE_LABELS,
    STALE_NOTICE,
    also_in,
    corrections_message,
    nothing_found,
    score_label,
    staleness_message,
    undated_message,
)

__all__ = [
    "ALL_DOCUMENTS",
    "SCORE_LABELS",
    "STALE_NOTICE",
    "Answer",
    "also_in",
    "answer_question",
    "answer_questions",
    "corrections_message",
    "csv_cell",
    "nothing_found",
    "score_label",
    "staleness_message",
    "to_csv",
    "to_json",
    "to_markdown",
    "undated_message",
]
