"""Documents, passages and vectors, read from the rows of the database."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from index.embedding import FloatArray, PassageIds, StoredTokens
from index.store import DocumentDescription, DocumentSummary, Settings, SourceRecord
from index.store.local.database import Database
from index.store.local.decoding import contexts_length, decode_contexts, decode_tokens
from index.store.local.schema import (
    CHECKSUMMED,
    DOCUMENT,
    DOCUMENT_PARTS,
    PASSAGE,
    PROJECTION,
    SEEN,
    SETTINGS,
    STORED_DOCUMENT,
)
from ingest import Document, Locator, Passage, Span, UsageError, is_apparatus

_IN = "IN (SELECT value FROM json_each(?))"


class Catalogue:
    """What the database holds, read by one thread at a time.

    Methods raise DamagedIndex for a row that fails its checksum. A value that cannot be what was
    written may raise ValueError, TypeError or LookupError: see Database.damage_as_error.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def check(self) -> None:
        """Read every row. Raises DamagedIndex if one fails its checksum."""
        self.database.check()
        with self.database.damage_as_error():
            self.settings()
            for table, columns in CHECKSUMMED.items():
                rows = self.database.rows(f"SELECT {columns}, checksum FROM {table}")
                for _ in self.database.checked(rows):
                    pass

    def generation(self) -> str:
        """Return a name that no other state of the library has, '' for an empty index."""
        rows = self.database.all("SELECT generation FROM settings")
        return str(rows[0][0]) if rows else ""

    def settings(self) -> Settings | None:
        """Return what the index was built with, None for an empty index."""
        rows = self.database.all(f"SELECT {SETTINGS}, checksum FROM settings")
        for model, fingerprint, tokens, *paths, libraries, _ in self.database.checked(rows):
            sources, kept = (tuple(json.loads(named)) for named in paths)
            return Settings(model, fingerprint, tokens, sources, kept, libraries)
        return None

    def source_records(self) -> dict[str, SourceRecord]:
        """As in Snapshot."""
        digests = self.digests()
        rows = self.database.all(f"SELECT {SEEN}, checksum FROM seen ORDER BY id")
        return {
            id: SourceRecord(id, "" if reason else digests[id], signature, reason)
            for id, signature, reason in self.database.checked(rows)
            if reason or id in digests
        }

    def digests(self) -> dict[str, str]:
        """As in Snapshot."""
        return dict(self.database.all("SELECT id, sha256 FROM documents ORDER BY id"))

    def descriptions(self) -> list[DocumentDescription]:
        """As in Snapshot; the rows' checksums, which need their texts, are not checked."""
        columns = ", ".join(DocumentDescription._fields)
        rows = self.database.all(f"SELECT {columns} FROM documents ORDER BY id")
        return [DocumentDescription(*row) for row in rows]

    def document_summaries(self) -> list[DocumentSummary]:
        """As in Snapshot; the rows' checksums, which need their texts, are not checked."""
        rows = self.database.all(
            "SELECT id, sha256, title, author, date, url,"
            " (SELECT count(*) FROM passages WHERE document_id = id),"
            " json_array_length(dropped), dropped_share, warnings FROM documents ORDER BY id"
        )
        return [DocumentSummary._make([*row[:-1], tuple(json.loads(row[-1]))]) for row in rows]

    def held_words(self) -> Iterator[str]:
        """Yield all words of every document: text, dropped text too, title, author and id."""
        for words in self.database.rows("SELECT text, title, author, id FROM documents"):
            yield from words

    def document(self, id: str) -> Document | None:
        """Return the document with this id, None if there is none."""
        columns = f"{STORED_DOCUMENT}, checksum"
        rows = self.database.all(f"SELECT {columns} FROM documents WHERE id = ?", [id])
        for row in self.database.checked(rows):
            fields = dict(zip(DOCUMENT.split(", "), row, strict=False))
            parts = {name: json.loads(fields[name]) for name in DOCUMENT_PARTS}
            return Document.from_json(fields | parts)
        return None

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """As in Snapshot."""
        for id in self.digests() if ids is None else ids:
            if document := self.document(id):
                yield document

    def passages(self, ids: Iterable[int] | None = None) -> dict[int, tuple[Passage, Document]]:
        """As in Snapshot."""
        statement = f"SELECT {PASSAGE}, checksum FROM passages"
        if ids is None:
            rows = self.database.all(statement)
        else:
            rows = self.database.all(f"{statement} WHERE rowid {_IN}", [json.dumps(list(ids))])
        documents = {document.id: document for document in self.documents({row[1] for row in rows})}
        found = {}
        for row in self.database.checked(rows):
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

    def passage_spans(self) -> dict[str, list[Span]]:
        """As in Snapshot."""
        spans: dict[str, list[Span]] = {}
        for id, start, end in self.database.all(
            'SELECT document_id, start, "end" FROM passages ORDER BY document_id, start'
        ):
            spans.setdefault(id, []).append((start, end))
        return spans

    def vector_keys(self) -> dict[int, bytes]:
        """As in Snapshot."""
        return dict(self.database.all("SELECT rowid, vector FROM passages"))

    def passage_count(self) -> int:
        """Return the number of passages."""
        [(count,)] = self.database.all("SELECT count(*) FROM passages")
        return int(count)

    def texts(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield id, text, context and definitions of every passage, in reading order."""
        text = ""
        for rowid, start, end, context, definitions, whole in self.database.rows(
            'SELECT passages.rowid, start, "end", context, definitions,'
            " CASE WHEN start = (SELECT min(start) FROM passages AS others"
            " WHERE others.document_id = documents.id) THEN text END"
            " FROM passages JOIN documents ON documents.id = document_id"
            " ORDER BY document_id, start"
        ):
            text = whole or text  # only the first passage of a document brings its text
            before, defined = (
                "".join(f"{part.text}\n" for part in decode_contexts(parts, text))
                for parts in (context, definitions)
            )
            yield rowid, text[start:end], before, defined

    def tokens(self, ids: Iterable[int]) -> dict[int, StoredTokens]:
        """As in Snapshot; passages with the same vectors share their arrays."""
        chosen = json.dumps(list(ids))
        rows = self.database.all(
            "SELECT document_id, start, rowid, section, sentences, context, definitions, vector,"
            f" frame FROM passages WHERE rowid {_IN}",
            [chosen],
        )
        keys = f"SELECT vector FROM passages WHERE rowid {_IN} UNION SELECT frame FROM passages"
        vectors = {
            key: decode_tokens(*blobs)
            for key, *blobs in self.database.rows(
                "SELECT hash, tokens, pieces, spans FROM vectors"
                f" WHERE hash IN ({keys} WHERE rowid {_IN})",
                [chosen, chosen],
            )
        }
        found = {}
        # SQLite would copy all that it sorts: 7.6 ms for 90 passages, where this takes 1.7.
        for _, start, rowid, section, sentences, *before, vector, frame in sorted(rows):
            tokens, pieces, spans = vectors[vector]
            context, defining = map(contexts_length, before)
            found[rowid] = StoredTokens(
                tokens,
                pieces,
                spans - np.int32(context),
                tuple(first - start for first, _ in json.loads(sentences)),
                *vectors[frame][:2],
                int(np.searchsorted(vectors[frame][2][:, 0], defining)),
                is_apparatus(json.loads(section)),
            )
        return found

    def document_ids(self, ids: Iterable[int]) -> dict[int, str]:
        """As in Snapshot."""
        statement = f"SELECT rowid, document_id FROM passages WHERE rowid {_IN}"
        return dict(self.database.all(statement, [json.dumps(list(ids))]))

    def passages_of(self, documents: Collection[str]) -> set[int]:
        """Return the passages of these documents, and others with exactly their texts.

        Raises UsageError for a document that is not in the index.
        """
        if unknown := sorted(set(documents) - self.digests().keys()):
            raise UsageError(f"no document {unknown[0]} in the index")
        rows = self.database.all(
            "SELECT rowid FROM passages WHERE vector IN (SELECT vector FROM passages"
            f" WHERE document_id {_IN})",
            [json.dumps(list(documents))],
        )
        return {rowid for (rowid,) in rows}

    def copies(self, ids: Iterable[int]) -> dict[int, list[int]]:
        """As in Snapshot."""
        copies: dict[int, list[int]] = {}
        for rowid, other in self.database.all(
            "SELECT one.rowid, other.rowid FROM passages AS one JOIN passages AS other"
            " ON one.vector = other.vector AND one.rowid != other.rowid"
            f" WHERE one.rowid {_IN}"
            " ORDER BY other.document_id, other.start",
            [json.dumps(list(ids))],
        ):
            copies.setdefault(rowid, []).append(other)
        return copies

    def document_frequencies(self) -> dict[int, int]:
        """As in Snapshot."""
        counts: Counter[int] = Counter()
        for (pieces,) in self.database.rows(
            "SELECT pieces FROM vectors WHERE hash IN (SELECT vector FROM passages)"
        ):
            counts.update(set(np.frombuffer(pieces, dtype="<i4").tolist()))
        return counts

    def frame_frequencies(self) -> dict[int, int]:
        """As in Snapshot."""
        counts: Counter[int] = Counter()
        for pieces, passages in self.database.rows(
            "SELECT pieces, count(*) FROM passages JOIN vectors ON frame = hash GROUP BY hash"
        ):
            for piece in set(np.frombuffer(pieces, dtype="<i4").tolist()):
                counts[piece] += passages
        return counts

    def vectors(self) -> tuple[PassageIds, FloatArray]:
        """Return ids (n,) and unit vectors (n, dimensions) of all passages, in reading order.

        Of those with the same text only the first. There must be a passage.
        """
        rows = self.database.all(
            "SELECT rowid, vector FROM (SELECT passages.rowid, vectors.vector, document_id, start,"
            " row_number() OVER (PARTITION BY hash ORDER BY document_id, start) AS number"
            " FROM passages JOIN vectors ON passages.vector = hash)"
            " WHERE number = 1 ORDER BY document_id, start"
        )
        ids = np.array([rowid for rowid, _ in rows], dtype=np.int64)
        stored = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f2")
        vectors = stored.reshape(len(rows), -1).astype(np.float32)
        return ids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def projection(self, fingerprint: str) -> FloatArray | None:
        """Return the projection (dimensions, kept dimensions) of this model's token vectors."""
        rows = self.database.all(
            f"SELECT {PROJECTION}, checksum FROM projection WHERE fingerprint = ?", [fingerprint]
        )
        for _, kept, matrix in self.database.checked(rows):
            return np.frombuffer(matrix, dtype="<f4").reshape(-1, kept)
        return None

    def has_vectors(self, key: bytes) -> bool:
        """Return whether vectors are kept under this key."""
        return bool(self.database.all("SELECT 1 FROM vectors WHERE hash = ?", [key]))
