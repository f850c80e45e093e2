"""Answer questions: the same for the command line, the web page and programs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index import Changes, Hit, Searcher, State


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
    state: State,
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
    changes = state.changes()
    return [
        Answer(question, found, changes) for question, found in zip(questions, hits, strict=True)
    ]
