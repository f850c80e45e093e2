import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import ModelUnavailable
from index.encoders.cache import cache_folder, make_once
from tests.support.paths import ROOT


def has_a(folder: Path) -> bool:
    return (folder / "a").is_file()


def write_a(folder: Path) -> None:
    (folder / "a").write_text("new")


def test_the_variable_names_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFQA_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("BRIEFQA_CACHE")
    assert cache_folder().name == "briefqa"


def test_what_is_sound_is_kept_and_what_is_not_is_rebuilt(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "made"
    make_once(folder, has_a, write_a)
    make_once(folder, has_a, lambda partial: pytest.fail("it is there"))
    (folder / "a").rename(folder / "b")
    make_once(folder, has_a, write_a)
    assert [file.name for file in folder.iterdir()] == ["a"]


def test_a_failure_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    def fail(partial: Path) -> None:
        write_a(partial)
        raise OSError(28, "No space left on device")

    folder = tmp_path / "made"
    folder.mkdir()
    with pytest.raises(ModelUnavailable, match=r"the disk is full\. BRIEFQA_CACHE names another"):
        make_once(folder, has_a, fail)
    assert folder.is_dir()
    assert not (tmp_path / "made.partial").exists()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelUnavailable, match=r"cannot write .*made"):
        make_once(tmp_path / "file" / "made", has_a, write_a)


def test_what_a_killed_process_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "made.partial").mkdir()
    (tmp_path / "made.partial" / "half").touch()
    make_once(tmp_path / "made", has_a, write_a)
    assert [file.name for file in (tmp_path / "made").iterdir()] == ["a"]


def test_two_processes_at_once_make_it_once(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from index.encoders.cache import make_once\n"
        "def fill(partial):\n"
        "    (partial / 'a').touch(); print('made', flush=True); time.sleep(0.3)\n"
        "make_once(Path(sys.argv[1]), lambda folder: (folder / 'a').is_file(), fill)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "made")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    outputs = [process.communicate()[0] for process in running]
    assert sorted(outputs) == ["", "made\n"]
