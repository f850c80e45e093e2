"""The façade, as a notebook uses it."""

import doctest
import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from app.library import Library
from index import IndexGone, NoIndex, SentenceEncoder
from ingest import UsageError
from tests.support.encoder import FakeEncoder
from tests.support.paths import DIGEST
from tests.support.study import Study
from tests.support.web import finished


@pytest.fixture
def library(study: Study) -> Library:
    return Library(study.folder / "index", FakeEncoder)


def test_the_example_of_the_class_runs(
    model: SentenceEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "briefs").mkdir()
    shutil.copy(DIGEST, tmp_path / "briefs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.library.library.SentenceEncoder", lambda name: model)
    examples = doctest.DocTestParser().get_examples(Library.__doc__)
    exec("".join(example.source for example in examples), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(examples) <= 5
    assert len(lines) == 3
    assert all(line.startswith("Julie Kim, “The Future of Canada-ROK") for line in lines)


def test_a_single_path_needs_no_list(study: Study, library: Library) -> None:
    assert library.plan(str(study.folder / "docs")).unchanged == ("navy.md", "trade.md")
    assert library.index(study.folder / "docs/navy.md").removed == 1


def test_a_library_indexes_asks_and_lists(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/navy.md").write_text("# Navy\n\nSubmarines dive.")
    (tmp_path / "docs/empty.md").write_text("")
    library = Library(str(tmp_path / "index"), FakeEncoder)
    plans: list[str] = []
    assert str(library.plan([str(tmp_path / "docs")])).startswith("2 new")
    with pytest.raises(NoIndex):
        library.status()
    report = library.index([str(tmp_path / "docs")], announce=lambda plan: plans.append(str(plan)))
    assert (report.new, [skipped.id for skipped in report.skipped]) == (1, ["empty.md"])
    assert plans == ["2 new, 0 changed, 0 removed, 0 unchanged"]
    [hit] = library.ask("submarines", 3, documents=["navy.md"], explain=True).hits
    assert hit.passage.text.endswith("Submarines dive.")
    assert [alignment.word for alignment in hit.alignments] == ["submarines"]
    status = library.status()
    assert (status.documents, status.passages, status.model) == (1, 1, "all-MiniLM-L6-v2")
    assert status.sources == (str(tmp_path / "docs"),)
    assert all(finding.ok for finding in library.check())


def test_questions_are_limited_by_author_date_and_folder(tmp_path: Path) -> None:
    (tmp_path / "docs/reports").mkdir(parents=True)
    front = "---\ntitle: Navy\nauthor: Julie Kim, Peter Lee\ndate: April 2024\n---\n\n"
    (tmp_path / "docs/reports/navy.md").write_text(f"{front}Submarines dive.")
    (tmp_path / "docs/memo.md").write_text("Submarines rise.")
    library = Library(tmp_path / "index", FakeEncoder)
    library.index(tmp_path / "docs")
    for limits in (
        {"author": "kim"},
        {"author": ["lee"], "until": date(2024, 4, 1)},
        {"since": 2024, "folder": "reports/"},
        {"documents": "reports/navy.md"},
    ):
        [hit] = library.ask("submarines", **limits).hits
        assert hit.document.id == "reports/navy.md"
    answer = library.ask("submarines", since="2024-05")
    assert (answer.hits, answer.searched.undated) == ([], 1)
    assert answer.searched.none_left == "No document is dated since 2024-05."
    choices = library.choices()
    assert choices.documents == [
        ("memo.md", "memo.md"),
        ("Navy, Julie Kim, Peter Lee (reports/navy.md)", "reports/navy.md"),
    ]
    assert (choices.authors, choices.folders) == (["Julie Kim", "Peter Lee"], ["reports/"])


def test_an_answer_comes_from_the_newest_index(library: Library, study: Study) -> None:
    assert library.ask("howitzers fire", 1).hits[0].passage.text.endswith("Howitzers fire.")
    (study.folder / "docs/navy.md").write_text("# Army\n\nHowitzers rest.")
    assert library.ask("howitzers", 1).changes.changed == ("navy.md",)
    library.index()
    assert library.ask("howitzers", 1).hits[0].passage.text.endswith("Howitzers rest.")


def test_the_encoder_is_loaded_once(study: Study) -> None:
    loaded: list[str] = []

    def load(name: str) -> FakeEncoder:
        loaded.append(name)
        return FakeEncoder(name)

    library = Library(study.folder / "index", load)
    assert loaded == []
    library.ask("tariffs")
    library.index()
    library.evaluate(study.folder / "q.jsonl")
    assert len(loaded) == 1


def test_a_document_is_given_as_indexed(library: Library) -> None:
    document = library.document("trade.md")
    assert document.text.startswith("# Trade")
    assert library.document("trade.md", document.sha256) == document
    for digest in ("", "0" * 64):
        with pytest.raises(UsageError, match="re-indexed or removed"):
            library.document("none.md" if not digest else "trade.md", digest)


def test_a_file_is_evaluated_and_compared(library: Library, study: Study) -> None:
    questions, out = study.folder / "q.jsonl", study.folder / "run"
    first = library.evaluate(questions, 2, out=out)
    assert (first.folder, first.comparison, first.write_error) == (out, None, None)
    assert (out / "summary.json").is_file()
    second = library.evaluate(str(questions), 2, baseline=str(out))
    assert second.folder is None
    assert second.comparison is not None
    assert second.comparison.worse == ()
    assert second.comparison.baseline.name == str(out)
    text = '{"question": "howitzers fire", "quotes": ["Howitzers fire."]}'
    third = library.evaluate("typed.jsonl", 2, content=text)
    assert third.evaluation.means["Success@1"].mean == 1


def test_runs_are_kept_by_name(library: Library, study: Study) -> None:
    questions = study.folder / "q.jsonl"
    assert library.runs() == []
    results = [library.evaluate(questions, 2, keep=True) for _ in range(2)]
    assert sorted((result.name for result in results), reverse=True) == library.runs()
    name = results[0].name
    assert name.endswith(" q")
    assert "Evaluation of q.jsonl" in library.run_report(name)
    compared = library.evaluate(questions, 2, baseline=library.run_folder(name))
    assert compared.comparison is not None
    assert compared.comparison.baseline.name == name
    for wrong in ("", "..", f"../.runs/{name}", "x"):
        with pytest.raises(UsageError, match="earlier run"):
            library.run_folder(wrong)


def test_a_run_that_cannot_be_written_is_still_returned(library: Library, study: Study) -> None:
    (library.folder / ".runs").write_text("in the way")
    result = library.evaluate(study.folder / "q.jsonl", 2, keep=True)
    assert result.evaluation.means
    assert (result.name, result.folder) == ("", None)
    assert isinstance(result.write_error, OSError)


async def _upload() -> AsyncIterator[bytes]:
    yield b"New."


def test_an_index_that_vanishes_is_still_asked_and_nothing_else_is_done(
    study: Study, library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere/corpus/documents").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")  # where a library without an index would begin
    index = study.folder / "index"
    before = library.ask("submarines").hits
    index.rename(study.folder / "away")
    answer = library.ask("submarines")
    assert answer.hits == before
    assert "the index is gone" in answer.changes.missing
    for call in (
        library.index,
        library.documents,
        library.status,
        lambda: library.remove_document("navy.md"),
        lambda: finished(library.add_document("new.md", _upload())),
    ):
        with pytest.raises(IndexGone, match=str(index)):
            call()
    assert not index.exists()
    assert list(tmp_path.glob("elsewhere/**/*.*")) == []
    (study.folder / "away").rename(index)
    assert library.ask("submarines").changes.missing == ""
    assert library.index().unchanged == 2


def test_what_is_written_to_a_folder_that_vanishes_is_not_reported_as_done(
    study: Study, library: Library
) -> None:
    index = study.folder / "index"
    (study.folder / "docs/new.md").write_text("New.")
    with pytest.raises(IndexGone):
        library.index(announce=lambda plan: index.rename(study.folder / "away") and None)
