"""A Writer to an index in a folder."""

import json
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path

import numpy as np

from index.embedding import FloatArray
from index.errors import DamagedIndex, IndexMismatch, gone_index
from index.store import FramedPassage, PassageVectors, Settings, SourceRecord
from index.store.local.catalogue import FRAMES, Catalogue
from index.store.local.database import Database
from index.store.local.files import CATALOGUE, REBUILT, replace_files
from index.store.local.lock import write_lock
from index.store.local.schema import (
    DOCUMENT,
    DOCUMENT_PARTS,
    FREQUENCIES,
    PASSAGE,
    PROJECTION,
    SEEN,
    SETTINGS,
    STORED_DOCUMENT,
    VECTORS,
)
from index.store.local.vectors import open_vectors
from ingest import Document


@contextmanager
def open_writer(folder: Path, *, rebuild: bool = False) -> Iterator["LocalWriter"]:
    """Open the index in `folder` for writing, and create it if there is none.

    To rebuild one that is damaged or of another format, what is written goes to a new catalogue
    that takes its place only when the block has ended without an error. Raises IndexBusy if
    another process writes; OutdatedIndex, IndexMismatch or DamagedIndex unless `rebuild`; after
    the block IndexGone if the folder, and so what was written to it, has vanished meanwhile.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with write_lock(folder):
        if not rebuild or _is_sound(folder):
            with closing(Database(folder, create=True)) as database:
                written = (folder / CATALOGUE).stat().st_ino
                yield LocalWriter(database)
            if not _is_file(folder / CATALOGUE, written):
                raise gone_index(folder)
            return
        replacement = folder / REBUILT
        shutil.rmtree(replacement, ignore_errors=True)
        try:
            with closing(Database(replacement, create=True)) as database:
                yield LocalWriter(database)
            replace_files(folder, replacement)
        finally:
            shutil.rmtree(replacement, ignore_errors=True)


def _is_file(path: Path, inode: int) -> bool:
    try:
        return path.stat().st_ino == inode
    except FileNotFoundError:
        return False


def _is_sound(folder: Path) -> bool:
    try:
        with closing(Database(folder, create=True)) as database:
            Catalogue(database).check()
    except (DamagedIndex, IndexMismatch):
        return False
    return True


class LocalWriter:
    """A Writer: what it publishes is one transaction of SQLite."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._catalogue = Catalogue(database)
        with database.damage_as_error():
            self.settings = self._catalogue.settings()
            self._catalogue.check_contents()  # or damage would become what is published

    def source_records(self) -> dict[str, SourceRecord]:
        """As in Snapshot."""
        with self._database.damage_as_error():
            return self._catalogue.source_records()

    def digests(self) -> dict[str, str]:
        """As in Snapshot."""
        with self._database.damage_as_error():
            return self._catalogue.digests()

    def documents(self, ids: Iterable[str] | None = None) -> Iterator[Document]:
        """As in Snapshot."""
        for id in self.digests() if ids is None else ids:
            with self._database.damage_as_error():
                document = self._catalogue.document(id)
            if document:
                yield document

    def missing_vectors(self, keys: Iterable[bytes]) -> list[bytes]:
        """As in Writer."""
        return [key for key in keys if not self._catalogue.has_vectors(key)]

    def projection(self, fingerprint: str) -> FloatArray | None:
        """As in Writer."""
        with self._database.damage_as_error():
            return self._catalogue.projection(fingerprint)

    def set_projection(self, fingerprint: str, projection: FloatArray) -> None:
        """As in Writer."""
        values = [fingerprint, projection.shape[1], projection.astype("<f4").tobytes()]
        self._database.insert(f"INSERT OR REPLACE INTO projection ({PROJECTION}, checksum)", values)

    def add_vectors(self, vectors: Sequence[PassageVectors]) -> None:
        """As in Writer."""
        into = f"INSERT OR REPLACE INTO vectors ({VECTORS}, checksum)"
        with self._database.transaction("IMMEDIATE"):
            for passage in vectors:
                values = [
                    passage.key,
                    passage.vector.astype("<f2").tobytes(),
                    passage.tokens.tobytes(),
                    passage.pieces.astype("<i4").tobytes(),
                    passage.spans.astype("<i4").tobytes(),
                ]
                self._database.insert(into, values)

    def publish(
        self,
        settings: Settings,
        changed: Sequence[tuple[Document, Sequence[FramedPassage]]],
        removed: Sequence[str],
        records: Sequence[SourceRecord],
    ) -> int:
        """As in Writer, in one transaction; if anything differs, that is a new generation."""
        with self._database.damage_as_error(), self._database.transaction("IMMEDIATE"):
            if changed or removed or settings != self.settings:
                self._replace(settings, changed, removed)
            self._database.all("DELETE FROM seen")
            for record in records:
                self._database.insert(f"INSERT INTO seen ({SEEN}, checksum)", record)
        passages = self._catalogue.passage_count()
        if passages:  # write the vectors file now, so that no question waits for it
            generation = self._catalogue.generation()
            open_vectors(self._database.folder, generation, self._catalogue.vectors)
        return passages

    def _replace(
        self,
        settings: Settings,
        changed: Sequence[tuple[Document, Sequence[FramedPassage]]],
        removed: Sequence[str],
    ) -> None:
        database, before = self._database, self._catalogue.uses()
        for id in removed:
            database.all("DELETE FROM documents WHERE id = ?", [id])
        for document, passages in changed:
            database.all("DELETE FROM documents WHERE id = ?", [document.id])
            self._insert(document, passages, settings)
        now = self._catalogue.uses()
        for name in now:
            self._count_pieces(name, before[name], now[name])
        database.all(
            "DELETE FROM vectors WHERE hash NOT IN"
            " (SELECT vector FROM passages UNION SELECT frame FROM passages)"
        )
        database.all("DELETE FROM projection WHERE fingerprint != ?", [settings.fingerprint])
        database.all("DELETE FROM settings")
        values = [
            settings.model,
            settings.fingerprint,
            settings.passage_tokens,
            json.dumps(settings.sources),
            json.dumps(settings.kept),
            settings.libraries,
            secrets.token_hex(8),
            now[FRAMES].total(),
            self._catalogue.contents_digest(),
        ]
        database.insert(f"INSERT INTO settings ({SETTINGS}, checksum)", values)

    def _count_pieces(self, name: str, before: Counter[bytes], now: Counter[bytes]) -> None:
        """Bring the frequencies of this name from texts used `before` to those used `now`."""
        counts = Counter(self._catalogue.frequencies(name) if self.settings else {})
        for key in before.keys() | now.keys():
            if uses := now[key] - before[key]:
                for piece in set(self._catalogue.pieces(key)):
                    counts[piece] += uses
        columns = np.array(sorted((+counts).items()), dtype="<i8").reshape(-1, 2).T
        into = f"INSERT OR REPLACE INTO frequencies ({FREQUENCIES}, checksum)"
        self._database.insert(into, [name, *(column.tobytes() for column in columns)])

    def _insert(
        self, document: Document, passages: Sequence[FramedPassage], settings: Settings
    ) -> None:
        database = self._database
        fields = document.to_json()
        fields |= {name: json.dumps(fields[name]) for name in DOCUMENT_PARTS}
        values = [*(fields[name] for name in DOCUMENT.split(", ")), document.dropped_share]
        database.insert(f"INSERT INTO documents ({STORED_DOCUMENT}, checksum)", values)
        [(last,)] = database.all("SELECT coalesce(max(rowid), 0) FROM passages")
        for rowid, (passage, frame) in enumerate(passages, start=last + 1):
            values = [
                rowid,
                passage.document_id,
                passage.start,
                passage.end,
                json.dumps(passage.section),
                passage.paragraph,
                json.dumps(passage.locator and astuple(passage.locator)),
                json.dumps(passage.sentences),
                json.dumps([astuple(context)[:3] for context in passage.context]),
                json.dumps([astuple(definition)[:3] for definition in passage.definitions]),
                settings.vector_key(passage.embedded_text),
                settings.vector_key(frame),
            ]
            database.insert(f"INSERT INTO passages ({PASSAGE}, checksum)", values)
