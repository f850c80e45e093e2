import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from index.store.local.publish import add_vectors, publish, set_projection

from index import DamagedIndex, Embedding, IndexMismatch, NoIndex, Settings, open_snapshot
from index.store.local.database import Database
from index.store.local.snapshot import Seen
from ingest import Document, Dropped, Passage, Section, read_document
from tests.support.library import Library


def test_a_document_and_its_passage_come_back_as_they_were(library: Library) -> None:
    document = Document(
        id="a.pdf",
        sha256="5ha",
        text="Share. Text on a page.",
        title="Title",
        author="Author",
        date="Date",
        url="http://url",
        sections=(Section(("A", "B"), 0, 6, 22),),
        pages=((0, 5), (5, 22)),
        dropped=(Dropped(0, 5, "sharing"),),
    )
    passage = Passage(
        "a.pdf", 7, 22, "Text on a page.", ("A", "B"), paragraph=3, page=2, sentences=((12, 22),)
    )
    embedding = Embedding(
        np.eye(1, 4, dtype=np.float32)[0],
        np.array([[0.6, 0.8, 0, 0], [0, 0, 1, 0]], dtype=np.float32),
        np.array([7, 70_000], dtype=np.int32),
        np.array([[0, 4], [5, 7]], dtype=np.int32),
    )
    settings = Settings("fake", "f1", 160, ("/a", "/b"), True, "reader 1")
    with open_snapshot(library.index, create=True) as snapshot:
        set_projection(snapshot, "f1", np.eye(4, 3, dtype=np.float32))
        np.testing.assert_array_equal(snapshot.projection("f1"), np.eye(4, 3))
        add_vectors(snapshot, [settings.key(passage.text)], [embedding], np.eye(4, 3))
        seen = [Seen("a.pdf", "5ha", "1:2"), Seen("b.pdf", "", "3:4", "empty")]
        publish(snapshot, settings, [(document, [passage])], [], seen)
        assert list(snapshot.source_records().values()) == seen
        assert list(snapshot.documents()) == [document]
        rowids, vectors = snapshot.vectors()
        assert snapshot.passages(rowids.tolist()) == {rowids[0]: (passage, document)}
        assert vectors.tolist() == [[1, 0, 0, 0]]
        [tokens] = snapshot.tokens(rowids.tolist()).values()
        assert tokens.vectors.tolist() == [[76, 102, 0], [0, 0, 127]]
        assert tokens.pieces.tolist() == [7, 70_000]
        assert tokens.spans.tolist() == [[0, 4], [5, 7]]
        assert (tokens.starts.tolist(), tokens.sentences.tolist()) == ([0, 1], [-1, 0])
        assert list(snapshot.texts()) == [(rowids[0], passage.text)]
        assert snapshot.frequencies() == {7: 1, 70_000: 1}
        assert snapshot.settings == settings


def test_the_same_text_has_another_vector_with_another_model() -> None:
    one, other = (Settings("fake", fingerprint, 160, ()) for fingerprint in "ab")
    assert one.key("text") == one.key("text") != other.key("text")


def test_what_was_published_survives_a_crash_of_the_machine(two_documents: Library) -> None:
    with closing(Database(two_documents.index)) as database:
        assert database.all("PRAGMA journal_mode") == [("wal",)]
        assert database.all("PRAGMA synchronous") == [(2,)]  # FULL


def test_no_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match=f"briefqa index PATH --index {tmp_path}"):
        open_snapshot(tmp_path)


def test_a_damaged_catalogue_names_the_command_that_rebuilds(two_documents: Library) -> None:
    (two_documents.index / "catalogue.sqlite").write_bytes(b"not a database at all" * 99)
    with pytest.raises(DamagedIndex, match="briefqa index PATH --rebuild"):
        open_snapshot(two_documents.index)


def test_another_format_names_both_and_the_command_that_rebuilds(two_documents: Library) -> None:
    with sqlite3.connect(two_documents.index / "catalogue.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(IndexMismatch, match=r"format 99.*needs 4.*briefqa index PATH --rebuild"):
        open_snapshot(two_documents.index)


def test_a_failed_transaction_writes_nothing(two_documents: Library) -> None:
    with open_snapshot(two_documents.index) as snapshot:
        before = snapshot.settings, snapshot.generation, snapshot.digests()
        document = read_document("navy.md", b"New text.")
        without_vectors = [(document, [_passage(two_documents)])]
        with pytest.raises(sqlite3.IntegrityError):
            publish(snapshot, before[0], without_vectors, ["trade.md"], [])
        assert (snapshot.settings, snapshot.generation, snapshot.digests()) == before


def _passage(library: Library) -> Passage:
    [[hit]] = library.searcher().search(["submarines"], 1)
    return replace(hit.passage, text="never embedded")


def test_vectors_of_passages_that_are_gone_are_not_kept(two_documents: Library) -> None:
    (two_documents.sources / "trade.md").unlink()
    two_documents.update()
    two_documents.write(trade="# Trade\n\nTariffs hurt.")
    assert two_documents.update().embedded == 1
