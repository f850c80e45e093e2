"""Questions that come at the same time, answered together, which takes less time."""

from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

from app.answers import Answer, answer_questions
from index import Searcher

MOST = 32
"""Questions that are answered together."""


class Asked(NamedTuple):
    """A question that waits, and where its answer goes."""

    question: str
    k: int
    documents: tuple[str, ...]
    answer: "Future[Answer]"


class Together:
    """Takes questions from any thread, and puts all that wait to the index at once. Somebody else
    is to `refresh` the searcher.
    """

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._waiting: SimpleQueue[Asked] = SimpleQueue()
        Thread(target=self._work, daemon=True).start()

    def ask(self, question: str, k: int, documents: Sequence[str]) -> Answer:
        """As `app.answers.answer_question`."""
        asked = Asked(question, k, tuple(documents), Future())
        self._waiting.put(asked)
        return asked.answer.result()

    def _work(self) -> None:
        while True:
            batch = [self._waiting.get()]
            try:
                while len(batch) < MOST:
                    batch.append(self._waiting.get_nowait())
            except Empty:
                pass
            alike: dict[tuple[int, tuple[str, ...]], list[Asked]] = {}
            for asked in batch:
                alike.setdefault((asked.k, asked.documents), []).append(asked)
            for (k, documents), group in alike.items():
                self._answer(group, k, documents)

    def _answer(self, group: Sequence[Asked], k: int, documents: Sequence[str]) -> None:
        try:
            state = self._searcher.current()  # a newer one would be waited for by all
            found = answer_questions(state, [each.question for each in group], k, documents)
        except BaseException as error:  # libraries in Rust have such; this thread must not end
            if len(group) > 1:  # one of them, perhaps
                for each in group:
                    self._answer([each], k, documents)
                return
            group[0].answer.set_exception(error)
            return
        for each, answer in zip(group, found, strict=True):
            each.answer.set_result(answer)
