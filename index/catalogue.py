"""The one truth: documents, passages and vectors, as rows of a database."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index import late
from index.database import Database
from index.encoder import Embedding, Vectors
from ingest import Document, Passage
from ingest.document import from_fields

Rowids = npt.NDArray[np.int64]

_SETTINGS = "model, fingerprint, passage_tokens, sources, keep_boilerplate, libraries, generation"
_DOCUMENT = "id, sha256, text, title, author, date, url, sections, pages, dropped"
_PASSAGE = 'rowid, document_id, start, "end", section, paragraph, page, sentences, vector'
_VECTORS = "hash, vector, tokens, pieces, spans"
_PROJECTION = "fingerprint, kept, matrix"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an index was built with; `sources` are the absolute paths that were named,
    `keep_boilerplate` is whether nothing was left out of the passages, `libraries` are those
    that texts and passages depend on, with their versions.
    """

    model: str
    fingerprint: str
    passage_tokens: int
    sources: tuple[str, ...]
    keep_boilerplate: bool = False
    libraries: str = ""

    def key(self, text: str) -> bytes:
        """Under which the vector of `text` is kept: the same text and model, the same key."""
        return sha256(f"{self.fingerprint}\n{text}".encode()).digest()


class Seen(NamedTuple):
    """A source as the last run saw it, with its digest and stamp; or if it could not be indexed,
    the reason, and no digest.
    """

    id: str
    sha256: str
    stamp: str
    reason: str = ""


