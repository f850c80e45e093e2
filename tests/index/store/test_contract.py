"""What every store must do when it is written to: see index.store.Snapshot and Writer."""

from dataclasses import replace
from typing import Protocol

import numpy as np
import pytest

from index import IndexBusy, NoIndex, Settings
from index.store import (
    DocumentDescription,
    DocumentSummary,
    FramedPassage,
    PassageVectors,
    Snapshot,
    SourceRecord,
    Writer,
)
from index.store.local.snapshot import LocalSnapshot
from index.store.local.writer import LocalWriter
from ingest import Context, Document, Dropped, Locator, Passage, Place, Section, frame_text
from tests.index.store.conftest import PROJECTION, SETTINGS, Store, chunked, vectors

DOCUMENT = Document(
    id="a.pdf",
    sha256="5ha",
    text="Share. Text on a page.",
    title="Title",
    author="Author",
    date="Date",
    url="http://url",
    sections=(Section(("A", "B"), 0, 6, 22),),
    places=tuple(
        Place(start, end, Locator("page", page, page))
        for page, (start, end) in enumerate(((0, 5), (5, 22), (22, 22)), start=1)
    ),
    dropped=(Dropped(0, 5, "sharing"),),
    warnings=("odd",),
)
PASSAGE = Passage(
    "a.pdf",
    7,
    22,
    "Text on a page.",
    ("A", "B"),
    paragraph=3,
    locator=Locator("page", 2, 2),
    sentences=((12, 22),),
    context=(Context("lead-in", 0, 5, DOCUMENT.text[:5]),),
    definitions=(Context("definition", 1, 4, DOCUMENT.text[1:4]),),
)
CONTEXT_CHARS = 6
"""Of the embedded text: five and a line end."""
VECTORS = PassageVectors(
    SETTINGS.vector_key(PASSAGE.embedded_text),
    np.eye(1, 128, dtype=np.float32)[0],
    np.array([[76, 102, 0], [0, 0, 127]], dtype=np.int8),
    np.array([7, 70_000], dtype=np.int32),
    np.array([[0, 4], [5, 7]], dtype=np.int32),
)
FRAMED = FramedPassage(PASSAGE, frame_text(DOCUMENT, PASSAGE))
FRAME = VECTORS._replace(
    key=SETTINGS.vector_key(FRAMED.frame),
    tokens=np.array([[1, 2, 3], [4, 5, 6]], dtype=np.int8),
    pieces=np.array([8, 9], dtype=np.int32),
    spans=np.array([[0, 3], [26, 27]], dtype=np.int32),  # the definition "har", the section "B"
)
RECORDS = [SourceRecord("a.pdf", "5ha", "1:2"), SourceRecord("b.pdf", "", "3:4", "empty")]


@pytest.fixture
def published(store: Store) -> Store:
    """Return the store with one document that has a value in every field."""
    with store.open_writer() as writer:
        writer.set_projection(SETTINGS.fingerprint, np.eye(4, 3, dtype=np.float32))
        writer.add_vectors([VECTORS, FRAME])
        assert writer.publish(SETTINGS, [(DOCUMENT, [FRAMED])], [], RECORDS) == 1
    return store


@pytest.mark.parametrize(
    ("protocol", "implementation"), [(Snapshot, LocalSnapshot), (Writer, LocalWriter)]
)
def test_the_local_store_has_every_name_of_the_protocols(
    protocol: type[Protocol], implementation: type, published: Store
) -> None:
    methods = {name for name in vars(protocol) if not name.startswith("_")}
    assert methods
    assert methods <= set(dir(implementation))
    attributes = set(protocol.__annotations__)
    with published.open_snapshot() as snapshot, published.open_writer() as writer:
        opened = snapshot if protocol is Snapshot else writer
        assert all(hasattr(opened, name) for name in attributes)


