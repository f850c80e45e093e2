"""Events of the file system, and when they count as complete changes."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.library import watch


class Stopped(Exception):
    pass


class Watching:
    """`follow` in a thread; every call of `act` is noted, and answered as `answers` says."""

    def __init__(self, *paths: Path, index: Path = Path("/nowhere")) -> None:
        self.acted = threading.Semaphore(0)
        self.answers: list[bool] = []
        self.stopping = False
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, args=[paths, index])
        self.thread.start()
        self.expect()  # the first call, for what may have changed before

    def _run(self, paths: tuple[Path, ...], index: Path) -> None:
        try:
            watch.follow(paths, index, self._act)
        except Stopped:
            pass
        except BaseException as error:
            self.error = error

    def _act(self) -> bool:
        if self.stopping:
            raise Stopped
        self.acted.release()
        return self.answers.pop(0) if self.answers else True

    def expect(self) -> None:
        assert self.acted.acquire(timeout=30), self.error

    def expect_nothing(self) -> None:
        assert not self.acted.acquire(timeout=6 * watch.QUIET_S)


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Watching]]:
    monkeypatch.setattr(watch, "QUIET_S", 0.2)
    monkeypatch.setattr(watch, "MAX_DELAY_S", 2.0)
    all_of_them: list[tuple[Watching, Path]] = []

    def start(*paths: Path, **options: Path) -> Watching:
        all_of_them.append((Watching(*paths, **options), paths[0]))
        return all_of_them[-1][0]

    yield start
    for following, path in all_of_them:
        following.stopping = True
        for number in range(100):
            (path / f"stop{number}" if path.is_dir() else path).write_text(f"stop {number}")
            following.thread.join(0.3)
            if not following.thread.is_alive():
                break
        assert following.error is None
        assert not following.thread.is_alive()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents/sub").mkdir(parents=True)
    return tmp_path / "documents"


def test_every_change_below_a_folder_counts(
    watching: Callable[..., Watching], folder: Path
) -> None:
    following = watching(folder)
    for change in (
        lambda: (folder / "a.md").write_text("a"),
        lambda: (folder / "a.md").rename(folder / "sub/b.md"),
        lambda: (folder / "sub").rename(folder / "other"),
        lambda: shutil.rmtree(folder / "other"),
        lambda: Path(os.fsdecode(bytes(folder) + b"/\xff.md")).write_text("no Unicode"),
        lambda: (folder / "c.md").write_text("c"),
    ):
        change()
        following.expect()


def test_hidden_files_and_index_files_do_not_count(
    watching: Callable[..., Watching], folder: Path
) -> None:
    following = watching(folder, index=folder)
    (folder / ".hidden").write_text("hidden")
    (folder / "catalogue.sqlite-wal").write_text("of the index")
    following.expect_nothing()


def test_files_that_no_run_indexes_do_not_count_and_their_patterns_do(
    watching: Callable[..., Watching], folder: Path
) -> None:
    (folder / "sub/.briefqaignore").write_text("*.log")
    following = watching(folder)
    for name in ("~$a.docx", "Thumbs.db", "a.pdf.crdownload", "sub/a.log"):
        (folder / name).write_text("x")
    following.expect_nothing()
    (folder / "sub/.briefqaignore").write_text("*.txt")
    following.expect()
    (folder / "sub/a.log").write_text("y")
    following.expect()
    (folder / "sub/.briefqaignore").write_bytes(b"\xff")  # a run reports it
    following.expect()


def test_a_run_says_that_a_folder_is_missing_and_follows_it_when_it_is_back(
    watching: Callable[..., Watching], folder: Path, tmp_path: Path
) -> None:
    following = watching(folder)
    folder.rename(tmp_path / "away")
    following.expect()
    following.expect()
    (tmp_path / "away").rename(folder)
    time.sleep(6 * watch.QUIET_S)
    while following.acted.acquire(blocking=False):
        pass
    (folder / "b.md").write_text("b")
    following.expect()


def test_a_replaced_folder_is_watched_again(
    watching: Callable[..., Watching], folder: Path
) -> None:
    following = watching(folder)
    shutil.rmtree(folder)
    folder.mkdir()  # often with the same inode number
    following.expect()
    time.sleep(6 * watch.QUIET_S)
    while following.acted.acquire(blocking=False):
        pass
    (folder / "b.md").write_text("b")
    following.expect()


def test_a_single_file_replaced_by_an_editor_counts_and_its_neighbours_do_not(
    watching: Callable[..., Watching], folder: Path
) -> None:
    (folder / "notes.md").write_text("one")
    following = watching(folder / "notes.md")
    (folder / "other.md").write_text("other")
    following.expect_nothing()
    for number in range(2):
        (folder / ".new").write_text(f"edit {number}")
        (folder / ".new").replace(folder / "notes.md")
        following.expect()
    (folder / "notes.md.meta.yaml").write_text("author: Ada")
    following.expect()


def test_changes_that_keep_coming_count_after_a_while(
    watching: Callable[..., Watching], folder: Path
) -> None:
    following = watching(folder)
    with (folder / "log.txt").open("w") as log:
        ends = time.monotonic() + 30
        while not following.acted.acquire(blocking=False):
            log.write("one more line\n")
            log.flush()
            time.sleep(0.02)
            assert time.monotonic() < ends


def test_hidden_changes_do_not_delay_others(
    watching: Callable[..., Watching], folder: Path
) -> None:
    following = watching(folder)
    (folder / "a.md").write_text("a")
    ends = time.monotonic() + 30
    while not following.acted.acquire(blocking=False):
        (folder / ".log").write_text(str(time.monotonic()))
        time.sleep(0.02)
        assert time.monotonic() < ends


def test_a_failed_run_is_repeated(watching: Callable[..., Watching], folder: Path) -> None:
    following = watching(folder)
    following.answers = [False, False, True]
    (folder / "a.md").write_text("a")
    for _ in range(3):
        following.expect()
    following.expect_nothing()
