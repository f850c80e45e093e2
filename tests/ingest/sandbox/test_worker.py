import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import BriefQAError, UnreadableSource, Worker, read_document
from tests.support.files import WORDS, lines, pdf, with_part, word

BRIEF = pdf(lines([WORDS]))


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def test_the_worker_returns_the_same_document_as_this_process(worker: Worker) -> None:
    assert worker.read_document("a.pdf", BRIEF) == read_document("a.pdf", BRIEF)
    data = word(("Heading 1", "Costs"), ("", "Übung – “macht” 😀."))
    assert worker.read_document("a.docx", data) == read_document("a.docx", data)


def test_a_reason_is_passed_on_and_the_process_survives(worker: Worker) -> None:
    worker.read_document("a.pdf", BRIEF)
    assert worker._process is not None
    before = worker._process.pid
    with pytest.raises(UnreadableSource, match="not a Word document"):
        worker.read_document("a.docx", b"nothing")
    worker.read_document("a.pdf", BRIEF)
    assert worker._process.pid == before


def test_a_dead_process_is_reported_and_restarted(worker: Worker) -> None:
    worker.read_document("a.pdf", BRIEF)
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    with pytest.raises(UnreadableSource, match="crashed, or needed more than 2048 MB"):
        worker.read_document("a.pdf", BRIEF)
    assert WORDS in worker.read_document("a.pdf", BRIEF).text


def test_time_is_limited() -> None:
    slow = b"<p>" + b"<a href=x>some words </a>" * 200_000
    with Worker(seconds=0.2) as worker:
        with pytest.raises(UnreadableSource, match=r"timed out after 0\.2 s"):
            worker.read_document("slow.html", slow)
        assert worker._process is None


def test_memory_is_limited() -> None:
    part = b"<x>" + b"<y/>" * (20 << 20) + b"</x>"
    with Worker(memory=600 << 20) as worker:
        with pytest.raises(UnreadableSource, match="more than 600 MB of memory"):
            worker.read_document("large.docx", with_part(word(), "word/document.xml", part))
        assert WORDS in worker.read_document("a.pdf", BRIEF).text


@pytest.mark.parametrize(
    ("command", "reason"),
    [("echo no such library >&2", "no such library"), ("", "it ended at once")],
)
def test_a_process_that_does_not_start_is_not_blamed_on_the_file(
    command: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{command}\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    with Worker() as worker, pytest.raises(BriefQAError, match=f"does not start: {reason}"):
        worker.read_document("a.pdf", BRIEF)


def test_the_process_ends_with_its_parent() -> None:
    with Worker() as worker:
        worker.read_document("a.pdf", BRIEF)
        assert worker._process is not None
        process = worker._process
    assert process.poll() is not None
    with Worker() as worker:
        worker.read_document("a.pdf", BRIEF)
        assert worker._process is not None
        assert worker._connection is not None
        worker._connection.close()  # as if the parent were killed
        assert worker._process.wait(timeout=30) == 0


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="only Linux shows the limits")
def test_limits_apply_to_the_worker_only(worker: Worker) -> None:
    worker.read_document("a.pdf", BRIEF)
    assert worker._process is not None
    theirs = Path(f"/proc/{worker._process.pid}/limits").read_text()
    assert "Max address space         2147483648" in theirs
    assert (
        "Max address space         2147483648"
        not in Path(f"/proc/{os.getpid()}/limits").read_text()
    )
