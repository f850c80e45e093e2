"""The SQLite file of an index: its schema, its transactions, its errors in our words."""

import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from index.errors import DamagedIndex, IndexBusy, IndexMismatch, NoIndex, index_command
from ingest import BriefQAError

FILE = "catalogue.sqlite"
REBUILT = ".rebuilt"
"""The folder in which what replaces a damaged file is made."""
FORMAT = 5
"""Raised with every change of the schema, or of what ingest makes of a source."""

_OWN = re.compile(
    rf"{re.escape(FILE)}(-wal|-shm|-journal)?|lock|vectors\.faiss(\.[0-9a-f]{{16}}\.tmp)?|{REBUILT}"
)

_SCHEMA = f"""
BEGIN;
CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    model TEXT NOT NULL, fingerprint TEXT NOT NULL, passage_tokens INTEGER NOT NULL,
    sources TEXT NOT NULL, keep_boilerplate INTEGER NOT NULL, libraries TEXT NOT NULL,
    generation TEXT NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text TEXT NOT NULL,
    title TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL, url TEXT NOT NULL,
    sections TEXT NOT NULL, places TEXT NOT NULL, dropped TEXT NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE passages (
    rowid INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    section TEXT NOT NULL, paragraph INTEGER NOT NULL,
    locator TEXT NOT NULL, sentences TEXT NOT NULL,
    vector BLOB NOT NULL REFERENCES vectors, checksum INTEGER NOT NULL,
    UNIQUE (document_id, start)
);
CREATE INDEX passages_vector ON passages (vector);
CREATE TABLE vectors (
    hash BLOB PRIMARY KEY, vector BLOB NOT NULL,
    tokens BLOB NOT NULL, pieces BLOB NOT NULL, spans BLOB NOT NULL, checksum INTEGER NOT NULL
);
CREATE TABLE projection (
    fingerprint TEXT PRIMARY KEY, kept INTEGER NOT NULL, matrix BLOB NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE seen (
    id TEXT PRIMARY KEY, stamp TEXT NOT NULL, reason TEXT NOT NULL, checksum INTEGER NOT NULL
);
PRAGMA user_version = {FORMAT};
COMMIT;
"""


