import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from index import Catalogue, DamagedIndex, IndexMismatch, NoIndex
from ingest import Passage, read_document
from tests.index.conftest import Library


def test_a_document_comes_back_as_it_was_read(two_documents: Library) -> None:
    data = (two_documents.sources / "navy.md").read_bytes()
    with Catalogue(two_documents.index) as catalogue:
        assert next(catalogue.documents(["navy.md"])) == read_document("navy.md", data)


def test_no_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match=f"briefqa index PATH --index {tmp_path}"):
        Catalogue(tmp_path)


def test_a_damaged_catalogue_names_the_command_that_rebuilds(two_documents: Library) -> None:
    (two_documents.index / "catalogue.sqlite").write_bytes(b"not a database at all" * 99)
    with pytest.raises(DamagedIndex, match="briefqa index PATH --rebuild"):
        Catalogue(two_documents.index)


def test_another_format_names_both_and_the_command_that_rebuilds(two_documents: Library) -> None:
    with sqlite3.connect(two_documents.index / "catalogue.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexMismatch, match=r"format 99.*needs 1.*briefqa index PATH --rebuild"):
        Catalogue(two_documents.index)


def test_a_failed_transaction_writes_nothing(two_documents: Library) -> None:
    with Catalogue(two_documents.index) as catalogue:
        before = catalogue.settings(), catalogue.generation(), catalogue.digests()
        document = read_document("navy.md", b"New text.")
        without_vectors = [(document, [_passage(two_documents)])]
        with pytest.raises(sqlite3.IntegrityError):
            catalogue.publish(before[0], without_vectors, ["trade.md"])
        assert (catalogue.settings(), catalogue.generation(), catalogue.digests()) == before


def _passage(library: Library) -> Passage:
    [[hit]] = library.searcher().search(["submarines"], 1)
    return replace(hit.passage, text="never embedded")


def test_vectors_of_passages_that_are_gone_are_not_kept(two_documents: Library) -> None:
    (two_documents.sources / "trade.md").unlink()
    two_documents.update()
    two_documents.write(trade="# Trade\n\nTariffs hurt.")
    assert two_documents.update().embedded == 1
