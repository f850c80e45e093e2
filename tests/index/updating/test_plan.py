import os
from pathlib import Path

import pytest

from index import Changes, IndexMismatch, NoIndex, current_changes, plan_update, update
from index.encoders import default_model, full_name
from ingest import Skipped, UsageError
from tests.support.encoder import FakeEncoder
from tests.support.library import Library


def plan(library: Library, **options: object) -> Changes:
    return plan_update(
        library.index, [library.sources], load_encoder=lambda name: library.encoder, **options
    )


def change_everything(library: Library) -> None:
    library.write(cyber="Hackers attack.", navy="Frigates sail.")
    (library.sources / "trade.md").unlink()
    (library.sources / "film.mp4").write_bytes(b"")


def test_a_plan_says_what_the_run_will_do_and_does_nothing(two_documents: Library) -> None:
    two_documents.write(same="Unchanged.", empty="")
    two_documents.update()
    change_everything(two_documents)
    before = {path: path.read_bytes() for path in two_documents.index.iterdir()}
    planned = plan(two_documents)
    no_reader = "no reader for .mp4 (.docx, .htm, .html, .md, .pdf, .txt)"
    assert planned == Changes(
        new=("cyber.md",),
        changed=("navy.md",),
        removed=("trade.md",),
        unchanged=("same.md",),
        again=("empty.md",),
        skipped=(Skipped("film.mp4", no_reader),),
    )
    assert str(planned) == "1 new, 1 changed, 1 removed, 1 unchanged, 1 to retry"
    assert {path: path.read_bytes() for path in two_documents.index.iterdir()} == before
    announced: list[Changes] = []
    report = two_documents.update(announce=announced.append)
    assert announced == [planned]
    assert (report.new, report.changed, report.removed, report.unchanged) == (1, 1, 1, 1)


def test_planning_a_first_run_creates_nothing(library: Library) -> None:
    library.write(a="Submarines dive.")
    assert plan(library).new == ("a.md",)
    assert not library.index.exists()


def test_a_rebuild_rereads_everything_and_replaces_a_damaged_index(two_documents: Library) -> None:
    assert plan(two_documents, rebuild=True).changed == ("navy.md", "trade.md")
    (two_documents.index / "catalogue.sqlite").write_bytes(b"no database")
    assert plan(two_documents, rebuild=True).new == ("navy.md", "trade.md")


def test_a_plan_is_refused_like_its_run(two_documents: Library) -> None:
    two_documents.encoder.fingerprint = "another"
    with pytest.raises(IndexMismatch, match=r"sha256 .*, not another\. Rebuild it with"):
        plan(two_documents)


def test_a_plan_with_another_model_says_what_it_costs(two_documents: Library) -> None:
    two_documents.encoder = FakeEncoder("other")
    changes = plan(two_documents, model="other")
    assert changes.changed == ("navy.md", "trade.md")
    assert changes.reread == (
        "the model other instead of fake, which embeds all passages again, 3 so far"
    )


@pytest.mark.parametrize(("installed", "chosen"), [(True, "accurate"), (False, "fast")])
def test_a_new_index_gets_the_best_model_that_is_installed(
    library: Library, monkeypatch: pytest.MonkeyPatch, installed: bool, chosen: str
) -> None:
    monkeypatch.setattr("index.encoders.models.parts_installed", lambda: installed)
    monkeypatch.setattr("index.updating.plan.default_model", default_model)
    library.write(a="Submarines dive.")
    changes = plan_update(library.index, [library.sources], load_encoder=FakeEncoder)
    assert changes.first_model == full_name(chosen)
    library.update()
    assert plan(library).first_model == ""


def test_changes_list_sources_modified_since_indexing(two_documents: Library) -> None:
    assert not current_changes(two_documents.index)
    change_everything(two_documents)
    now = current_changes(two_documents.index)
    assert (now.new, now.changed, now.removed) == (("cyber.md",), ("navy.md",), ("trade.md",))
    assert now.stale == {"navy.md", "trade.md"}
    two_documents.update()
    assert not current_changes(two_documents.index)


def test_a_file_that_could_not_be_indexed_is_no_change_until_it_is_edited(
    two_documents: Library,
) -> None:
    two_documents.write(empty="")
    two_documents.update()
    assert not current_changes(two_documents.index)
    assert not current_changes(two_documents.index, thorough=True)
    two_documents.write(empty="Not any more.")
    assert current_changes(two_documents.index).new == ("empty.md",)


