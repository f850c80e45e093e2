"""Answer questions that arrive at the same time together, which takes less time."""

from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

from app.answers import ALL_DOCUMENTS, Answer, answer_questions
from index import DocumentFilter, Searcher

MAX_BATCH = 32


class PendingQuestion(NamedTuple):
    """A question in the queue, and the future of its answer."""

    question: str
    k: int
    limits: DocumentFilter
    answer: "Future[Answer]"


class QuestionBatcher:
    """A queue of questions from any thread; all that wait run on the index at once.

    It answers from the snapshot that is open, so another thread must `refresh` the searcher.
    """

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._queue: SimpleQueue[PendingQuestion] = SimpleQueue()
        Thread(target=self._work, daemon=True).start()

    def submit(self, question: str, k: int, limits: DocumentFilter = ALL_DOCUMENTS) -> Answer:
        """Return the answer once its batch has run; raises what `answer_question` does."""
        pending = PendingQuestion(question, k, limits, Future())
        self._queue.put(pending)
        return pending.answer.result()

    def _work(self) -> None:
        while True:
            batch = [self._queue.get()]
            try:
                while len(batch) < MAX_BATCH:
                    batch.append(self._queue.get_nowait())
            except Empty:
                pass
            groups: dict[tuple[int, DocumentFilter], list[PendingQuestion]] = {}
            for pending in batch:
                groups.setdefault((pending.k, pending.limits), []).append(pending)
            for (k, limits), group in groups.items():
                self._answer(group, k, limits)

    def _answer(self, group: Sequence[PendingQuestion], k: int, limits: DocumentFilter) -> None:
        try:
            snapshot = self._searcher.current()  # opening a newer one would delay all of them
            found = answer_questions(snapshot, [pending.question for pending in group], k, limits)
        except BaseException as error:  # libraries in Rust raise such; this thread must not end
            if middle := len(group) // 2:  # perhaps only one of them is wrong
                self._answer(group[:middle], k, limits)
                self._answer(group[middle:], k, limits)
                return
            group[0].answer.set_exception(error)
            return
        for pending, answer in zip(group, found, strict=True):
            pending.answer.set_result(answer)
