"""What is evaluated: questions, with their gold located in the documents of an index."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.errors import BadQuestions
from app.evaluation.gold import AnswerSet, locate_gold
from app.evaluation.questions import Problem, Question, read_questions
from index import Searcher, Settings, empty_index, open_snapshot
from ingest import Document, NormalText, Span, and_more

QUESTIONS_PER_BATCH = 32
"""Questions that are searched together; Ctrl-C loses the batch that it interrupts."""
MAX_LISTED_LINES = 5
"""How many line numbers are listed for a problem."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents and passages that the questions run on: one generation of an index.

    `passages` holds the spans of each document's passages, in order, by document id.
    """

    settings: Settings
    generation: str
    documents: Mapping[str, Document]
    passages: Mapping[str, Sequence[Span]]

    @property
    def number_of_passages(self) -> int:
        """The number of passages of all documents."""
        return sum(map(len, self.passages.values()))

    @property
    def mean_passage_length(self) -> float:
        """The mean length of a passage, in characters."""
        lengths = (end - start for spans in self.passages.values() for start, end in spans)
        return sum(lengths) / self.number_of_passages


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of a file, the answer sets of each, and the corpus that they run on."""

    file: str
    questions: tuple[Question, ...]
    answer_sets: tuple[tuple[AnswerSet, ...], ...]
    corpus: Corpus

    @property
    def digest(self) -> str:
        """A hash that two tasks share only if they have the same questions and gold."""
        rows = zip(self.questions, self.answer_sets, strict=True)
        lines = sorted(
            json.dumps([question.id, question.question, question.has_gold, answer_sets])
            for question, answer_sets in rows
        )
        return sha256("\n".join(lines).encode()).hexdigest()


def prepare_task(searcher: Searcher, content: str | bytes, name: str) -> Task:
    """Return the questions of a file with this content and name, with their gold in the index.

    Raises BadQuestions with everything that is wrong with the file, NoIndex for an empty index,
    and what a search raises.
    """
    corpus = _corpus(searcher.folder)
    texts = {id: NormalText(document.text) for id, document in corpus.documents.items()}
    questions, problems = read_questions(content, name)
    objections = searcher.question_errors([question.question for question in questions])
    answer_sets = []
    for question, objection in zip(questions, objections, strict=True):
        found, gold_problems = locate_gold(question, texts)
        answer_sets.append(tuple(found))
        reasons = [*([objection] if objection else []), *gold_problems]
        problems += [Problem(question.line, reason) for reason in reasons]
    if problems:
        raise BadQuestions("\n  ".join([f"{name} cannot be used:", *_by_reason(problems)]))
    return Task(readable(Path(Path(name).name)), tuple(questions), tuple(answer_sets), corpus)


def _corpus(folder: Path) -> Corpus:
    with open_snapshot(folder) as snapshot:
        settings, passages = snapshot.settings, snapshot.passage_spans()
        if settings is None or not passages:
            raise empty_index(folder)
        documents = {document.id: document for document in snapshot.documents()}
        return Corpus(settings, snapshot.generation, documents, passages)


def model_name(settings: Settings) -> str:
    """Return the model's name; for a model in a folder, the folder's name."""
    path = Path(settings.model)
    return path.name if path.is_absolute() else settings.model


def readable(path: Path) -> str:
    """Return the path in valid Unicode, which not every file name is."""
    return os.fsencode(path).decode(errors="replace")


def _by_reason(problems: Iterable[Problem]) -> list[str]:
    """Return the problems in the order of their lines, one entry per reason."""
    lines: dict[str, list[int]] = {}
    for line, reason in sorted(problems):
        lines.setdefault(reason, []).append(line)
    entries = []
    for reason, numbers in lines.items():
        listed = ", ".join(map(str, numbers[:MAX_LISTED_LINES]))
        listed += and_more(len(numbers), MAX_LISTED_LINES)
        entries.append(f"line{'s' if len(numbers) > 1 else ''} {listed}: {reason}")
    return entries
