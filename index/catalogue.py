"""The one truth: documents, passages and vectors in an SQLite file."""

import json
import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index import late
from index.encoder import Embedding, Vectors
from index.errors import DamagedIndex, IndexMismatch, NoIndex, index_command
from ingest import BriefQAError, Document, Passage
from ingest.document import from_fields

Rowids = npt.NDArray[np.int64]

FILE = "catalogue.sqlite"
FORMAT = 3
"""Raised with every change of the schema, or of what ingest makes of a source."""

_SCHEMA = f"""
BEGIN;
CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    model TEXT NOT NULL, fingerprint TEXT NOT NULL, passage_tokens INTEGER NOT NULL,
    sources TEXT NOT NULL, keep_boilerplate INTEGER NOT NULL, generation TEXT NOT NULL
);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL, url TEXT NOT NULL,
    sections TEXT NOT NULL, pages TEXT NOT NULL, dropped TEXT NOT NULL
);
CREATE TABLE passages (
    rowid INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section TEXT NOT NULL, paragraph INTEGER NOT NULL, page INTEGER, sentences TEXT NOT NULL,
    vector BLOB NOT NULL REFERENCES vectors,
    UNIQUE (document_id, start)
);
CREATE INDEX passages_vector ON passages (vector);
CREATE TABLE vectors (
    hash BLOB PRIMARY KEY, vector BLOB NOT NULL,
    tokens BLOB NOT NULL, pieces BLOB NOT NULL, spans BLOB NOT NULL
);
CREATE TABLE projection (
    fingerprint TEXT PRIMARY KEY, kept INTEGER NOT NULL, matrix BLOB NOT NULL
);
PRAGMA user_version = {FORMAT};
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an index was built with; `sources` are the absolute paths that were named,
    `keep_boilerplate` is whether nothing was left out of the passages.
    """

    model: str
    fingerprint: str
    passage_tokens: int
    sources: tuple[str, ...]
    keep_boilerplate: bool = False

    def key(self, text: str) -> bytes:
        """Under which the vector of `text` is kept: the same text and model, the same key."""
        return sha256(f"{self.fingerprint}\n{text}".encode()).digest()


