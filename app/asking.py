"""A question, answered: the same for the command line and the web page."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Changes, Hit, Searcher


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


def ask(searcher: Searcher, question: str, k: int, *, explain: bool = False) -> Answer:
    """The `k` best passages for a question. Raises as `Searcher.search` does."""
    state = searcher.newest()
    [hits] = state.search([question], k, explain=explain)
    return Answer(question, hits, state.changes())
