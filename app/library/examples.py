"""Example questions for a library, from the `questions/` folder next to its documents."""

from collections.abc import Iterator
from pathlib import Path

from app.errors import BadQuestions
from app.evaluation import QUESTION_SUFFIXES, Question, locate_gold, read_questions
from index import open_snapshot, source_paths
from ingest import NormalText

MAX_EXAMPLE_CHARS = 60
"""The web page has room for so many."""


def example_questions(folder: Path, count: int = 6) -> list[str]:
    """Return the first questions that the documents of the index in `folder` answer.

    Raises NoIndex, IndexMismatch, DamagedIndex.
    """
    with open_snapshot(folder) as snapshot:
        texts = {document.id: NormalText(document.text) for document in snapshot.documents()}
    examples: list[str] = []
    for question in _questions(folder):
        if len(examples) == count:
            break
        gold, problems = locate_gold(question, texts)
        if gold and not problems and len(question.question) <= MAX_EXAMPLE_CHARS:
            examples.append(question.question)
    return examples


def question_files(folder: Path) -> list[Path]:
    """Return the questions files in `questions/` next to the sources of the index in `folder`."""
    sources = source_paths(folder, ())
    parents = dict.fromkeys(
        (source if source.is_dir() else source.parent).parent for source in sources
    )
    return [
        file
        for parent in parents
        for file in sorted((parent / "questions").glob("*"))
        if file.suffix.lower() in QUESTION_SUFFIXES and file.is_file()
    ]


def _questions(folder: Path) -> Iterator[Question]:
    for file in question_files(folder):
        try:
            yield from read_questions(file.read_bytes(), file.name).questions
        except (BadQuestions, OSError):
            continue  # `briefqa eval` reports what is wrong with it
