"""Paragraphs and sentences of a text, as spans without outer white space."""

from ingest.structure.sentences.spans import (
    MIN_PROSE_WORDS,
    Span,
    is_prose,
    kept_runs,
    paragraphs,
    sentences,
    stretches,
)
from ingest.structure.sentences.starts import NOTE_MARK

__all__ = [
    "MIN_PROSE_WORDS",
    "NOTE_MARK",
    "Span",
    "is_prose",
    "kept_runs",
    "paragraphs",
    "sentences",
    "stretches",
]
