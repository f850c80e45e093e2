import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import (
    BriefQAError,
    Contents,
    Document,
    Source,
    UnreadableSource,
    Worker,
    WorkerPool,
    find_sources,
    read_contents,
    read_document,
)
from ingest.sandbox import pool as pool_module
from ingest.sandbox import process
from tests.support.files import WORDS, lines, page, pdf, word

CONTENTS = Contents(WORDS.encode(), None, "")


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_usable_cores", lambda: 2)


def _fake_reader(monkeypatch: pytest.MonkeyPatch, read: Callable[[str], None]) -> None:
    """Let workers call `read` with the id instead of a process."""

    def read_it(worker: Worker, id: str, data: bytes) -> Document:
        read(id)
        return Document(id, "", data.decode())

    monkeypatch.setattr(Worker, "read_document", read_it)


def _sources(*ids: str) -> list[Source]:
    return [Source(id, Path(id)) for id in ids]


@pytest.mark.usefixtures("two_cores")
def test_every_source_gets_its_document_or_its_reason(tmp_path: Path) -> None:
    files = {
        "a.pdf": pdf(lines([WORDS])),
        "b.docx": word(("Heading 1", "Costs"), ("", "Übung – “macht” 😀.")),
        "c.docx": b"nothing",
        "d.md": b"# Costs\n\nA berth costs 42 crowns.",
        "e.html": page(f"<p>{WORDS}</p>"),
        "f.txt": b"\xff\xfea",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    reasons: dict[str, str] = {}
    with WorkerPool(60) as pool:
        for source, read in pool.read(find_sources([tmp_path]).sources, read_contents):
            try:
                document = read()
            except UnreadableSource as reason:
                reasons[source.id] = str(reason)
            else:
                expected = read_document(source.id, files.pop(source.id))
                assert replace(document, sha256=expected.sha256) == expected
    assert [worker._process for worker in pool._workers] == [None, None]
    assert reasons.keys() == files.keys() == {"c.docx", "f.txt"}
    assert "not a Word document" in reasons["c.docx"]


@pytest.mark.usefixtures("two_cores")
def test_files_are_read_at_the_same_time_and_few_contents_are_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock = threading.Lock()
    both = threading.Barrier(2, timeout=30)
    held = [0]

    def take(source: Source) -> Contents:
        with lock:
            held.append(held[-1] + 1)
        return CONTENTS

    def read(id: str) -> None:
        both.wait()  # for another file that is read meanwhile
        with lock:
            held.append(held[-1] - 1)

    _fake_reader(monkeypatch, read)
    sources = _sources(*(f"{number}.pdf" for number in range(20)))
    with WorkerPool(60) as pool:
        read_ids = [read().id for _, read in pool.read(sources, take)]
    assert sorted(read_ids) == sorted(source.id for source in sources)
    assert max(held) == 2


@pytest.mark.usefixtures("two_cores")
def test_a_file_that_cannot_be_opened_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def take(source: Source) -> Contents:
        if source.id.startswith("gone"):
            raise UnreadableSource("gone")
        return CONTENTS

    _fake_reader(monkeypatch, lambda _: None)
    outcomes = {}
    with WorkerPool(60) as pool:
        for source, read in pool.read(_sources("a.pdf", "gone.pdf", "gone.txt", "b.txt"), take):
            try:
                outcomes[source.id] = read().text
            except UnreadableSource as reason:
                outcomes[source.id] = str(reason)
    assert outcomes == {"a.pdf": WORDS, "gone.pdf": "gone", "gone.txt": "gone", "b.txt": WORDS}


@pytest.mark.parametrize(
    ("ids", "workers"), [(["a.txt", "b.md"], 0), (["a.txt", "b.pdf"], 1), (["a.pdf"] * 9, 4)]
)
def test_no_more_processes_start_than_there_are_files_for(
    ids: list[str], workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "_usable_cores", lambda: 64)
    reading = threading.Barrier(workers or 1, timeout=30)
    used: set[Worker] = set()

    def read_it(worker: Worker, id: str, data: bytes) -> Document:
        if worker not in used:
            used.add(worker)
            reading.wait()
        return Document(id, "", "")

    monkeypatch.setattr(Worker, "read_document", read_it)
    with WorkerPool(60) as pool:
        assert len([read() for _, read in pool.read(_sources(*ids), lambda _: CONTENTS)]) == len(
            ids
        )
    assert len(used) == workers


@pytest.mark.usefixtures("two_cores")
def test_an_interruption_ends_all_processes_at_once() -> None:
    slow = b"<p>" + b"<a href=x>some words </a>" * 200_000
    taken = threading.Event()

    def take(source: Source) -> Contents:
        taken.set()
        return Contents(slow, None, "")

    started = time.monotonic()
    with suppress(KeyboardInterrupt), WorkerPool(600) as pool:
        next(pool.read(_sources("a.html", "b.html", "c.html", "d.txt"), take))
        assert taken.wait(30)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30
    assert not any(worker._process for worker in pool._workers)
    with pytest.raises(BriefQAError, match="stopped"):
        pool._workers[0].read_document("a.pdf", b"")


def test_a_process_ends_when_it_has_another_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    process._end_with(os.getppid() + 1)
    assert ended == [1]
