"""The list of documents, and their states."""

from pathlib import Path

import pytest

from app.library import DocumentEntry
from app.library.listing import list_documents
from index import DamagedIndex, ReadOptions, update
from tests.support.encoder import FakeEncoder
from tests.support.files import WORDS, lines, pdf


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Return a folder of documents; its index is in ../index."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/a.md").write_text(
        "---\ntitle: Navy\nauthor: Ada\ndate: May 2025\n---\n\nSubmarines dive.\n\n# Army\n\nFire."
    )
    (tmp_path / "documents/scans.pdf").write_bytes(pdf(lines([WORDS]), [], []))
    (tmp_path / "documents/empty.txt").write_text("")
    update(tmp_path / "index", [tmp_path / "documents"], load_encoder=FakeEncoder)
    return tmp_path / "documents"


def entries(folder: Path) -> dict[str, DocumentEntry]:
    return {entry.id: entry for entry in list_documents(folder).entries}


def test_a_document_has_its_metadata_and_counts(documents: Path, tmp_path: Path) -> None:
    listed = list_documents(tmp_path / "index")
    assert [entry.id for entry in listed.entries] == ["a.md", "empty.txt", "scans.pdf"]
    note, empty, scans = listed.entries
    assert (note.title, note.author, note.date) == ("Navy", "Ada", "May 2025")
    assert (note.state, note.passages, note.dropped, note.dropped_share) == ("indexed", 2, 1, 0)
    assert (empty.state, empty.reason) == ("skipped", "empty: no text in it")
    assert [entry.is_indexed for entry in listed.entries] == [True, False, True]
    assert [entry.id for entry in listed.indexed] == ["a.md", "scans.pdf"]
    assert listed.passages == note.passages + scans.passages
    assert not listed.changes


def test_changes_on_disk_are_states(documents: Path, tmp_path: Path) -> None:
    (documents / "a.md").write_text("Other words.")
    (documents / "scans.pdf").unlink()
    (documents / "new.md").write_text("New.")
    (documents / "film.mp4").write_bytes(b"")
    states = {id: entry.state for id, entry in entries(tmp_path / "index").items()}
    assert states == {
        "a.md": "changed",
        "empty.txt": "skipped",
        "film.mp4": "skipped",
        "new.md": "new",
        "scans.pdf": "missing",
    }
    new = entries(tmp_path / "index")["new.md"]
    assert (new.passages, new.title, new.format) == (0, "", "md")


def test_an_entry_as_json_has_the_fields_of_the_api(documents: Path, tmp_path: Path) -> None:
    assert entries(tmp_path / "index")["a.md"].to_json() == {
        "document": "a.md",
        "title": "Navy",
        "author": "Ada",
        "date": "May 2025",
        "format": "md",
        "passages": 2,
        "left_out": 1,
        "dropped_share": 0,
        "warnings": [],
        "state": "indexed",
        "reason": "",
    }


def test_without_an_index_the_files_to_be_indexed_are_listed(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.plan.DEFAULT_SOURCES", documents)
    listed = list_documents(tmp_path / "none")
    assert listed.settings is None
    assert {entry.state for entry in listed.entries} == {"new"}
    monkeypatch.setattr("index.updating.plan.DEFAULT_SOURCES", tmp_path / "nowhere")
    assert list_documents(tmp_path / "none").entries == ()


def test_a_damaged_index_is_reported(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "index/catalogue.sqlite").write_bytes(b"junk" * 1000)
    with pytest.raises(DamagedIndex):
        list_documents(tmp_path / "index")


def test_what_is_left_out_of_a_document_is_told_until_it_is_kept(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("Submarines dive.\n\nSubscribe to our newsletter\n")
    index = tmp_path / "index"
    update(index, [page], load_encoder=FakeEncoder)
    [entry] = list_documents(index).entries
    warning = "67% of its words are dropped (--keep-boilerplate PATH keeps them)"
    assert (entry.warnings, entry.path, entry.is_kept) == ((warning,), page, False)
    update(index, reading=ReadOptions(keep_boilerplate=[entry.path]), load_encoder=FakeEncoder)
    [entry] = list_documents(index).entries
    assert (entry.warnings, entry.dropped_share, entry.is_kept) == ((), 0, True)
