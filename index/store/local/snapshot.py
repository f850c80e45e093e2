"""A Snapshot of an index in a folder."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Self
from weakref import finalize

import numpy as np

from index.embedding import FloatArray, StoredTokens
from index.errors import empty_index
from index.store import DocumentDescription, DocumentSummary, Settings, SourceRecord
from index.store.local.catalogue import FRAMES, TEXTS, Catalogue
from index.store.local.contents import Contents, read_contents
from index.store.local.database import Database
from index.store.local.lexical import LexicalIndex, PhraseIndex
from index.store.local.vectors import indexed_ids, open_vectors, search_vectors
from index.store.local.vocabulary import Vocabulary
from ingest import BriefQAError, Document, Passage, Span, UsageError

if TYPE_CHECKING:
    import faiss


def current_generation(folder: Path) -> str:
    """Return the name of the newest state of the index, '' for an empty one; raises as below."""
    with closing(Database(folder)) as database, database.damage_as_error():
        return Catalogue(database).generation()


@dataclass(frozen=True, slots=True)
class _Retrieval:
    """What retrieval holds in memory; of passages with the same text only the first."""

    contents: Contents
    vectors: "faiss.Index"
    lexical: LexicalIndex
    phrases: PhraseIndex
    document_frequencies: Mapping[int, int]
    frame_frequencies: Mapping[int, int]
    projection: FloatArray


class LocalSnapshot:
    """A Snapshot, held by a read transaction of SQLite, and searched by FAISS and tantivy.

    Raises NoIndex, OutdatedIndex, IndexMismatch or DamagedIndex.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(folder)
        self._catalogue = Catalogue(self._database)
        self._close = finalize(self, self._database.close)
        self._lock = Lock()
        self._loading = Lock()
        self._loaded: _Retrieval | None = None
        self._words: Vocabulary | None = None
        try:
            with self._reading():
                self._pin()
                self.generation = self._catalogue.generation()
                self.settings: Settings | None = self._catalogue.settings()
        except BaseException:
            self.close()  # or it would pin the state for as long as the error is kept
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """As in Snapshot."""
        self._close()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._lock, self._database.damage_as_error():
            yield

    def _pin(self) -> None:
        """Show the current state until this is closed, whatever others write."""
        self._database.all("BEGIN")
        self._catalogue.generation()  # the first read decides

    def release_log(self) -> bool:
        """As in Snapshot: pin the same state, but outside of SQLite's write-ahead log.

        The log can then start again; it would grow for as long as a snapshot begins within it.
        """
        try:
            with closing(Database(self.folder, wait_s=0)) as other:
                [(_, written, moved)] = other.all("PRAGMA wal_checkpoint(PASSIVE)")
                if written != moved:  # an older state is still being read
                    return False
                with other.transaction("IMMEDIATE"), self._lock:  # so that no other writes
                    if other.all("SELECT generation FROM settings") != [(self.generation,)]:
                        return False
                    self._database.all("COMMIT")
                    self._pin()
        except BriefQAError:  # another process is writing
            return False
        return True

    def check(self) -> None:
        """Read everything. Raises DamagedIndex if something fails its checksum."""
        with self._lock:
            self._catalogue.check()

    def source_records(self) -> dict[str, SourceRecord]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.source_records()

    def digests(self) -> dict[str, str]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.digests()

    def descriptions(self) -> list[DocumentDescription]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.descriptions()

    def document_summaries(self) -> list[DocumentSummary]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.document_summaries()

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """As in Snapshot."""
        for id in self.digests() if ids is None else ids:
            with self._reading():
                document = self._catalogue.document(id)
            if document:
                yield document

    def passages(self, ids: Iterable[int] | None = None) -> dict[int, tuple[Passage, Document]]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.passages(ids)

    def passage_count(self) -> int:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.passage_count()

    def passage_spans(self) -> dict[str, list[Span]]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.passage_spans()

    def vector_keys(self) -> dict[int, bytes]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.vector_keys()

    def load(self) -> None:
        """As in Snapshot."""
        self._retrieval()

    def _retrieval(self) -> _Retrieval:
        with self._loading:
            if self._loaded is None:
                with self._reading():
                    self._loaded = self._load()
            return self._loaded

    def _load(self) -> _Retrieval:
        catalogue = self._catalogue
        if self.settings is None:
            raise empty_index(self.folder)
        projection = catalogue.projection(self.settings.fingerprint)
        if projection is None:  # it is kept before the first passage is
            raise self._database.damaged("the projection is missing")
        contents = read_contents(catalogue)
        vectors = open_vectors(self.folder, self.generation, catalogue.vectors)
        if contents.texts.keys() != indexed_ids(vectors):
            raise self._database.damaged("passages are missing")
        return _Retrieval(
            contents,
            vectors,
            LexicalIndex(contents.searched.items()),
            PhraseIndex(contents.texts),
            catalogue.frequencies(TEXTS),
            catalogue.frequencies(FRAMES),
            projection,
        )

    def _vocabulary(self) -> Vocabulary:
        """Return the words of all passages, read for the first word that no document holds."""
        texts = self._retrieval().contents.texts.values()
        with self._loading:
            if self._words is None:
                with self._reading():
                    self._words = Vocabulary(texts, self._catalogue.held_words())
            return self._words

    @property
    def text_count(self) -> int:
        """As in Snapshot."""
        return int(self._retrieval().vectors.ntotal)

    def projection(self) -> FloatArray:
        """As in Snapshot."""
        return self._retrieval().projection

    def document_frequencies(self) -> Mapping[int, int]:
        """As in Snapshot."""
        return self._retrieval().document_frequencies

    def frame_frequencies(self) -> Mapping[int, int]:
        """As in Snapshot."""
        return self._retrieval().frame_frequencies

    def document_ids(self, ids: Iterable[int]) -> dict[int, str]:
        """As in Snapshot."""
        owners = self._retrieval().contents.owners
        return {id: owners[id] for id in ids}

    def passages_of(self, documents: Collection[str]) -> set[int]:
        """As in Snapshot."""
        contents, wanted = self._retrieval().contents, set(documents)
        if unknown := sorted(wanted.difference(contents.owners.values(), self.digests())):
            raise UsageError(f"no document {unknown[0]} in the index")
        return {contents.same[id][0] for id, owner in contents.owners.items() if owner in wanted}

    def nearest(
        self, queries: FloatArray, k: int, allowed: Collection[int] | None
    ) -> list[dict[int, float]]:
        """As in Snapshot."""
        vectors = self._retrieval().vectors
        k = min(k, vectors.ntotal if allowed is None else len(allowed))
        return search_vectors(vectors, queries, k, allowed) if k else [{} for _ in queries]

    def cosines(self, query: FloatArray, ids: Iterable[int]) -> dict[int, float]:
        """As in Snapshot."""
        vectors = self._retrieval().vectors
        return {id: float(np.dot(query, vectors.reconstruct(id))) for id in ids}

    def bm25(self, question: str, k: int, allowed: Collection[int] | None) -> dict[int, float]:
        """As in Snapshot."""
        retrieval = self._retrieval()
        k = min(k, len(retrieval.contents.texts) if allowed is None else len(allowed))
        return retrieval.lexical.search(question, k, allowed) if k else {}

    def nearest_spellings(self, max_edits: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
        """As in Snapshot."""
        retrieval = self._retrieval()
        found = {
            word: self._vocabulary().nearest(word, edits)
            for word, edits in max_edits.items()
            if not retrieval.lexical.search(word, 1)
        }
        return {word: nearest for word, nearest in found.items() if nearest}

    def containing(self, phrases: Sequence[str], allowed: Collection[int] | None) -> set[int]:
        """As in Snapshot."""
        retrieval = self._retrieval()
        ids = retrieval.contents.texts if allowed is None else allowed
        return retrieval.phrases.search(phrases, ids)

    def texts(self, ids: Iterable[int]) -> dict[int, str]:
        """As in Snapshot."""
        contents = self._retrieval().contents
        return {id: contents.contexts.get(id, "") + contents.texts[id] for id in ids}

    def tokens(self, ids: Iterable[int]) -> dict[int, StoredTokens]:
        """As in Snapshot."""
        with self._reading():
            return self._catalogue.tokens(ids)

    def copies(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """As in Snapshot."""
        same = self._retrieval().contents.same
        return {id: [one for one in same[id] if one != id] for id in ids if len(same[id]) > 1}
