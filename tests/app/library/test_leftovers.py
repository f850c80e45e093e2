"""What is kept beyond need: it is counted, bounded, and deleted when that is asked for."""

import os
from pathlib import Path

import pytest

from app.library import Library
from app.library.leftovers import HALF_UPLOAD_S
from tests.support.cli import Completed, briefqa
from tests.support.encoder import FakeEncoder
from tests.support.study import Study


@pytest.fixture
def library(study: Study) -> Library:
    """Return a library with two runs, a removed document and two unfinished uploads."""
    library = Library(study.folder / "index", FakeEncoder)
    for _ in range(2):
        library.evaluate(study.folder / "q.jsonl", keep=True)
    library.remove_document("trade.md")
    for name in ("new", "old"):
        (study.folder / f"docs/.{name.encode().hex():0>16}.upload").write_text("half")
    old = study.folder / f"docs/.{b'old'.hex():0>16}.upload"
    os.utime(old, (0, old.stat().st_mtime - HALF_UPLOAD_S - 60))
    return library


def clean(folder: Path, *options: str, stdin: str = "") -> Completed:
    return briefqa("clean", "--index", folder, *options, stdin=stdin, load_encoder=FakeEncoder)


def test_what_is_kept_is_listed_and_deleted_kind_by_kind(study: Study, library: Library) -> None:
    kinds = {kind.what: kind for kind in library.leftovers()}
    assert {what: len(kind.paths) for what, kind in kinds.items()} == {
        "evaluation runs": 2,
        "removed and replaced documents": 1,
        "unfinished uploads": 1,
    }
    run = clean(library.folder, stdin="y\nn\ny\n")
    assert run.returncode == 0
    assert run.stdout.count("deleted") == 2
    assert "the last copies of these files, which cannot be restored" in run.stderr
    [left] = library.leftovers()
    assert left == kinds["removed and replaced documents"]
    assert library.runs() == []
    assert [path.name for path in left.paths[0].iterdir()] == ["trade.md"]
    listed = briefqa("status", "--index", library.folder, load_encoder=FakeEncoder).stdout
    assert f"{left} (briefqa clean)" in listed
    clean(library.folder, "--yes")
    assert library.leftovers() == []
    assert len(list((study.folder / "docs").glob(".*.upload"))) == 1
    assert library.ask("submarines").hits


def test_nothing_is_deleted_without_an_answer(library: Library) -> None:
    before = library.leftovers()
    assert clean(library.folder).returncode == 1
    assert library.leftovers() == before


def test_a_new_run_takes_the_place_of_the_oldest_whatever_the_clock_says(
    study: Study, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.library.runs.MAX_RUNS", 2)
    runs = library.folder / ".runs"
    newest, oldest = (runs / name for name in library.runs())
    newest.rename(runs / "2999-01-01 00.00.00 q")
    new = library.evaluate(study.folder / "q.jsonl", keep=True)
    assert not oldest.exists()
    oldest_now = runs / "1999-01-01 00.00.00 q"
    new.folder.rename(oldest_now)
    kept = library.evaluate(study.folder / "q.jsonl", keep=True)
    assert kept.name in library.runs()
    assert not oldest_now.exists()
