"""Damage is noticed: what is derived is made anew, what is not is reported with the way out."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index import Catalogue, DamagedIndex, Embedding
from index.doctor import examine
from index.store.local.database import FILE
from index.store.local.vectors import FILE as VECTORS
from ingest import BriefQAError
from tests.index.updating.test_incremental import answers
from tests.support.encoder import FakeEncoder
from tests.support.library import Library

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


def damaged(file: Path, dice: random.Random) -> None:
    """A bit flipped, a byte lost, the end lost, or nothing left."""
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
    by_name = {each.checked: (each.well, each.told) for each in found}
    assert len(by_name) == len(found)  # nothing is both well and not
    return by_name


def told(ask: Callable[[], object]) -> object:
    """What is given, or the error that is told instead."""
    try:
        return ask()
    except BriefQAError as error:
        return str(error)


def rows(index: Path) -> list[str]:
    """All that is kept."""
    with sqlite3.connect(index / FILE) as connection:
        return list(connection.iterdump())


def test_any_damage_of_the_vectors_file_is_noticed_and_mended(
    papers: Library, repeats: int
) -> None:
    dice, file = random.Random(1), papers.index / VECTORS
    intact, expected = file.read_bytes(), answers(papers.index, QUESTIONS, papers.encoder)
    for _ in range(12 * repeats):
        damaged(file, dice)
        assert answers(papers.index, QUESTIONS, papers.encoder) == expected
        assert file.read_bytes() == intact
        damaged(file, dice)
        well, words = findings(papers, papers.index)[VECTORS]
        assert (well, words) == (True, "was missing, damaged or out of date, and is made anew")
        assert file.read_bytes() == intact
    file.unlink()
    assert answers(papers.index, QUESTIONS, papers.encoder) == expected
    assert file.read_bytes() == intact


def test_damage_of_the_catalogue_is_reported_with_the_way_out(
    papers: Library, tmp_path: Path, repeats: int
) -> None:
    dice, copy = random.Random(2), tmp_path / "copy"
    expected, intact = answers(papers.index, QUESTIONS, papers.encoder), rows(papers.index)
    with Catalogue(papers.index) as catalogue:
        passages = {text for _, text in catalogue.texts()}
    reported = 0
    for _ in range(30 * repeats):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(papers.index, copy)
        damaged(copy / FILE, dice)
        answered = told(lambda: answers(copy, QUESTIONS, papers.encoder))
        found = told(lambda: findings(papers, copy))
        ill = [found] if isinstance(found, str) else [each for ok, each in found.values() if not ok]
        if isinstance(answered, str):
            assert "briefqa index PATH" in answered
        if ill:
            assert "briefqa index" in ill[0]
            reported += 1
            if not isinstance(answered, str):  # nor is anything cited that is not there
                cited = {hit.passage.text for row in answered for hit in row}
                assert cited <= passages
        else:
            assert rows(copy) == intact  # it was where nothing is
            assert answered == expected
    assert reported > 10 * repeats
    assert papers.update(rebuild=True).changed == 8


@pytest.mark.parametrize("column", ["vector", "tokens", "pieces", "spans"])
def test_a_bit_of_a_stored_vector_is_noticed(papers: Library, column: str) -> None:
    with sqlite3.connect(papers.index / FILE) as connection:
        [value] = connection.execute(f"SELECT {column} FROM vectors LIMIT 1").fetchone()
        flipped = bytes([value[0] ^ 1]) + value[1:]
        statement = f"UPDATE vectors SET {column} = ? WHERE {column} = ?"
        connection.execute(statement, [flipped, value])
    well, words = findings(papers, papers.index)["catalogue"]
    assert not well
    assert "a row is not as it was written" in words


def test_a_citation_is_never_cut_from_damaged_text(papers: Library) -> None:
    with sqlite3.connect(papers.index / FILE) as connection:
        connection.execute("UPDATE documents SET text = replace(text, 'tanks', 'banks')")
    with pytest.raises(DamagedIndex, match=r"a row is not as it was written.* --rebuild"):
        papers.found("which paper tells of ships")


def test_passages_that_do_not_hold_their_document_are_noticed(papers: Library) -> None:
    with sqlite3.connect(papers.index / FILE) as connection:
        connection.execute("DELETE FROM passages WHERE document_id = 'paper3.md' AND start = 0")
    well, words = findings(papers, papers.index)["passages"]
    assert not well
    assert words == f"not those of paper3.md: briefqa index --rebuild --index {papers.index}"


def test_what_a_killed_run_left_is_removed(papers: Library) -> None:
    name = "vectors.faiss.0123456789abcdef.tmp"
    (papers.index / name).write_bytes(b"half")
    assert findings(papers, papers.index)[VECTORS] == (True, f"removed {name}")
    assert sorted(path.name for path in papers.index.iterdir()) == [FILE, "lock", VECTORS]


def test_a_sound_index_is_well_and_changed_sources_are_told(papers: Library) -> None:
    assert all(well for well, _ in findings(papers, papers.index).values())
    papers.write(paper3="Edited.", new="New.")
    (papers.sources / "paper4.md").unlink()
    well, words = findings(papers, papers.index)["sources"]
    assert not well
    command = f"briefqa index --index {papers.index}"
    assert words == f"1 new, 1 changed, 1 removed, 6 unchanged: {command}"


def test_another_model_under_the_same_name_is_told(papers: Library) -> None:
    found = examine(papers.index, lambda name: FakeEncoder("other"))
    [finding] = [each for each in found if each.checked == "model"]
    assert not finding.well
    assert "--rebuild" in finding.told


def test_a_rebuild_after_damage_does_not_disturb_who_still_reads(papers: Library) -> None:
    """A reader of the file that is replaced must not take the new one's log with it."""
    searcher = papers.searcher()
    searcher.search(QUESTIONS, 3)
    with (papers.index / FILE).open("r+b") as file:
        file.write(b"not a database")
    papers.write(more="Another paper tells of cruisers.")
    assert papers.update(rebuild=True).new == 9
    [[hit]] = searcher.search(["cruisers"], 1)
    assert hit.document.id == "more.md"
    del searcher
    assert all(well for well, _ in findings(papers, papers.index).values())
    with Catalogue(papers.index) as catalogue:
        assert len(catalogue.digests()) == 9


