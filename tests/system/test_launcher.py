"""briefqa starts only if the packages app, index and ingest are its own."""

import os
import shutil
import subprocess
import sys
import tomllib
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGES = ("app", "index", "ingest")
APART = "environment of its own"


def start(*path: Path, code: str = "import briefqa; briefqa.main()") -> tuple[int, str, str]:
    """Start briefqa with PYTHONPATH; return its exit status, stdout and stderr."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))}
    command = [sys.executable, "-P", "-c", code]
    run = subprocess.run(command, env=environment, capture_output=True, text=True)
    return run.returncode, run.stdout, run.stderr


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder like site-packages: briefqa.py, packages of one line, and a RECORD."""
    site = tmp_path / "site"
    for name in PACKAGES:
        (site / name).mkdir(parents=True)
        (site / name / "__init__.py").write_text(f'"""Ours: {name}."""\n')
    (site / "app/cli.py").write_text("def main() -> None:\n    print('started')\n")
    (site / "app/library.py").write_text("class Library:\n    pass\n")
    shutil.copy(ROOT / "briefqa.py", site)
    shutil.copy(ROOT / "app/startup.py", site / "app")
    lines = ["briefqa-0.1.0.dist-info/RECORD,,"]
    for path in sorted(site.rglob("*.py")):
        digest = urlsafe_b64encode(sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
        lines.append(f"{path.relative_to(site).as_posix()},sha256={digest},{path.stat().st_size}")
    metadata = site / "briefqa-0.1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: briefqa\nVersion: 0.1.0\n")
    (metadata / "RECORD").write_text("\n".join(lines) + "\n")
    return site


def test_it_starts_if_all_packages_are_its_own(installed: Path) -> None:
    assert start(installed) == (0, "started\n", "")


def test_ctrl_c_while_the_packages_are_imported_exits_with_130(installed: Path) -> None:
    with (installed / "app/cli.py").open("a") as file:
        file.write("raise KeyboardInterrupt\n")
    (installed / "briefqa-0.1.0.dist-info/RECORD").unlink()
    assert start(installed) == (130, "", "")
    assert start(installed, code="from briefqa import Library; print(Library.__module__)") == (
        0,
        "app.library\n",
        "",
    )


@pytest.mark.parametrize("name", PACKAGES)
def test_a_foreign_module_that_hides_a_package_is_named_and_not_run(
    installed: Path, tmp_path: Path, name: str
) -> None:
    foreign = tmp_path / "site-of-another" / f"{name}.py"
    foreign.parent.mkdir()
    foreign.write_text("print('the foreign module runs')\n")
    status, output, message = start(foreign.parent, installed)
    assert (status, output) == (1, "")
    assert message.startswith(f"briefqa: its package {name} is hidden by '{foreign}'. ")
    assert "Unset PYTHONPATH" in message
    assert APART in message
    assert message.count("\n") == 1
    status, _, message = start(foreign.parent, installed, code="from briefqa import Library")
    assert status == 1
    assert f"ImportError: its package {name} is hidden by" in message


def test_a_foreign_folder_without_init_does_not_pass_for_a_package(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere/index").mkdir(parents=True)
    shutil.rmtree(installed / "index")
    status, output, message = start(tmp_path / "elsewhere", installed)
    assert (status, output) == (1, "")
    assert message.startswith("briefqa: its package index is missing from ")
    assert APART in message


def test_a_package_that_another_distribution_overwrote_is_named(installed: Path) -> None:
    overwritten = installed / "app/__init__.py"
    overwritten.write_text("print('the foreign package runs')\n")
    status, output, message = start(installed)
    assert (status, output) == (1, "")
    assert message.startswith(f"briefqa: another package has overwritten '{overwritten}'. ")
    assert APART in message


def test_the_real_command_line_starts_without_loading_a_model() -> None:
    code = """
import sys, briefqa
sys.argv = ["briefqa", "--version"]
try:
    briefqa.main()
finally:
    print({"torch", "faiss", "gradio", "transformers"} & {*sys.modules})
"""
    status, output, message = start(ROOT, code=code)
    assert (status, output, message) == (0, "briefqa 0.1.0\nset()\n", "")


def test_the_wheel_contains_every_file_that_is_not_python() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packed = {
        path
        for package, patterns in setuptools["package-data"].items()
        for pattern in patterns
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    used = {
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.*")
        if path.suffix not in {".py", ".pyc"} and "pictures" not in path.parts
    }
    assert used <= packed
    assert {ROOT / package / "py.typed" for package in PACKAGES} <= used
    assert setuptools["py-modules"] == ["briefqa"]
