"""Documents, passages and vectors, read from the rows of the database."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import numpy as np

from index.embedding import FloatArray, PassageIds, StoredTokens
from index.store import DocumentDescription, DocumentSummary, Settings, SourceRecord
from index.store.local.database import Database
from index.store.local.decoding import contexts_length, decode_contexts, decode_tokens
from index.store.local.schema import (
    CHECKSUMMED,
    DOCUMENT_PARTS,
    FREQUENCIES,
    PASSAGE,
    PROJECTION,
    SEEN,
    SETTINGS,
    STORED_DOCUMENT,
    VECTORS,
)
from ingest import Document, Locator, Passage, Span, is_apparatus

_IN = "IN (SELECT value FROM json_each(?))"
TEXTS, FRAMES = "texts", "frames"
"""The names of the frequencies: in how many texts or frames of passages each word piece is."""


class Catalogue:
    """What the database holds, read by one thread at a time.

    Methods raise DamagedIndex for a row that is missing or fails its checksum. A value that cannot
    be what was written may raise ValueError, TypeError or LookupError: see
    Database.damage_as_error.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def check(self) -> None:
        """Read every row. Raises DamagedIndex if one fails its checksum, or is missing."""
        self.database.check()
        with self.database.damage_as_error():
            for table, columns in CHECKSUMMED.items():
                rows = self.database.rows(f"SELECT {columns}, checksum FROM {table}")
                for _ in self.database.checked(rows):
                    pass
            self.check_contents()

    def check_contents(self) -> None:
        """Read documents and passages. Raises DamagedIndex unless all are what was published."""
        for _ in self.contents():
            pass

    def generation(self) -> str:
        """Return a name that no other state of the library has, '' for an empty index."""
        row = self._settings()
        return str(row[-3]) if row else ""

    def settings(self) -> Settings | None:
        """Return what the index was built with, None for an empty index."""
        if not (row := self._settings()):
            return None
        model, fingerprint, tokens, sources, kept, libraries, *_ = row
        named, whole = (tuple(json.loads(paths)) for paths in (sources, kept))
        return Settings(model, fingerprint, tokens, named, whole, libraries)

    def passage_count(self) -> int:
        """Return the number of passages."""
        row = self._settings()
        return int(row[-2]) if row else 0

    def _settings(self) -> tuple[Any, ...] | None:
        rows = self.database.all(f"SELECT {SETTINGS}, checksum FROM settings")
        if not rows and self.database.all("SELECT 1 FROM documents LIMIT 1"):
            raise self.database.damaged("the settings are missing")
        return next(self.database.checked(rows), None)

    def source_records(self) -> dict[str, SourceRecord]:
        """As in Snapshot."""
        rows = self.database.all(f"SELECT {SEEN}, checksum FROM seen ORDER BY id")
        return {row[0]: SourceRecord._make(row) for row in self.database.checked(rows)}

    def digests(self) -> dict[str, str]:
        """As in Snapshot; the rows' checksums, which need their texts, are not checked."""
        return dict(self.database.all("SELECT id, sha256 FROM documents ORDER BY id"))

    def descriptions(self) -> list[DocumentDescription]:
        """As in Snapshot."""
        return [
            DocumentDescription(*(fields[name] for name in DocumentDescription._fields))
            for fields in map(document_fields, self._documents())
        ]

    def document_summaries(self) -> list[DocumentSummary]:
        """As in Snapshot."""
        passages = Counter(
            dict(self.database.all("SELECT document_id, count(*) FROM passages GROUP BY 1"))
        )
        return [
            DocumentSummary._make(
                [
                    *(fields[name] for name in ("id", "sha256", "title", "author", "date", "url")),
                    passages[fields["id"]],
                    len(json.loads(fields["dropped"])),
                    fields["dropped_share"],
                    tuple(json.loads(fields["warnings"])),
                ]
            )
            for fields in map(document_fields, self._documents())
        ]

    def held_words(self) -> Iterator[str]:
        """Yield all words of every document: text, dropped text too, title, author and id."""
        for fields in map(document_fields, self._documents()):
            yield from (fields[name] for name in ("text", "title", "author", "id"))

    def _documents(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of all documents, sorted by id."""
        statement = f"SELECT {STORED_DOCUMENT}, checksum FROM documents ORDER BY id"
        return self.database.checked(self.database.rows(statement))

    def document(self, id: str) -> Document | None:
        """Return the document with this id, None if there is none."""
        columns = f"{STORED_DOCUMENT}, checksum"
        rows = self.database.all(f"SELECT {columns} FROM documents WHERE id = ?", [id])
        for row in self.database.checked(rows):
            fields = document_fields(row)
            parts = {name: json.loads(fields[name]) for name in DOCUMENT_PARTS}
            return Document.from_json(fields | parts)
        return None

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """As in Snapshot."""
        for id in self.digests() if ids is None else ids:
            if document := self.document(id):
                yield document

    def contents(self) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
        """Yield the row of every document, sorted by id, with those of its passages in order.

        Raises DamagedIndex, in the end, unless these are all that was published.
        """
        row, passages = self._settings(), 0
        for document in self._documents():
            rows = self.database.all(
                f"SELECT {PASSAGE}, checksum FROM passages WHERE document_id = ? ORDER BY start",
                [document[0]],
            )
            passages += len(rows)
            yield document, list(self.database.checked(rows))
        if row and (passages, self.contents_digest()) != row[-2:]:
            raise self.database.damaged("documents or passages are missing")

    def contents_digest(self) -> str:
        """Return a digest of which documents and passages there are, by their checksums."""
        digest = sha256()
        for rows in (
            self.database.all("SELECT id, checksum FROM documents ORDER BY id"),
            self.database.all("SELECT rowid, checksum FROM passages ORDER BY document_id, start"),
        ):
            digest.update(repr(rows).encode())
        return digest.hexdigest()

    def passages(self, ids: Iterable[int] | None = None) -> dict[int, tuple[Passage, Document]]:
        """As in Snapshot."""
        rows = self._passages(ids)
        documents = {document.id: document for document in self.documents({row[1] for row in rows})}
        found = {}
        for row in rows:
            rowid, id, start, end, section, paragraph, locator, sentences, *frame = row
            text = documents[id].text
            passage = Passage(
                document_id=id,
                start=start,
                end=end,
                text=text[start:end],
                section=tuple(json.loads(section)),
                paragraph=paragraph,
                locator=Locator(*fields) if (fields := json.loads(locator)) else None,
                sentences=tuple((first, last) for first, last in json.loads(sentences)),
                context=decode_contexts(frame[0], text),
                definitions=decode_contexts(frame[1], text),
            )
            found[rowid] = passage, documents[id]
        return found

    def _passages(self, ids: Iterable[int] | None) -> list[tuple[Any, ...]]:
        """Return the rows of these passages, or of all."""
        statement = f"SELECT {PASSAGE}, checksum FROM passages"
        if ids is None:
            return list(self.database.checked(self.database.all(statement)))
        wanted = set(ids)
        rows = self.database.all(f"{statement} WHERE rowid {_IN}", [json.dumps(list(wanted))])
        if len(rows) != len(wanted):
            raise self.database.damaged("a passage is missing")
        return list(self.database.checked(rows))

    def passage_spans(self) -> dict[str, list[Span]]:
        """As in Snapshot."""
        spans: dict[str, list[Span]] = {}
        for _, id, start, end, *_ in sorted(self._passages(None), key=lambda row: row[1:3]):
            spans.setdefault(id, []).append((start, end))
        return spans

    def vector_keys(self) -> dict[int, bytes]:
        """As in Snapshot."""
        return {row[0]: row[-2] for row in self._passages(None)}

    def tokens(self, ids: Iterable[int]) -> dict[int, StoredTokens]:
        """As in Snapshot; passages with the same vectors share their arrays."""
        rows = self._passages(ids)
        chosen = json.dumps([row[0] for row in rows])
        keys = f"SELECT vector FROM passages WHERE rowid {_IN} UNION SELECT frame FROM passages"
        stored = self.database.rows(
            f"SELECT {VECTORS}, checksum FROM vectors WHERE hash IN ({keys} WHERE rowid {_IN})",
            [chosen, chosen],
        )
        vectors = {key: decode_tokens(*blobs) for key, _, *blobs in self.database.checked(stored)}
        found = {}
        # SQLite would copy all that it sorts: 7.6 ms for 90 passages, where this takes 1.7.
        for row in sorted(rows, key=lambda row: row[1:3]):
            rowid, _, start, _, section, _, _, sentences, context, definitions, vector, frame = row
            tokens, pieces, spans = vectors[vector]
            defining = np.searchsorted(vectors[frame][2][:, 0], contexts_length(definitions))
            found[rowid] = StoredTokens(
                tokens,
                pieces,
                spans - np.int32(contexts_length(context)),
                tuple(first - start for first, _ in json.loads(sentences)),
                *vectors[frame][:2],
                int(defining),
                is_apparatus(json.loads(section)),
            )
        return found

    def vectors(self) -> tuple[PassageIds, FloatArray]:
        """Return ids (n,) and unit vectors (n, dimensions) of all passages, in reading order.

        Of those with the same text only the first. There must be a passage.
        """
        first: dict[bytes, int] = {}
        for row in sorted(self._passages(None), key=lambda row: row[1:3]):
            first.setdefault(row[-2], row[0])
        stored = b"".join(self._vectors(key)[1] for key in first)
        vectors = np.frombuffer(stored, dtype="<f2").reshape(len(first), -1).astype(np.float32)
        ids = np.array(list(first.values()), dtype=np.int64)
        return ids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def pieces(self, key: bytes) -> list[int]:
        """Return the word pieces of the text with this key."""
        return [*map(int, np.frombuffer(self._vectors(key)[3], dtype="<i4"))]

    def _vectors(self, key: bytes) -> tuple[Any, ...]:
        """Return the row of vectors under this key."""
        rows = self.database.all(f"SELECT {VECTORS}, checksum FROM vectors WHERE hash = ?", [key])
        for row in self.database.checked(rows):
            return row
        raise self.database.damaged("the vectors of a passage are missing")

    def has_vectors(self, key: bytes) -> bool:
        """Return whether vectors are kept under this key."""
        return bool(self.database.all("SELECT 1 FROM vectors WHERE hash = ?", [key]))

    def uses(self) -> dict[str, Counter[bytes]]:
        """Return by the name of the frequencies how often each text counts in them."""
        rows = self.database.all("SELECT vector, frame FROM passages")
        return {
            TEXTS: Counter({vector for vector, _ in rows}),
            FRAMES: Counter(frame for _, frame in rows),
        }

    def frequencies(self, name: str) -> dict[int, int]:
        """Return the frequencies TEXTS or FRAMES, by word piece."""
        rows = self.database.all(
            f"SELECT {FREQUENCIES}, checksum FROM frequencies WHERE name = ?", [name]
        )
        for _, *blobs in self.database.checked(rows):
            pieces, counts = (np.frombuffer(blob, dtype="<i8").tolist() for blob in blobs)
            return dict(zip(pieces, counts, strict=True))
        raise self.database.damaged(f"the frequencies of word pieces in {name} are missing")

    def projection(self, fingerprint: str) -> FloatArray | None:
        """Return the projection (dimensions, kept dimensions) of this model's token vectors."""
        rows = self.database.all(
            f"SELECT {PROJECTION}, checksum FROM projection WHERE fingerprint = ?", [fingerprint]
        )
        for _, kept, matrix in self.database.checked(rows):
            return np.frombuffer(matrix, dtype="<f4").reshape(-1, kept)
        return None


def document_fields(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a document's row by the names of its columns."""
    return dict(zip(STORED_DOCUMENT.split(", "), row, strict=True))