def test_until_a_rebuild_is_done_what_is_not_damaged_answers(papers: Library) -> None:
    with sqlite3.connect(papers.index / FILE) as connection:
        connection.execute("UPDATE documents SET title = 'q' WHERE id = 'paper3.md'")
    expected = papers.found("word12 tanks", 1)

    class Failing(FakeEncoder):
        def embed(self, texts: Sequence[str]) -> list[Embedding]:
            raise RuntimeError("no power")

    with pytest.raises(RuntimeError):
        papers.update(rebuild=True, load_encoder=lambda name: Failing())
    assert papers.found("word12 tanks", 1) == expected
    assert papers.update(rebuild=True).new == 8
    assert all(well for well, _ in findings(papers, papers.index).values())
    assert sorted(path.name for path in papers.index.iterdir()) == [FILE, "lock", VECTORS]


def test_documents_beside_the_index_are_left_alone(library: Library) -> None:
    library.index = library.sources
    library.write(vectors="Vectors point.", lockheed="Planes fly.", catalogue="Lists are long.")
    (library.sources / "rebuilt").mkdir()
    (library.sources / "rebuilt/cars.md").write_text("Cars drive.")
    report = library.update()
    assert (report.new, report.skipped) == (4, ())
    assert all(well for well, _ in findings(library, library.index).values())
    assert library.update().unchanged == 4


def test_an_index_named_by_a_relative_path_knows_its_own_files(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write(a="Submarines dive.")
    monkeypatch.chdir(library.sources)
    library.index = Path("index")
    assert library.update().skipped == library.update().skipped == ()


def test_a_rebuild_after_damage_keeps_the_model(papers: Library) -> None:
    with sqlite3.connect(papers.index / FILE) as connection:
        connection.execute("UPDATE documents SET title = 'q' WHERE id = 'paper3.md'")
    asked: list[str] = []

    def load(name: str) -> FakeEncoder:
        asked.append(name)
        return papers.encoder

    papers.update(rebuild=True, load_encoder=load)
    assert asked == ["fake"]
