"""An answer and its citation, in words and in every format."""

from app.answers.answer import Answer, answers
from app.answers.formats import as_csv, as_markdown, cell
from app.answers.words import (
    MEANINGS,
    STALE,
    also_in,
    as_json,
    meaning,
    news,
    nothing_found,
)

__all__ = [
    "MEANINGS",
    "STALE",
    "Answer",
    "also_in",
    "answers",
    "as_csv",
    "as_json",
    "as_markdown",
    "cell",
    "meaning",
    "news",
    "nothing_found",
]
