"""Hits as people and programs read them: citations, the meaning of a score, JSON."""

from typing import Any

from app.answers.answer import Answer
from index import Changes, Hit, phrases, span_label
from ingest import Passage, one_line

SHOWN = 3
"""Passages that say the same as a hit which people are shown."""
STALE = "The file has changed, or is gone, since this was indexed."

# The least score, and what one of at least that much means. Of the first hits from 0.75 up, 1.0
# were relevant on brief-dev and .92 on squad20-dev; from 0.6 up .93 and .76; below .71 and .48
# (2026-11-23).
MEANINGS = (
    (0.75, "close match"),
    (0.6, "fair match"),
    (-1.0, "loose match, read with care"),
)


def nothing_found(question: str) -> str:
    """What a question is told that has no hit."""
    if phrases(question):  # by which passages are chosen
        return "No passage holds the words in quotation marks."
    return "Nothing in the documents comes near this question."


def meaning(score: float) -> str:
    """What a score says about its hit, in words, for the two decimals that people are shown."""
    return next(words for least, words in MEANINGS if round(score, 2) >= least)


def also_in(hit: Hit) -> str:
    """Where else the same is said, in one line; '' where nowhere."""
    if not hit.also:
        return ""
    more = f" and {len(hit.also) - SHOWN} more" if len(hit.also) > SHOWN else ""
    return "also in " + one_line(", ".join(map(_place, hit.also[:SHOWN]))) + more


def _place(passage: Passage) -> str:
    return span_label(passage.document_id, (passage.start, passage.end))


def news(changes: Changes) -> str:
    """That the sources on disk are not what is indexed, in one line; '' where they are."""
    if changes.missing:
        return f"The sources cannot be compared: {changes.missing}."
    if not changes:
        return ""
    counts = {"new": changes.new, "changed": changes.changed, "removed": changes.removed}
    told = ", ".join(f"{len(ids)} {name}" for name, ids in counts.items() if ids)
    return f"The sources have changed since they were indexed: {told}."


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON data; spans are of the document's text as it was indexed."""
    changes = answer.changes
    return {
        "question": answer.question,
        "changes": {
            "new": [*changes.new],
            "changed": [*changes.changed],
            "removed": [*changes.removed],
        },
        "hits": [
            {
                "rank": hit.rank,
                "score": round(hit.score, 4),
                "text": hit.passage.text,
                "document": hit.document.id,
                "title": hit.document.title,
                "author": hit.document.author,
                "date": hit.document.date,
                "section": " › ".join(hit.passage.section),
                "page": hit.passage.page,
                "paragraph": hit.passage.paragraph,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "stale": answer.is_stale(hit),
                "citation": str(hit.citation),
                "highlights": [list(span) for span in hit.highlights],
                "parts": {
                    "late": round(hit.parts.late, 4),
                    "window": round(hit.parts.window, 4),
                    "vector": round(hit.parts.vector, 4),
                    "lexical": round(hit.parts.lexical, 4),
                },
                "also": [one_line(_place(each)) for each in hit.also],
            }
            | (
                {"alignments": [each._asdict() for each in hit.alignments]}
                if hit.alignments
                else {}
            )
            for hit in answer.hits
        ],
    }
