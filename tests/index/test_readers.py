"""Questions during an update are answered from one state of the index."""

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from index import current_changes
from index.store.local.lexical import LexicalIndex
from tests.support.encoder import FakeEncoder
from tests.support.library import Library
from tests.support.paths import ROOT

READER = (
    "import json, re, signal, sys\n"
    "from pathlib import Path\n"
    "from index import Searcher\n"
    "from tests.support.encoder import FakeEncoder\n"
    "searcher = Searcher(Path(sys.argv[1]), lambda name: FakeEncoder())\n"
    "versions = set()\n"
    "signal.alarm(300)\n"
    "while versions != {sys.argv[2]}:\n"
    "    rows = searcher.search(['which edition tells of ships', 'edition of tanks'], 20)\n"
    "    texts = [hit.passage.text for row in rows for hit in row]\n"
    "    versions = set(re.findall(r'edition (\\d+)', ' '.join(texts)))\n"
    "    print(json.dumps([len(texts), sorted(versions)]), flush=True)\n"
)


def edition(library: Library, number: int) -> None:
    """Write documents whose passages all contain the same number."""
    words = ("ships", "tanks", "spies", "trade")
    for name in words:
        parts = (f"# {other}\n\nThis is edition {number} on {name}, {other}." for other in words)
        library.write(**{name: "\n\n".join(parts)})


def test_every_answer_is_from_one_state_and_the_last_one_is_reached(
    library: Library, repeats: int
) -> None:
    last = 5 * repeats
    edition(library, 0)
    library.update()
    command = [sys.executable, "-c", READER, str(library.index), str(last)]
    readers = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for reader in readers:
        reader.stdout.readline()  # it has begun
    for number in range(1, last + 1):
        edition(library, number)
        library.update()
    for reader in readers:
        with reader:  # communicate() would lose what readline() has read ahead
            answers = [json.loads(line) for line in reader.stdout]
        assert reader.returncode == 0
        assert all(len(versions) == 1 for _, versions in answers), answers
        assert {hits for hits, _ in answers} == {answers[0][0]}
        seen = [int(versions[0]) for _, versions in answers]
        assert seen == sorted(seen)
        assert seen[-1] == last


def test_no_question_waits_while_the_next_state_is_opened(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, resume = threading.Event(), threading.Event()

    def slow(texts: object) -> LexicalIndex:
        opening.set()
        assert resume.wait(60)
        return LexicalIndex(texts)

    edition(library, 1)
    library.update()
    searcher = library.searcher()
    [[before]] = searcher.search(["edition"], 1)
    edition(library, 2)
    library.update()
    monkeypatch.setattr("index.store.local.snapshot.LexicalIndex", slow)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(searcher.search, ["edition"], 1)
        assert opening.wait(60)
        assert searcher.search(["edition"], 1) == [[before]]
        resume.set()
        [[hit]] = first.result()
    assert "edition 2" in hit.passage.text
    assert searcher.search(["edition"], 1) == [[hit]]


def test_a_killed_run_resumes_with_the_embeddings_it_stored(library: Library) -> None:
    library.write(**{f"paper{number}": f"Paper {number} is on ships." for number in range(20)})
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "import index.updating.build\n"
        "from tests.support.encoder import FakeEncoder\n"
        "def kill(doing, done, total):\n"
        "    if (doing, done) == ('embedding', 12):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "index.updating.embed.EMBEDDED_AT_ONCE = 4\n"
        "folder, sources = map(Path, sys.argv[1:])\n"
        "load = lambda name: FakeEncoder()\n"
        "index.updating.build.update(folder, [sources], load_encoder=load, progress=kill)\n"
    )
    command = [sys.executable, "-c", script, str(library.index), str(library.sources)]
    assert subprocess.run(command, cwd=ROOT).returncode == -9
    library.encoder = FakeEncoder()
    report = library.update()
    texts = 20 + 20  # passages and frames
    assert (report.new, len(library.encoder.encoded)) == (20, texts - 12)


def test_the_log_does_not_grow_while_a_reader_follows_updates(library: Library) -> None:
    searcher = None
    sizes = []
    for number in range(12):
        edition(library, number)
        library.update()
        searcher = searcher or library.searcher()
        searcher.refresh()  # opens the new state and releases the old one
        searcher.refresh()
        sizes.append((library.index / "catalogue.sqlite-wal").stat().st_size)
    assert sizes[-1] <= 2 * max(sizes[:3])
    [[hit]] = searcher.search(["edition"], 1)
    assert f"edition {number}" in hit.passage.text


def test_an_index_in_a_folder_that_is_not_writable_can_be_searched(
    two_documents: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.local.database.os.access", lambda path, mode: False)
    before = sorted(path.name for path in two_documents.index.iterdir())
    searcher = two_documents.searcher()
    [[hit]] = searcher.search(["submarines"], 1)
    assert hit.passage.text == "# Navy\n\nSubmarines dive."
    assert sorted(path.name for path in two_documents.index.iterdir()) == before


def test_changes_since_a_held_state_include_what_a_later_run_recorded(
    two_documents: Library,
) -> None:
    searcher = two_documents.searcher()
    searcher.refresh()
    held = searcher.newest()
    two_documents.write(empty="")
    assert current_changes(two_documents.index, held.snapshot).new == ("empty.md",)
    two_documents.update()
    assert searcher.newest() is held
    assert not current_changes(two_documents.index, held.snapshot)
    two_documents.write(cyber="Hackers attack.")
    two_documents.update()
    assert "cyber.md" in current_changes(two_documents.index, held.snapshot).new
    assert not current_changes(two_documents.index)
