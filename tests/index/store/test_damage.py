"""Damage is detected: derived files are rebuilt; for the rest the message names the fix."""

import errno
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from index import DamagedIndex, Embedding, examine, open_snapshot
from index.storage import open_writer
from index.store import FramedPassage
from index.store.local.files import CATALOGUE, VECTORS
from ingest import BriefQAError, frame_text
from tests.support.encoder import FakeEncoder
from tests.support.library import Library, answers

QUESTIONS = ["which paper tells of ships", "word12 tanks", "a heading"]


@pytest.fixture
def papers(library: Library) -> Library:
    text = "tells of word{0}, of tanks, ships and other things. " * 12
    library.write(
        **{
            f"paper{number}": "\n\n".join(
                f"# Heading {part}\n\nPaper {number} {text.format(number * part)}"
                for part in range(4)
            )
            for number in range(8)
        }
    )
    library.update()
    return library


def damage(file: Path, dice: random.Random) -> None:
    """Flip a bit, lose a byte or the end, or empty the file."""
    data = bytearray(file.read_bytes())
    at = dice.randrange(len(data))
    match dice.randrange(8):
        case 0:
            del data[at:]
        case 1:
            del data[at]
        case 2:
            data.clear()
        case _:
            data[at] ^= 1 << dice.randrange(8)
    file.write_bytes(data)


def findings(library: Library, index: Path) -> dict[str, tuple[bool, str]]:
    found = list(examine(index, lambda name: library.encoder))
    by_check = {finding.check: (finding.ok, finding.message) for finding in found}
    assert len(by_check) == len(found)  # no check both passes and fails
    return by_check


def failures(found: dict[str, tuple[bool, str]]) -> list[str]:
    """Return the messages of the checks that failed."""
    return [message for ok, message in found.values() if not ok]


def result_or_error(call: Callable[[], object]) -> object:
    """Return the result of `call`, or the message of its error."""
    try:
        return call()
    except BriefQAError as error:
        return str(error)


def rows(index: Path) -> list[str]:
    """Return all rows of the catalogue, as SQL."""
    with closing(sqlite3.connect(index / CATALOGUE)) as connection:
        return list(connection.iterdump())


def test_any_damage_of_the_vectors_file_is_detected_and_fixed(
    papers: Library, repeats: int
) -> None:
    dice, file = random.Random(1), papers.index / VECTORS
    intact, expected = file.read_bytes(), answers(papers.index, QUESTIONS, papers.encoder)
    for _ in range(12 * repeats):
        damage(file, dice)
        assert answers(papers.index, QUESTIONS, papers.encoder) == expected
        assert file.read_bytes() == intact
        damage(file, dice)
        finding = findings(papers, papers.index)[VECTORS]
        assert finding == (True, "was missing, damaged or stale: rebuilt")
        assert file.read_bytes() == intact
    file.unlink()
    assert answers(papers.index, QUESTIONS, papers.encoder) == expected
    assert file.read_bytes() == intact


def test_damage_of_the_catalogue_is_reported_with_the_fix(
    papers: Library, tmp_path: Path, repeats: int
) -> None:
    dice, copy = random.Random(2), tmp_path / "copy"
    expected, intact = answers(papers.index, QUESTIONS, papers.encoder), rows(papers.index)
    with open_snapshot(papers.index) as snapshot:
        passages = {passage.text for passage, _ in snapshot.passages().values()}
    reported = 0
    for _ in range(30 * repeats):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(papers.index, copy)
        damage(copy / CATALOGUE, dice)
        answered = result_or_error(lambda: answers(copy, QUESTIONS, papers.encoder))
        found = result_or_error(lambda: findings(papers, copy))
        failed = [found] if isinstance(found, str) else failures(found)
        if isinstance(answered, str):
            assert "briefqa index PATH" in answered
        if failed:
            assert "briefqa index" in failed[0]
            reported += 1
            if not isinstance(answered, str):  # no citation of text that was never there
                cited = {hit.passage.text for row in answered for hit in row}
                assert cited <= passages
        else:
            assert rows(copy) == intact  # the damage hit unused bytes
            assert answered == expected
    assert reported > 10 * repeats
    assert papers.update(rebuild=True).changed == 8


