"""Search an index, following new versions of it."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import Lock

from index.encoders import Encoder, SentenceEncoder
from index.errors import NoIndex, gone_index
from index.hit import Hit
from index.search import OpenIndex, open_index
from index.storage import current_generation


class Searcher:
    """An index to search. It is opened at the first question, and reopened when it changed.

    Threads may share it: while one of them reopens it, the others keep using the old state.
    Processes may not: create one after a fork, and have none open before. Long-lived searchers
    should call `refresh` periodically.
    """

    def __init__(
        self, folder: Path, load_encoder: Callable[[str], Encoder] = SentenceEncoder
    ) -> None:
        self.folder = folder
        self._load_encoder = load_encoder
        self._opened: OpenIndex | None = None
        self._opening = Lock()
        self._released = ""  # the generation that is held outside of the store's log

    def search(
        self,
        questions: Sequence[str],
        k: int,
        *,
        documents: Collection[str] | None = None,
        explain: bool = False,
    ) -> list[list[Hit]]:
        """Return the `k` best passages for each question, best first; fewer if there are fewer.

        Words that no document holds are matched by their nearest spellings (find_corrections).
        Phrases in quotation marks in a question are in all of its hits, as whole words in normal
        form. Passages with the words of a better one are listed in its `also`. With `documents`,
        given by their ids, only these are searched. Equal scores come in reading order. All answers
        are from one state of the library. With `explain` hits have alignments.

        Raises UsageError for an empty or too long question, for `k` below 1 and for a document
        that is not in the index; NoIndex, OutdatedIndex, IndexMismatch, DamagedIndex or
        ModelUnavailable if the index cannot be searched.
        """
        found = self.newest().search(questions, k, documents=documents, explain=explain)
        return [result.hits for result in found]

    def question_errors(self, questions: Sequence[str]) -> list[str | None]:
        """Return why each question cannot be asked, None if it can; raises as `search` does."""
        return self.newest().question_errors(questions)

    def refresh(self) -> None:
        """Reopen the index if it changed, so that no question has to; raises as `search` does.

        The store's log of writes would grow for as long as a state is held that begins within it.
        """
        opened = self.newest()
        if opened.generation != self._released and opened.snapshot.release_log():
            self._released = opened.generation

    def present_folder(self) -> Path:
        """Return the folder. Raises IndexGone if the index was opened and is no longer in it."""
        if self._opened:
            try:
                current_generation(self.folder)
            except (NoIndex, OSError) as error:
                raise gone_index(self.folder, error) from error
        return self.folder

    def current(self) -> OpenIndex:
        """Return the state that was opened last, or the newest if none was.

        For use while another thread calls `refresh` all the time. Raises as `search` does.
        """
        return self._opened or self.newest()

    def newest(self) -> OpenIndex:
        """Return the newest state; if another thread opens that, or it is gone, the one before.

        Raises as `search` does.
        """
        opened = self._opened
        try:
            generation = current_generation(self.folder)
        except (NoIndex, OSError):
            if opened:
                return opened
            raise
        if opened and opened.generation == generation:
            return opened
        if opened is None:
            self._opening.acquire()
        elif not self._opening.acquire(blocking=False):
            return opened
        try:
            opened = self._opened  # another thread may have opened it
            if opened is None or opened.generation != generation:
                self._opened = opened = open_index(
                    self.folder, opened.encoder if opened else None, self._load_encoder
                )
            return opened
        finally:
            self._opening.release()
