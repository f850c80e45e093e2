"""Files that are added to a library and removed from it over the web."""

import unicodedata
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.library.uploads
from app.errors import AlreadyExists
from app.library.uploads import (
    MAX_NAME_BYTES,
    add,
    library_folder,
    remove,
    safe_name,
)
from index import update
from ingest import UsageError
from tests.support.encoder import FakeEncoder
from tests.support.web import finished


async def chunks(*data: bytes) -> AsyncIterator[bytes]:
    for chunk in data:
        yield chunk


def put(folder: Path, name: str, *data: bytes, replace: bool = False) -> str:
    return finished(add(folder, name, chunks(*data), replace=replace))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the documents of a library; its index is in ../index."""
    (tmp_path / "documents/more").mkdir(parents=True)
    (tmp_path / "documents/a.md").write_text("Submarines dive.")
    (tmp_path / "documents/a.md.meta.yaml").write_text("title: A")
    (tmp_path / "documents/more/a.md").write_text("Howitzers fire.")
    update(tmp_path / "index", [tmp_path / "documents"], load_encoder=FakeEncoder)
    return tmp_path / "documents"


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("brief.pdf", "brief.pdf"),
        ("../../etc/brief.pdf", "brief.pdf"),
        ("C:\\Users\\me\\brief.PDF", "brief.PDF"),
        (".hidden.md", "hidden.md"),
        ("a\x00b\n.md", "a_b_.md"),
        ("a\u202efdp.md", "a_fdp.md"),
        ("Cafe\u0301.md", "Café.md"),
        ('a<b>:"c|?*.md', "a_b___c___.md"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "/", "a.exe", "a", ".md", "a.md/", " .. .md", "\ud800"]
)
def test_a_name_of_no_document_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be added: no reader for"):
        safe_name(name)


@pytest.mark.parametrize("name", ["CON.md", "aux.txt", "nul.md", "COM1.txt", "lpt9.a.pdf"])
def test_a_name_of_a_device_on_windows_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="Windows keeps this name for a device"):
        safe_name(name)
    assert safe_name(f"a{name}") == f"a{name}"


def test_a_name_that_no_run_would_index_is_refused(folder: Path) -> None:
    (folder / ".briefqaignore").write_text("*.txt\n!notes.txt")
    with pytest.raises(UsageError, match=r"b\.txt cannot be added: the library's \.briefqaignore"):
        put(folder, "b.txt", b"x")
    with pytest.raises(UsageError, match="it is a temporary file of another program"):
        put(folder, "~$b.docx", b"x")
    assert put(folder, "notes.txt", b"x") == "notes.txt"


@given(st.text(max_size=400), st.sampled_from([".md", ".PDF", ".txt", ""]))
def test_no_name_leaves_its_folder_or_hides(stem: str, suffix: str) -> None:
    try:
        name = safe_name(stem + suffix)
    except UsageError:
        return
    assert Path("/folder", name).resolve().parent == Path("/folder")
    assert not name.startswith(".")
    assert len(name.encode()) <= MAX_NAME_BYTES
    assert unicodedata.is_normalized("NFC", name)
    assert safe_name(name) == name


def test_a_file_is_added_whole_under_a_safe_name(folder: Path) -> None:
    assert put(folder, "../b.txt", b"Jets ", b"climb.") == "b.txt"
    assert (folder / "b.txt").read_bytes() == b"Jets climb."
    assert {path.name for path in folder.iterdir()} == {"a.md", "a.md.meta.yaml", "more", "b.txt"}


def test_an_existing_file_is_replaced_only_on_demand(folder: Path) -> None:
    with pytest.raises(AlreadyExists, match=r"a\.md is in the library already"):
        put(folder, "a.md", b"New.")
    assert (folder / "a.md").read_text() == "Submarines dive."
    put(folder, "a.md", b"New.", replace=True)
    assert (folder / "a.md").read_text() == "New."
    [old] = folder.glob(".removed/*/*")
    assert (old.name, old.read_text()) == ("a.md", "Submarines dive.")


def test_of_two_uploads_of_one_name_the_second_fails(folder: Path) -> None:
    async def late() -> AsyncIterator[bytes]:
        (folder / "c.md").write_text("First.")
        yield b"Second."

    with pytest.raises(AlreadyExists):
        finished(add(folder, "c.md", late(), replace=False))
    assert (folder / "c.md").read_text() == "First."
    assert not list(folder.glob(".*"))


def test_a_too_large_or_broken_upload_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"Half."
        raise ConnectionError

    before = sorted(folder.rglob("*"))
    monkeypatch.setattr(app.library.uploads, "MAX_SOURCE_BYTES", 10)
    with pytest.raises(UsageError, match=r"b\.md is too large"):
        put(folder, "b.md", b"12345678", b"901")
    with pytest.raises(ConnectionError):
        finished(add(folder, "b.md", broken(), replace=False))
    assert sorted(folder.rglob("*")) == before


def test_a_too_slow_upload_times_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.library.uploads, "monotonic", count(0, 5).__next__)
    with pytest.raises(UsageError, match="upload timed out: try again"):
        put(folder, "b.md", *[b"x"] * 10)
    put(folder, "b.md", *[b"x" * 100_000] * 10)
    assert not list(folder.glob(".*"))


def test_a_folder_is_not_replaced_by_a_file(folder: Path) -> None:
    (folder / "d.md").mkdir()
    for replace in (False, True):
        with pytest.raises(UsageError, match=r"d\.md is a folder"):
            put(folder, "d.md", b"x", replace=replace)
    assert not list(folder.glob(".*"))


def test_the_library_is_the_first_folder_among_the_sources(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert library_folder(index) == folder
    update(index, [folder / "a.md", folder / "more"], load_encoder=FakeEncoder)
    assert library_folder(index) == folder / "more"
    update(index, [folder / "a.md"], load_encoder=FakeEncoder)
    with pytest.raises(UsageError, match="this index was built from single files"):
        library_folder(index)


def test_the_library_folder_is_made_only_for_the_first_document(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="the library's folder is missing"):
        library_folder(tmp_path / "index")
    monkeypatch.setattr("index.updating.plan.DEFAULT_SOURCES", tmp_path / "corpus/documents")
    assert library_folder(tmp_path / "none") == tmp_path / "corpus/documents"
    assert (tmp_path / "corpus/documents").is_dir()


def test_a_removed_file_is_kept_with_its_sidecar(folder: Path, tmp_path: Path) -> None:
    remove(tmp_path / "index", "a.md")
    assert {path.name for path in folder.iterdir()} == {"more", ".removed"}
    kept = {path.name: path.read_text() for path in folder.glob(".removed/*/*")}
    assert kept == {"a.md": "Submarines dive.", "a.md.meta.yaml": "title: A"}
    remove(tmp_path / "index", "more/a.md")
    assert len(list(folder.glob(".removed/*/a.md"))) == 2


@pytest.mark.parametrize("id", ["b.md", "../outside.md", "", "/etc/passwd", "more", "index/x"])
def test_only_a_file_of_the_library_is_removed(folder: Path, tmp_path: Path, id: str) -> None:
    (tmp_path / "outside.md").write_text("x")
    with pytest.raises(UsageError, match="is no longer in the library"):
        remove(tmp_path / "index", id)
    assert (tmp_path / "outside.md").exists()


def test_a_file_that_was_indexed_as_a_single_file_is_not_removed(
    folder: Path, tmp_path: Path
) -> None:
    update(tmp_path / "index", [folder / "a.md"], load_encoder=FakeEncoder)
    with pytest.raises(UsageError, match="was indexed as a single file"):
        remove(tmp_path / "index", "a.md")
    assert (folder / "a.md").exists()