@pytest.mark.parametrize("column", ["vector", "tokens", "pieces", "spans"])
def test_a_flipped_bit_of_a_stored_vector_is_detected(papers: Library, column: str) -> None:
    [(value,)] = papers.execute(f"SELECT {column} FROM vectors LIMIT 1")
    flipped = bytes([value[0] ^ 1]) + value[1:]
    papers.execute(f"UPDATE vectors SET {column} = ? WHERE {column} = ?", [flipped, value])
    ok, message = findings(papers, papers.index)["catalogue"]
    assert not ok
    assert "a row fails its checksum" in message
    assert f"briefqa index PATH --rebuild --index {papers.index}" in message


def test_a_citation_is_never_cut_from_damaged_text(papers: Library) -> None:
    papers.execute("UPDATE documents SET text = replace(text, 'tanks', 'banks')")
    with pytest.raises(DamagedIndex, match=r"a row fails its checksum.* --rebuild"):
        papers.found("which paper tells of ships")


@pytest.mark.parametrize("statement", ["UPDATE settings SET model = 'q'", "DELETE FROM projection"])
def test_an_index_that_cannot_be_opened_is_not_kept_open(papers: Library, statement: str) -> None:
    papers.execute(statement)
    with pytest.raises(DamagedIndex) as error:
        papers.found("which paper tells of ships")
    mode = papers.execute("PRAGMA journal_mode = DELETE")  # fails while anything else has it open
    assert mode == [("delete",)], error  # `error` refers to all that was open when it was raised


@pytest.mark.parametrize("table", ["documents", "passages", "settings", "frequencies"])
def test_a_row_that_is_gone_is_missed(papers: Library, table: str) -> None:
    papers.execute(f"DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})")
    papers.write(another="Another paper.")
    for call in (lambda: papers.found("tanks"), papers.update):
        with pytest.raises(DamagedIndex, match=r"missing.* --rebuild"):
            call()


def test_a_value_of_another_type_is_no_value(papers: Library) -> None:
    papers.execute("UPDATE documents SET date = CAST(date AS BLOB)")
    with pytest.raises(DamagedIndex, match="a row fails its checksum"):
        papers.found("tanks")


@pytest.mark.parametrize(
    "column", ["passages.sentences", "passages.context", "documents.text", "vectors.tokens"]
)
def test_what_ranking_reads_is_checked(papers: Library, column: str) -> None:
    table, name = column.split(".")
    papers.execute(f"UPDATE {table} SET {name} = substr({name}, 2)")
    with pytest.raises(DamagedIndex, match="a row fails its checksum"):
        papers.found("which paper tells of ships")


def test_passages_that_do_not_cover_their_document_are_detected(papers: Library) -> None:
    with open_snapshot(papers.index) as snapshot, open_writer(papers.index) as writer:
        found = sorted(snapshot.passages().values(), key=lambda pair: pair[0].start)
        framed = [
            FramedPassage(passage, frame_text(document, passage))
            for passage, document in found
            if document.id == "paper3.md"
        ]
        [document] = snapshot.documents(["paper3.md"])
        writer.publish(writer.settings, [(document, framed[1:])], [], [])
    command = f"briefqa index --rebuild --index {papers.index}"
    assert findings(papers, papers.index)["passages"] == (
        False,
        f"wrong for paper3.md. Run {command}",
    )


def test_unfinished_files_of_a_killed_run_are_removed(papers: Library) -> None:
    name = "vectors.faiss.0123456789abcdef.tmp"
    (papers.index / name).write_bytes(b"half")
    assert findings(papers, papers.index)[VECTORS] == (True, f"removed {name}")
    assert sorted(path.name for path in papers.index.iterdir()) == [CATALOGUE, "lock", VECTORS]