class Catalogue:
    """The catalogue in `folder`, opened; used by one thread at a time.

    Raises NoIndex where there is none (unless `create`), IndexMismatch for one of another
    format, DamagedIndex where it is found broken.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.folder = folder
        self._database = Database(folder, create=create)
        self.close = self._database.close
        self.damaged = self._database.damaged
        self.naming_damage = self._database.naming_damage

    def __enter__(self) -> "Catalogue":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def transaction(self, kind: str = "DEFERRED") -> AbstractContextManager[None]:
        """One state of all that is read in it; all or nothing of what is written in it."""
        return self._database.transaction(kind)

    def hold(self) -> None:
        """Show the state of now until this is closed, whatever others write."""
        self._database.all("BEGIN")
        self.generation()  # the first read decides

    def check(self) -> None:
        """Read everything. Raises DamagedIndex where something is not as it was written."""
        database = self._database
        for pragma in ("integrity_check(1)", "foreign_key_check"):
            found = database.all(f"PRAGMA {pragma}")
            if found not in ([], [("ok",)]):
                raise database.damaged(" ".join(map(str, found[0])))
        with self.naming_damage():
            self.settings()
            for table, columns in (
                ("documents", _DOCUMENT),
                ("passages", _PASSAGE),
                ("vectors", _VECTORS),
                ("projection", _PROJECTION),
            ):
                for _ in database.checked(
                    database.rows(f"SELECT {columns}, checksum FROM {table}")
                ):
                    pass

    def settings(self) -> Settings | None:
        """What the index was built with; None for one that nothing was published to yet."""
        rows = self._database.all(f"SELECT {_SETTINGS}, checksum FROM settings")
        for model, fingerprint, tokens, sources, keep, libraries, _ in self._database.checked(rows):
            named = tuple(json.loads(sources))
            return Settings(model, fingerprint, tokens, named, bool(keep), libraries)
        return None

    def generation(self) -> str:
        """A name for the state of the library that no other state has."""
        rows = self._database.all("SELECT generation FROM settings")
        return str(rows[0][0]) if rows else ""

    def seen(self) -> dict[str, Seen]:
        """The sources that the last run indexed, or read in vain, by id."""
        rows = self._database.all(
            "SELECT id, coalesce(sha256, ''), stamp, reason"
            " FROM seen LEFT JOIN documents USING (id)"
            " WHERE sha256 IS NULL = (reason != '') ORDER BY id"
        )
        return {row[0]: Seen(*row) for row in rows}

    def digests(self) -> dict[str, str]:
        """The sha256 of each document's source, by document id."""
        return dict(self._database.all("SELECT id, sha256 FROM documents ORDER BY id"))

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """The documents named, or all of them in the order of their ids."""
        for id in self.digests() if ids is None else ids:
            rows = self._database.all(
                f"SELECT {_DOCUMENT}, checksum FROM documents WHERE id = ?", [id]
            )
            for row in self._database.checked(rows):
                yield from_fields([*row[:7], *map(json.loads, row[7:])])

    def passages(self, rowids: Iterable[int]) -> dict[int, tuple[Passage, Document]]:
        """The passages of these rows, each with the document that it is cut from."""
        rows = self._database.all(
            f"SELECT {_PASSAGE}, checksum FROM passages"
            " WHERE rowid IN (SELECT value FROM json_each(?))",
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
            for rowid, id, start, end, section, paragraph, page, sentences, _ in (
                self._database.checked(rows)
            )
        }

    def texts(self) -> Iterator[tuple[int, str]]:
        """Row id and text of all passages, in reading order."""
        text = ""
        for rowid, start, end, whole in self._database.rows(
            'SELECT passages.rowid, start, "end", CASE WHEN start = (SELECT min(start) FROM'
            " passages AS others WHERE others.document_id = documents.id) THEN text END"
            " FROM passages JOIN documents ON documents.id = document_id"
            " ORDER BY document_id, start"
        ):
            text = whole or text  # only the first passage of a document brings its text
            yield rowid, text[start:end]

    def tokens(self, rowids: Iterable[int]) -> dict[int, late.PassageTokens]:
        """The tokens of the passages of these rows, in reading order."""
        rows = self._database.all(
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
        for rowid, other in self._database.all(
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
        for (pieces,) in self._database.rows(
            "SELECT pieces FROM vectors WHERE hash IN (SELECT vector FROM passages)"
        ):
            counts.update(set(np.frombuffer(pieces, dtype="<i4").tolist()))
        return counts

    def keys(self) -> dict[int, bytes]:
        """Under which key the vector of each passage is kept, by row id."""
        return dict(self._database.all("SELECT rowid, vector FROM passages"))

    def passage_spans(self) -> dict[str, list[tuple[int, int]]]:
        """The spans of the passages of each document that has any, in reading order."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for id, start, end in self._database.all(
            'SELECT document_id, start, "end" FROM passages ORDER BY document_id, start'
        ):
            spans.setdefault(id, []).append((start, end))
        return spans

    def passage_counts(self) -> dict[str, int]:
        """The number of passages of each document that has any, by document id."""
        return dict(
            self._database.all("SELECT document_id, count(*) FROM passages GROUP BY document_id")
        )

    def vectors(self) -> tuple[Rowids, Vectors]:
        """Row ids (n,) and unit vectors (n, dimensions) of all passages, in reading order; of
        those with the same text the first alone.

        There must be a passage.
        """
        rows = self._database.all(
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
        rows = self._database.all(
            f"SELECT {_PROJECTION}, checksum FROM projection WHERE fingerprint = ?", [fingerprint]
        )
        for _, kept, matrix in self._database.checked(rows):
            return np.frombuffer(matrix, dtype="<f4").reshape(-1, kept)
        return None

    def set_projection(self, fingerprint: str, projection: Vectors) -> None:
        """Keep the projection for this model's token vectors to come."""
        values = [fingerprint, projection.shape[1], projection.astype("<f4").tobytes()]
        into = f"INSERT OR REPLACE INTO projection ({_PROJECTION}, checksum)"
        self._database.put(into, values)

    def has_vector(self, key: bytes) -> bool:
        """Whether the vector under this key is kept already."""
        return bool(self._database.all("SELECT 1 FROM vectors WHERE hash = ?", [key]))

    def add_vectors(
        self, keys: Sequence[bytes], embeddings: Sequence[Embedding], projection: Vectors
    ) -> None:
        """Keep the vectors of passages to come; they are safe when this returns."""
        into = f"INSERT OR REPLACE INTO vectors ({_VECTORS}, checksum)"
        with self.transaction("IMMEDIATE"):
            for key, each in zip(keys, embeddings, strict=True):
                values = [
                    key,
                    each.vector.astype("<f2").tobytes(),
                    late.compress(each.tokens, projection).tobytes(),
                    each.pieces.astype("<i4").tobytes(),
                    each.spans.astype("<i4").tobytes(),
                ]
                self._database.put(into, values)

    def publish(
        self,
        settings: Settings,
        changed: Sequence[tuple[Document, Sequence[Passage]]],
        removed: Sequence[str],
        seen: Sequence[Seen],
    ) -> None:
        """Replace the changed documents and drop the removed ones, in one transaction; where
        anything is another than before, that is a new generation.

        The vectors of all passages must have been added before.
        """
        with self.transaction("IMMEDIATE"):
            if changed or removed or settings != self.settings():
                self._replace(settings, changed, removed)
            self._database.all("DELETE FROM seen")
            for each in seen:
                self._database.all(
                    "INSERT INTO seen VALUES (?, ?, ?)", [each.id, each.stamp, each.reason]
                )

    def _replace(
        self,
        settings: Settings,
        changed: Sequence[tuple[Document, Sequence[Passage]]],
        removed: Sequence[str],
    ) -> None:
        database = self._database
        for id in [*removed, *(document.id for document, _ in changed)]:
            database.all("DELETE FROM documents WHERE id = ?", [id])
        for document, passages in changed:
            self._insert(document, passages, settings)
        database.all("DELETE FROM vectors WHERE hash NOT IN (SELECT vector FROM passages)")
        database.all("DELETE FROM projection WHERE fingerprint != ?", [settings.fingerprint])
        database.all("DELETE FROM settings")
        values = [
            settings.model,
            settings.fingerprint,
            settings.passage_tokens,
            json.dumps(settings.sources),
            int(settings.keep_boilerplate),
            settings.libraries,
            secrets.token_hex(8),
        ]
        database.put(f"INSERT INTO settings ({_SETTINGS}, checksum)", values)

    def _insert(self, document: Document, passages: Sequence[Passage], settings: Settings) -> None:
        *fields, sections, pages, dropped = astuple(document)
        parts = [json.dumps(each) for each in (sections, pages, dropped)]
        into = f"INSERT INTO documents ({_DOCUMENT}, checksum)"
        self._database.put(into, [*fields, *parts])
        [(last,)] = self._database.all("SELECT coalesce(max(rowid), 0) FROM passages")
        for rowid, each in enumerate(passages, start=last + 1):
            values = [
                rowid,
                each.document_id,
                each.start,
                each.end,
                json.dumps(each.section),
                each.paragraph,
                each.page,
                json.dumps(each.sentences),
                settings.key(each.text),
            ]
            self._database.put(f"INSERT INTO passages ({_PASSAGE}, checksum)", values)
