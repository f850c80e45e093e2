"""Texts are embedded in batches of like length, and stored while the encoder goes on."""

import time
from collections.abc import Callable, Sequence
from threading import Event

import pytest

from index import Embedding, open_snapshot
from index.store import PassageVectors
from index.store.local.writer import LocalWriter
from ingest import BriefQAError
from tests.support.encoder import FakeEncoder
from tests.support.library import Library


class Recording(FakeEncoder):
    """A fake encoder that keeps the batches it has read, and calls `before` before each."""

    def __init__(self, before: Callable[[int], None] = lambda batches: None) -> None:
        super().__init__()
        self.before = before
        self.batches: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        if not self.vocabulary().keys() >= set(texts[0].split()):  # not to fit the projection
            self.before(len(self.batches))
            self.batches.append(list(texts))
        return super().embed(texts)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.updating.embed.EMBEDDED_AT_ONCE", 2)


@pytest.fixture
def store_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], list[int]]:
    """Return a function that has another one called before each batch is stored.

    It returns the list to which the size of every stored batch will be added.
    """

    def patch(before: Callable[[], None]) -> list[int]:
        stored: list[int] = []
        add_vectors = LocalWriter.add_vectors

        def add(self: LocalWriter, vectors: Sequence[PassageVectors]) -> None:
            before()
            add_vectors(self, vectors)
            stored.append(len(vectors))

        monkeypatch.setattr(LocalWriter, "add_vectors", add)
        return stored

    return patch


def four_documents(library: Library) -> None:
    """Write four documents, which make eight texts: four passages and four frames."""
    library.write(a="Subs dive.", b="Spies spy a lot.", c="Tariffs do hurt.", d="Howitzers fire.")


def test_texts_are_read_in_batches_of_like_length_and_kept_in_reading_order(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.updating.embed.SORTED_AT_ONCE", 6)
    library.write(a="One two.", b="One two three four.", c="One two three.", d="One.")
    library.encoder = Recording()
    library.update()
    assert sorted(library.encoder.batches) == [
        ["One two three.", "One two three four."],
        ["a", "b"],
        ["c", "One two."],
        ["d", "One."],
    ]
    with open_snapshot(library.index) as snapshot:
        texts = [passage.text for passage, _ in snapshot.passages().values()]
    assert texts == ["One two.", "One two three four.", "One two three.", "One."]


def test_a_batch_is_stored_while_the_encoder_reads_the_next_and_no_more_than_that(
    library: Library, store_with: Callable[[Callable[[], None]], list[int]]
) -> None:
    four_documents(library)
    second_read = Event()
    behind: list[int] = []

    def before(batches: int) -> None:
        behind.append(batches - len(stored))
        if batches == 1:
            second_read.set()

    def wait() -> None:
        assert second_read.wait(60)
        time.sleep(0.02)  # an encoder that did not wait would read all the others meanwhile

    stored = store_with(wait)
    library.encoder = Recording(before)
    library.update()
    assert stored == [2, 2, 2, 2]
    assert behind[:2] == [0, 1]
    assert max(behind) == 1


def test_an_interrupted_run_keeps_every_batch_that_was_embedded(
    library: Library, store_with: Callable[[Callable[[], None]], list[int]]
) -> None:
    four_documents(library)
    interrupted = Event()

    def interrupt(batches: int) -> None:
        if batches == 3:
            interrupted.set()
            raise KeyboardInterrupt

    def wait() -> None:
        if len(stored) == 2:  # the third batch is still being stored when Ctrl-C is pressed
            assert interrupted.wait(60)
            time.sleep(0.02)

    stored = store_with(wait)
    library.encoder = Recording(interrupt)
    with pytest.raises(KeyboardInterrupt):
        library.update()
    assert stored == [2, 2, 2]
    read = library.encoder.batches
    library.encoder = Recording()
    assert library.update().new == 4
    [rest] = library.encoder.batches
    assert len({text for batch in [*read, rest] for text in batch}) == 8


def test_a_batch_that_cannot_be_stored_ends_the_run_and_publishes_nothing(
    two_documents: Library, store_with: Callable[[Callable[[], None]], list[int]]
) -> None:
    (two_documents.sources / "navy.md").unlink()
    four_documents(two_documents)

    def fill_the_disk() -> None:
        if stored:
            raise BriefQAError("the disk is full")

    stored = store_with(fill_the_disk)
    two_documents.encoder = Recording()
    with pytest.raises(BriefQAError, match="the disk is full"):
        two_documents.update()
    assert stored == [2]
    assert len(two_documents.encoder.batches) == 3  # the third was read while the second failed
    assert two_documents.found("submarines dive", 1) == ["# Navy\n\nSubmarines dive."]
