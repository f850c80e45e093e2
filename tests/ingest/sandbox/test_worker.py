import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL

import pytest

from ingest import (
    BriefQAError,
    Contents,
    Document,
    Source,
    Task,
    UnreadableSource,
    Worker,
    chunk,
    chunk_document,
    frame_text,
    pack_document,
    read_document,
    read_source,
    unpack_passages,
)
from tests.support.files import WORDS, lines, pdf, with_part, word

BRIEF = pdf(lines([WORDS]))


@pytest.fixture
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def read(worker: Worker, id: str, data: bytes) -> Document:
    return read_source(Source(id, Path(id)), Contents(data, None, "digest"), worker).unpack()


def read_here(id: str, data: bytes) -> Document:
    return replace(read_document(id, data), sha256="digest", line_boxes=())


def load_faulty_tasks() -> Mapping[str, Task]:
    """Return tasks that fail as libraries do."""

    def fail(*_: object) -> list[bytes]:
        raise ValueError("a mistake of ours")

    return {"crash": lambda parts, ask: os.kill(os.getpid(), SIGKILL), "fail": fail}


def test_the_worker_returns_the_same_document_as_this_process(worker: Worker) -> None:
    assert read(worker, "a.pdf", BRIEF) == read_here("a.pdf", BRIEF)
    data = word(("Heading 1", "Costs"), ("", "Übung – “macht” 😀."))
    assert read(worker, "a.docx", data) == read_here("a.docx", data)


def test_a_reason_is_passed_on_and_the_process_survives(worker: Worker) -> None:
    read(worker, "a.pdf", BRIEF)
    assert worker._process is not None
    before = worker._process.pid
    with pytest.raises(UnreadableSource, match="not a Word document"):
        read(worker, "a.docx", b"nothing")
    read(worker, "a.pdf", BRIEF)
    assert worker._process.pid == before


def test_the_worker_cuts_a_document_into_the_same_passages(worker: Worker) -> None:
    document = read_here(
        "a.md", f"# Fees (FE)\n\n- {WORDS} FE\n\n| a | b |\n|---|---|\n| 1 | 2 |".encode()
    )
    asked: list[str] = []

    def count(texts: Sequence[str]) -> list[int]:
        asked.extend(texts)
        return [2 + len(text.split()) for text in texts]

    packed = chunk_document(pack_document(document).json, {}, worker, count, 20)
    expected = chunk(document, count, 20)
    assert unpack_passages(packed.json) == (
        document,
        [(passage, frame_text(document, passage)) for passage in expected],
    )
    assert len(expected) == 2
    assert asked


def test_an_error_of_the_tokenizer_is_not_blamed_on_the_file(worker: Worker) -> None:
    def fail(texts: object) -> list[int]:
        raise OSError("no tokenizer")

    packed = pack_document(read_here("a.md", WORDS.encode()))
    with pytest.raises(OSError, match="no tokenizer"):
        chunk_document(packed.json, {}, worker, fail, 20)
    assert WORDS in read(worker, "a.pdf", BRIEF).text


def test_a_process_that_dies_with_a_file_is_reported_and_restarted() -> None:
    with Worker(loader=f"{__name__}:load_faulty_tasks") as worker:
        with pytest.raises(UnreadableSource, match="crashed, or needed more than 2048 MB"):
            worker.run("crash")
        with pytest.raises(UnreadableSource, match=r"its reader failed: .*a mistake of ours"):
            worker.run("fail")


def test_a_process_that_dies_idle_is_replaced(worker: Worker) -> None:
    read(worker, "a.pdf", BRIEF)
    assert worker._process is not None
    worker._process.kill()
    worker._process.wait()
    assert WORDS in read(worker, "a.pdf", BRIEF).text


def test_time_is_limited() -> None:
    slow = b"<p>" + b"<a href=x>some words </a>" * 200_000
    with Worker(seconds=0.2) as worker:
        with pytest.raises(UnreadableSource, match=r"timed out after 0\.2 s"):
            read(worker, "slow.html", slow)
        assert worker._process is None


def test_memory_is_limited() -> None:
    part = b"<x>" + b"<y/>" * (20 << 20) + b"</x>"
    with Worker(memory=600 << 20) as worker:
        with pytest.raises(UnreadableSource, match="more than 600 MB of memory"):
            read(worker, "large.docx", with_part(word(), "word/document.xml", part))
        assert WORDS in read(worker, "a.pdf", BRIEF).text


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
        read(worker, "a.pdf", BRIEF)


def test_the_process_ends_with_its_parent() -> None:
    with Worker() as worker:
        read(worker, "a.pdf", BRIEF)
        assert worker._process is not None
        process = worker._process
    assert process.poll() is not None
    with Worker() as worker:
        read(worker, "a.pdf", BRIEF)
        assert worker._process is not None
        assert worker._connection is not None
        worker._connection.close()  # as if the parent were killed
        assert worker._process.wait(timeout=30) == 0


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="only Linux shows the limits")
def test_limits_apply_to_the_worker_only(worker: Worker) -> None:
    read(worker, "a.pdf", BRIEF)
    assert worker._process is not None
    theirs = Path(f"/proc/{worker._process.pid}/limits").read_text()
    assert "Max address space         2147483648" in theirs
    assert (
        "Max address space         2147483648"
        not in Path(f"/proc/{os.getpid()}/limits").read_text()
    )
