"""What is evaluated: questions, with their gold located in the documents of an index."""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from app.errors import BadQuestions
from app.evaluation.gold import AnswerSet, locate_gold
from app.evaluation.questions import (
    Problem,
    Question,
    QuestionsFile,
    read_questions,
    shorten_quote,
)
from index import Searcher, Settings, empty_index, open_snapshot
from ingest import Document, NormalText, Span, and_more

QUESTIONS_PER_BATCH = 32
"""Questions that are searched together; Ctrl-C loses the batch that it interrupts."""
MAX_LISTED_NUMBERS = 5
"""How many lines, rows or questions are listed for a problem."""
SKIP_BAD_OPTION = "--skip-bad"


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


class QuestionKey(NamedTuple):
    """What two runs on the same documents must share to have a question in common.

    `text` is the question with its white space folded, `gold` a hash of its answer sets.
    """

    text: str
    gold: str


def question_key(question: Question, answer_sets: Sequence[AnswerSet]) -> QuestionKey:
    """Return the key of a question with its gold; ids, and the order of quotes, do not matter."""
    gold = json.dumps([question.has_gold, sorted(map(sorted, answer_sets))])
    return QuestionKey(" ".join(question.question.split()), sha256(gold.encode()).hexdigest())


class SkippedQuestion(NamedTuple):
    """A question that was not run; `place` is e.g. "line 3", `question` its text if it has one."""

    place: str
    question: str
    reason: str


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of a file, the answer sets of each, and the corpus that they run on.

    `skipped` are the bad questions of the file; `warnings` say what else in it is not used.
    """

    file: str
    questions: tuple[Question, ...]
    answer_sets: tuple[tuple[AnswerSet, ...], ...]
    corpus: Corpus
    skipped: tuple[SkippedQuestion, ...]
    warnings: tuple[str, ...]


def prepare_task(
    searcher: Searcher, content: str | bytes, name: str, *, skip_bad: bool = False
) -> Task:
    """Return the questions of a file with this content and name, with their gold in the index.

    With `skip_bad`, questions that cannot be used are not part of it. Raises BadQuestions with
    everything that is wrong with the file, NoIndex for an empty index, and what a search raises.
    """
    corpus = _corpus(searcher.folder)
    texts = {id: NormalText(document.text) for id, document in corpus.documents.items()}
    file = read_questions(content, name)
    problems = list(file.problems)
    objections = searcher.question_errors([question.question for question in file.questions])
    located: list[tuple[Question, tuple[AnswerSet, ...]]] = []
    for question, objection in zip(file.questions, objections, strict=True):
        found, gold_problems = locate_gold(question, texts)
        reasons = [*([objection] if objection else []), *gold_problems]
        shown = shorten_quote(question.question)
        problems += [Problem(question.number, reason, shown) for reason in reasons]
        if not reasons:
            located.append((question, tuple(found)))
    if problems and not (skip_bad and located):
        raise BadQuestions(_refusal(name, file, problems, usable=len(located)))
    return Task(
        readable(Path(Path(name).name)),
        tuple(question for question, _ in located),
        tuple(answer_sets for _, answer_sets in located),
        corpus,
        _skipped(file.unit, problems),
        file.warnings,
    )


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


def _skipped(unit: str, problems: Iterable[Problem]) -> tuple[SkippedQuestion, ...]:
    """Return an entry per question with a problem, in the file's order."""
    reasons: dict[tuple[int, str], list[str]] = {}
    for number, reason, question in sorted(problems):
        reasons.setdefault((number, question), []).append(reason)
    return tuple(
        SkippedQuestion(f"{unit} {number}", question, "; ".join(found))
        for (number, question), found in reasons.items()
    )


def _refusal(name: str, file: QuestionsFile, problems: Sequence[Problem], usable: int) -> str:
    """Return what is wrong with a file, a line per reason and warning."""
    bad = len({problem.number for problem in problems})
    advice = f"; {SKIP_BAD_OPTION} leaves such questions out" if usable else ""
    summary = f"{name}: {bad} of {bad + usable} questions cannot be used{advice}"
    return "\n  ".join([summary, *_by_reason(file.unit, problems), *file.warnings])


def _by_reason(unit: str, problems: Iterable[Problem]) -> list[str]:
    """Return the problems in the file's order, one entry per reason."""
    numbers: dict[str, list[int]] = {}
    for number, reason, _ in sorted(problems):
        numbers.setdefault(reason, []).append(number)
    entries = []
    for reason, found in numbers.items():
        listed = ", ".join(map(str, found[:MAX_LISTED_NUMBERS]))
        listed += and_more(len(found), MAX_LISTED_NUMBERS)
        entries.append(f"{unit}{'s' if len(found) > 1 else ''} {listed}: {reason}")
    return entries
