"""A question, answered: the same for the command line and the web page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index import Changes, Hit, OpenIndex, Searcher, current_changes


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its hits, best first, with how the sources on disk differ by now from what
    is indexed.
    """

    question: str
    hits: Sequence[Hit]
    changes: Changes

    def is_stale(self, hit: Hit) -> bool:
        """Whether the file of a hit is another by now, or gone; its citation is of the text that
        was indexed.
        """
        return hit.document.id in self.changes.stale


def ask(
    searcher: Searcher,
    question: str,
    k: int,
    *,
    documents: Collection[str] = (),
    explain: bool = False,
) -> Answer:
    """The `k` best passages for a question, of these documents if any are named. Raises as
    `Searcher.search` does.
    """
    [answer] = answers(searcher.newest(), [question], k, documents, explain=explain)
    return answer


def answers(
    state: OpenIndex,
    questions: Sequence[str],
    k: int,
    documents: Collection[str] = (),
    *,
    explain: bool = False,
) -> list[Answer]:
    """The answers to several questions from one state of the library, as `ask` has them."""
    found = state.search(questions, k, documents=documents, explain=explain)
    changes = current_changes(state.folder, state.snapshot)
    return [Answer(*each, changes) for each in zip(questions, found, strict=True)]
