"""A small library before and after a change of its documents, and how an index of it answers."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from index import Hit, Report, Searcher, examine, update
from index.store.local.files import CATALOGUE
from ingest import BriefQAError
from tests.support.encoder import FakeEncoder

QUESTIONS = ("who dives", "howitzers fire", "tariffs hurt", "spies spy")
OTHER = "other"
"""The name of another model."""
PAGE_BYTES = 1024
"""Of the database: small ones make more pages of little data."""

Answers = list[list[Hit]]


def load(name: str) -> FakeEncoder:
    """Return the encoder of this name; a new index has another name, that of the real model."""
    return FakeEncoder(OTHER if name == OTHER else "fake")


class Case:
    """Documents in `folder`, an index of them, and the answers before and after a change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents, self.index = folder / "documents", folder / "index"
        self.documents.mkdir(parents=True)
        self._write("navy", "# Navy\n\nSubmarines dive.\n\n# Army\n\nHowitzers fire at targets.")
        self._write("trade", "# Trade\n\nTariffs hurt. They raise prices.")
        with patch("index.store.local.database.PAGE_BYTES", PAGE_BYTES):
            self.update(self.index)
        self.old = self.answers(self.index)
        self._write("navy", "# Navy\n\nFrigates sail.\n\n# Army\n\nHowitzers fire at targets.")
        self._write("cyber", "# Cyber\n\nSpies spy on networks.")
        (self.documents / "trade.md").unlink()

    @cached_property
    def new(self) -> Answers:
        """The answers of a new index of the changed documents."""
        self.update(self.folder / "fresh")
        return self.answers(self.folder / "fresh")

    def copy(self, *, damaged: bool = False) -> Path:
        """Return the folder of a copy of the index, the same one each time.

        In a `damaged` one a row that every answer needs fails its checksum.
        """
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.index, copy)
        if damaged:
            with closing(sqlite3.connect(copy / CATALOGUE)) as connection, connection:
                connection.execute("UPDATE documents SET text = 'x' || text")
        return copy

    def update(self, index: Path, **options: object) -> Report:
        return update(index, [self.documents], **{"load_encoder": load} | options)

    def answers(self, index: Path) -> Answers:
        return Searcher(index, load).search(QUESTIONS, 5)

    def state(self, index: Path, states: Sequence[tuple[str, Answers]]) -> str:
        """Return the name of the state that answers, 'refused' for an error that names the remedy.

        Anything else is returned in words.
        """
        try:
            found = self.answers(index)
        except BriefQAError as error:
            return "refused" if "briefqa index" in str(error) else f"no remedy: {error}"
        except BaseException as error:
            return f"raw {error!r}"
        return next((name for name, answers in states if answers == found), "other answers")

    def faults(self, index: Path) -> list[str]:
        """Return what the doctor finds wrong with an index, besides newer documents."""
        found = examine(index, load)
        return [
            f"{finding.check}: {finding.message}"
            for finding in found
            if not finding.ok and finding.check != "sources"
        ]

    def outcome(self, index: Path, *, reported: bool, rebuild: bool = False) -> str:
        """Return 'old' or 'new', the state in which a run left an index; else what is wrong.

        A run that has `reported` its end must have left the new one. From either the next run
        goes on to the new one. The old state of an index that was damaged, to `rebuild` it, is the
        error that names the remedy.
        """
        state = self.state(index, [("old", self.old), ("new", self.new)])
        if rebuild and state == "refused":
            state = "old"
        elif faults := self.faults(index):
            return f"{state}; doctor: {faults}"
        if state not in ("old", "new"):
            return state
        if reported and state != "new":
            return "reported, and lost"
        self.update(index, rebuild=rebuild)
        again = self.state(index, [("new", self.new)])
        return state if again == "new" else f"{state}, then {again}"

    def _write(self, name: str, text: str) -> None:
        (self.documents / f"{name}.md").write_text(text)


def sample(total: int, trials: int) -> range:
    """Return at most so many numbers below `total`, evenly spaced; all if there are no more."""
    step = -(-total // trials)
    return range(step // 2, total, step)