class Database:
    """An open connection to the SQLite file in `folder`; used by one thread at a time. It waits
    for others that write for `wait` seconds.

    Raises NoIndex where there is none (unless `create`), IndexMismatch for one of another
    format, DamagedIndex where SQLite finds it broken.
    """

    def __init__(self, folder: Path, *, create: bool = False, wait: float = 5) -> None:
        self.folder = folder
        path = folder / FILE
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise self._none()
        # Beside a file in a folder that cannot be written to SQLite cannot put what it needs.
        log = path.with_name(FILE + "-wal")
        fixed = not os.access(folder, os.W_OK) and not (log.exists() and log.stat().st_size)
        self._fixed_at = path.stat().st_mtime_ns if fixed else None
        with self._naming_errors():
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}{'?immutable=1' if fixed else ''}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=wait,
            )
        try:
            self._open(create)
        except BaseException:
            self._connection.close()
            raise

    def _open(self, create: bool) -> None:
        empty = not self.all("SELECT 1 FROM sqlite_schema LIMIT 1")
        if empty and not create:  # a run was killed before it had begun
            raise self._none()
        if empty:
            self.all("PRAGMA page_size = 32768")  # a passage's token vectors fill one
            self.all("PRAGMA journal_mode = WAL")
            with self._naming_errors():
                self._connection.executescript(_SCHEMA)
        self.all("PRAGMA synchronous = FULL")
        self.all("PRAGMA foreign_keys = ON")
        [(found,)] = self.all("PRAGMA user_version")
        if found != FORMAT:
            raise IndexMismatch(
                f"the index in {self.folder} has format {found}, this briefqa needs {FORMAT}: "
                f"rebuild it with {index_command(self.folder, 'PATH', '--rebuild')}"
            )

    def _none(self) -> NoIndex:
        command = index_command(self.folder, "PATH")
        return NoIndex(f"no index in {self.folder}: make one with {command}")

    def close(self) -> None:
        self._connection.close()

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a statement gives."""
        with self._naming_errors():
            return self._connection.execute(statement, values).fetchall()

    def rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Like `all`, one row in memory at a time."""
        with self._naming_errors():
            for row in self._connection.execute(statement):  # noqa: UP028 - it may be closed before
                yield row

    def put(self, into: str, values: Sequence[Any]) -> None:
        """Add a row of these values and their checksum; `into` is the statement up to them."""
        places = ", ".join("?" * (len(values) + 1))
        self.all(f"{into} VALUES ({places})", [*values, _checksum(values)])

    def checked(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """The rows, whose last value is the checksum of the others, without it.

        Raises DamagedIndex for one that is not as it was written.
        """
        for *values, checksum in rows:
            if _checksum(values) != checksum:
                raise self.damaged("a row is not as it was written")
            yield tuple(values)

    @contextmanager
    def transaction(self, kind: str = "DEFERRED") -> Iterator[None]:
        """One state of all that is read in it; all or nothing of what is written in it."""
        self.all(f"BEGIN {kind}")
        try:
            yield
            self.all("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    @contextmanager
    def naming_damage(self) -> Iterator[None]:
        """A ValueError, TypeError or LookupError over what was read becomes a DamagedIndex."""
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:
            raise self.damaged(repr(error)) from error

    def damaged(self, how: str) -> BriefQAError:
        """The error that says what is damaged, and how to mend it; or that another user writes,
        from whom SQLite cannot protect who may not.
        """
        if self._fixed_at and self._fixed_at != (self.folder / FILE).stat().st_mtime_ns:
            return IndexBusy(f"the index in {self.folder} has just been changed: try again")
        return DamagedIndex(
            f"{self.folder / FILE} is damaged ({how}): "
            f"rebuild it with {index_command(self.folder, 'PATH', '--rebuild')}"
        )

    @contextmanager
    def _naming_errors(self) -> Iterator[None]:
        """SQLite's errors as ours, but for those that only a mistake of ours can cause."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            # Damage has no class of its own; a full disk, say, leaves the file sound. Our own
            # statements are right, so where one is not understood, the schema is damaged.
            undecodable = str(error).startswith("Could not decode")
            code = 0 if undecodable else getattr(error, "sqlite_errorcode", -1)
            kind = code & 0xFF
            if type(error) is sqlite3.DatabaseError or kind in (0, sqlite3.SQLITE_ERROR):
                raise self.damaged(str(error)) from error
            if isinstance(error, sqlite3.OperationalError):
                failed = kind in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)
                after = "; the index is as it was before" if failed else ""
                raise BriefQAError(f"{self.folder / FILE}: {error}{after}") from error
            raise


def _checksum(values: Sequence[Any]) -> int:
    parts = (each if isinstance(each, bytes) else str(each).encode() for each in values)
    return crc32(b"\x1f".join(parts))


def is_own_file(folder: Path, path: Path) -> bool:
    """Whether a path is of the index in `folder`, and no document beside it; both resolved."""
    if not path.is_relative_to(folder) or path == folder:
        return False
    return bool(_OWN.fullmatch(path.relative_to(folder).parts[0]))


def replace_files(folder: Path, beside: Path) -> None:
    """Put the files of the folder `beside`, closed, in the place of those in `folder`.

    Whoever still reads the old ones may go on.
    """
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(folder / FILE)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # its last state, if this is interrupted
    for suffix in ("-wal", "-shm"):  # of the old one; the new one must not be taken for theirs
        (folder / (FILE + suffix)).unlink(missing_ok=True)
    for path in sorted(beside.iterdir()):
        path.replace(folder / path.name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
