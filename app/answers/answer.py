"""Answer questions: the same for the command line, the web page and programs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.answers.figures import NO_FIGURE, asks_for_figure, has_figure
from index import (
    Changes,
    Corrections,
    DocumentFilter,
    Hit,
    OpenIndex,
    Searcher,
    Selection,
    current_changes,
)

ALL_DOCUMENTS = DocumentFilter()
ALL_SELECTED = Selection()


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its hits, best first, and how the sources changed since indexing.

    `limits` are the conditions that the `searched` documents meet. `corrections` are the words
    that no document holds, and the spellings searched instead.
    """

    question: str
    hits: Sequence[Hit]
    changes: Changes
    limits: DocumentFilter = ALL_DOCUMENTS
    searched: Selection = ALL_SELECTED
    corrections: Corrections = field(default_factory=dict)

    def is_stale(self, hit: Hit) -> bool:
        """Return whether the hit's file was changed or deleted after indexing.

        The citation is of the indexed text.
        """
        return hit.document.id in self.changes.stale

    @property
    def note(self) -> str:
        """What the question asks for and the first hit's marked sentences lack, '' if nothing."""
        if not self.hits or not asks_for_figure(self.question):
            return ""
        marked = " ".join(text for text, is_marked in self.hits[0].marked_text() if is_marked)
        return "" if has_figure(marked) else NO_FIGURE

    def note_on(self, hit: Hit) -> str:
        """Return the note to show with this hit, '' if none; only the first one has it."""
        return self.note if hit is self.hits[0] else ""


def answer_question(
    searcher: Searcher,
    question: str,
    k: int,
    *,
    limits: DocumentFilter = ALL_DOCUMENTS,
    explain: bool = False,
) -> Answer:
    """Return the `k` best passages for a question, from the documents that meet the `limits`.

    Raises what `OpenIndex.select` and `Searcher.search` raise.
    """
    [answer] = answer_questions(searcher.newest(), [question], k, limits, explain=explain)
    return answer


def answer_questions(
    state: OpenIndex,
    questions: Sequence[str],
    k: int,
    limits: DocumentFilter = ALL_DOCUMENTS,
    *,
    explain: bool = False,
) -> list[Answer]:
    """Return the answers to several questions, all from one state of the index.

    Raises what `OpenIndex.select` and `Searcher.search` raise.
    """
    searched = state.select(limits)
    results = state.search(questions, k, documents=searched.documents, explain=explain)
    changes = current_changes(state.folder, state.snapshot)
    return [
        Answer(question, hits, changes, limits, searched, corrections)
        for question, (hits, corrections) in zip(questions, results, strict=True)
    ]
