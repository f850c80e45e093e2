"""The stores that the contract tests run on; a second one joins as another parameter."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from index.ranking.projection import compress
from index.storage import open_snapshot, open_writer
from index.store import FramedPassage, PassageVectors, Settings, Snapshot, SourceRecord, Writer
from ingest import Document, Passage, frame_text
from tests.support.encoder import FakeEncoder

SETTINGS = Settings("fake", "fingerprint", 160, ("/a", "/b"), ("/a/kept",), "reader 1")
PROJECTION = np.eye(128, 48, dtype=np.float32)

Chunked = tuple[Document, list[FramedPassage]]


@dataclass(frozen=True, slots=True)
class Store:
    """A store that is empty at first; both functions open the same index."""

    open_writer: Callable[[], AbstractContextManager[Writer]]
    open_snapshot: Callable[[], Snapshot]

    def publish(self, *changed: Chunked, removed: tuple[str, ...] = ()) -> int:
        """Publish these documents, with vectors by the fake encoder; return the passage count."""
        with self.open_writer() as writer:
            writer.set_projection(SETTINGS.fingerprint, PROJECTION)
            writer.add_vectors(
                [
                    vectors(text)
                    for _, passages in changed
                    for passage, frame in passages
                    for text in (passage.embedded_text, frame)
                ]
            )
            digests = writer.digests() | {document.id: document.sha256 for document, _ in changed}
            records = [
                SourceRecord(id, sha256, "1:2")
                for id, sha256 in digests.items()
                if id not in removed
            ]
            return writer.publish(SETTINGS, changed, removed, records)


@pytest.fixture(params=["local"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    folder = tmp_path / "index"
    return {"local": Store(partial(open_writer, folder), partial(open_snapshot, folder))}[
        request.param
    ]


def chunked(id: str, *texts: str) -> Chunked:
    """Return a document with a passage of one sentence for every text."""
    passages, start = [], 0
    for paragraph, text in enumerate(texts, start=1):
        end = start + len(text)
        sentences = ((start, end),)
        passages.append(Passage(id, start, end, text, (), paragraph, sentences=sentences))
        start = end + 2
    document = Document(id, f"sha256 of {texts}", "\n\n".join(texts))
    return document, [FramedPassage(passage, frame_text(document, passage)) for passage in passages]


def vectors(text: str, settings: Settings = SETTINGS) -> PassageVectors:
    """Return the vectors of a passage by the fake encoder."""
    [embedding] = FakeEncoder().embed([text])
    return PassageVectors(
        settings.vector_key(text),
        embedding.vector,
        compress(embedding.tokens, PROJECTION),
        embedding.pieces,
        embedding.spans,
    )


def query_vector(question: str) -> np.ndarray:
    """Return the question's vector (1, dimensions)."""
    return FakeEncoder().embed([question])[0].vector[None]


def found_texts(snapshot: Snapshot, ids: object) -> list[str]:
    """Return the texts of these passages, in the order of `ids`."""
    texts = snapshot.texts(ids)
    return [texts[id] for id in ids]
