"""The one truth: documents, passages and vectors, as rows of a database."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.encoders.sentence_encoder import Vectors
from index.ranking import late_interaction as late
from index.store.local.database import Database
from ingest import BriefQAError, Document, Locator, Passage

Rowids = npt.NDArray[np.int64]

SETTINGS = "model, fingerprint, passage_tokens, sources, keep_boilerplate, libraries, generation"
DOCUMENT = "id, sha256, text, title, author, date, url, sections, places, dropped"
DOCUMENT_PARTS = ("sections", "places", "dropped")
"""Columns that are kept as JSON."""
PASSAGE = 'rowid, document_id, start, "end", section, paragraph, locator, sentences, vector'
VECTORS = "hash, vector, tokens, pieces, spans"
PROJECTION = "fingerprint, kept, matrix"
SEEN = "id, stamp, reason"


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
        self.database = Database(folder, create=create)

    def __enter__(self) -> "Catalogue":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()

    def transaction(self, kind: str = "DEFERRED") -> AbstractContextManager[None]:
        """One state of all that is read in it; all or nothing of what is written in it."""
        return self.database.transaction(kind)

    def hold(self) -> None:
        """Show the state of now until this is closed, whatever others write."""
        self.database.all("BEGIN")
        self.generation()  # the first read decides

    def leave_log(self, reading: Lock) -> bool:
        """Hold the same state as before, but without SQLite's log of writes, which can then begin
        anew; whether that was possible. `reading` is taken while nothing can be read.
        """
        try:
            with closing(Database(self.folder, wait=0)) as other:
                [(_, written, moved)] = other.all("PRAGMA wal_checkpoint(PASSIVE)")
                if written != moved:  # somebody still reads an older state
                    return False
                with other.transaction("IMMEDIATE"), reading:  # nobody writes meanwhile
                    generation = self.generation()
                    if other.all("SELECT generation FROM settings") != [(generation,)]:
                        return False
                    self.database.all("COMMIT")
                    self.hold()
        except BriefQAError:  # somebody writes
            return False
        return True

    def check(self) -> None:
        """Read everything. Raises DamagedIndex where something is not as it was written."""
        database = self.database
        for pragma in ("integrity_check(1)", "foreign_key_check"):
            found = database.all(f"PRAGMA {pragma}")
            if found not in ([], [("ok",)]):
                raise database.damaged(" ".join(map(str, found[0])))
        with database.naming_damage():
            self.settings()
            for table, columns in (
                ("documents", DOCUMENT),
                ("passages", PASSAGE),
                ("vectors", VECTORS),
                ("projection", PROJECTION),
                ("seen", SEEN),
            ):
                for _ in database.checked(
                    database.rows(f"SELECT {columns}, checksum FROM {table}")
                ):
                    pass

    def settings(self) -> Settings | None:
        """What the index was built with; None for one that nothing was published to yet."""
        rows = self.database.all(f"SELECT {SETTINGS}, checksum FROM settings")
        for model, fingerprint, tokens, sources, keep, libraries, _ in self.database.checked(rows):
            named = tuple(json.loads(sources))
            return Settings(model, fingerprint, tokens, named, bool(keep), libraries)
        return None

    def generation(self) -> str:
        """A name for the state of the library that no other state has."""
        rows = self.database.all("SELECT generation FROM settings")
        return str(rows[0][0]) if rows else ""

    def seen(self) -> dict[str, Seen]:
        """The sources that the last run indexed, or read in vain, by id."""
        digests = self.digests()
        rows = self.database.all(f"SELECT {SEEN}, checksum FROM seen ORDER BY id")
        return {
            id: Seen(id, "" if reason else digests[id], stamp, reason)
            for id, stamp, reason in self.database.checked(rows)
            if reason or id in digests
        }

    def digests(self) -> dict[str, str]:
        """The sha256 of each document's source, by document id."""
        return dict(self.database.all("SELECT id, sha256 FROM documents ORDER BY id"))

    def titles(self) -> dict[str, str]:
        """What each document is called, by its id; '' where it does not say."""
        return dict(self.database.all("SELECT id, title FROM documents ORDER BY id"))

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """The documents named, or all of them in the order of their ids."""
        for id in self.digests() if ids is None else ids:
            rows = self.database.all(
                f"SELECT {DOCUMENT}, checksum FROM documents WHERE id = ?", [id]
            )
            for row in self.database.checked(rows):
                fields = dict(zip(DOCUMENT.split(", "), row, strict=True))
                parts = {name: json.loads(fields[name]) for name in DOCUMENT_PARTS}
                yield Document.from_json(fields | parts)

    def passages(self, rowids: Iterable[int]) -> dict[int, tuple[Passage, Document]]:
        """The passages of these rows, each with the document that it is cut from."""
        rows = self.database.all(
            f"SELECT {PASSAGE}, checksum FROM passages"
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
                    locator=Locator(*fields) if (fields := json.loads(locator)) else None,
                    sentences=tuple((first, last) for first, last in json.loads(sentences)),
                ),
                documents[id],
            )
            for rowid, id, start, end, section, paragraph, locator, sentences, _ in (
                self.database.checked(rows)
            )
        }

    def texts(self) -> Iterator[tuple[int, str]]:
        """Row id and text of all passages, in reading order."""
        text = ""
        for rowid, start, end, whole in self.database.rows(
            'SELECT passages.rowid, start, "end", CASE WHEN start = (SELECT min(start) FROM'
            " passages AS others WHERE others.document_id = documents.id) THEN text END"
            " FROM passages JOIN documents ON documents.id = document_id"
            " ORDER BY document_id, start"
        ):
            text = whole or text  # only the first passage of a document brings its text
            yield rowid, text[start:end]

    def tokens(self, rowids: Iterable[int]) -> dict[int, late.PassageTokens]:
        """The tokens of the passages of these rows, in reading order."""
        rows = self.database.all(
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

    def holding(self, documents: Iterable[str]) -> set[int]:
        """The rows of the passages of these documents, and of others with the very text."""
        rows = self.database.all(
            "SELECT rowid FROM passages WHERE vector IN (SELECT vector FROM passages"
            " WHERE document_id IN (SELECT value FROM json_each(?)))",
            [json.dumps(list(documents))],
        )
        return {rowid for (rowid,) in rows}

    def copies(self, rowids: Iterable[int]) -> dict[int, list[int]]:
        """The rows of other passages with the very text of these, in reading order."""
        copies: dict[int, list[int]] = {}
        for rowid, other in self.database.all(
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
        for (pieces,) in self.database.rows(
            "SELECT pieces FROM vectors WHERE hash IN (SELECT vector FROM passages)"
        ):
            counts.update(set(np.frombuffer(pieces, dtype="<i4").tolist()))
        return counts

    def keys(self) -> dict[int, bytes]:
        """Under which key the vector of each passage is kept, by row id."""
        return dict(self.database.all("SELECT rowid, vector FROM passages"))

    def passage_spans(self) -> dict[str, list[tuple[int, int]]]:
        """The spans of the passages of each document that has any, in reading order."""
        spans: dict[str, list[tuple[int, int]]] = {}
        for id, start, end in self.database.all(
            'SELECT document_id, start, "end" FROM passages ORDER BY document_id, start'
        ):
            spans.setdefault(id, []).append((start, end))
        return spans

    def passage_counts(self) -> dict[str, int]:
        """The number of passages of each document that has any, by document id."""
        return dict(
            self.database.all("SELECT document_id, count(*) FROM passages GROUP BY document_id")
        )

    def vectors(self) -> tuple[Rowids, Vectors]:
        """Row ids (n,) and unit vectors (n, dimensions) of all passages, in reading order; of
        those with the same text the first alone.

        There must be a passage.
        """
        rows = self.database.all(
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
        rows = self.database.all(
            f"SELECT {PROJECTION}, checksum FROM projection WHERE fingerprint = ?", [fingerprint]
        )
        for _, kept, matrix in self.database.checked(rows):
            return np.frombuffer(matrix, dtype="<f4").reshape(-1, kept)
        return None

    def has_vector(self, key: bytes) -> bool:
        """Whether the vector under this key is kept already."""
        return bool(self.database.all("SELECT 1 FROM vectors WHERE hash = ?", [key]))
