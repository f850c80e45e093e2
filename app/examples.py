"""Example questions for a library: those in `questions/` beside its documents."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.gold import anchor
from app.questions import BadQuestions, Question, read_questions
from index import Catalogue

LONGEST = 60
"""Characters of an example that the page shows whole."""


def example_questions(folder: Path, number: int = 6) -> list[str]:
    """The first questions whose gold stands in the documents of the index in `folder`."""
    with Catalogue(folder) as catalogue, catalogue.transaction():
        settings = catalogue.settings()
        texts = {document.id: document.text for document in catalogue.documents()}
    found: list[str] = []
    for question in _questions(settings.sources if settings else ()):
        if len(found) == number:
            break
        ways, problems = anchor(question, texts)
        if ways and not problems and len(question.question) <= LONGEST:
            found.append(question.question)
    return found


def _questions(sources: Iterable[str]) -> Iterator[Question]:
    for source in map(Path, sources):
        documents = source if source.is_dir() else source.parent
        for file in sorted((documents.parent / "questions").glob("*.jsonl")):
            try:
                yield from read_questions(file)[0]
            except (BadQuestions, OSError):
                continue  # a questions file is not the web page's business
