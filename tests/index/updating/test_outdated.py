"""An index of an earlier format is rebuilt from its recorded sources; of a later one it is not."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from index import (
    Changes,
    DamagedIndex,
    IndexMismatch,
    OutdatedIndex,
    ReadOptions,
    current_changes,
    examine,
    open_snapshot,
    plan_update,
    previous_settings,
    source_paths,
    update,
)
from index.store.local.schema import FORMAT
from tests.support.encoder import FakeEncoder
from tests.support.library import Library

WHY = "(re-reading everything: the index has the format of an earlier version)"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def outdated(two_documents: Library) -> Library:
    """Return an index of format 4: other columns, and settings whose checksum is another one."""
    for statement in (
        "ALTER TABLE seen RENAME COLUMN signature TO stamp",
        "ALTER TABLE documents DROP COLUMN url",
        "ALTER TABLE settings DROP COLUMN libraries",
        "ALTER TABLE settings RENAME COLUMN kept TO keep_boilerplate",
        "UPDATE settings SET keep_boilerplate = 0",
        "UPDATE settings SET checksum = 0",
        "PRAGMA user_version = 4",
    ):
        two_documents.execute(statement)
    return two_documents


@pytest.mark.parametrize("named", [False, True], ids=["recorded paths", "named paths"])
def test_an_update_rebuilds_an_index_of_an_earlier_format(outdated: Library, named: bool) -> None:
    outdated.write(cyber="Hackers attack.")
    loaded: list[str] = []

    def load(name: str) -> FakeEncoder:
        loaded.append(name)
        return outdated.encoder

    plans: list[Changes] = []
    paths = [outdated.sources] if named else []
    report = update(outdated.index, paths, load_encoder=load, announce=plans.append)
    assert loaded == ["fake"]
    assert (report.new, report.passages, report.embedded) == (3, 4, 4)
    assert str(plans[0]) == f"3 new, 0 changed, 0 removed, 0 unchanged {WHY}"
    assert outdated.found("howitzers fire", 1) == ["# Army\n\nHowitzers fire."]
    assert all(finding.ok for finding in examine(outdated.index, load))
    assert outdated.update().unchanged == 3
    names = {path.name for path in outdated.index.iterdir()}
    assert names == {"catalogue.sqlite", "lock", "vectors.faiss"}


def test_a_plan_says_why_everything_is_reread_and_writes_nothing(outdated: Library) -> None:
    before = contents(outdated.index)
    plan = plan_update(outdated.index, load_encoder=lambda name: outdated.encoder)
    assert (plan.new, plan.changed, plan.removed) == (("navy.md", "trade.md"), (), ())
    assert str(plan).endswith(WHY)
    assert contents(outdated.index) == before


def test_the_recorded_sources_and_model_of_an_earlier_format_are_known(outdated: Library) -> None:
    outdated.execute("UPDATE settings SET keep_boilerplate = 1")
    settings = previous_settings(outdated.index)
    sources = (str(outdated.sources),)
    assert (settings.model, settings.sources, settings.kept) == ("fake", sources, sources)
    assert source_paths(outdated.index) == [outdated.sources]


def test_what_is_kept_in_an_index_of_format_8_stays_kept(two_documents: Library) -> None:
    kept = str(two_documents.sources / "navy.md")
    two_documents.execute("UPDATE settings SET kept = json_array(?)", [kept])
    two_documents.execute("PRAGMA user_version = 8")
    assert previous_settings(two_documents.index).kept == (kept,)


def test_a_rebuild_of_an_earlier_format_may_change_model_and_options(outdated: Library) -> None:
    outdated.encoder = FakeEncoder("other")
    report = outdated.update(
        model="other",
        passage_tokens=20,
        reading=ReadOptions(keep_boilerplate=[outdated.sources]),
    )
    assert report.new == 2
    with open_snapshot(outdated.index) as snapshot:
        assert (snapshot.settings.model, snapshot.settings.passage_tokens) == ("other", 20)
        assert snapshot.settings.kept == (str(outdated.sources),)


def test_an_interrupted_rebuild_of_an_earlier_format_leaves_it_unchanged(
    outdated: Library,
) -> None:
    class Failing(FakeEncoder):
        def embed(self, texts: list[str]) -> None:
            raise RuntimeError("no power")

    before = contents(outdated.index)
    with pytest.raises(RuntimeError):
        outdated.update(load_encoder=lambda name: Failing())
    after = contents(outdated.index)
    assert after["catalogue.sqlite"] == before["catalogue.sqlite"]
    assert after["vectors.faiss"] == before["vectors.faiss"]
    assert outdated.update().new == 2


def test_a_rebuild_that_fails_while_files_are_replaced_can_be_repeated(
    outdated: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, index, calls = Path.replace, outdated.index, 0
    for failing in range(1, 9):
        outdated.index = tmp_path / f"copy {failing}"
        shutil.copytree(index, outdated.index)
        calls = 0

        def replace_or_fail(path: Path, target: Path, failing: int = failing) -> Path:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError("no power")
            return replace(path, target)

        with monkeypatch.context() as patched, suppress(OSError):
            patched.setattr(Path, "replace", replace_or_fail)
            outdated.update()
        with suppress(OutdatedIndex):  # the old state, or all of the new one
            assert len(outdated.found("anything", 9)) == 3
        outdated.update()
        assert len(outdated.found("anything", 9)) == 3
        assert all(finding.ok for finding in examine(outdated.index, lambda _: outdated.encoder))
        if calls < failing:
            break
    assert 2 < calls < failing


@pytest.mark.parametrize("read", [open_snapshot, current_changes, lambda it: list(examine(it))])
def test_reading_an_earlier_format_names_the_command_that_rebuilds(
    outdated: Library, read: object
) -> None:
    message = rf"format 4.*needs {FORMAT}.*briefqa index --rebuild --index {outdated.index}$"
    with pytest.raises(OutdatedIndex, match=message):
        read(outdated.index)


def test_a_search_in_an_earlier_format_names_the_command_that_rebuilds(outdated: Library) -> None:
    with pytest.raises(OutdatedIndex, match=f"briefqa index --rebuild --index {outdated.index}$"):
        outdated.found("submarines")


def test_the_command_that_rebuilds_an_earlier_format_works(outdated: Library) -> None:
    load = outdated.encoder
    assert update(outdated.index, rebuild=True, load_encoder=lambda name: load).new == 2
    assert outdated.found("tariffs hurt", 1) == ["# Trade\n\nTariffs hurt."]


@pytest.mark.parametrize("damage", ["no table", "no row", "no JSON", "no text"])
@pytest.mark.parametrize("rebuild", [False, True])
def test_an_earlier_format_without_readable_settings_needs_paths(
    outdated: Library, damage: str, rebuild: bool
) -> None:
    statement = {
        "no table": "DROP TABLE settings",
        "no row": "DELETE FROM settings",
        "no JSON": "UPDATE settings SET sources = 'damaged'",
        "no text": "UPDATE settings SET sources = x'ff'",
    }[damage]
    outdated.execute(statement)
    command = f"briefqa index PATH --rebuild --index {outdated.index}"
    with pytest.raises(OutdatedIndex, match=f"sources cannot be read.*{command}"):
        update(outdated.index, rebuild=rebuild, load_encoder=FakeEncoder)
    with pytest.raises(OutdatedIndex, match=command):
        plan_update(outdated.index, load_encoder=FakeEncoder)
    assert outdated.update(rebuild=rebuild).new == 2


@pytest.mark.parametrize("format", [FORMAT + 1, 99])
def test_a_later_format_is_refused_and_left_unchanged(two_documents: Library, format: int) -> None:
    two_documents.execute(f"PRAGMA user_version = {format}")
    before = contents(two_documents.index)
    command = f"briefqa index PATH --rebuild --index {two_documents.index}"
    for refused in (
        two_documents.update,
        lambda: plan_update(two_documents.index, load_encoder=FakeEncoder),
        lambda: update(two_documents.index, load_encoder=FakeEncoder),
        lambda: update(two_documents.index, load_encoder=FakeEncoder, rebuild=True),
        lambda: two_documents.found("submarines"),
        lambda: current_changes(two_documents.index),
    ):
        message = f"format {format}.*needs {FORMAT}.*{command}"
        with pytest.raises(IndexMismatch, match=message) as caught:
            refused()
        assert not isinstance(caught.value, OutdatedIndex)
    assert contents(two_documents.index) == before


def test_a_later_format_is_rebuilt_if_paths_are_named(two_documents: Library) -> None:
    two_documents.execute("PRAGMA user_version = 99")
    assert two_documents.update(rebuild=True).new == 2
    assert len(two_documents.found("anything", 9)) == 3


def test_another_database_is_refused_and_left_unchanged(two_documents: Library) -> None:
    path = two_documents.index / "catalogue.sqlite"
    path.unlink()
    two_documents.execute("CREATE TABLE songs (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(IndexMismatch, match=r"format 0.*briefqa index PATH --rebuild"):
        two_documents.update()
    assert path.read_bytes() == before


def test_damage_of_an_earlier_format_does_not_stop_its_rebuild(outdated: Library) -> None:
    outdated.execute("DROP TABLE documents")
    outdated.execute("DROP TABLE vectors")
    (outdated.index / "vectors.faiss").write_bytes(b"damaged")
    assert outdated.update().new == 2
    assert outdated.found("tariffs hurt", 1) == ["# Trade\n\nTariffs hurt."]


def test_a_damaged_catalogue_is_not_taken_for_one_of_an_earlier_format(outdated: Library) -> None:
    (outdated.index / "catalogue.sqlite").write_bytes(b"no database" * 99)
    with pytest.raises(DamagedIndex, match="briefqa index PATH --rebuild"):
        outdated.update()
