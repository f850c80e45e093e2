"""An index to put questions to, whose newest state is taken up as it comes."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import Lock

from index.encoders.sentence_encoder import Encoder, SentenceEncoder
from index.hit import Hit
from index.snapshot import State, open_state
from index.store.local.catalogue import Catalogue


class Searcher:
    """An index to put questions to. It is opened at the first one, and again when it changed.

    Threads may share it: one of them opens it again, and the others go on with the old state
    until that is done. Processes may not: make one after a fork, and have none open before. One
    that lives long is to be told to `refresh` now and then.
    """

    def __init__(
        self, folder: Path, load_encoder: Callable[[str], Encoder] = SentenceEncoder
    ) -> None:
        self.folder = folder
        self._load_encoder = load_encoder
        self._opened: State | None = None
        self._opening = Lock()
        self._free = ""  # the generation that is held without a need of the log

    def search(
        self,
        questions: Sequence[str],
        k: int,
        *,
        documents: Collection[str] = (),
        explain: bool = False,
    ) -> list[list[Hit]]:
        """For each question the `k` best passages, best first; fewer where there are fewer.

        What stands in quotation marks in a question stands in each of its hits. Passages that
        say the same as a better one are named with it. Where `documents` are named, by their
        ids, no others are searched. Passages of the same score come in reading order. All
        answers are of one state of the library. With `explain` hits tell which words met. Raises
        UsageError for an empty or too long question, for `k` below 1 and for a document that is
        not in the index; NoIndex, IndexMismatch, DamagedIndex or ModelUnavailable where it
        cannot be answered.
        """
        return self.newest().search(questions, k, documents=documents, explain=explain)

    def objections(self, questions: Sequence[str]) -> list[str | None]:
        """Why each question cannot be asked, None where it can; raises as `search` does."""
        return self.newest().objections(questions)

    def refresh(self) -> None:
        """Open the index if it changed, so that no question has to. Raises as `search` does.

        SQLite's log of writes would grow for as long as a state is held that begins within it.
        """
        opened = self.newest()
        if opened.generation != self._free and opened.catalogue.leave_log(opened.reading):
            self._free = opened.generation

    def current(self) -> State:
        """The index as it was opened last, for where another thread calls `refresh` all the time;
        as it is now where it was not opened yet. Raises as `search` does.
        """
        return self._opened or self.newest()

    def newest(self) -> State:
        """The index as it is now; while another thread opens that, as it was before. Raises as
        `search` does.
        """
        with Catalogue(self.folder) as catalogue:
            generation = catalogue.generation()
        opened = self._opened
        if opened and opened.generation == generation:
            return opened
        if not self._opening.acquire(blocking=opened is None):
            assert opened is not None
            return opened
        try:
            opened = self._opened  # by another thread, perhaps
            if opened is None or opened.generation != generation:
                self._opened = opened = open_state(
                    self.folder, opened.encoder if opened else None, self._load_encoder
                )
            return opened
        finally:
            self._opening.release()
