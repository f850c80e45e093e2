import os
from pathlib import Path

import pytest

from ingest import Skipped, Source, UnreadableSource, UsageError, find_sources, read_contents


@pytest.fixture
def library(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "sub/c.md", ".hidden.md", ".git/config"):
        path = tmp_path / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "library"


def ids(*paths: Path) -> list[str]:
    sources, skipped = find_sources(paths)
    assert skipped == []
    return [source.id for source in sources]


def test_files_come_sorted_and_hidden_ones_not_at_all(library: Path) -> None:
    assert ids(library) == ["a.txt", "b.md", "sub/c.md"]


def test_ids_are_below_the_deepest_folder_that_holds_all_that_was_named(library: Path) -> None:
    assert ids(library / "a.txt") == ["a.txt"]
    assert ids(library / "sub", library / "a.txt") == ["a.txt", "sub/c.md"]
    assert ids(library / "sub") == ["c.md"]


def test_a_file_named_twice_is_one_source(library: Path) -> None:
    assert ids(library, library / "sub", library / "a.txt") == ["a.txt", "b.md", "sub/c.md"]


def test_a_path_that_is_not_there_is_named(library: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such file"):
        find_sources([library, Path("nowhere")])


def test_a_folder_that_is_not_looked_into_is_listed(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (library / "loop").symlink_to(library)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # root may read what has no permissions
    sources, skipped = find_sources([library])
    assert [source.id for source in sources] == ["a.txt", "b.md"]
    assert skipped == [
        Skipped("loop", "a link to a folder: not followed"),
        Skipped("sub", "cannot be read: Permission denied"),
    ]


def test_what_cannot_be_read_has_a_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    cases = {
        "vanished.txt": "cannot be read: No such file",
        "pipe.txt": "not a regular file",
        "na\udcffme.txt": "name",
    }
    for name, reason in cases.items():
        with pytest.raises(UnreadableSource, match=reason):
            read_contents(Source(name, tmp_path / name))


def test_an_unreadable_file_has_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("secret")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root may read what has no permissions
    with pytest.raises(UnreadableSource, match="Permission denied"):
        read_contents(Source("secret.txt", path))
