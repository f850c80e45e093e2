"""Answer questions: the same for the command line, the web page and programs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from index import Changes, Corrections, Hit, OpenIndex, Searcher, current_changes


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its hits, best first, and how the sources changed since indexing.

    `corrections` are the words that no document holds, and the spellings searched instead.
    """

    question: str
    hits: Sequence[Hit]
    changes: Changes
    corrections: Corrections = field(default_factory=dict)

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
    corrections = state.corrections(questions)
    return [
        Answer(question, found, changes, corrected)
        for question, found, corrected in zip(questions, hits, corrections, strict=True)
    ]
