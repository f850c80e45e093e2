"""What the README shows is what happens."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import DIGEST, ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_transcripts_are_what_the_commands_print(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    (tmp_path / "briefs").mkdir()
    shutil.copy(DIGEST, tmp_path / "briefs")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"HOME": str(tmp_path), "PATH": path, "COLUMNS": "80"}
    blocks = "".join(re.findall(r"```console\n(.*?)```", README, re.DOTALL))
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", blocks, re.MULTILINE):
        run = subprocess.run(
            command,
            shell=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            env=environment,
        )
        assert run.returncode == 0, command
        if shown:
            assert run.stdout.strip() == shown.strip()


def test_the_python_examples_run(page_address: str, capsys: pytest.CaptureFixture[str]) -> None:
    check, ask = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(check.replace("corpus/", f"{ROOT}/corpus/"), {})
    passage = " ".join(capsys.readouterr().out.split())
    assert passage.startswith("South Korean submarine")
    assert passage in " ".join(README.replace("**", "").split())
    exec(ask.replace("http://127.0.0.1:7860", page_address), {})
    shown = capsys.readouterr().out.splitlines()[-3:]  # the client says what it connected to
    assert [line[:9] for line in shown] == ["Julie Kim"] * 3


def test_the_curl_examples_run(page_address: str) -> None:
    [example] = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    command = example.replace("http://127.0.0.1:7860", page_address.rstrip("/"))
    run = subprocess.run(["bash", "-ec", command], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("event: complete\ndata: [{")
    assert "\n# Who works with Hanwha Ocean?\n\n1\\." in run.stdout
    assert run.stdout.count("Gastops") >= 2


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert set(re.findall(r"^    make (\w+)", named, re.MULTILINE)) <= targets
