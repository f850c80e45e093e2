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
    found = find_sources(paths)
    assert (found.closed, found.ignored) == ([], [])
    return [source.id for source in found.sources]


def test_files_are_sorted_and_hidden_ones_ignored(library: Path) -> None:
    assert ids(library) == ["a.txt", "b.md", "sub/c.md"]


def test_ids_are_relative_to_the_deepest_common_folder(library: Path) -> None:
    assert ids(library / "a.txt") == ["a.txt"]
    assert ids(library / "sub", library / "a.txt") == ["a.txt", "sub/c.md"]
    assert ids(library / "sub") == ["c.md"]


def test_a_file_named_twice_is_one_source(library: Path) -> None:
    assert ids(library, library / "sub", library / "a.txt") == ["a.txt", "b.md", "sub/c.md"]


def test_a_missing_path_is_named(library: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such file"):
        find_sources([library, Path("nowhere")])


def test_a_skipped_folder_is_listed(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (library / "loop").symlink_to(library)
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)  # root may read what has no permissions
    found = find_sources([library])
    assert [source.id for source in found.sources] == ["a.txt", "b.md"]
    assert found.closed == [
        Skipped("loop", "a link to a folder: not followed"),
        Skipped("sub", "cannot be read: Permission denied"),
    ]


def test_a_missing_file_and_a_pipe_have_a_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    cases = {
        "vanished.txt": "cannot be read: No such file",
        "pipe.txt": "not a regular file",
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


def test_a_file_that_changes_during_reading_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "growing.txt"
    path.write_text("The first half")
    fstat = os.fstat

    def grow(descriptor: int) -> os.stat_result:
        found = fstat(descriptor)
        with open(path, "a") as file:
            file.write(" and the second")
        return found

    monkeypatch.setattr(os, "fstat", grow)
    with pytest.raises(UnreadableSource, match="changed while it was read"):
        read_contents(Source("growing.txt", path))
    monkeypatch.undo()
    assert read_contents(Source("growing.txt", path)).data.startswith(b"The first half and")


def test_links_are_followed_only_inside_the_named_paths(library: Path) -> None:
    (library.parent / "outside.txt").write_text("outside")
    (library / "out.txt").symlink_to(library.parent / "outside.txt")
    (library / "in.txt").symlink_to(library / "a.txt")
    found = find_sources([library])
    assert [source.id for source in found.sources] == ["a.txt", "b.md", "in.txt", "sub/c.md"]
    assert found.closed == [Skipped("out.txt", "a link out of the folder: not followed")]
    assert "out.txt" not in [source.id for source in find_sources([library / "out.txt"]).sources]


def test_a_sidecar_belongs_to_the_file_of_its_name(library: Path) -> None:
    for name in ("a.txt.meta.yaml", "b.meta.yml", "sub/none.meta.yaml"):
        (library / name).write_text("title: T")
    found = find_sources([library])
    assert {source.id: source.sidecar and source.sidecar.name for source in found.sources} == {
        "a.txt": "a.txt.meta.yaml",
        "b.md": "b.meta.yml",
        "sub/c.md": None,
    }
    assert [skip.id for skip in found.closed] == ["sub/none.meta.yaml"]
    [alone] = find_sources([library / "a.txt"]).sources
    assert alone.sidecar == library / "a.txt.meta.yaml"
    before = read_contents(alone).sha256
    (library / "a.txt.meta.yaml").write_text("title: U")
    assert read_contents(alone).sha256 != before


def test_a_signature_changes_with_the_file_and_with_its_sidecar(library: Path) -> None:
    def signatures() -> dict[str, str]:
        return {source.id: source.signature for source in find_sources([library]).sources}

    before = signatures()
    assert len(set(before.values())) == 3
    assert signatures() == before
    os.utime(library / "b.md", (2, 2))
    (library / "a.txt.meta.yaml").write_text("title: T")
    after = signatures()
    changed = {id for id in before if before[id] != after[id]}
    assert changed == {"a.txt", "b.md"}
    (library / "gone.md").symlink_to(library / "nowhere.md")
    assert signatures()["gone.md"] == ""


def test_finding_inspects_every_file_once(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (library / "a.txt.meta.yaml").write_text("title: T")
    inspected: list[str] = []
    path_stat = Path.stat

    def counting(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        state = path_stat(path, follow_symlinks=follow_symlinks)
        inspected.append(path.name)
        return state

    monkeypatch.setattr(Path, "stat", counting)
    find_sources([library])
    files = ["a.txt", "b.md", "c.md", "a.txt.meta.yaml"]
    assert [inspected.count(name) for name in files] == [1, 1, 1, 1]
