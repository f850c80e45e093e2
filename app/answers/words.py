"""What people read about an answer: what its score means, and messages."""

from app.answers.answer import Answer
from index import Changes, Corrections, Hit, quoted_phrases, span_label
from ingest import and_more, one_line

MAX_ALSO_SHOWN = 3
"""How many passages with the words of a hit are shown to people."""
STALE_NOTICE = "This file was changed or deleted after it was indexed."
SCORE_MEANING = (
    "The score says how similar the wording of question and passage is. It is not the probability "
    "that the passage is right, and it cannot tell a near miss from an answer."
)


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
    """Return one line that names other passages with the same words, '' if there are none."""
    if not hit.also:
        return ""
    labels = [
        one_line(span_label(passage.document_id, (passage.start, passage.end)))
        for passage in hit.also[:MAX_ALSO_SHOWN]
    ]
    return f"also in {', '.join(labels)}{and_more(len(hit.also), MAX_ALSO_SHOWN)}"
