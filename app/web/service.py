"""What callers from the web may ask of the library, and what they get to know of errors."""

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock

from app.answers import Answer
from app.evaluation import QUESTION_SUFFIXES, SKIP_BAD_OPTION
from app.library import READ_DEFAULTS, Choices, DocumentList, Library, RecordedEvaluation
from index import (
    Changes,
    DocumentFilter,
    Encoder,
    IndexGone,
    NoIndex,
    Progress,
    ReadOptions,
    Report,
    describe_model,
)
from ingest import BriefQAError, Document, UsageError, counted, sanitize_terminal

DEFAULT_PASSAGES = 5
MAX_PASSAGES = 20
MAX_QUESTION_CHARS = 1000
MAX_DOCUMENT_IDS = 1000
MAX_LIMITS = 20
"""Authors or folders of a question."""
MAX_LIMIT_CHARS = 4096
DEFAULT_EVALUATED_PASSAGES = 10
MAX_EVALUATED_PASSAGES = 100
MAX_QUESTIONS_SIZE = 10_000_000
"""In bytes of a file, or characters of a text."""
MAX_NAME_CHARS = 40
MAX_LOGGED_CHARS = 2000
NO_INDEX = "Nothing is indexed yet: add documents on the Sources tab, and press Re-index."
_FOLDERS = re.compile(r"(?<![^\s“'\"(])/(?:[^\s/]+/)+")
"""The folders of an absolute path."""