class Catalogue:
    """An open connection to the catalogue in `folder`; used by one thread at a time.

    Raises NoIndex where there is none (unless `create`), IndexMismatch for one of another
    format, DamagedIndex where SQLite finds it broken.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        path = folder / FILE
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise NoIndex(f"no index in {folder}: make one with {index_command(folder, 'PATH')}")
        self.folder = folder
        with self._naming_errors():
            self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            self._open(create)
        except BaseException:
            self._connection.close()
            raise

    def _open(self, create: bool) -> None:
        if create and not self._all("SELECT 1 FROM sqlite_schema LIMIT 1"):
            self._all("PRAGMA page_size = 32768")  # a passage's token vectors fill one
            self._all("PRAGMA journal_mode = WAL")
            with self._naming_errors():
                self._connection.executescript(_SCHEMA)
        self._all("PRAGMA synchronous = FULL")
        self._all("PRAGMA foreign_keys = ON")
        [(found,)] = self._all("PRAGMA user_version")
        if found != FORMAT:
            raise IndexMismatch(
                f"the index in {self.folder} has format {found}, this briefqa needs {FORMAT}: "
                f"rebuild it with {index_command(self.folder, 'PATH', '--rebuild')}"
            )

    def __enter__(self) -> "Catalogue":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _all(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._naming_errors():
            return self._connection.execute(statement, values).fetchall()

    def _rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Like `_all`, one row in memory at a time."""
        with self._naming_errors():
            yield from self._connection.execute(statement)

    @contextmanager
    def _naming_errors(self) -> Iterator[None]:
        """SQLite's errors as ours, but for those that only a mistake of ours can cause."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # Damage has no class of its own; a full disk, say, leaves the file sound.
            undecodable = str(error).startswith("Could not decode")
            if type(error) is sqlite3.DatabaseError or undecodable:
                raise self._damaged(str(error)) from error
            if isinstance(error, sqlite3.OperationalError):
                raise BriefQAError(f"{self.folder / FILE}: {error}") from error
            raise

    def _damaged(self, how: str) -> DamagedIndex:
        return DamagedIndex(
            f"{self.folder / FILE} is damaged ({how}): "
            f"rebuild it with {index_command(self.folder, 'PATH', '--rebuild')}"
        )

    @contextmanager
    def transaction(self, kind: str = "DEFERRED") -> Iterator[None]:
        """One state of all that is read in it; all or nothing of what is written in it."""
        self._all(f"BEGIN {kind}")
        try:
            yield
        except BaseException:
            self._connection.rollback()
            raise
        self._all("COMMIT")

    def check(self) -> None:
        """Read everything. Raises DamagedIndex where something is not as it was written."""
        found = self._all("PRAGMA integrity_check(1)")
        if found != [("ok",)]:
            raise self._damaged(found[0][0])
        try:
            self.settings()
            for _ in self.documents():
                pass
        except (ValueError, TypeError) as error:
            raise self._damaged(str(error)) from error

    def settings(self) -> Settings | None:
        """What the index was built with; None for one that nothing was published to yet."""
        for model, fingerprint, passage_tokens, sources, keep in self._all(
            "SELECT model, fingerprint, passage_tokens, sources, keep_boilerplate FROM settings"
        ):
            named = tuple(json.loads(sources))
            return Settings(model, fingerprint, passage_tokens, named, bool(keep))
        return None

    def generation(self) -> str:
        """A name for the state of the library that no other state has."""
        rows = self._all("SELECT generation FROM settings")
        return str(rows[0][0]) if rows else ""

    def digests(self) -> dict[str, str]:
        """The sha256 of each document's source, by document id."""
        return dict(self._all("SELECT id, sha256 FROM documents ORDER BY id"))

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """The documents named, or all of them in the order of their ids."""
        for id in self.digests() if ids is None else ids:
            for row in self._all("SELECT * FROM documents WHERE id = ?", [id]):
                yield from_fields([*row[:7], *map(json.loads, row[7:])])

    def passages(self, rowids: Iterable[int]) -> dict[int, tuple[Passage, Document]]:
        """The passages of these rows, each with the document that it is cut from."""
        rows = self._all(
            'SELECT rowid, document_id, start, "end", section, paragraph, page, sentences'
            " FROM passages WHERE rowid IN (SELECT value FROM json_each(?))",
            [json.dumps(list(rowids))],
        )
        documents = {each.id: each for each in self.documents({row[1] for row in rows})}
        return {
            rowid: (
                Passage(
                    document_id=id,
                    start=start,
                    end=end,
                    text=documents[id].text[start:end],
                    section=tuple(json.loads(section)),
                    paragraph=paragraph,
                    page=page,
                    sentences=tuple((first, last) for first, last in json.loads(sentences)),
                ),
                documents[id],
            )
            for rowid, id, start, end, section, paragraph, page, sentences in rows
        }

    def texts(self) -> Iterator[tuple[int, str]]:
        """Row id and text of all passages, in reading order."""
        text = ""
        for rowid, start, end, whole in self._rows(
            'SELECT passages.rowid, start, "end", CASE WHEN start = (SELECT min(start) FROM'
            " passages AS others WHERE others.document_id = documents.id) THEN text END"
            " FROM passages JOIN documents ON documents.id = document_id"
            " ORDER BY document_id, start"
        ):
            text = whole or text  # only the first passage of a document brings its text
            yield rowid, text[start:end]

    def tokens(self, rowids: Iterable[int]) -> dict[int, late.PassageTokens]:
        """The tokens of the passages of these rows, in reading order."""
        rows = self._all(
            "SELECT document_id, start, passages.rowid, sentences, tokens, pieces, spans"
            " FROM passages JOIN vectors ON passages.vector = hash"
            " WHERE passages.rowid IN (SELECT value FROM json_each(?))",
            [json.dumps(list(rowids))],
        )
        return {
            rowid: late.passage_tokens(
                np.frombuffer(tokens, dtype=np.int8),
                np.frombuffer(pieces, dtype="<i4"),
                np.frombuffer(spans, dtype="<i4").reshape(-1, 2),
                [first - start for first, _ in json.loads(sentences)],
            )
            # SQLite would copy all that it sorts: 7.6 ms for 90 passages, where this takes 1.7.
            for _, start, rowid, sentences, tokens, pieces, spans in sorted(rows)
        }

    def copies(self, rowids: Iterable[int]) -> dict[int, list[int]]:
        """The rows of other passages with the very text of these, in reading order."""
        copies: dict[int, list[int]] = {}
        for rowid, other in self._all(
            "SELECT one.rowid, other.rowid FROM passages AS one JOIN passages AS other"
            " ON one.vector = other.vector AND one.rowid != other.rowid"
            " WHERE one.rowid IN (SELECT value FROM json_each(?))"
            " ORDER BY other.document_id, other.start",
            [json.dumps(list(rowids))],
        ):
            copies.setdefault(rowid, []).append(other)
        return copies

    def frequencies(self) -> dict[int, int]:
        """How many texts of passages hold each word piece."""
        counts: Counter[int] = Counter()
        for (pieces,) in self._rows(
            "SELECT pieces FROM vectors WHERE hash IN (SELECT vector FROM passages)"
        ):
            counts.update(set(np.frombuffer(pieces, dtype="<i4").tolist()))
        return counts

    def passage_spans(self) -> dict[str, list[tuple[int, int]]]:
        """The spans of the passages of each document that has any, in reading order."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for id, start, end in self._all(
            'SELECT document_id, start, "end" FROM passages ORDER BY document_id, start'
        ):
            spans.setdefault(id, []).append((start, end))
        return spans

    def passage_counts(self) -> dict[str, int]:
        """The number of passages of each document that has any, by document id."""
        return dict(self._all("SELECT document_id, count(*) FROM passages GROUP BY document_id"))

    def vectors(self) -> tuple[Rowids, Vectors]:
        """Row ids (n,) and unit vectors (n, dimensions) of all passages, in reading order; of
        those with the same text the first alone.

        There must be a passage.
        """
        rows = self._all(
            "SELECT rowid, vector FROM (SELECT passages.rowid, vectors.vector, document_id, start,"
            " row_number() OVER (PARTITION BY hash ORDER BY document_id, start) AS number"
            " FROM passages JOIN vectors ON passages.vector = hash)"
            " WHERE number = 1 ORDER BY document_id, start"
        )
        rowids = np.array([rowid for rowid, _ in rows], dtype=np.int64)
        stored = np.frombuffer(b"".join(vector for _, vector in rows), dtype="<f2")
        vectors = stored.reshape(len(rows), -1).astype(np.float32)
        return rowids, vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def projection(self, fingerprint: str) -> Vectors | None:
        """(dimensions, kept dimensions), by which this model's token vectors are made smaller."""
        for kept, matrix in self._all(
            "SELECT kept, matrix FROM projection WHERE fingerprint = ?", [fingerprint]
        ):
            return np.frombuffer(matrix, dtype="<f4").reshape(-1, kept)
        return None

    def set_projection(self, fingerprint: str, projection: Vectors) -> None:
        """Keep the projection for this model's token vectors to come."""
        values = [fingerprint, projection.shape[1], projection.astype("<f4").tobytes()]
        self._all("INSERT OR REPLACE INTO projection VALUES (?, ?, ?)", values)

    def has_vector(self, key: bytes) -> bool:
        """Whether the vector under this key is kept already."""
        return bool(self._all("SELECT 1 FROM vectors WHERE hash = ?", [key]))

    def add_vectors(
        self, keys: Sequence[bytes], embeddings: Sequence[Embedding], projection: Vectors
    ) -> None:
        """Keep the vectors of passages to come; they are safe when this returns."""
        with self.transaction("IMMEDIATE"):
            for key, each in zip(keys, embeddings, strict=True):
                self._all(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)",
                    [
                        key,
                        each.vector.astype("<f2").tobytes(),
                        late.compress(each.tokens, projection).tobytes(),
                        each.pieces.astype("<i4").tobytes(),
                        each.spans.astype("<i4").tobytes(),
                    ],
                )

    def publish(
        self,
        settings: Settings,
        changed: Sequence[tuple[Document, Sequence[Passage]]],
        removed: Sequence[str],
    ) -> None:
        """Replace the changed documents and drop the removed ones, in one transaction.

        The vectors of all passages must have been added before.
        """
        with self.transaction("IMMEDIATE"):
            for id in [*removed, *(document.id for document, _ in changed)]:
                self._all("DELETE FROM documents WHERE id = ?", [id])
            for document, passages in changed:
                self._insert(document, passages, settings)
            self._all("DELETE FROM vectors WHERE hash NOT IN (SELECT vector FROM passages)")
            self._all("DELETE FROM projection WHERE fingerprint != ?", [settings.fingerprint])
            self._all(
                "INSERT OR REPLACE INTO settings VALUES (1, ?, ?, ?, ?, ?, ?)",
                [
                    settings.model,
                    settings.fingerprint,
                    settings.passage_tokens,
                    json.dumps(settings.sources),
                    settings.keep_boilerplate,
                    secrets.token_hex(8),
                ],
            )

    def _insert(self, document: Document, passages: Sequence[Passage], settings: Settings) -> None:
        *fields, sections, pages, dropped = astuple(document)
        parts = [json.dumps(each) for each in (sections, pages, dropped)]
        self._all("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", fields + parts)
        for each in passages:
            self._all(
                'INSERT INTO passages (document_id, start, "end", section, paragraph, page,'
                " sentences, vector) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    each.document_id,
                    each.start,
                    each.end,
                    json.dumps(each.section),
                    each.paragraph,
                    each.page,
                    json.dumps(each.sentences),
                    settings.key(each.text),
                ],
            )
