from collections.abc import Sequence
from pathlib import Path
from time import sleep

import pytest

from index import (
    DamagedIndex,
    Embedding,
    IndexMismatch,
    ReadOptions,
    open_snapshot,
    update,
)
from index.updating.plan import PASSAGE_TOKENS
from ingest import Skipped, UsageError
from tests.support.encoder import FakeEncoder
from tests.support.library import Library


def test_a_first_run_indexes_everything(two_documents: Library) -> None:
    assert len(two_documents.encoded_passages()) == 3
    assert two_documents.found("what do submarines do?", 1) == ["# Navy\n\nSubmarines dive."]


def test_a_run_over_unchanged_sources_embeds_and_changes_nothing(two_documents: Library) -> None:
    with open_snapshot(two_documents.index) as snapshot:
        generation = snapshot.generation
        report = two_documents.update()
        assert str(report) == "0 new, 0 changed, 0 removed, 2 unchanged; 3 passages"
        assert report.embedded == 0
        assert len(two_documents.encoded_passages()) == 3
        assert snapshot.generation == generation


def test_an_edit_embeds_only_the_edited_passage(two_documents: Library) -> None:
    two_documents.write(navy="# Navy\n\nFrigates sail.\n\n# Army\n\nHowitzers fire.")
    report = two_documents.update()
    assert str(report) == "0 new, 1 changed, 0 removed, 1 unchanged; 3 passages"
    assert two_documents.encoded_passages()[3:] == ["# Navy\n\nFrigates sail."]
    assert "# Navy\n\nSubmarines dive." not in two_documents.found("submarines dive", 9)


def test_an_added_document_does_not_change_the_others(two_documents: Library) -> None:
    two_documents.write(cyber="Hackers attack.")
    report = two_documents.update()
    assert str(report) == "1 new, 0 changed, 0 removed, 2 unchanged; 4 passages"
    assert two_documents.encoded_passages()[3:] == ["Hackers attack."]


def test_a_removed_file_is_no_longer_found(two_documents: Library) -> None:
    (two_documents.sources / "trade.md").unlink()
    report = two_documents.update()
    assert str(report) == "0 new, 0 changed, 1 removed, 1 unchanged; 2 passages"
    assert "# Trade\n\nTariffs hurt." not in two_documents.found("tariffs hurt", 9)


def test_a_renamed_file_is_not_embedded_again(two_documents: Library) -> None:
    (two_documents.sources / "trade.md").rename(two_documents.sources / "tariffs.md")
    report = two_documents.update()
    assert str(report) == "1 new, 0 changed, 1 removed, 1 unchanged; 3 passages"
    assert report.embedded == 0


def test_copies_of_a_text_are_embedded_once_and_both_are_found(library: Library) -> None:
    library.write(a="Submarines dive.", b="Submarines dive.")
    assert library.update().embedded == 1
    [[hit]] = library.searcher().search(["submarines"], 5)
    assert hit.document.id == "a.md"
    assert [passage.document_id for passage in hit.also] == ["b.md"]


def test_skipped_files_are_reported_and_the_rest_is_indexed(library: Library) -> None:
    library.write(good="Submarines dive.", empty=" \n")
    (library.sources / "picture.png").write_bytes(b"\x89PNG")
    (library.sources / "README").write_text("no suffix")
    report = library.update()
    assert str(report) == "1 new, 0 changed, 0 removed, 0 unchanged; 1 passage"
    assert report.skipped == (
        Skipped(
            "README", "no reader for files without a suffix (.docx, .htm, .html, .md, .pdf, .txt)"
        ),
        Skipped("empty.md", "empty: no text in it"),
        Skipped("picture.png", "no reader for .png (.docx, .htm, .html, .md, .pdf, .txt)"),
    )


def test_a_document_that_became_unreadable_is_no_longer_found(two_documents: Library) -> None:
    (two_documents.sources / "trade.md").write_bytes(b"\0")
    assert two_documents.update().removed == 1