class Service:
    """A library behind checks of what callers send. Threads may share it.

    It raises a BriefQAError or an OSError; callers get its `public_message`.
    """

    def __init__(
        self, folder: str | Path, load_encoder: Callable[[str], Encoder] | None = None
    ) -> None:
        self.library = Library(folder, load_encoder)
        self._batcher = self.library.batcher()
        self._evaluating = Lock()

    def ask(
        self,
        question: str,
        k: int = DEFAULT_PASSAGES,
        document: Sequence[str] | None = None,
        author: Sequence[str] | None = None,
        since: str = "",
        until: str = "",
        folder: Sequence[str] | None = None,
    ) -> Answer:
        """Return the k best passages, only from the documents that meet all conditions.

        The names of the parameters are those of the API and of URLs.
        """
        _check_count("the number of passages", k, MAX_PASSAGES)
        if not isinstance(question, str):
            raise UsageError("the question must be text")
        if len(question) > MAX_QUESTION_CHARS:
            raise UsageError(f"the question is too long: at most {MAX_QUESTION_CHARS} characters")
        limits = DocumentFilter(
            _texts("document", document, MAX_DOCUMENT_IDS),
            _texts("author", author, MAX_LIMITS),
            str(since or ""),
            str(until or ""),
            _texts("folder", folder, MAX_LIMITS),
        )
        answer = self._batcher.submit(question, k, limits)
        return replace(answer, changes=self._public_changes(answer.changes))

    def documents(self) -> DocumentList:
        """Return the documents, indexed or not."""
        listed = self.library.documents()
        return replace(listed, changes=self._public_changes(listed.changes))

    def choices(self) -> Choices:
        """Return to what a question may be limited; nothing if the index cannot be read."""
        try:
            return self.library.choices()
        except (BriefQAError, OSError):  # asking a question reports it
            return Choices()

    def status(self) -> str:
        """Return one line on what is indexed."""
        try:
            status = self.library.status()
        except IndexGone as error:
            return self.public_message(error)
        except NoIndex:
            return NO_INDEX
        return (
            f"Ready: {counted(status.passages, 'passage')} of "
            f"{counted(status.documents, 'document')}. "
            f"Model: {describe_model(status.model)}."
        )

    def document(self, id: str, sha256: str = "") -> Document:
        """Return a document as indexed; see `Library.document`."""
        return self.library.document(str(id), sha256)

    def reindex(self, progress: Progress, reading: ReadOptions = READ_DEFAULTS) -> Report:
        """Index what has changed in the sources, and answer from that."""
        report = self.library.index(reading=reading, progress=progress)
        if report.passages:
            self.library.refresh()
        return report

    def keep_boilerplate(self, id: str, keep: bool, progress: Progress) -> Report:
        """Re-index with the boilerplate of a document kept, or dropped again."""
        paths = [entry.path for entry in self.library.documents().entries if entry.id == id]
        if not paths:
            raise UsageError(f"{id} is no longer in the library: reload the page")
        kept, dropped = (paths, ()) if keep else ((), paths)
        reading = ReadOptions(keep_boilerplate=kept, drop_boilerplate=dropped)
        return self.reindex(progress, reading)

    def evaluate(
        self,
        name: str,
        questions: str | bytes,
        k: int,
        earlier: str,
        progress: Progress,
        *,
        skip_bad: bool = False,
    ) -> RecordedEvaluation:
        """Run questions, the content of a questions file called `name`, and keep the run.

        `earlier` names a kept run to compare with, '' none. `skip_bad` leaves out bad questions.
        """
        _check_count("the number of passages", k, MAX_EVALUATED_PASSAGES)
        if not isinstance(earlier, str):
            raise UsageError("the name of an earlier run must be text")
        if not isinstance(skip_bad, bool):
            raise UsageError("skip_bad must be true or false")
        if not isinstance(questions, str | bytes) or not questions.strip():
            where = f"in {_plain(name)}" if name else "yet"
            raise UsageError(f"there are no questions {where}: choose a file with questions")
        if len(questions) > MAX_QUESTIONS_SIZE:
            raise UsageError(f"too many questions: at most {MAX_QUESTIONS_SIZE // 10**6} MB")
        baseline = self.library.run_folder(earlier) if earlier else None
        if not self._evaluating.acquire(blocking=False):
            raise UsageError("another evaluation is running: try again when it is done")
        try:
            return self.library.evaluate(
                _file_name(name),
                k,
                content=questions,
                baseline=baseline,
                skip_bad=skip_bad,
                keep=True,
                progress=progress,
            )
        finally:
            self._evaluating.release()

    def runs(self) -> list[str]:
        """Return the names of the kept runs, the newest first."""
        return self.library.runs()

    def report(self, name: str) -> str:
        """Return the HTML report of a kept run."""
        return self.library.run_report(name)

    def question_files(self) -> list[str]:
        """Return the names of the questions files next to the library's documents."""
        return [file.name for file in self.library.question_files()]

    def question_file(self, name: str) -> bytes:
        """Return the content of one of these files."""
        files = {file.name: file for file in self.library.question_files()}
        if name not in files:
            raise UsageError(f"the file {name} no longer exists: reload the page")
        return files[name].read_bytes()

    def public_message(self, error: Exception) -> str:
        """Return what is wrong without paths of this machine; with paths it goes to stderr."""
        if isinstance(error, NoIndex):
            return NO_INDEX
        text = str(error).replace(SKIP_BAD_OPTION, "“Skip bad questions” (skip_bad)")
        message = self._without_paths(text)
        if isinstance(error, OSError):
            message = error.strerror or "a file cannot be read or written"
            if isinstance(error.filename, str | Path):
                message = f"{Path(error.filename).name}: {message}"
        if message != str(error):
            print(sanitize_terminal(f"briefqa: {error}")[:MAX_LOGGED_CHARS], file=sys.stderr)
        return message

    def _public_changes(self, changes: Changes) -> Changes:
        return replace(changes, missing=self._without_paths(changes.missing))

    def _without_paths(self, message: str) -> str:
        if not message:
            return ""
        folder = self.library.folder
        known = {folder, folder.resolve()}
        with suppress(BriefQAError):
            known |= {*self.library.sources()}
        for path in sorted(map(str, known), key=len, reverse=True):
            if len(path) > 1:
                message = message.replace(path, Path(path).name)
        return _FOLDERS.sub("", message)


def _texts(name: str, given: object, maximum: int) -> tuple[str, ...]:
    given = [] if given is None else given
    if not isinstance(given, list | tuple) or len(given) > maximum:
        raise UsageError(f"{name} must be a list of at most {maximum} texts")
    if not all(isinstance(text, str) and len(text) <= MAX_LIMIT_CHARS for text in given):
        raise UsageError(f"{name} must be a list of texts of at most {MAX_LIMIT_CHARS} characters")
    return tuple(given)


def _check_count(what: str, number: object, maximum: int) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= maximum:
        raise UsageError(f"{what} must be a whole number from 1 to {maximum}")


def _file_name(name: str) -> str:
    """Return a plain file name, without a suffix that is of no questions file."""
    suffix = Path(str(name)).suffix.lower()
    return _plain(name) + (suffix if suffix in QUESTION_SUFFIXES else "")


def _plain(name: str) -> str:
    """Return a file's name without suffix, only of letters, digits, '-' and '_'."""
    words = re.findall(r"[\w-]+", Path(str(name)).stem)
    return " ".join(words)[:MAX_NAME_CHARS] or "questions"
