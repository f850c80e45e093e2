import os
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ingest import (
    BriefQAError,
    Contents,
    Source,
    UnreadableSource,
    Worker,
    WorkerPool,
    find_sources,
    read_contents,
    read_document,
    read_source,
)
from ingest.sandbox import pool as pool_module
from ingest.sandbox import process
from tests.support.files import WORDS, lines, page, pdf, word


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_usable_cores", lambda: 2)
    monkeypatch.setattr(pool_module, "_SPARE", [])


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
        results = pool.map(
            lambda source, worker: read_source(source, read_contents(source), worker),
            find_sources([tmp_path]).sources,
        )
        for source, result in results:
            try:
                document = result().unpack()
            except UnreadableSource as reason:
                reasons[source.id] = str(reason)
            else:
                assert document.text == read_document(source.id, files.pop(source.id)).text
    assert reasons.keys() == files.keys() == {"c.docx", "f.txt"}
    assert "not a Word document" in reasons["c.docx"]
    assert any(worker._process for worker in pool_module._SPARE)
    pool_module._end_spare_workers()
    assert not any(worker._process for worker in pool._workers)


def test_items_are_worked_on_at_the_same_time_and_few_are_held() -> None:
    both = threading.Barrier(2, timeout=30)
    taken = 0

    def work(item: int, worker: Worker) -> int:
        nonlocal taken
        taken += 1
        both.wait()  # for another item meanwhile
        return item

    with WorkerPool(60) as pool:
        for done, (item, result) in enumerate(pool.map(work, range(20))):
            assert result() == item
            assert taken <= done + 5
    assert taken == 20


def test_an_item_that_fails_costs_only_itself() -> None:
    def work(item: str, worker: Worker) -> str:
        if item == "gone":
            raise UnreadableSource("it is gone")
        return item.upper()

    outcomes = {}
    with WorkerPool(60) as pool:
        for item, result in pool.map(work, ["a", "gone", "b"]):
            try:
                outcomes[item] = result()
            except UnreadableSource as reason:
                outcomes[item] = str(reason)
    assert outcomes == {"a": "A", "gone": "it is gone", "b": "B"}


def test_a_process_waits_for_the_next_pool_unless_it_has_grown() -> None:
    def process_id(item: object, worker: Worker) -> int:
        worker.run("read", b'{"id": "a.md", "sha256": "", "sidecar": "", "keep": false}', b"A.")
        assert worker._process is not None
        return worker._process.pid

    def run() -> int:
        with WorkerPool(60) as pool:
            [(_, result)] = pool.map(process_id, [None])
            used = next(worker for worker in pool._workers if worker.is_spare)
            used._peak *= grown
            return result()

    grown = 1
    ballast = b"x" * (400 << 20)  # of this process, which is not that of the other one
    first = run()
    del ballast
    grown = 100
    assert run() == first
    assert run() != first
    pool_module._end_spare_workers()


def test_an_interruption_ends_all_processes_at_once() -> None:
    slow = b"<p>" + b"<a href=x>some words </a>" * 200_000
    taken = threading.Event()

    def read(id: str, worker: Worker) -> object:
        data = b"Plain." if id == "a.txt" else slow
        if data == slow:
            taken.set()
        return read_source(Source(id, Path(id)), Contents(data, None, ""), worker)

    started = time.monotonic()
    with suppress(KeyboardInterrupt), WorkerPool(600) as pool:
        next(pool.map(read, ["a.txt", "b.html", "c.html", "d.html"]))
        assert taken.wait(30)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 30
    assert pool_module._SPARE == []
    assert not any(worker._process for worker in pool._workers)
    with pytest.raises(BriefQAError, match="stopped"):
        pool._workers[0].run("read")


def test_a_process_ends_when_it_has_another_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    process._end_with(os.getppid() + 1)
    assert ended == [1]
