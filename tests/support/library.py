"""A folder of documents with its index."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index import Hit, Report, Searcher, update
from tests.support.encoder import FakeEncoder


class Library:
    """A folder of documents with its index, built with the fake encoder."""

    def __init__(self, folder: Path, encoder: FakeEncoder) -> None:
        self.sources = folder / "documents"
        self.index = folder / "index"
        self.sources.mkdir()
        self.encoder = encoder

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.sources / f"{name}.md").write_text(text)

    def update(self, **options: object) -> Report:
        options = {"load_encoder": lambda name: self.encoder} | options
        return update(self.index, [self.sources], **options)

    def execute(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Run a statement on the snapshot behind the index's back; return the rows."""
        path = self.index / "catalogue.sqlite"
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()

    def searcher(self) -> Searcher:
        return Searcher(self.index, lambda name: self.encoder)

    def encoded_passages(self) -> list[str]:
        """Return the passages that were encoded; the frames, which are no sentences, are not."""
        return [text for text in self.encoder.encoded if text.endswith(".")]

    def found(self, question: str, k: int = 3) -> list[str]:
        [hits] = self.searcher().search([question], k)
        return [hit.passage.text for hit in hits]


def answers(
    folder: Path, questions: Sequence[str], encoder: FakeEncoder, k: int = 20
) -> list[list[Hit]]:
    """Return the hits for these questions, from the newest state of the index in `folder`."""
    return Searcher(folder, lambda name: encoder).search(questions, k)
