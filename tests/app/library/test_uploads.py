"""Files that come into a library over the web, and leave it."""

import unicodedata
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.library.uploads
from app.errors import AlreadyExists
from app.library.uploads import LONGEST_NAME, add, cleaned, library_folder, remove
from index import update
from ingest import UsageError
from tests.support.encoder import FakeEncoder
from tests.support.web import finished


async def chunks(*data: bytes) -> AsyncIterator[bytes]:
    for each in data:
        yield each


def put(folder: Path, name: str, *data: bytes, replace: bool = False) -> str:
    return finished(add(folder, name, chunks(*data), replace=replace))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The documents of a library; its index is in ../index."""
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
def test_a_name_is_cleaned(given_name: str, name: str) -> None:
    assert cleaned(given_name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "/", "a.exe", "a", ".md", "a.md/", " .. .md", "\ud800"]
)
def test_a_name_that_is_no_document_s_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be added: no reader for"):
        cleaned(name)


@given(st.text(max_size=400), st.sampled_from([".md", ".PDF", ".txt", ""]))
def test_no_name_leaves_its_folder_or_hides(stem: str, suffix: str) -> None:
    try:
        name = cleaned(stem + suffix)
    except UsageError:
        return
    assert Path("/folder", name).resolve().parent == Path("/folder")
    assert not name.startswith(".")
    assert len(name.encode()) <= LONGEST_NAME
    assert unicodedata.is_normalized("NFC", name)
    assert cleaned(name) == name


def test_a_file_is_added_whole_under_its_clean_name(folder: Path) -> None:
    assert put(folder, "../b.txt", b"Jets ", b"climb.") == "b.txt"
    assert (folder / "b.txt").read_bytes() == b"Jets climb."
    assert {each.name for each in folder.iterdir()} == {"a.md", "a.md.meta.yaml", "more", "b.txt"}


def test_what_is_there_is_replaced_only_if_that_is_said(folder: Path) -> None:
    with pytest.raises(AlreadyExists, match=r"a\.md is in the library already"):
        put(folder, "a.md", b"New.")
    assert (folder / "a.md").read_text() == "Submarines dive."
    put(folder, "a.md", b"New.", replace=True)
    assert (folder / "a.md").read_text() == "New."
    [old] = folder.glob(".removed/*/*")
    assert (old.name, old.read_text()) == ("a.md", "Submarines dive.")


def test_of_two_that_add_the_same_at_once_one_is_told(folder: Path) -> None:
    async def late() -> AsyncIterator[bytes]:
        (folder / "c.md").write_text("First.")
        yield b"Second."

    with pytest.raises(AlreadyExists):
        finished(add(folder, "c.md", late(), replace=False))
    assert (folder / "c.md").read_text() == "First."
    assert not list(folder.glob(".*"))


def test_what_is_too_large_or_breaks_off_leaves_nothing(
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


def test_what_comes_too_slowly_is_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.library.uploads, "monotonic", count(0, 5).__next__)
    with pytest.raises(UsageError, match="too slowly"):
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
    with pytest.raises(UsageError, match="single files"):
        library_folder(index)


def test_the_folder_of_a_library_is_made_only_for_its_first_document(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="the folder of the library is not there"):
        library_folder(tmp_path / "index")
    monkeypatch.setattr("index.updating.plan.DEFAULT_SOURCES", tmp_path / "corpus/documents")
    assert library_folder(tmp_path / "none") == tmp_path / "corpus/documents"
    assert (tmp_path / "corpus/documents").is_dir()


def test_a_file_is_removed_with_its_sidecar_and_kept(folder: Path, tmp_path: Path) -> None:
    remove(tmp_path / "index", "a.md")
    assert {each.name for each in folder.iterdir()} == {"more", ".removed"}
    kept = {each.name: each.read_text() for each in folder.glob(".removed/*/*")}
    assert kept == {"a.md": "Submarines dive.", "a.md.meta.yaml": "title: A"}
    remove(tmp_path / "index", "more/a.md")
    assert len(list(folder.glob(".removed/*/a.md"))) == 2


@pytest.mark.parametrize("id", ["b.md", "../outside.md", "", "/etc/passwd", "more", "index/x"])
def test_only_a_file_of_the_library_is_removed(folder: Path, tmp_path: Path, id: str) -> None:
    (tmp_path / "outside.md").write_text("x")
    with pytest.raises(UsageError, match="is not there any more"):
        remove(tmp_path / "index", id)
    assert (tmp_path / "outside.md").exists()


def test_a_file_that_was_named_by_itself_is_not_removed(folder: Path, tmp_path: Path) -> None:
    update(tmp_path / "index", [folder / "a.md"], load_encoder=FakeEncoder)
    with pytest.raises(UsageError, match="was named by itself"):
        remove(tmp_path / "index", "a.md")
    assert (folder / "a.md").exists()