def test_a_document_and_its_passage_are_read_back_unchanged(published: Store) -> None:
    with published.open_snapshot() as snapshot:
        assert snapshot.settings == SETTINGS
        assert list(snapshot.documents()) == list(snapshot.documents(["a.pdf"])) == [DOCUMENT]
        assert list(snapshot.documents(["none.pdf"])) == []
        assert snapshot.digests() == {"a.pdf": "5ha"}
        assert snapshot.passage_count() == snapshot.text_count == 1
        assert snapshot.passage_spans() == {"a.pdf": [(7, 22)]}
        [(id, found)] = snapshot.passages().items()
        assert found == (PASSAGE, DOCUMENT)
        assert snapshot.passages([id]) == {id: found}
        assert snapshot.passages([]) == {}
        assert snapshot.texts([id]) == {id: PASSAGE.embedded_text}
        assert snapshot.document_ids([id]) == {id: "a.pdf"}
        assert snapshot.vector_keys() == {id: VECTORS.key}


def test_vectors_and_tokens_are_read_back_unchanged(published: Store) -> None:
    with published.open_snapshot() as snapshot:
        [id] = snapshot.passages()
        np.testing.assert_array_equal(snapshot.projection(), np.eye(4, 3))
        assert snapshot.cosines(VECTORS.vector, [id]) == {id: 1}
        [tokens] = snapshot.tokens([id]).values()
        np.testing.assert_array_equal(tokens.vectors, VECTORS.tokens)
        np.testing.assert_array_equal(tokens.pieces, VECTORS.pieces)
        np.testing.assert_array_equal(tokens.spans, VECTORS.spans - CONTEXT_CHARS)
        np.testing.assert_array_equal(tokens.frame, FRAME.tokens)
        assert tokens.frame_pieces.tolist() == [8, 9]
        assert tokens.defining == 1  # the definition has three characters, and a line end
        assert snapshot.frame_frequencies() == {8: 1, 9: 1}
        assert tokens.sentence_starts == (5,)
        assert snapshot.document_frequencies() == {7: 1, 70_000: 1}


def test_source_records_are_kept_with_the_reasons_of_failures(published: Store) -> None:
    with published.open_snapshot() as snapshot:
        assert snapshot.source_records() == {record.id: record for record in RECORDS}


def test_a_summary_has_all_of_a_document_but_its_text(published: Store) -> None:
    published.publish(chunked("z.md", "One.", "Two."))
    with published.open_snapshot() as snapshot:
        assert snapshot.document_summaries() == [
            DocumentSummary(
                "a.pdf", "5ha", "Title", "Author", "Date", "http://url", 1, 1, 0.2, ("odd",)
            ),
            DocumentSummary("z.md", "sha256 of ('One.', 'Two.')", "", "", "", "", 2, 0, 0, ()),
        ]


def test_a_description_says_what_a_document_is_called(published: Store) -> None:
    published.publish(chunked("z.md", "One."))
    with published.open_snapshot() as snapshot:
        assert snapshot.descriptions() == [
            DocumentDescription("a.pdf", "Title", "Author", "Date"),
            DocumentDescription("z.md", "", "", ""),
        ]


def test_the_same_text_has_another_vector_key_with_another_model() -> None:
    one, other = (Settings("fake", fingerprint, 160, ()) for fingerprint in "ab")
    assert one.vector_key("text") == one.vector_key("text") != other.vector_key("text")


def test_a_store_that_was_never_written_to_has_no_index(store: Store) -> None:
    with pytest.raises(NoIndex):
        store.open_snapshot()


def test_a_first_writer_finds_nothing(store: Store) -> None:
    with store.open_writer() as writer:
        assert writer.settings is None
        assert writer.source_records() == writer.digests() == {}
        assert list(writer.documents()) == []
        assert writer.projection(SETTINGS.fingerprint) is None
        assert writer.missing_vectors([VECTORS.key]) == [VECTORS.key]


