"""What the page and programs are offered, and what they are told when something is wrong."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from app.web.sanitized_stream import SanitizedStream
from app.web.service import LONGEST_REPORT, RUNS, Service
from index import IndexMismatch, update
from ingest import BriefQAError, UsageError
from tests.support.encoder import FakeEncoder
from tests.support.study import Study

ASKED = '{"question": "howitzers fire", "quotes": ["Howitzers fire."]}'


def quiet(doing: str, done: int, total: int | None) -> None:
    """Progress that nobody looks at."""


@pytest.fixture
def service(study: Study) -> Service:
    return Service(study.folder / "index", FakeEncoder)


def gone(study: Study) -> None:
    (study.folder / "docs").rename(study.folder / "elsewhere")


def no_index(study: Study) -> None:
    (study.folder / "index").rename(study.folder / "elsewhere")


def damaged(study: Study) -> None:
    (study.folder / "index/catalogue.sqlite").write_bytes(b"junk" * 1000)


def other_model(study: Study) -> None:
    folder, encoder = study.folder / "index", FakeEncoder(str(study.folder / "my-model"))
    update(folder, model=encoder.name, rebuild=True, load_encoder=lambda name: encoder)
    (study.folder / "my-model").mkdir()


def index_is_a_file(study: Study) -> None:
    no_index(study)
    (study.folder / "index").write_text("x")


@pytest.mark.parametrize("spoil", [gone, no_index, damaged, other_model, index_is_a_file])
def test_no_path_of_this_machine_is_told(
    study: Study, service: Service, spoil: Callable[[Study], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study.folder)
    spoil(study)
    told = []
    for work in (
        lambda: service.ask("howitzers").changes.missing,
        lambda: [each.as_json() for each in service.shelf().items],
        lambda: service.shelf().changes.missing,
        service.status,
        service.choices,
        lambda: service.document("none.md"),
        lambda: str(service.reindex(quiet)),
        lambda: service.evaluate("q", ASKED, 3, "", quiet).kept,
        lambda: service.evaluate("q", "{}", 3, "", quiet),
    ):
        try:
            told.append(str(work()))
        except (BriefQAError, OSError) as error:
            told.append(service.public_message(error))
    assert len(told) == 9
    assert str(study.folder) not in "".join(told)
    assert "/tmp" not in "".join(told)
    assert any(told)


def test_what_is_told_of_a_path_goes_whole_to_stderr(
    study: Study, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    error = IndexMismatch(f"the index in {study.folder}/index is of /opt/models/other")
    assert service.public_message(error) == "the index in index is of other"
    assert f"briefqa: {error}" in capsys.readouterr().err
    assert service.public_message(UsageError("and/or: /, 1/2")) == "and/or: /, 1/2"
    assert capsys.readouterr().err == ""


def test_what_is_told_steers_no_terminal(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.public_message(IndexMismatch("\x1b]0;title\x07 /opt/models/" + "x" * 10_000))
    told = capsys.readouterr().err
    assert told.startswith("briefqa: �]0;title� /opt/")
    assert len(told) <= LONGEST_REPORT + 1
    stream = io.StringIO()
    print("a\x1b[2J\r\nb", file=SanitizedStream(stream), flush=True)
    assert stream.getvalue() == "a�[2J\nb\n"


def test_no_place_of_a_questions_file_is_told(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "with a space"))
    (tmp_path / "with a space").mkdir()
    with pytest.raises(UsageError, match=r"^q\.csv cannot be asked:"):
        service.evaluate("q.csv", "a,b\n1,2", 3, "", quiet)


def test_runs_are_kept_under_names_of_their_own(service: Service) -> None:
    kept = [service.evaluate("my <q>.jsonl", ASKED, 2, "", quiet).kept for _ in range(3)]
    assert len(set(kept)) == 3
    assert sorted(kept, reverse=True) == service.runs()
    assert "Evaluation of my q.jsonl" in service.report(kept[0])
    for other in ("", ".", f"../{RUNS}/{kept[0]}"):
        with pytest.raises(UsageError, match="earlier run"):
            service.report(other)
    assert all(name.partition(" ")[2].partition(" ")[2].startswith("my q") for name in kept)
    again = service.evaluate("q", ASKED, 2, kept[0], quiet)
    assert again.comparison is not None
    assert again.comparison.baseline.name == kept[0]


def test_a_run_that_cannot_be_kept_is_shown_all_the_same(service: Service) -> None:
    (service.folder / RUNS).write_text("in the way")
    done = service.evaluate("q", ASKED, 2, "", quiet)
    assert done.evaluation.means["Success@1"].mean == 1
    assert (done.kept, bool(done.problem)) == ("", True)


def test_runs_are_neither_documents_nor_in_the_way_of_a_check(
    study: Study, service: Service
) -> None:
    service.evaluate("q", ASKED, 2, "", quiet)
    update(study.folder / "index", [study.folder], load_encoder=FakeEncoder)
    ids = [each.id for each in service.shelf().items]
    assert ids == ["docs/navy.md", "docs/trade.md", "q.jsonl"]


def test_one_evaluation_runs_at_a_time(service: Service) -> None:
    def begun(doing: str, done: int, total: int | None) -> None:
        with pytest.raises(UsageError, match="another evaluation is running"):
            service.evaluate("q", ASKED, 2, "", quiet)

    assert service.evaluate("q", ASKED, 2, "", begun).kept
    assert service.evaluate("q", ASKED, 2, "", quiet).kept


@pytest.mark.parametrize("name", ["../x", "x", "..", ".", "/etc"])
def test_only_a_run_that_was_kept_is_compared_with(service: Service, name: str) -> None:
    with pytest.raises(UsageError, match="no such earlier run"):
        service.evaluate("q", ASKED, 2, name, quiet)


def test_a_document_that_was_indexed_again_is_not_shown_as_it_was(
    study: Study, service: Service
) -> None:
    [hit] = service.ask("howitzers fire", 1).hits
    assert service.document(hit.document.id, hit.document.sha256) == hit.document
    study.write(navy="# Navy\n\nOther words.")
    with pytest.raises(UsageError, match="was indexed again, or removed, since you asked"):
        service.document(hit.document.id, hit.document.sha256)
    with pytest.raises(UsageError, match="none"):
        service.document("none")
