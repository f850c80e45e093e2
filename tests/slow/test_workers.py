"""The processes that read files end with the one that started them, however that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SLOW = b"<p>" + b"<a href=x>some words </a>" * 400_000
READ = """
import sys
from pathlib import Path
from ingest import WorkerPool, find_sources, read_contents, read_source
def read(source, worker):
    return read_source(source, read_contents(source), worker)
with WorkerPool(600) as pool:
    for source, _ in pool.map(read, find_sources([Path(sys.argv[1])]).sources):
        print(source.id, flush=True)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux shows the children")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_processes_that_read_end_with_their_parent(tmp_path: Path, sent: signal.Signals) -> None:
    for name in ("b.html", "c.html", "d.html"):
        (tmp_path / name).write_bytes(SLOW)
    (tmp_path / "a.txt").write_text("Plain.")
    command = [sys.executable, "-P", "-c", READ, str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"a.txt\n"
        children = _reading(parent.pid)
        parent.send_signal(sent)
        parent.wait(timeout=30)
    deadline = time.monotonic() + 30
    while any(_is_running(child) for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _reading(parent: int) -> list[int]:
    """Return the children of a process once they have started to read their files."""
    tasks = Path(f"/proc/{parent}/task")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        children = {
            int(child)
            for task in tasks.iterdir()
            for child in (task / "children").read_text().split()
        }
        if children and min(map(_used_seconds, children)) > 2:
            return sorted(children)
        time.sleep(0.1)
    raise AssertionError("no file is read")


def _used_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK")


def _is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(") ")[2][0] != "Z"