def test_a_writer_reads_the_state_before(published: Store) -> None:
    with published.open_writer() as writer:
        assert writer.settings == SETTINGS
        assert writer.source_records() == {record.id: record for record in RECORDS}
        assert writer.digests() == {"a.pdf": "5ha"}
        assert list(writer.documents()) == list(writer.documents(["a.pdf"])) == [DOCUMENT]
        np.testing.assert_array_equal(writer.projection(SETTINGS.fingerprint), np.eye(4, 3))
        assert writer.projection("another fingerprint") is None
        assert writer.missing_vectors([VECTORS.key, b"other"]) == [b"other"]


def test_vectors_that_were_added_are_kept_even_if_nothing_is_published(store: Store) -> None:
    store.publish(chunked("a.md", "One."))
    added = vectors("Two.")
    with store.open_writer() as writer:
        writer.add_vectors([added])
    with store.open_writer() as writer:
        assert writer.missing_vectors([added.key]) == []
    with store.open_snapshot() as snapshot:
        assert snapshot.digests().keys() == {"a.md"}


def test_vectors_of_passages_that_are_gone_are_not_kept(store: Store) -> None:
    store.publish(chunked("a.md", "One."), chunked("b.md", "Two."))
    store.publish(removed=("b.md",))
    with store.open_writer() as writer:
        keys = {text: SETTINGS.vector_key(text) for text in ("One.", "Two.")}
        assert writer.missing_vectors(keys.values()) == [keys["Two."]]


def test_a_changed_document_replaces_the_one_before(store: Store) -> None:
    store.publish(chunked("a.md", "One.", "Two."), chunked("b.md", "Three."))
    document, passages = chunked("a.md", "Four.")
    assert store.publish((document, passages)) == 2
    with store.open_snapshot() as snapshot:
        assert next(snapshot.documents(["a.md"])) == document
        texts = {passage.text for passage, _ in snapshot.passages().values()}
        assert texts == {"Three.", "Four."}


def test_an_index_can_become_empty(store: Store) -> None:
    store.publish(chunked("a.md", "One."))
    assert store.publish(removed=("a.md",)) == 0
    with store.open_snapshot() as snapshot:
        assert snapshot.passage_count() == 0
        assert snapshot.document_summaries() == []
        assert snapshot.settings == SETTINGS


def test_only_one_writer_is_open_at_a_time(store: Store) -> None:
    with store.open_writer(), pytest.raises(IndexBusy), store.open_writer():
        pass
    with store.open_writer():
        pass


def test_the_generation_changes_with_documents_and_settings_only(store: Store) -> None:
    def generation() -> str:
        with store.open_snapshot() as snapshot:
            return snapshot.generation

    store.publish(chunked("a.md", "One."))
    generations = [generation()]
    with store.open_writer() as writer:
        record = SourceRecord("failed.md", "", "5:6", "empty")
        writer.publish(SETTINGS, [], [], [*writer.source_records().values(), record])
    assert generation() == generations[0]
    store.publish(chunked("a.md", "One.", "Two."))
    generations.append(generation())
    with store.open_writer() as writer:
        records = list(writer.source_records().values())
        writer.publish(replace(SETTINGS, sources=("/elsewhere",)), [], [], records)
    generations.append(generation())
    assert len(set(generations)) == 3


def test_the_projection_of_another_model_is_dropped_when_it_is_no_longer_used(
    store: Store,
) -> None:
    store.publish(chunked("a.md", "One."))
    other = replace(SETTINGS, fingerprint="other")
    with store.open_writer() as writer:
        writer.set_projection("other", 2 * PROJECTION)
        document, [framed] = chunked("a.md", "One.")
        texts = (framed.passage.text, framed.frame)
        writer.add_vectors([vectors(text, other) for text in texts])
        writer.publish(other, [(document, [framed])], [], [])
        assert writer.projection(SETTINGS.fingerprint) is None
    with store.open_snapshot() as snapshot:
        np.testing.assert_array_equal(snapshot.projection(), 2 * PROJECTION)
