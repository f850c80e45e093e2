"""Ignored files and other programs' files in plans, runs and comparisons."""

import pytest

from index import DocumentWarning, current_changes, plan_update, update
from ingest import UnusableIgnoreFile, UsageError
from tests.support.library import Library


def test_an_opened_document_is_no_change(two_documents: Library) -> None:
    for name in ("~$navy.docx", ".~lock.navy.odt#", "Thumbs.db", "new.md.part"):
        (two_documents.sources / name).write_text("x")
    now = current_changes(two_documents.index)
    assert not now
    assert now.skipped == ()
    report = two_documents.update()
    assert (report.unchanged, report.skipped, report.ignored) == (2, (), 0)


def test_changed_patterns_are_changes_which_the_next_run_follows(two_documents: Library) -> None:
    patterns = two_documents.sources / ".briefqaignore"
    patterns.write_text("trade.*\n")
    now = current_changes(two_documents.index)
    assert (now.removed, now.ignored_files) == (("trade.md",), 1)
    assert str(now) == "0 new, 0 changed, 1 removed, 1 unchanged, 1 ignored"
    report = two_documents.update()
    assert str(report) == "0 new, 0 changed, 1 removed, 1 unchanged, 1 ignored; 2 passages"
    assert two_documents.found("tariffs", 9) == two_documents.found("submarines", 9)
    patterns.unlink()
    assert current_changes(two_documents.index).new == ("trade.md",)
    assert two_documents.update().new == 1


def test_with_unusable_patterns_nothing_is_indexed_and_nothing_lost(two_documents: Library) -> None:
    patterns = two_documents.sources / ".briefqaignore"
    patterns.write_bytes(b"\xff\0")
    two_documents.write(new="Secret.")
    with pytest.raises(UnusableIgnoreFile, match=r"\.briefqaignore: not text"):
        two_documents.update()
    now = current_changes(two_documents.index)
    assert (now.stale, now.missing.endswith("Save it as UTF-8")) == (frozenset(), True)
    assert two_documents.found("tariffs", 1) == ["# Trade\n\nTariffs hurt."]


def test_a_temporary_file_named_among_others_is_not_recorded(two_documents: Library) -> None:
    lock = two_documents.sources / "~$navy.docx"
    lock.write_text("x")
    navy = two_documents.sources / "navy.md"
    encoder = two_documents.encoder
    update(two_documents.index, [navy, lock], load_encoder=lambda name: encoder)
    lock.unlink()
    assert not current_changes(two_documents.index).missing
    with pytest.raises(UsageError, match=r"~\$navy\.docx is a temporary file"):
        plan_update(two_documents.index, [lock], load_encoder=lambda name: encoder)


def test_a_folder_without_anything_else_says_what_is_ignored(library: Library) -> None:
    library.write(a="A.", b="B.")
    (library.sources / ".briefqaignore").write_text("*")
    with pytest.raises(UsageError, match=r"no document to index .*; 2 ignored by \.briefqaignore"):
        library.update()


def test_a_run_reports_warnings_of_what_it_reads(library: Library) -> None:
    library.write(a="---\ntitel: T\n---\nText.", b="Other.")
    (library.sources / "b.meta.yml").write_text("Autor: A")
    assert library.update().warnings == (
        DocumentWarning("a.md", "front matter: unknown key titel; did you mean title?"),
        DocumentWarning("b.md", "b.meta.yml: unknown key Autor; did you mean author?"),
    )
    assert library.update().warnings == ()