def test_a_sound_index_passes_and_changed_sources_are_reported(papers: Library) -> None:
    assert findings(papers, papers.index) == {
        "catalogue": (True, "all checksums match"),
        "passages": (True, "32 in 8 documents, spans and vectors are right"),
        VECTORS: (True, "fits the catalogue"),
        "model": (True, "fake is unchanged"),
        "sources": (True, "0 new, 0 changed, 0 removed, 8 unchanged"),
    }
    papers.write(paper3="Edited.", new="New.")
    (papers.sources / "paper4.md").unlink()
    counts = "1 new, 1 changed, 1 removed, 6 unchanged"
    command = f"briefqa index --index {papers.index}"
    assert findings(papers, papers.index)["sources"] == (False, f"{counts}. Run {command}")


def test_another_model_under_the_same_name_is_reported(papers: Library) -> None:
    found = examine(papers.index, lambda name: FakeEncoder("other"))
    [finding] = [finding for finding in found if finding.check == "model"]
    assert not finding.ok
    assert "the files of fake have changed" in finding.message
    assert f"--rebuild --index {papers.index}" in finding.message


def test_a_rebuild_after_damage_does_not_disturb_a_reader(papers: Library) -> None:
    """A reader of the replaced file must not delete the new file's log when it closes."""
    searcher = papers.searcher()
    searcher.search(QUESTIONS, 3)
    with (papers.index / CATALOGUE).open("r+b") as file:
        file.write(b"not a database")
    papers.write(more="Another paper tells of cruisers.")
    assert papers.update(rebuild=True).new == 9
    [[hit]] = searcher.search(["cruisers"], 1)
    assert hit.document.id == "more.md"
    del searcher
    assert not failures(findings(papers, papers.index))
    with open_snapshot(papers.index) as snapshot:
        assert len(snapshot.digests()) == 9


def test_an_open_index_answers_until_its_rebuild_is_done(
    papers: Library,
) -> None:
    searcher = papers.searcher()
    expected = searcher.search(["word12 tanks"], 1)
    papers.execute("UPDATE documents SET title = 'q' WHERE id = 'paper3.md'")

    class Failing(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            raise RuntimeError("no power")

    with pytest.raises(RuntimeError):
        papers.update(rebuild=True, load_encoder=lambda name: Failing())
    assert searcher.search(["word12 tanks"], 1) == expected
    assert papers.update(rebuild=True).new == 8
    assert not failures(findings(papers, papers.index))
    assert sorted(path.name for path in papers.index.iterdir()) == [CATALOGUE, "lock", VECTORS]


def test_documents_in_the_folder_of_the_index_are_left_alone(library: Library) -> None:
    library.index = library.sources
    library.write(vectors="Vectors point.", lockheed="Planes fly.", catalogue="Lists are long.")
    (library.sources / "rebuilt").mkdir()
    (library.sources / "rebuilt/cars.md").write_text("Cars drive.")
    report = library.update()
    assert (report.new, report.skipped) == (4, ())
    assert not failures(findings(library, library.index))
    assert library.update().unchanged == 4


def test_a_rebuild_after_damage_keeps_the_model(papers: Library) -> None:
    papers.execute("UPDATE documents SET title = 'q' WHERE id = 'paper3.md'")
    loaded: list[str] = []

    def load(name: str) -> FakeEncoder:
        loaded.append(name)
        return papers.encoder

    papers.update(rebuild=True, load_encoder=load)
    assert loaded == ["fake"]


def test_an_index_that_cannot_be_written_to_is_examined(
    papers: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system")

    (papers.index / VECTORS).unlink()
    monkeypatch.setattr("index.doctor.write_lock", refuse)
    found = findings(papers, papers.index)
    assert found.pop(VECTORS) == (False, "missing or damaged, and cannot be written")
    assert not failures(found)
    assert not (papers.index / VECTORS).exists()
