"""The catalogue of an index in a folder: durability, and files that cannot be opened."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index import DamagedIndex, NoIndex, open_snapshot
from index.storage import open_writer
from index.store import FramedPassage
from index.store.local.database import Database
from ingest import Passage, read_document
from tests.support.library import Library


def test_a_publication_survives_a_crash_of_the_machine(two_documents: Library) -> None:
    with closing(Database(two_documents.index)) as database:
        assert database.all("PRAGMA journal_mode") == [("wal",)]
        assert database.all("PRAGMA synchronous") == [(2,)]  # FULL


def test_a_missing_index_names_the_command_that_creates_one(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match=f"briefqa index PATH --index {tmp_path}"):
        open_snapshot(tmp_path)


def test_a_damaged_catalogue_names_the_command_that_rebuilds(two_documents: Library) -> None:
    (two_documents.index / "catalogue.sqlite").write_bytes(b"not a database at all" * 99)
    with pytest.raises(DamagedIndex, match="briefqa index PATH --rebuild"):
        open_snapshot(two_documents.index)


def test_a_failed_transaction_writes_nothing(two_documents: Library) -> None:
    with open_snapshot(two_documents.index) as snapshot:
        before = snapshot.settings, snapshot.generation, snapshot.digests()
    document = read_document("navy.md", b"New text.")
    without_vectors = [(document, [FramedPassage(passage_never_embedded(two_documents), "")])]
    with open_writer(two_documents.index) as writer:
        with pytest.raises(DamagedIndex, match="FOREIGN KEY"):
            writer.publish(before[0], without_vectors, ["trade.md"], [])
        assert writer.digests() == before[2]
    with open_snapshot(two_documents.index) as snapshot:
        assert (snapshot.settings, snapshot.generation, snapshot.digests()) == before


def passage_never_embedded(library: Library) -> Passage:
    [[hit]] = library.searcher().search(["submarines"], 1)
    return replace(hit.passage, text="never embedded")


def test_an_index_named_by_a_relative_path_knows_its_own_files(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(a="Submarines dive.")
    monkeypatch.chdir(library.sources)
    library.index = Path("index")
    assert library.update().skipped == library.update().skipped == ()
