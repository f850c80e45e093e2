"""What the page and programs may ask, and the messages they get when something is wrong."""

import io
from collections.abc import Callable

import pytest

from app.errors import BadQuestions
from app.library.runs import RUNS_FOLDER
from app.web.log import LogStream
from app.web.service import MAX_LOGGED_CHARS, Service
from index import IndexMismatch, update
from ingest import BriefQAError, UsageError
from tests.support.encoder import FakeEncoder
from tests.support.study import Study

ASKED = '{"question": "howitzers fire", "quotes": ["Howitzers fire."]}'


def quiet(doing: str, done: int, total: int | None) -> None:
    """Ignore progress."""


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
def test_messages_hold_no_path_of_this_machine(
    study: Study, service: Service, spoil: Callable[[Study], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study.folder)
    spoil(study)
    messages = []
    for work in (
        lambda: service.ask("howitzers").changes.missing,
        lambda: [entry.to_json() for entry in service.documents().entries],
        lambda: service.documents().changes.missing,
        service.status,
        service.choices,
        lambda: service.document("none.md"),
        lambda: str(service.reindex(quiet)),
        lambda: service.evaluate("q", ASKED, 3, "", quiet).name,
        lambda: service.evaluate("q", "{}", 3, "", quiet),
    ):
        try:
            messages.append(str(work()))
        except (BriefQAError, OSError) as error:
            messages.append(service.public_message(error))
    assert len(messages) == 9
    assert str(study.folder) not in "".join(messages)
    assert "/tmp" not in "".join(messages)
    assert any(messages)


def test_an_error_with_a_path_goes_whole_to_stderr(
    study: Study, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    error = IndexMismatch(f"the index in {study.folder}/index is of /opt/models/other")
    assert service.public_message(error) == "the index in index is of other"
    assert f"briefqa: {error}" in capsys.readouterr().err
    assert service.public_message(UsageError("and/or: /, 1/2")) == "and/or: /, 1/2"
    assert capsys.readouterr().err == ""


def test_logged_errors_cannot_steer_a_terminal(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    service.public_message(IndexMismatch("\x1b]0;title\x07 /opt/models/" + "x" * 10_000))
    logged = capsys.readouterr().err
    assert logged.startswith("briefqa: �]0;title� /opt/")
    assert len(logged) <= MAX_LOGGED_CHARS + 1
    stream = io.StringIO()
    print("a\x1b[2J\r\nb", file=LogStream(stream), flush=True)
    assert stream.getvalue() == "a�[2J\nb\n"


def test_errors_of_a_questions_file_hold_no_path(service: Service) -> None:
    with pytest.raises(BadQuestions, match=r"^q\.csv: no column "):
        service.evaluate("/home/ada/q.csv", "a,b\n1,2", 3, "", quiet)


def test_every_run_is_kept_under_a_name_of_its_own(service: Service) -> None:
    kept = [service.evaluate("my <q>.jsonl", ASKED, 2, "", quiet).name for _ in range(3)]
    assert len(set(kept)) == 3
    assert sorted(kept, reverse=True) == service.runs()
    assert "Evaluation of my q.jsonl" in service.report(kept[0])
    for other in ("", ".", f"../{RUNS_FOLDER}/{kept[0]}"):
        with pytest.raises(UsageError, match="earlier run"):
            service.report(other)
    assert all(name.partition(" ")[2].partition(" ")[2].startswith("my q") for name in kept)
    again = service.evaluate("q", ASKED, 2, kept[0], quiet)
    assert again.comparison is not None
    assert again.comparison.baseline.name == kept[0]


def test_a_run_that_cannot_be_kept_is_still_shown(service: Service) -> None:
    (service.library.folder / RUNS_FOLDER).write_text("in the way")
    done = service.evaluate("q", ASKED, 2, "", quiet)
    assert done.evaluation.means["Success@1"].mean == 1
    assert (done.name, bool(done.write_error)) == ("", True)


def test_kept_runs_are_no_documents(study: Study, service: Service) -> None:
    service.evaluate("q", ASKED, 2, "", quiet)
    update(study.folder / "index", [study.folder], load_encoder=FakeEncoder)
    ids = [entry.id for entry in service.documents().entries]
    assert ids == ["docs/navy.md", "docs/trade.md", "q.jsonl"]


def test_one_evaluation_runs_at_a_time(service: Service) -> None:
    def started(doing: str, done: int, total: int | None) -> None:
        with pytest.raises(UsageError, match="another evaluation is running"):
            service.evaluate("q", ASKED, 2, "", quiet)

    assert service.evaluate("q", ASKED, 2, "", started).name
    assert service.evaluate("q", ASKED, 2, "", quiet).name


@pytest.mark.parametrize("name", ["../x", "x", "..", ".", "/etc"])
def test_only_a_kept_run_is_a_baseline(service: Service, name: str) -> None:
    with pytest.raises(UsageError, match="no such earlier run"):
        service.evaluate("q", ASKED, 2, name, quiet)


def test_a_re_indexed_document_is_not_shown_in_its_old_version(
    study: Study, service: Service
) -> None:
    [hit] = service.ask("howitzers fire", 1).hits
    assert service.document(hit.document.id, hit.document.sha256) == hit.document
    study.write(navy="# Navy\n\nOther words.")
    with pytest.raises(UsageError, match="was re-indexed or removed since you asked"):
        service.document(hit.document.id, hit.document.sha256)
    with pytest.raises(UsageError, match="none"):
        service.document("none")


def test_the_banner_says_that_the_index_is_gone_until_it_is_back(
    study: Study, service: Service
) -> None:
    before = service.ask("howitzers").hits
    ready = service.status()
    no_index(study)
    assert service.status().startswith("the index is gone from index. Bring it back")
    answer = service.ask("howitzers")
    assert answer.hits == before
    assert answer.changes.missing.startswith("the index is gone from index.")
    (study.folder / "elsewhere").rename(study.folder / "index")
    assert service.status() == ready
    assert service.ask("howitzers").changes.missing == ""
