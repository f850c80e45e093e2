"""Example questions for a library: those in `questions/` beside its documents."""

from collections.abc import Iterator
from pathlib import Path

from app.errors import BadQuestions
from app.evaluation import Question, locate_gold, read_questions
from index import open_snapshot, source_paths

SUFFIXES = (".jsonl", ".csv", ".tsv")
LONGEST = 60
"""Characters of an example that the page shows whole."""


def example_questions(folder: Path, number: int = 6) -> list[str]:
    """The first questions whose gold stands in the documents of the index in `folder`."""
    with open_snapshot(folder) as snapshot:
        texts = {document.id: document.text for document in snapshot.documents()}
    found: list[str] = []
    for question in _questions(folder):
        if len(found) == number:
            break
        ways, problems = locate_gold(question, texts)
        if ways and not problems and len(question.question) <= LONGEST:
            found.append(question.question)
    return found


def questions_files(folder: Path) -> list[Path]:
    """The files of questions in `questions/` beside the documents of the index in `folder`."""
    sources = source_paths(folder, ())
    beside = dict.fromkeys((each if each.is_dir() else each.parent).parent for each in sources)
    return [
        file
        for place in beside
        for file in sorted((place / "questions").glob("*"))
        if file.suffix.lower() in SUFFIXES and file.is_file()
    ]


def _questions(folder: Path) -> Iterator[Question]:
    for file in questions_files(folder):
        try:
            yield from read_questions(file.read_bytes(), file.name)[0]
        except (BadQuestions, OSError):
            continue  # a questions file is not the web page's business