def test_a_failed_run_changes_no_answer_and_keeps_its_embeddings(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.embed.EMBEDDED_AT_ONCE", 1)

    class Dying(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            if self.encoded:
                raise RuntimeError("no power")
            return super().embed(texts)

    two_documents.write(navy="Frigates sail.", trade="Ships trade.")
    with pytest.raises(RuntimeError):
        two_documents.update(load_encoder=lambda name: Dying())
    assert two_documents.found("submarines dive", 1) == ["# Navy\n\nSubmarines dive."]
    assert two_documents.update().embedded == 1
    assert two_documents.found("frigates sail", 1) == ["Frigates sail."]


def test_an_index_folder_that_is_a_file_is_named(tmp_path: Path, library: Library) -> None:
    library.index.write_text("a file")
    with pytest.raises(UsageError, match=r"is a file\. --index must name a folder"):
        library.update()


def test_a_document_that_cannot_be_cut_in_time_is_skipped_and_the_rest_is_indexed(
    library: Library,
) -> None:
    class Slow(FakeEncoder):
        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            if any("slow" in text for text in texts):
                sleep(0.6)  # for the question after it the time is up
            return super().count_tokens(texts)

    library.encoder = Slow()
    library.write(good="Submarines dive.", bad="This is slow.")
    report = library.update(reading=ReadOptions(timeout_s=0.5))
    assert str(report).startswith("1 new, 0 changed, 0 removed")
    assert report.skipped == (Skipped("bad.md", "timed out after 0.5 s"),)
    assert library.found("submarines dive", 9) == ["Submarines dive."]


def test_a_file_over_the_limits_is_tried_again_only_if_it_or_they_change(
    two_documents: Library,
) -> None:
    class Slow(FakeEncoder):
        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            if any("slow" in text for text in texts):
                tried.append(1)
                sleep(0.6)
            return super().count_tokens(texts)

    tried: list[int] = []
    two_documents.encoder = Slow()
    two_documents.write(slow="This is slow.")
    limited = ReadOptions(timeout_s=0.5)
    reports = [two_documents.update(reading=limited) for _ in range(3)]
    assert len(tried) == 1
    assert [report.skipped for report in reports] == [
        (Skipped("slow.md", "timed out after 0.5 s"),)
    ] * 3
    assert {report.unchanged for report in reports[1:]} == {2}
    two_documents.write(slow="This is as slow.")
    two_documents.update(reading=limited)
    assert len(tried) == 2
    assert two_documents.update(reading=ReadOptions(timeout_s=30)).new == 1


def test_a_run_without_paths_indexes_the_sources_of_the_last_run(two_documents: Library) -> None:
    two_documents.write(cyber="Hackers attack.")
    report = update(two_documents.index, load_encoder=lambda name: two_documents.encoder)
    assert (report.new, report.unchanged) == (1, 2)


def test_a_missing_source_folder_removes_nothing(two_documents: Library) -> None:
    two_documents.sources.rename(two_documents.sources.with_name("elsewhere"))
    with pytest.raises(UsageError, match="no such file or folder"):
        update(two_documents.index, load_encoder=lambda name: two_documents.encoder)
    assert len(two_documents.found("anything", 9)) == 3


def test_a_wrong_folder_does_not_empty_the_index(two_documents: Library, tmp_path: Path) -> None:
    (tmp_path / "wrong").mkdir()
    (tmp_path / "wrong/film.mp4").write_bytes(b"")
    with pytest.raises(UsageError, match=r"no document to index in .*wrong .*film.mp4: no reader"):
        update(two_documents.index, [tmp_path / "wrong"], load_encoder=FakeEncoder)
    assert len(two_documents.found("anything", 9)) == 3


def test_an_emptied_source_folder_empties_the_index(two_documents: Library) -> None:
    for path in two_documents.sources.iterdir():
        path.unlink()
    assert str(two_documents.update()).startswith("0 new, 0 changed, 2 removed, 0 unchanged; 0")


def test_an_unknown_path_creates_no_index(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        update(tmp_path / "index", [tmp_path / "nowhere"])
    assert not (tmp_path / "index").exists()


def test_another_model_embeds_everything_again_and_resumes_after_an_interruption(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            if len(self.encoded) >= 2:
                raise KeyboardInterrupt
            return super().embed(texts)

    monkeypatch.setattr("index.updating.embed.EMBEDDED_AT_ONCE", 1)
    before = two_documents.searcher().search(["howitzers fire"], 3)
    two_documents.encoder = Interrupted("other")
    with pytest.raises(KeyboardInterrupt):
        two_documents.update(model="other")
    two_documents.encoder = FakeEncoder()
    assert two_documents.searcher().search(["howitzers fire"], 3) == before
    two_documents.encoder = FakeEncoder("other")
    report = two_documents.update(model="other")
    assert (report.changed, report.passages) == (2, 3)
    texts = 6  # three passages, three frames
    assert len(two_documents.encoder.encoded) == texts - 2
    assert two_documents.found("submarines", 1) == ["# Navy\n\nSubmarines dive."]


def test_other_files_of_the_same_model_are_refused_until_rebuilt(two_documents: Library) -> None:
    two_documents.encoder.fingerprint = "another"
    with pytest.raises(IndexMismatch, match="--rebuild --model fake --index"):
        two_documents.update()
    assert two_documents.update(rebuild=True).embedded == 3


def test_another_passage_length_is_refused_until_rebuilt(two_documents: Library) -> None:
    with pytest.raises(IndexMismatch, match=f"passage length {PASSAGE_TOKENS}, not 20"):
        two_documents.update(passage_tokens=20)
    assert two_documents.update(passage_tokens=20, rebuild=True).changed == 2


@pytest.mark.parametrize("damaged_from", [0, 8192])
def test_a_rebuild_replaces_a_damaged_catalogue(two_documents: Library, damaged_from: int) -> None:
    path = two_documents.index / "catalogue.sqlite"
    intact = path.read_bytes()
    path.write_bytes(intact[:damaged_from] + b"\xaa" * (len(intact) - damaged_from))
    with pytest.raises(DamagedIndex, match="--rebuild"):
        two_documents.update()
    assert two_documents.update(rebuild=True).new == 2
    assert len(two_documents.found("anything", 9)) == 3


def test_lines_that_documents_share_are_dropped_after_every_change(library: Library) -> None:
    notice = "Write to the Institute for a printed copy of any of its papers."

    def papers(*names: str) -> dict[str, str]:
        return {name: f"{f'All about {name}, at length. ' * 9}\n\n{notice}\n" for name in names}

    def dropped() -> dict[str, list[str]]:
        with open_snapshot(library.index) as snapshot:
            return {
                document.id: [span.reason for span in document.dropped]
                for document in snapshot.documents()
            }

    library.write(**papers("a", "b"))
    library.update()
    assert dropped() == {"a.md": [], "b.md": []}
    library.write(**papers("c"))
    report = library.update()
    assert str(report).startswith("1 new, 0 changed, 0 removed, 2 unchanged")
    repeats = ["repeats in other documents"]
    assert dropped() == {"a.md": [], "b.md": repeats, "c.md": repeats}
    assert sum(notice in text for text in library.found("printed copy of papers", 9)) == 1
    (library.sources / "a.md").unlink()
    library.update()
    assert dropped() == {"b.md": [], "c.md": []}


def test_a_sidecar_that_changes_updates_its_document(two_documents: Library) -> None:
    (two_documents.sources / "navy.md.meta.yaml").write_text("author: Julie Kim\n")
    report = two_documents.update()
    assert (str(report)[:40], report.embedded) == ("0 new, 1 changed, 0 removed, 1 unchanged", 0)
    [hits] = two_documents.searcher().search(["submarines"], 1)
    assert hits[0].document.author == "Julie Kim"


def test_progress_is_reported_to_the_end_of_every_stage(library: Library) -> None:
    library.write(a="One.", b="Two.")
    steps: list[tuple[str, int, int]] = []
    library.update(progress=lambda *step: steps.append(step))
    assert steps == [
        ("reading", 1, 2),
        ("reading", 2, 2),
        ("chunking", 1, 2),
        ("chunking", 2, 2),
        ("embedding", 0, 4),
        ("embedding", 4, 4),
    ]
