"""Example questions for a library: those in `questions/` beside its documents."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from index import Catalogue

LONGEST = 60
"""Characters of an example that the page shows whole."""


def example_questions(folder: Path, number: int = 6) -> list[str]:
    """The first questions whose quotes stand in a document of the index in `folder`."""
    with Catalogue(folder) as catalogue, catalogue.transaction():
        settings = catalogue.settings()
        texts = [document.text for document in catalogue.documents()]
    found = []
    for question, quotes in _questions(settings.sources if settings else ()):
        answerable = quotes and all(any(quote in text for text in texts) for quote in quotes)
        if answerable and len(question) <= LONGEST:
            found.append(question)
        if len(found) == number:
            break
    return found


def _questions(sources: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    for source in map(Path, sources):
        documents = source if source.is_dir() else source.parent
        for file in sorted((documents.parent / "questions").glob("*.jsonl")):
            for line in file.read_text("utf-8", errors="replace").splitlines():
                try:
                    fields = json.loads(line)
                    yield str(fields["question"]), [str(quote) for quote in fields["quotes"]]
                except (ValueError, KeyError, TypeError):
                    continue  # checking a questions file is not the web page's business
