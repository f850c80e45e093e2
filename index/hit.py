"""A passage found for a question."""

from dataclasses import dataclass

from index.ranking import Alignment, ScoreParts
from ingest import Document, Passage, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with the document that it is cut from.

    `rank` counts from 1; `score`, about 1 at most, is better the higher it is. `highlights` are
    the spans of the document's text that answer best: a sentence, or two neighbours. `also` are
    passages that say the same and are no hits of their own. `alignments` tell which words of
    the question met which of the passage, where that was asked for.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    highlights: tuple[Span, ...]
    parts: ScoreParts
    also: tuple[Passage, ...] = ()
    alignments: tuple[Alignment, ...] = ()
