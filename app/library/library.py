"""The façade: what the command line, the web page, its API and notebooks call."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import cache, partial
from pathlib import Path

from anyio import to_thread

from app.answers import Answer, answer_question
from app.evaluation import evaluate_questions, make_folder
from app.library.batching import QuestionBatcher
from app.library.choices import Choices, limits_of, list_choices
from app.library.examples import example_questions, question_files
from app.library.leftovers import Leftovers, find_leftovers
from app.library.listing import (
    DocumentList,
    Status,
    indexed_document,
    library_status,
    list_documents,
)
from app.library.paths import as_paths
from app.library.runs import (
    RecordedEvaluation,
    read_run,
    record,
    run_folder,
    run_names,
    run_report,
)
from app.library.uploads import add, library_folder, remove
from app.library.watch import index_on_changes
from index import (
    Changes,
    Encoder,
    Finding,
    Progress,
    ReadOptions,
    Report,
    Searcher,
    SentenceEncoder,
    current_changes,
    examine,
    plan_update,
    source_paths,
    update,
)
from ingest import Document

READ_DEFAULTS = ReadOptions()


def _ignore(*_: object) -> None:
    """Do nothing."""


class Library:
    """A library of documents, and the index in `folder` that answers questions about them.

    >>> from app.library import Library
    >>> library = Library("briefs/.briefqa")
    >>> report = library.index(["briefs"])
    >>> for hit in library.ask("Who works with Hanwha Ocean?", k=3).hits:
    ...     print(hit.citation)

    Nothing is opened before it is needed; the model is loaded for the first question. Threads may
    share a library; processes may not: make one after a fork. Each answer comes from one version of
    the index, the newest that is complete, or that was open when its folder vanished.

    `load_encoder` makes the encoder of a model's name; without it that is a sentence-transformers
    model, which embeds passages on `device` ("cpu", "cuda", "mps"; by default the best). What goes
    wrong is a BriefQAError (its subclasses say what) or an OSError.
    """

    def __init__(
        self,
        folder: str | Path,
        load_encoder: Callable[[str], Encoder] | None = None,
        *,
        device: str | None = None,
    ) -> None:
        self.folder = Path(folder)
        on_device = partial(SentenceEncoder, device=device) if device else SentenceEncoder
        self._new_encoder = load_encoder or on_device
        self._encoder = cache(self._new_encoder)
        self._searcher = Searcher(self.folder, self._encoder)

    def plan(
        self,
        paths: str | Path | Iterable[str | Path] = (),
        *,
        model: str | None = None,
        rebuild: bool = False,
        reading: ReadOptions = READ_DEFAULTS,
    ) -> Changes:
        """Return what `index` would do with the same arguments, and change nothing."""
        return plan_update(
            self._searcher.present_folder(),
            as_paths(paths),
            model=model,
            rebuild=rebuild,
            reading=reading,
            load_encoder=self._encoder,
        )

    def index(
        self,
        paths: str | Path | Iterable[str | Path] = (),
        *,
        model: str | None = None,
        rebuild: bool = False,
        reading: ReadOptions = READ_DEFAULTS,
        announce: Callable[[Changes], None] = _ignore,
        progress: Progress = _ignore,
    ) -> Report:
        """Index the documents at and below `paths` instead of those indexed before.

        Without `paths` or `model` ("fast", "accurate", another one's name or folder), those of the
        last run are used. Only changed documents are read, and only new text is embedded, unless it
        is to `rebuild` or the model is another one. `announce` gets the plan first. Answers come
        from the old version until all is done. Raises as `index.update`.
        """
        return update(
            self._searcher.present_folder(),
            as_paths(paths),
            model=model,
            rebuild=rebuild,
            reading=reading,
            load_encoder=self._encoder,
            announce=announce,
            progress=progress,
        )

    def watch(
        self,
        paths: str | Path | Iterable[str | Path] = (),
        *,
        last: Report | None = None,
        announce: Callable[[Changes], None] = _ignore,
        on_report: Callable[[Report], None] = _ignore,
        on_error: Callable[[Exception], None] = _ignore,
    ) -> None:
        """Index `paths` at once, and again whenever they change, until interrupted.

        `last` is the report of a run just made. Reports without news, and repeated errors, are
        not passed on. Raises OSError if a path cannot be watched.
        """
        sources = source_paths(self.folder, as_paths(paths))
        index_on_changes(
            lambda: self.index(sources, announce=announce),
            sources,
            self.folder.resolve(),
            last=last,
            on_report=on_report,
            on_error=on_error,
        )

    def ask(
        self,
        question: str,
        k: int = 5,
        *,
        documents: str | Iterable[str] = (),
        author: str | Iterable[str] = (),
        since: str | int | date = "",
        until: str | int | date = "",
        folder: str | Iterable[str] = (),
        explain: bool = False,
    ) -> Answer:
        """Return the `k` best passages, best first, each with its citation.

        Only `documents` (ids) by an `author` (or a word of the name), in a `folder`, dated from
        `since` to `until` ("2024-03" or "2024-03-14") are searched, if any of these are given.
        With `explain` each hit says which of its words matched. Raises what `answer_question` does.
        """
        limits = limits_of(documents, author, since, until, folder)
        return answer_question(self._searcher, question, k, limits=limits, explain=explain)

    def batcher(self) -> QuestionBatcher:
        """Return a queue that answers questions of many threads together, which is faster."""
        return QuestionBatcher(self._searcher)

    def load(self) -> None:
        """Load model and index, so that no question has to wait for them; raises as `ask` does."""
        self._searcher.search(["Is the model ready?"], 1)

    def refresh(self) -> None:
        """Open the newest version of the index, so that no question has to wait for that."""
        self._searcher.refresh()

    def evaluate(
        self,
        questions: str | Path,
        k: int = 10,
        *,
        content: str | bytes | None = None,
        baseline: str | Path | None = None,
        skip_bad: bool = False,
        out: str | Path | None = None,
        keep: bool = False,
        progress: Progress = _ignore,
        finishing: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> RecordedEvaluation:
        """Run a file of questions, `k` hits each, and measure how often the answers are right.

        With `content` the file is not read. `baseline` is the folder of an earlier run. `skip_bad`
        leaves out questions that cannot be used. The run is written to the folder `out`, or with
        `keep` to a new one that `runs` names; the result holds an OSError while writing. Ctrl-C
        ends the run early; the rest is done in the context `finishing()`. Raises BadQuestions,
        BadBaseline, UsageError for an unusable `out`, and what `ask` does.
        """
        file, folder = Path(questions), Path(out) if out else None
        before = read_run(self.folder, Path(baseline)) if baseline else None
        result = evaluate_questions(
            self._searcher,
            file.read_bytes() if content is None else content,
            str(file),
            k,
            baseline=before,
            skip_bad=skip_bad,
            on_ready=lambda: make_folder(folder, file) if folder else None,
            progress=progress,
            finishing=finishing,
        )
        with finishing():
            index = self._searcher.present_folder() if keep else self.folder
            return record(result, index, file.stem, out=folder, keep=keep)

    def runs(self) -> list[str]:
        """Return the names of the kept evaluation runs, the newest first."""
        return run_names(self.folder)

    def run_folder(self, name: str) -> Path:
        """Return the folder of a kept run. Raises UsageError if there is none of this name."""
        return run_folder(self.folder, name)

    def run_report(self, name: str) -> str:
        """Return the HTML report of a kept run. Raises UsageError if none has this name."""
        return run_report(self.folder, name)

    def status(self) -> Status:
        """Return what is indexed. Raises NoIndex if nothing is."""
        return library_status(self._searcher.present_folder())

    def sources(self) -> list[Path]:
        """Return the files and folders that are indexed, or would be if nothing is yet."""
        return source_paths(self._searcher.present_folder(), ())

    def changes(self) -> Changes:
        """Return how the files on disk differ from the index; raises as `index.current_changes`."""
        return current_changes(self._searcher.present_folder())

    def documents(self) -> DocumentList:
        """Return the documents, indexed or not, and how the files on disk have changed."""
        return list_documents(self._searcher.present_folder())

    def choices(self) -> Choices:
        """Return the documents, authors and folders to which a question may be limited."""
        return list_choices(self.folder)

    def document(self, id: str, sha256: str = "") -> Document:
        """Return a document as indexed. Raises UsageError if there is none with this digest."""
        return indexed_document(self.folder, id, sha256)

    def leftovers(self) -> list[Leftovers]:
        """Return the evaluation runs, removed documents and unfinished uploads that are kept."""
        return find_leftovers(self.folder, self.sources())

    def check(self) -> list[Finding]:
        """Check the index, the model and the sources; rebuild damaged derived files."""
        return list(examine(self.folder, self._new_encoder))

    async def add_document(
        self, name: str, data: AsyncIterator[bytes], *, replace: bool = False
    ) -> str:
        """Write a file to the library's folder and return its name there; index it afterwards.

        Raises UsageError for an unusable name, upload or library, AlreadyExists for a file that
        exists, unless it is to `replace` it.
        """
        folder = await to_thread.run_sync(lambda: library_folder(self._searcher.present_folder()))
        return await add(folder, name, data, replace=replace)

    def remove_document(self, id: str) -> None:
        """Move a document's file out of the library; index afterwards to update the answers.

        Raises UsageError for an id that is no file in one of the library's folders.
        """
        remove(self._searcher.present_folder(), id)

    def example_questions(self, count: int = 6) -> list[str]:
        """Return the first of the library's questions that its documents answer."""
        return example_questions(self.folder, count)

    def question_files(self) -> list[Path]:
        """Return the questions files in `questions/` next to the library's documents."""
        return question_files(self._searcher.present_folder())
