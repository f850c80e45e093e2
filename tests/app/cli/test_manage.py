"""The commands that keep a library: index, watch, status, doctor."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from index import update
from tests.support import cli
from tests.support.encoder import FakeEncoder
from tests.support.files import WORDS
from tests.support.paths import DIGEST
from tests.support.pdf_pages import Page, pdf_pages, shown

briefqa = partial(cli.briefqa, load_encoder=FakeEncoder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the digest in documents, indexed in .briefqa."""
    (tmp_path / "documents").mkdir()
    shutil.copy(DIGEST, tmp_path / "documents/digest.md")
    run = briefqa("index", tmp_path / "documents", "--index", tmp_path / ".briefqa")
    assert run.returncode == 0
    return tmp_path


def test_skipped_files_are_listed_on_stderr_and_the_summary_is_on_stdout(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/empty.txt").write_text("")
    (tmp_path / "docs/good.txt").write_text("Submarines dive.")
    run = briefqa("index", tmp_path / "docs", "--index", tmp_path / "index")
    assert run.returncode == 0
    model, todo, skipped = run.stderr.splitlines()
    assert model.startswith("model: fast (all-MiniLM-L6-v2). --model accurate finds more")
    assert todo == "to do: 2 new, 0 changed, 0 removed, 0 unchanged"
    assert skipped == "skipped empty.txt: empty: no text in it"
    assert run.stdout == "1 new, 0 changed, 0 removed, 0 unchanged; 1 passage\n"


def test_strict_fails_if_a_file_was_skipped_and_indexes_the_others(tmp_path: Path) -> None:
    shutil.copy(DIGEST, tmp_path / "digest.md")
    (tmp_path / "large.md").write_text("word " * 250_000)
    limited = ("index", tmp_path, "--index", tmp_path / ".index", "--max-size", 1)
    assert briefqa(*limited).returncode == 0
    indexed = briefqa(*limited, "--strict")
    assert indexed.returncode == 1
    todo, skipped = indexed.stderr.splitlines()
    assert todo.startswith("to do: 0 new, 0 changed, 0 removed, 1 unchanged, 1 to ")
    assert skipped == "skipped large.md: over 1 MB: see --max-size"
    assert indexed.stdout.startswith("0 new, 0 changed, 0 removed, 1 unchanged")
    assert briefqa("ask", "Who?", "--index", tmp_path / ".index").returncode == 0


def test_a_dry_run_lists_what_would_be_done(folder: Path) -> None:
    (folder / "documents/note.md").write_text("A note on submarines.")
    (folder / "documents/digest.md").unlink()
    run = briefqa("index", "--dry-run", "--index", folder / ".briefqa")
    assert run.returncode == 0
    assert run.stdout.splitlines() == [
        "new: note.md",
        "removed: digest.md",
        "1 new, 0 changed, 1 removed, 0 unchanged",
    ]
    run = briefqa("status", "--index", folder / ".briefqa")
    assert run.stdout.startswith("documents: 1, passages: 32\n")


def test_a_strict_dry_run_fails_if_a_file_would_be_skipped(folder: Path) -> None:
    (folder / "documents/film.mp4").write_bytes(b"")
    run = briefqa("index", "--dry-run", "--strict", "--index", folder / ".briefqa")
    assert run.returncode == 1
    assert run.stderr.startswith("skipped film.mp4: no reader for .mp4")


def test_an_index_of_another_model_names_the_command_that_rebuilds(tmp_path: Path) -> None:
    def other(name: str) -> FakeEncoder:
        encoder = FakeEncoder("all-MiniLM-L6-v2")
        encoder.fingerprint = "another"
        return encoder

    update(tmp_path / "index", [DIGEST], load_encoder=other)
    for command in (["ask", "Why?"], ["index"]):
        run = briefqa(*command, "--index", tmp_path / "index")
        assert run.returncode == 1
        assert "briefqa index --rebuild" in run.stderr
        assert len(run.stderr.splitlines()) == 1


def test_status_lists_the_documents_and_what_was_dropped(folder: Path) -> None:
    run = briefqa("status", "--dropped", "--index", folder / ".briefqa")
    assert run.stdout.splitlines()[:3] == [
        "documents: 1, passages: 32",
        "model: fast (all-MiniLM-L6-v2)",
        f"sources: {folder / 'documents'}",
    ]
    assert (
        "digest.md: 32 passages; Julie Kim, "
        "The Future of Canada-ROK Defence Cooperation (digest), April 2025" in run.stdout
    )
    assert "front matter: --- title: The Future" in run.stdout


def test_index_and_status_warn_of_pages_without_text(tmp_path: Path) -> None:
    scanned = Page("q 612 0 0 792 0 0 cm /I Do Q")
    (tmp_path / "scans.pdf").write_bytes(pdf_pages(Page(shown(WORDS)), scanned, scanned))
    run = briefqa("index", tmp_path, "--index", tmp_path / ".index")
    warning = "2 of 3 pages have no text layer: not read (pages 2–3)"
    assert f"warning scans.pdf: {warning}\n" in run.stderr
    listed = briefqa("status", "--index", tmp_path / ".index").stdout
    assert f"scans.pdf: 1 passage; \n  warning: {warning}\n" in listed


def test_status_lists_skipped_files_and_reports_changes(folder: Path) -> None:
    (folder / "documents/empty.md").write_text("")
    index = ("--index", folder / ".briefqa")
    assert briefqa("index", *index).returncode == 0
    (folder / "documents/new.md").write_text("New.")
    run = briefqa("status", *index)
    assert "not indexed: empty.md: empty: no text in it\n" in run.stdout
    assert run.stderr.startswith("The sources have changed since they were indexed: 1 new.")


def test_status_counts_ignored_files_and_says_where(folder: Path) -> None:
    (folder / "documents/drafts/deep").mkdir(parents=True)
    for name in ("old.md", "drafts/a.md", "drafts/deep/b.md", "drafts/deep/~$b.md"):
        (folder / "documents" / name).write_text("Submarines dive.")
    (folder / "documents/.briefqaignore").write_text("drafts/\nold.*\n")
    index = ("--index", folder / ".briefqa")
    run = briefqa("index", *index)
    assert run.stdout == "0 new, 0 changed, 0 removed, 1 unchanged, 3 ignored; 32 passages\n"
    shown = briefqa("status", *index).stdout
    assert "ignored by .briefqaignore: 3 files: drafts/ (2), old.md\n" in shown
    data = json.loads(briefqa("status", "--format", "json", *index).stdout)
    assert data["ignored"] == {"files": 3, "paths": ["drafts/", "old.md"]}
    assert [document["document"] for document in data["documents"]] == ["digest.md"]
    assert briefqa("status", "--dropped", "--format", "json", *index).returncode == 2


def test_index_prints_warnings_and_does_not_fail(folder: Path) -> None:
    (folder / "documents/digest.md.meta.yaml").write_text("titel: T\nauthor: A: B")
    run = briefqa("index", "--strict", "--index", folder / ".briefqa")
    assert run.returncode == 0
    message = "digest.md.meta.yaml: unknown key titel; did you mean title?"
    assert f"warning digest.md: {message}\n" in run.stderr
    assert "passages; A: B, The Future" in briefqa("status", "--index", folder / ".briefqa").stdout


def test_the_doctor_repairs_derived_files_and_names_what_fixes_the_rest(folder: Path) -> None:
    index = folder / ".briefqa"
    run = briefqa("doctor", "--index", index)
    assert (run.returncode, run.stderr) == (0, "")
    checks = [line.partition(": ") for line in run.stdout.splitlines()]
    assert [check for check, _, _ in checks] == [
        "ok catalogue",
        "ok passages",
        "ok vectors.faiss",
        "ok model",
        "ok sources",
    ]
    assert checks[1][2].startswith("32 in 1 document")
    assert checks[4][2] == "0 new, 0 changed, 0 removed, 1 unchanged"
    (index / "vectors.faiss").write_bytes(b"no vectors")
    run = briefqa("doctor", "--index", index)
    assert run.returncode == 0
    assert "ok vectors.faiss: was missing, damaged or " in run.stdout
    (folder / "documents").rename(folder / "elsewhere")
    run = briefqa("doctor", "--index", index)
    assert run.returncode == 1
    missing = f"{folder / 'documents'}: no such file or folder"
    assert run.stdout.splitlines()[-1] == f"FAILED sources: {missing}"
    intact = (index / "catalogue.sqlite").read_bytes()
    (index / "catalogue.sqlite").write_bytes(intact[:50_000])
    run = briefqa("doctor", "--index", index)
    assert run.returncode == 1
    [line] = run.stdout.splitlines()
    assert line.startswith("FAILED catalogue: ")
    assert f"Rebuild it with briefqa index PATH --rebuild --index {index}" in line