def test_files_with_the_stat_signature_of_the_last_run_are_not_read(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(
        "index.updating.changes.source_digest", lambda source: read.append(source.id) or ""
    )
    current_changes(two_documents.index)
    assert read == []
    current_changes(two_documents.index, thorough=True)
    assert read == ["navy.md", "trade.md"]


def test_a_file_that_was_only_touched_is_unchanged(two_documents: Library) -> None:
    os.utime(two_documents.sources / "navy.md", (1, 1))
    assert not current_changes(two_documents.index)


def test_an_edit_that_keeps_size_and_time_is_detected(two_documents: Library) -> None:
    path = two_documents.sources / "navy.md"
    before = path.stat()
    path.write_text(path.read_text().replace("dive", "sink"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert current_changes(two_documents.index).changed == ("navy.md",)


def test_a_sidecar_that_is_added_or_deleted_is_detected(two_documents: Library) -> None:
    sidecar = two_documents.sources / "navy.md.meta.yaml"
    sidecar.write_text("author: Ada\n")
    assert current_changes(two_documents.index).changed == ("navy.md",)
    two_documents.update()
    sidecar.unlink()
    assert current_changes(two_documents.index).changed == ("navy.md",)


def test_all_documents_of_a_missing_folder_count_as_removed(two_documents: Library) -> None:
    two_documents.sources.rename(two_documents.sources.with_name("elsewhere"))
    assert current_changes(two_documents.index).removed == ("navy.md", "trade.md")


def test_changes_without_an_index_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoIndex):
        current_changes(tmp_path)


@pytest.mark.parametrize("wrong", ["nothing in it", "no document", "a file for an index"])
def test_plan_and_run_are_refused_if_there_is_nothing_to_index(
    two_documents: Library, tmp_path: Path, wrong: str
) -> None:
    (tmp_path / "wrong").mkdir()
    index = two_documents.index
    if wrong == "no document":
        (tmp_path / "wrong/film.mp4").write_bytes(b"")
    if wrong == "a file for an index":
        index = tmp_path / "file"
        index.write_text("")
    for refused in (plan_update, update):
        with pytest.raises(UsageError, match=r"no document to index|is a file\. --index must name"):
            refused(index, [tmp_path / "wrong"], load_encoder=lambda name: two_documents.encoder)


def test_a_source_that_became_unreadable_is_a_change_only_once(two_documents: Library) -> None:
    path = two_documents.sources / "navy.md"
    path.unlink()
    os.mkfifo(path)
    assert two_documents.update().removed == 1
    assert not current_changes(two_documents.index)
    assert two_documents.update().skipped == (Skipped("navy.md", "not a regular file"),)


def test_a_run_that_was_killed_before_it_began_leaves_no_index(two_documents: Library) -> None:
    (two_documents.index / "catalogue.sqlite").write_bytes(b"")
    with pytest.raises(NoIndex):
        current_changes(two_documents.index)
    assert plan(two_documents).new == ("navy.md", "trade.md")
    assert two_documents.update().new == 2


def test_the_files_of_an_index_among_its_sources_are_no_sources(library: Library) -> None:
    library.write(a="Submarines dive.")
    library.index = library.sources / "index"
    assert library.update().skipped == ()
    assert library.update().skipped == ()
    assert not current_changes(library.index, thorough=True)


def test_sources_in_a_closed_folder_are_missing(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("ingest.sources.Path.exists", closed)
    now = current_changes(two_documents.index)
    assert "Permission denied" in now.missing
    assert now.stale == {"navy.md", "trade.md"}


def test_a_touched_file_is_digested_once_for_many_comparisons(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(two_documents.sources / "navy.md", (2, 2))
    assert not current_changes(two_documents.index)
    monkeypatch.setattr(
        "index.updating.changes.source_digest", lambda source: pytest.fail("digested again")
    )
    assert not current_changes(two_documents.index)


def test_without_any_documents_a_run_names_the_way_out(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.plan.DEFAULT_SOURCES", library.sources / "nowhere")
    with pytest.raises(UsageError, match=r"nothing to index: .* briefqa index PATH --index"):
        plan_update(library.index, load_encoder=lambda name: library.encoder)
