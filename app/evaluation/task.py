"""What an evaluation is to do: questions, and their gold in the documents of an index."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.errors import BadQuestions
from app.evaluation.gold import Way, anchor
from app.evaluation.questions import Problem, Question, read_questions
from index import Catalogue, NoIndex, Searcher, Settings, index_command
from ingest import Document, Span, and_more

ASKED_AT_ONCE = 32
"""Questions of a batch; Ctrl-C loses those of the one that it interrupts."""
MOST_LINES = 5
"""Line numbers that a problem of several lines names."""


@dataclass(frozen=True, slots=True)
class Library:
    """The documents and passages that the questions are put to: one state of an index."""

    settings: Settings
    generation: str
    documents: Mapping[str, Document]
    passages: Mapping[str, Sequence[Span]]

    @property
    def number_of_passages(self) -> int:
        return sum(map(len, self.passages.values()))

    @property
    def mean_passage_length(self) -> float:
        """In characters."""
        lengths = (end - start for spans in self.passages.values() for start, end in spans)
        return sum(lengths) / self.number_of_passages


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of a file, each with the ways to answer it from the library."""

    file: str
    questions: tuple[Question, ...]
    ways: tuple[tuple[Way, ...], ...]
    library: Library

    @property
    def digest(self) -> str:
        """The same for two tasks only if they ask the same and have the same gold."""
        asked = zip(self.questions, self.ways, strict=True)
        lines = sorted(
            json.dumps([each.id, each.question, each.has_gold, ways]) for each, ways in asked
        )
        return sha256("\n".join(lines).encode()).hexdigest()


def prepare_task(searcher: Searcher, content: str | bytes, name: str) -> Task:
    """Return the questions of a file with this content and name, with their gold in the index.

    Raises BadQuestions with everything that is wrong with the file, NoIndex for an empty index,
    and what a search raises.
    """
    folder = searcher.folder
    with Catalogue(folder) as catalogue, catalogue.transaction():
        settings, passages = catalogue.settings(), catalogue.passage_spans()
        if settings is None or not passages:
            raise NoIndex(f"the index in {folder} is empty: {index_command(folder, 'PATH')}")
        documents = {document.id: document for document in catalogue.documents()}
        library = Library(settings, catalogue.generation(), documents, passages)
    texts = {id: document.text for id, document in documents.items()}
    questions, problems = read_questions(content, name)
    objections = searcher.objections([each.question for each in questions])
    ways = []
    for question, objection in zip(questions, objections, strict=True):
        found, wrong = anchor(question, texts)
        ways.append(tuple(found))
        problems += [Problem(question.line, each) for each in (objection, *wrong) if each]
    if problems:
        raise BadQuestions("\n  ".join([f"{name} cannot be asked:", *_listed(problems)]))
    return Task(readable(Path(Path(name).name)), tuple(questions), tuple(ways), library)


def model_name(settings: Settings) -> str:
    """What the model is called; of one that is a folder, its last part."""
    path = Path(settings.model)
    return path.name if path.is_absolute() else settings.model


def readable(path: Path) -> str:
    """The path in valid Unicode, which not every file name is."""
    return os.fsencode(path).decode(errors="replace")


def _listed(problems: Iterable[Problem]) -> list[str]:
    """The problems in the order of their lines, those of the same reason together."""
    lines: dict[str, list[int]] = {}
    for line, reason in sorted(problems):
        lines.setdefault(reason, []).append(line)
    listed = []
    for reason, numbers in lines.items():
        named = ", ".join(map(str, numbers[:MOST_LINES])) + and_more(len(numbers), MOST_LINES)
        listed.append(f"line{'s' if len(numbers) > 1 else ''} {named}: {reason}")
    return listed
