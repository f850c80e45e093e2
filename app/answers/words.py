"""What people read about an answer: score labels and messages."""

from app.answers.answer import Answer
from index import Changes, Corrections, Hit, quoted_phrases, span_label
from ingest import and_more, one_line

MAX_ALSO_SHOWN = 3
"""How many passages that say the same as a hit are shown to people."""
STALE_NOTICE = "This file was changed or deleted after it was indexed."

# The lowest score of each label. Of the first hits from 0.75 up, 1.0 were relevant on brief-dev
# and .92 on squad20-dev; from 0.6 up .93 and .76; below .71 and .48 (2026-11-23).
SCORE_LABELS = (
    (0.75, "close match"),
    (0.6, "fair match"),
    (-1.0, "weak match"),
)


def score_label(score: float) -> str:
    """Return the label of a score, by the two decimals that people see."""
    return next(label for lowest, label in SCORE_LABELS if round(score, 2) >= lowest)


def nothing_found(answer: Answer) -> str:
    """Return the message for an answer without hits."""
    if answer.searched.none_left:
        return one_line(answer.searched.none_left)
    if quoted_phrases(answer.question):  # every hit must contain these
        return "No passage contains the quoted phrase."
    return "No matching passage."


def undated_message(answer: Answer) -> str:
    """Return one line on documents left out as they have no readable date, '' if none were."""
    count = answer.searched.undated
    many = "s" if count > 1 else ""
    return f"Not searched: {count} document{many} without a readable date." if count else ""


def corrections_message(corrections: Corrections) -> str:
    """Return one line that says which words were not found, and what was searched instead."""
    return " ".join(
        f"No document has “{word}”; shown for {' and '.join(f'“{near}”' for near in spellings)}."
        for word, spellings in corrections.items()
    )


def staleness_message(changes: Changes) -> str:
    """Return one line that says how the sources changed since indexing, '' if they did not."""
    if changes.missing:
        return f"The sources cannot be compared: {changes.missing}."
    if not changes:
        return ""
    ids = {"new": changes.new, "changed": changes.changed, "removed": changes.removed}
    counts = ", ".join(f"{len(found)} {kind}" for kind, found in ids.items() if found)
    return f"The sources have changed since they were indexed: {counts}."


def also_in(hit: Hit) -> str:
    """Return one line that names other passages which say the same, '' if there are none."""
    if not hit.also:
        return ""
    labels = [
        one_line(span_label(passage.document_id, (passage.start, passage.end)))
        for passage in hit.also[:MAX_ALSO_SHOWN]
    ]
    return f"also in {', '.join(labels)}{and_more(len(hit.also), MAX_ALSO_SHOWN)}"
