"""Which files a run or a comparison opens, and how often."""

import os
from collections import Counter
from pathlib import Path

import pytest

from index import ReadOptions, current_changes
from index.store.local.catalogue import Catalogue
from index.updating.changes import ContentsCache
from ingest import Contents, Document, Source, UnreadableSource, read_contents
from tests.support.library import Library


@pytest.fixture
def opened(two_documents: Library, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often every source is opened from now on, by name."""
    counts: Counter[str] = Counter()
    real = Path.open

    def counting(path: Path, *arguments: object, **options: object) -> object:
        if path.parent == two_documents.sources:
            counts[path.name] += 1
        return real(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", counting)
    return counts


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record which sources are read into memory, by id."""
    ids: list[str] = []

    def recording(source: Source, max_bytes: int) -> Contents:
        ids.append(source.id)
        return read_contents(source, max_bytes)

    monkeypatch.setattr("index.updating.changes.read_contents", recording)
    return ids


def write(library: Library, **texts: str) -> None:
    """Write documents without `Path.open`, which is counted."""
    for name, text in texts.items():
        with open(library.sources / f"{name}.md", "w") as file:
            file.write(text)


def test_a_changed_or_new_file_is_opened_once_in_a_run(
    two_documents: Library, opened: Counter[str]
) -> None:
    write(two_documents, navy="Frigates sail.", cyber="Hackers attack.")
    report = two_documents.update()
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert opened == {"navy.md": 1, "cyber.md": 1, "trade.md": 1}
    assert two_documents.found("frigates sail", 1) == ["Frigates sail."]


def test_an_unchanged_file_is_digested_and_not_read_into_memory(
    two_documents: Library, opened: Counter[str], read: list[str]
) -> None:
    two_documents.update()
    assert opened == {"navy.md": 1, "trade.md": 1}
    assert read == []


def test_a_file_that_was_only_touched_is_opened_once_in_a_run(
    two_documents: Library, opened: Counter[str]
) -> None:
    os.utime(two_documents.sources / "navy.md", (1, 1))
    assert two_documents.update().unchanged == 2
    assert opened == {"navy.md": 1, "trade.md": 1}


def test_a_file_without_a_reader_is_not_opened(
    two_documents: Library, opened: Counter[str]
) -> None:
    with open(two_documents.sources / "film.mp4", "wb") as file:
        file.write(b"film")
    write(two_documents, navy="", trade="")
    two_documents.update()
    assert opened == {"navy.md": 1, "trade.md": 1}


def test_changed_files_that_are_too_large_to_keep_are_read_again(
    two_documents: Library,
    opened: Counter[str],
    read: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.updating.changes.MAX_HELD_BYTES", 40)
    write(two_documents, navy="Frigates sail.", trade="Ships trade over all of the seas there are.")
    assert two_documents.update().changed == 2
    assert opened["navy.md"] == 1
    assert opened["trade.md"] > 1
    assert read == ["navy.md", "trade.md", "trade.md"]
    assert two_documents.found("frigates sail", 1) == ["Frigates sail."]
    assert two_documents.found("ships trade", 1)[0].startswith("Ships trade over")


def test_a_changed_file_over_the_size_limit_is_skipped(two_documents: Library) -> None:
    two_documents.write(navy="Frigates sail. " * 100)
    report = two_documents.update(reading=ReadOptions(max_bytes=1000))
    assert [skip.id for skip in report.skipped] == ["navy.md"]
    assert report.skipped[0].reason.startswith("over 0.001 MB")
    assert (report.removed, report.unchanged) == (1, 1)


def test_the_cache_keeps_contents_up_to_its_limit_and_hands_them_out_once(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.changes.MAX_HELD_BYTES", 10)
    sources = [Source(name, tmp_path / name) for name in ("a.md", "b.md")]
    for source in sources:
        source.path.write_bytes(b"123456")
    cache = ContentsCache(max_source_bytes=1000)
    assert all(cache.differs(source, "another digest") for source in sources)
    assert read == ["a.md", "b.md"]  # the second one does not fit, and is digested
    assert [cache.take(source).data for source in sources] == [b"123456", b"123456"]
    assert read == ["a.md", "b.md", "b.md"]
    sources[0].path.write_bytes(b"new")
    assert cache.take(sources[0]).data == b"new"


def test_the_cache_keeps_nothing_of_an_unchanged_source(tmp_path: Path, read: list[str]) -> None:
    source = Source("a.md", tmp_path / "a.md")
    source.path.write_bytes(b"123456")
    cache = ContentsCache(max_source_bytes=1000)
    assert not cache.differs(source, read_contents(source).sha256)
    cache.take(source)
    assert read == ["a.md", "a.md"]


def test_the_cache_does_not_take_a_source_over_the_size_limit(tmp_path: Path) -> None:
    source = Source("a.md", tmp_path / "a.md")
    source.path.write_bytes(b"123456")
    cache = ContentsCache(max_source_bytes=5)
    assert cache.differs(source, "another digest")
    with pytest.raises(UnreadableSource, match="--max-size"):
        cache.take(source)


def test_an_edit_during_a_run_is_detected_after_it(two_documents: Library) -> None:
    """The signature is older than the contents, so it never hides a later edit."""
    two_documents.write(navy="Frigates sail.")
    two_documents.update(announce=lambda changes: two_documents.write(navy="Carriers sail."))
    assert two_documents.found("frigates sail", 1) == ["Frigates sail."]
    assert current_changes(two_documents.index).changed == ("navy.md",)
    two_documents.update()
    assert two_documents.found("carriers sail", 1) == ["Carriers sail."]


def test_kept_documents_are_loaded_again_only_if_they_share_lines(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = "A masthead that many papers of the series share."
    library.write(**{f"paper{n}": f"{shared}\n\nPaper {n} is on ships." for n in range(3)})
    library.write(other="Tanks roll.")
    library.update()
    loaded: list[str] = []
    document = Catalogue.document

    def count(self: Catalogue, id: str) -> Document | None:
        loaded.append(id)
        return document(self, id)

    monkeypatch.setattr(Catalogue, "document", count)
    library.write(new="Jets climb.")
    library.update()
    assert sorted(loaded) == ["other.md", *(f"paper{n}.md" for n in range(3) for _ in range(2))]
