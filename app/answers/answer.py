"""Answer questions: the same for the command line, the web page and programs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.answers.figures import asks_for_figure, has_figure
from app.answers.words import NO_FIGURE
from index import Changes, Hit, OpenIndex, Searcher, current_changes


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its hits, best first, and how the sources changed since indexing."""

    question: str
    hits: Sequence[Hit]
    changes: Changes

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
    documents: Collection[str] = (),
    explain: bool = False,
) -> Answer:
    """Return the `k` best passages for a question, from these documents if any are named.

    Raises what `Searcher.search` raises.
    """
    [answer] = answer_questions(searcher.newest(), [question], k, documents, explain=explain)
    return answer


def answer_questions(
    state: OpenIndex,
    questions: Sequence[str],
    k: int,
    documents: Collection[str] = (),
    *,
    explain: bool = False,
) -> list[Answer]:
    """Return the answers to several questions, all from one state of the index.

    Raises what `Searcher.search` raises.
    """
    hits = state.search(questions, k, documents=documents, explain=explain)
    changes = current_changes(state.folder, state.snapshot)
    return [
        Answer(question, found, changes) for question, found in zip(questions, hits, strict=True)
    ]
