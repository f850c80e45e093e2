"""Hits as people and programs read them: citations, the meaning of a score, JSON."""

from dataclasses import asdict
from typing import Any

from app.answers.answer import Answer
from index import Changes, Hit, quoted_phrases
from ingest import Passage, one_line, paragraphs, sanitize_terminal

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
    if quoted_phrases(question):  # by which passages are chosen
        return "No passage holds the words in quotation marks."
    return "Nothing in the documents comes near this question."


def meaning(score: float) -> str:
    """What a score says about its hit, in words, for the two decimals that people are shown."""
    return next(words for least, words in MEANINGS if round(score, 2) >= least)


def citation(hit: Hit) -> str:
    """Where a passage stands, in one line: author, title, date, section, paragraph, page, span.

    What the document does not say of itself is left out.
    """
    document = hit.document
    title = f"“{document.title}”" if document.title else ""
    parts = [document.author, title, document.date, *cited(hit)]
    return one_line(", ".join(part for part in parts if part))


def cited(hit: Hit) -> list[str]:
    """Where in its document a passage stands: section, paragraph, page, span, a line each."""
    passage = hit.passage
    section = f"section “{' › '.join(passage.section)}”" if passage.section else ""
    page = str(passage.locator) if passage.locator else ""
    parts = [section, _paragraphs(hit), page, place(passage)]
    return [one_line(part) for part in parts if part]


def place(passage: Passage) -> str:
    """Where a passage is to be found."""
    return f"characters {passage.start}–{passage.end} of {passage.document_id}"


def _first_page(passage: Passage) -> int | None:
    locator = passage.locator
    return locator.first if locator and locator.kind == "page" else None


def also_in(hit: Hit) -> str:
    """Where else the same is said, in one line; '' where nowhere."""
    if not hit.also:
        return ""
    more = f" and {len(hit.also) - SHOWN} more" if len(hit.also) > SHOWN else ""
    return "also in " + one_line(", ".join(map(place, hit.also[:SHOWN]))) + more


def _paragraphs(hit: Hit) -> str:
    first = hit.passage.paragraph
    span = (hit.passage.sentences[0][0], hit.passage.end)  # without the heading
    last = first + len(paragraphs(hit.document.text, span)) - 1
    return f"paragraphs {first}–{last}" if last > first else f"paragraph {first}"


def marked(hit: Hit) -> list[tuple[str, bool]]:
    """The passage's text in pieces, each with whether it is part of a highlight."""
    text = hit.document.text
    pieces = []
    position = hit.passage.start
    for start, end in hit.highlights:
        pieces += [(text[position:start], False), (text[start:end], True)]
        position = end
    pieces.append((text[position : hit.passage.end], False))
    return [(sanitize_terminal(words), answers) for words, answers in pieces if words]


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
                "page": _first_page(hit.passage),
                "locator": asdict(hit.passage.locator) if hit.passage.locator else None,
                "paragraph": hit.passage.paragraph,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "stale": answer.is_stale(hit),
                "citation": citation(hit),
                "highlights": [list(span) for span in hit.highlights],
                "parts": {
                    "late": round(hit.parts.maxsim, 4),
                    "window": round(hit.parts.window, 4),
                    "vector": round(hit.parts.cosine, 4),
                    "lexical": round(hit.parts.bm25, 4),
                },
                "also": [one_line(place(each)) for each in hit.also],
            }
            | (
                {"alignments": [each._asdict() for each in hit.alignments]}
                if hit.alignments
                else {}
            )
            for hit in answer.hits
        ],
    }
