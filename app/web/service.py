"""What the web page, its API and the tools of MCP do: all of it checked, none of it tells paths."""

import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path
from threading import Lock

from app.answers import Answer
from app.evaluation import (
    REPORT,
    SUMMARY,
    BadQuestions,
    Baseline,
    Comparison,
    Evaluation,
    compare,
    measure,
    model_name,
    prepare,
    read_baseline,
    write_run,
)
from app.evaluation import ask as ask_all
from app.library import SUFFIXES, Shelf, Together, questions_files, shelf
from index import (
    Catalogue,
    Changes,
    Encoder,
    NoIndex,
    Progress,
    Report,
    Searcher,
    SentenceEncoder,
    named_sources,
    update,
)
from ingest import BriefQAError, Document, UsageError, decode, sanitize_terminal

PASSAGES = 5
MOST_PASSAGES = 20
LONGEST_QUESTION = 1000
"""Characters."""
MOST_DOCUMENTS = 1000
"""Named in a question."""
HITS = 10
MOST_HITS = 100
"""Of a question of an evaluation."""
LONGEST_FILE = 10_000_000
"""Characters of a file of questions."""
LONGEST_REPORT = 2000
"""Characters of what is told of an error on stderr."""
RUNS = ".runs"
"""The folder in the index that holds the evaluations; what begins with a dot is no source."""
_PATH = re.compile(r"(?<![^\s“'\"(])/(?:[^\s/]+/)+")
"""The folders of an absolute path."""
NO_INDEX = "Nothing is indexed yet: add documents on the Sources tab, and press Re-index."


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A run of a file of questions, and an earlier one beside it if there is one. `kept` is the
    name under which it was kept, '' where that was not possible: `problem` says why.
    """

    evaluation: Evaluation
    comparison: Comparison | None
    kept: str
    problem: str = ""


class Service:
    """An index, served. Threads may share it.

    What a caller gives is checked here. Whatever is wrong is a BriefQAError or an OSError, to be
    put into words by `public_message`.
    """

    def __init__(self, folder: Path, load_encoder: Callable[[str], Encoder] | None = None) -> None:
        self.folder = folder
        self._load_encoder = cache(load_encoder or SentenceEncoder)
        self.searcher = Searcher(folder, self._load_encoder)
        self._together = Together(self.searcher)
        self._evaluating = Lock()

    def ask(self, question: str, k: int = PASSAGES, documents: Sequence[str] = ()) -> Answer:
        """The k best passages, of these documents if any are named."""
        _check_number("the number of passages", k, MOST_PASSAGES)
        if not isinstance(question, str):
            raise UsageError("the question must be text")
        if len(question) > LONGEST_QUESTION:
            raise UsageError(f"the question is too long: at most {LONGEST_QUESTION} characters")
        if not isinstance(documents, list | tuple) or len(documents) > MOST_DOCUMENTS:
            raise UsageError(f"documents must be a list of at most {MOST_DOCUMENTS} ids")
        if not all(isinstance(each, str) for each in documents):
            raise UsageError("documents must be named by their ids, which are texts")
        answer = self._together.ask(question, k, documents)
        return replace(answer, changes=self._unnamed(answer.changes))

    def shelf(self) -> Shelf:
        """The documents, indexed or not."""
        found = shelf(self.folder)
        return replace(found, changes=self._unnamed(found.changes))

    def choices(self) -> list[tuple[str, str]]:
        """The documents that are indexed, each as people know it and by its id; none where they
        cannot be told.
        """
        try:
            with Catalogue(self.folder) as catalogue:
                titles = catalogue.titles()
        except (BriefQAError, OSError):  # whoever asks is told
            return []
        return [(f"{title} ({id})" if title else id, id) for id, title in titles.items()]

    def status(self) -> str:
        """What is served, in a line."""
        try:
            with Catalogue(self.folder) as catalogue, catalogue.transaction():
                settings, counts = catalogue.settings(), catalogue.passage_counts()
                documents = len(catalogue.digests())
        except NoIndex:
            settings = None
        if settings is None:
            return NO_INDEX
        passages = sum(counts.values())
        model = model_name(settings)
        plural = "s" if documents != 1 else ""
        return f"Ready: {passages} passages of {documents} document{plural}. Model: {model}."

    def document(self, id: str, sha256: str = "") -> Document:
        """A document as it is indexed; only in that state if the digest of its source is given."""
        with Catalogue(self.folder) as catalogue:
            found = list(catalogue.documents([str(id)]))
        if not found or (sha256 and found[0].sha256 != sha256):
            raise UsageError(f"{id} was indexed again, or removed, since you asked: ask again")
        return found[0]

    def reindex(self, progress: Progress) -> Report:
        """Take up what has changed in the sources, and answer from that."""
        report = update(self.folder, load_encoder=self._load_encoder, progress=progress)
        if report.passages:
            self.searcher.refresh()
        return report

    def evaluate(
        self, name: str, questions: str, k: int, earlier: str, progress: Progress
    ) -> Evaluated:
        """Ask a file of questions, JSON Lines or CSV, and keep the run; beside an earlier one if
        that is named.
        """
        _check_number("the number of passages", k, MOST_HITS)
        if not isinstance(earlier, str):
            raise UsageError("an earlier run is named by a text")
        if not isinstance(questions, str) or not questions.strip():
            what = f"in {_plain(name)}" if name else "yet: choose a file of them"
            raise UsageError(f"there are no questions {what}")
        if len(questions) > LONGEST_FILE:
            raise UsageError(f"too many questions: at most {LONGEST_FILE // 10**6} MB of them")
        if not self._evaluating.acquire(blocking=False):
            raise UsageError("another evaluation is running: wait until it is done")
        try:
            return self._evaluate(str(name), questions, k, earlier, progress)
        finally:
            self._evaluating.release()

    def _evaluate(
        self, name: str, questions: str, k: int, earlier: str, progress: Progress
    ) -> Evaluated:
        before = self._earlier(earlier) if earlier else None
        with tempfile.TemporaryDirectory(prefix="briefqa-") as private:
            kind = Path(name).suffix.lower()
            if kind not in SUFFIXES:
                kind = ".jsonl" if questions.lstrip("\ufeff \t\r\n").startswith("{") else ".csv"
            file = Path(private, _plain(name) + kind)
            file.write_text(questions, "utf-8", errors="replace", newline="")
            try:
                task = prepare(self.folder, file, self.searcher)
            except BadQuestions as error:
                raise UsageError(str(error).replace(str(file), file.name)) from None
        if before:
            before.check(task, k)
        asked = ask_all(task, self.searcher, k, progress)
        progress("measuring", 0, None)
        run = measure(task, self.searcher, asked)
        comparison = compare(run, before) if before else None
        try:
            kept = self._new_run(f"{run.date:%Y-%m-%d %H.%M.%S} {file.stem}")
            write_run(run, comparison, kept)
        except OSError as error:
            return Evaluated(run, comparison, "", self.public_message(error))
        return Evaluated(run, comparison, kept.name)

    def _new_run(self, name: str) -> Path:
        """A new folder for a run, of this name or with a number after it."""
        for number in count(1):
            folder = self.folder / RUNS / (f"{name} {number}" if number > 1 else name)
            with suppress(FileExistsError):
                folder.mkdir(parents=True)
                return folder
        raise AssertionError  # there is always another number

    def runs(self) -> list[str]:
        """The names of the evaluations that were kept, the newest first."""
        folders = (each.parent.name for each in (self.folder / RUNS).glob(f"*/{SUMMARY}"))
        return sorted(folders, reverse=True)

    def report(self, name: str) -> str:
        """The page of an evaluation that was kept."""
        return (self._kept(name) / REPORT).read_text("utf-8")

    def questions_files(self) -> list[str]:
        """The names of the files of questions that lie beside the library's documents."""
        return [each.name for each in questions_files(self.folder)]

    def questions(self, name: str) -> str:
        """The text of one of these files."""
        files = {each.name: each for each in questions_files(self.folder)}
        if name not in files:
            raise UsageError(f"the file {name} is not there any more")
        return decode(files[name].read_bytes())

    def public_message(self, error: Exception) -> str:
        """What is wrong, without a path of this machine; where there is one, all goes to stderr."""
        if isinstance(error, NoIndex):
            return NO_INDEX
        words = self._without_paths(str(error))
        if isinstance(error, OSError):
            words = error.strerror or "a file cannot be read or written"
        if words != str(error):
            print(sanitize_terminal(f"briefqa: {error}")[:LONGEST_REPORT], file=sys.stderr)
        return words

    def _unnamed(self, changes: Changes) -> Changes:
        return replace(changes, missing=self._without_paths(changes.missing))

    def _without_paths(self, words: str) -> str:
        if not words:
            return ""
        known = {self.folder, self.folder.resolve()}
        with suppress(BriefQAError):
            known |= {*named_sources(self.folder, ())}
        for path in sorted(map(str, known), key=len, reverse=True):
            if len(path) > 1:
                words = words.replace(path, Path(path).name)
        return _PATH.sub("", words)

    def _earlier(self, name: str) -> Baseline:
        return replace(read_baseline(self._kept(name)), name=name)

    def _kept(self, name: str) -> Path:
        if name not in self.runs():
            raise UsageError("there is no such earlier run" if name else "choose an earlier run")
        return self.folder / RUNS / name


def _check_number(what: str, number: object, most: int) -> None:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= most:
        raise UsageError(f"{what} must be a whole number from 1 to {most}")


def _plain(name: str) -> str:
    """A file's name without its suffix, of letters and the like alone."""
    return " ".join(re.findall(r"[\w-]+", Path(str(name)).stem))[:40] or "questions"
