"""What an index keeps, whatever keeps it: a Snapshot to read, a Writer to publish.

Ranking knows nothing of it, and it knows nothing of ranking. `index.store.local` is the store in a
folder: SQLite, FAISS and tantivy.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple, Protocol, Self

from index.embedding import ByteArray, FloatArray, IntArray, StoredTokens
from ingest import Document, Passage, Span


@dataclass(frozen=True, slots=True)
class Settings:
    """What an index was built with.

    `sources` are the absolute paths that were named, `kept` those of files and folders whose
    boilerplate is not dropped from the passages; `libraries` are those that texts and passages
    depend on, with their versions.
    """

    model: str
    fingerprint: str
    passage_tokens: int
    sources: tuple[str, ...]
    kept: tuple[str, ...] = ()
    libraries: str = ""

    def vector_key(self, text: str) -> bytes:
        """Return the key of the text's vectors: same text and model, same key."""
        return sha256(f"{self.fingerprint}\n{text}".encode()).digest()


class SourceRecord(NamedTuple):
    """A source as the last run saw it: the digest of its contents and its stat signature.

    One that could not be indexed has the `reason` instead of a digest.
    """

    id: str
    sha256: str
    signature: str
    reason: str = ""


class DocumentDescription(NamedTuple):
    """What a document is called, by whom and of when, as its source says; '' if missing."""

    id: str
    title: str
    author: str
    date: str


class DocumentSummary(NamedTuple):
    """What a list of documents shows of one: all but its text. `url` and others may be ''.

    `dropped_share` and `warnings` are those of the Document.
    """

    id: str
    sha256: str
    title: str
    author: str
    date: str
    url: str
    passages: int
    dropped: int
    dropped_share: float
    warnings: tuple[str, ...]


class FramedPassage(NamedTuple):
    """A passage, and its frame as one text (ingest.frame_text)."""

    passage: Passage
    frame: str


class PassageVectors(NamedTuple):
    """What is kept of a passage's text under its `key`.

    `vector` (dimensions,) is of unit norm, `tokens` (t, kept dimensions) are int8; `pieces` (t,)
    and `spans` (t, 2) as in Embedding.
    """

    key: bytes
    vector: FloatArray
    tokens: ByteArray
    pieces: IntArray
    spans: IntArray


class Snapshot(Protocol):
    """One state of an index, which never changes, whatever is published.

    Threads may share it. Passages are named by ids that are valid in this snapshot only; of
    passages with the same text the first in reading order represents all in retrieval. Methods
    raise DamagedIndex if what they read is not what was written. Leaving the `with` block, or
    dropping the last reference, closes it.
    """

    generation: str
    settings: Settings | None

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None:
        """Let go of the state."""

    def check(self) -> None:
        """Read everything. Raises DamagedIndex if something fails its checksum."""

    def release_log(self) -> bool:
        """Let the store reuse what it keeps for this snapshot alone; return whether it could."""

    # Documents

    def source_records(self) -> dict[str, SourceRecord]:
        """Return the sources that the last run indexed, or tried in vain, by id."""

    def digests(self) -> dict[str, str]:
        """Return the sha256 of every document's source, by document id."""

    def descriptions(self) -> list[DocumentDescription]:
        """Return a description of every document, sorted by id; faster than the summaries."""

    def document_summaries(self) -> list[DocumentSummary]:
        """Return a summary of every document, sorted by id."""

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """Yield the documents with these ids, or all of them sorted by id."""

    # Passages

    def passage_count(self) -> int:
        """Return the number of passages."""

    def passages(self, ids: Iterable[int] | None = None) -> dict[int, tuple[Passage, Document]]:
        """Return these passages, or all, by id, each with its document."""

    def passage_spans(self) -> dict[str, list[Span]]:
        """Return the passages' spans in reading order, by document id."""

    def vector_keys(self) -> dict[int, bytes]:
        """Return the key under which every passage's vectors are kept, by passage id."""

    # Retrieval

    @property
    def text_count(self) -> int:
        """The number of passages with different texts."""

    def load(self) -> None:
        """Load what retrieval needs, so that the first question does not wait for it."""

    def projection(self) -> FloatArray:
        """Return the projection (dimensions, kept dimensions) of the stored token vectors."""

    def document_frequencies(self) -> Mapping[int, int]:
        """Return how many texts of passages hold each word piece."""

    def frame_frequencies(self) -> Mapping[int, int]:
        """Return how many passages' frames hold each word piece."""

    def document_ids(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the ids of the documents that these passages are from, by passage id."""

    def passages_of(self, documents: Collection[str]) -> set[int]:
        """Return the passages that represent the texts of these documents.

        Raises UsageError for a document that is not in the index.
        """

    def nearest(
        self, queries: FloatArray, k: int, allowed: Collection[int] | None
    ) -> list[dict[int, float]]:
        """Return for each of the unit vectors (n, dimensions) the k nearest passages' cosines.

        Best first, by passage id; only `allowed` passages, unless it is None.
        """

    def cosines(self, query: FloatArray, ids: Iterable[int]) -> dict[int, float]:
        """Return the cosines of these passages with a unit vector (dimensions,)."""

    def bm25(self, question: str, k: int, allowed: Collection[int] | None) -> dict[int, float]:
        """Return the BM25 scores of the k best passages by id, best first; only `allowed` ones."""

    def nearest_spellings(self, max_edits: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
        """Return the nearest words, most frequent first, for the words that no passage holds.

        A word that passages hold in another inflection is not unknown. `max_edits` gives for each
        word how many letters may be added, dropped, replaced or swapped; case and diacritics are
        free. Words without a near one are left out.
        """

    def containing(self, phrases: Sequence[str], allowed: Collection[int] | None) -> set[int]:
        """Return the passages that contain all phrases, as whole words in normal form."""

    def texts(self, ids: Iterable[int]) -> dict[int, str]:
        """Return the texts of these passages after their contexts, as embedded, by id."""

    def tokens(self, ids: Iterable[int]) -> dict[int, StoredTokens]:
        """Return the tokens of these passages by id, in reading order."""

    def copies(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """Return the other passages with exactly the texts of these, in reading order."""


class Writer(Protocol):
    """The only process that may change an index, from the start of its `with` block to the end.

    What is read from it is the state before; nothing shows until `publish`. Threads may take turns
    with it. Methods raise BriefQAError when the disk is full or fails; the index is then unchanged.
    """

    settings: Settings | None

    def source_records(self) -> dict[str, SourceRecord]:
        """As in Snapshot."""

    def digests(self) -> dict[str, str]:
        """As in Snapshot."""

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """As in Snapshot."""

    def missing_vectors(self, keys: Iterable[bytes]) -> list[bytes]:
        """Return the keys under which no vectors are kept."""

    def projection(self, fingerprint: str) -> FloatArray | None:
        """Return the projection of this model's token vectors, None if it was not set."""

    def set_projection(self, fingerprint: str, projection: FloatArray) -> None:
        """Keep the projection (dimensions, kept dimensions) of this model's token vectors."""

    def add_vectors(self, vectors: Sequence[PassageVectors]) -> None:
        """Keep the vectors of passages to come; they are safe when this returns."""

    def publish(
        self,
        settings: Settings,
        changed: Sequence[tuple[Document, Sequence[FramedPassage]]],
        removed: Sequence[str],
        records: Sequence[SourceRecord],
    ) -> int:
        """Replace the changed documents and drop the removed ones, all at once.

        The vectors of all passages and frames must have been added. Returns the number of passages.
        """
