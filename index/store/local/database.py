"""The SQLite file of an index: its transactions, and its errors in our words."""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zlib import crc32

from index.errors import (
    DamagedIndex,
    IndexBusy,
    IndexMismatch,
    NoIndex,
    OutdatedIndex,
    index_command,
)
from index.store.local.files import CATALOGUE
from index.store.local.schema import FORMAT, SCHEMA
from ingest import BriefQAError

PAGE_BYTES = 32_768
"""Of a page of the file: a passage's token vectors fill one."""
WAIT_S = 5
"""Seconds for which a statement waits while another process writes."""


_DISK_FAILS = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
)


class UnusableDisk(BriefQAError):
    """The disk is full, fails, or does not allow what SQLite needs."""


class Database:
    """An open connection to the SQLite file in `folder`, for one thread at a time.

    Raises NoIndex if there is none (unless `create`), OutdatedIndex or IndexMismatch for one of
    another format, DamagedIndex if SQLite finds it broken.
    """

    def __init__(self, folder: Path, *, create: bool = False, wait_s: float = WAIT_S) -> None:
        self.folder = folder
        path = folder / CATALOGUE
        if create:
            folder.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise self._no_index()
        self._fixed_at: int | None = None
        fixed = not create and not self._has_log()
        if fixed and not os.access(folder, os.W_OK):
            self._connect_fixed(wait_s)
            return
        try:
            self._connect("", wait_s, create)
        except UnusableDisk:
            if create:
                raise
            if fixed:
                self._connect_fixed(wait_s)
            else:  # the index of the log is kept in memory; no other process can read then
                self._connect("?vfs=unix-excl" if os.name == "posix" else "", wait_s)

    def _has_log(self) -> bool:
        try:
            return (self.folder / f"{CATALOGUE}-wal").stat().st_size > 0
        except FileNotFoundError:
            return False

    def _connect_fixed(self, wait_s: float) -> None:
        """Connect to a file that is taken not to change: without a file of SQLite's next to it.

        There may be no room for one, or the folder not be writable.
        """
        self._fixed_at = (self.folder / CATALOGUE).stat().st_mtime_ns
        self._connect("?immutable=1", wait_s)

    def _connect(self, options: str, wait_s: float, create: bool = False) -> None:
        path = self.folder / CATALOGUE
        with self._sqlite_errors_as_ours():
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}{options}",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                timeout=wait_s,
            )
        try:
            self._open(create)
        except BaseException:
            self._connection.close()
            raise

    def _open(self, create: bool) -> None:
        empty = not self.all("SELECT 1 FROM sqlite_schema LIMIT 1")
        if empty and not create:  # a run was killed before it had begun
            raise self._no_index()
        if empty:
            self.all(f"PRAGMA page_size = {PAGE_BYTES}")
            self.all("PRAGMA journal_mode = WAL")
            with self._sqlite_errors_as_ours():
                self._connection.executescript(SCHEMA)
        self.all("PRAGMA synchronous = FULL")
        self.all("PRAGMA foreign_keys = ON")
        [(found,)] = self.all("PRAGMA user_version")
        if found != FORMAT:
            outdated = 0 < found < FORMAT  # then its sources can be read, so no PATH is needed
            words = ["--rebuild"] if outdated else ["PATH", "--rebuild"]
            raise (OutdatedIndex if outdated else IndexMismatch)(
                f"the index in {self.folder} has format {found}, this briefqa needs {FORMAT}. "
                f"Rebuild it with {index_command(self.folder, *words)}"
            )

    def _no_index(self) -> NoIndex:
        command = index_command(self.folder, "PATH")
        return NoIndex(f"no index in {self.folder}. Create one with {command}")

    def close(self) -> None:
        self._connection.close()

    def all(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        with self._sqlite_errors_as_ours():
            return self._connection.execute(statement, values).fetchall()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, one in memory at a time."""
        with self._sqlite_errors_as_ours():
            for row in self._connection.execute(statement, values):  # noqa: UP028 - closable
                yield row

    def insert(self, into: str, values: Sequence[Any]) -> None:
        """Add a row of these values and their checksum; `into` is the statement up to them."""
        places = ", ".join("?" * (len(values) + 1))
        self.all(f"{into} VALUES ({places})", [*values, _checksum(values)])

    def checked(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows without their last value, the checksum of the others.

        Raises DamagedIndex for a row that does not match it.
        """
        for *values, checksum in rows:
            if _checksum(values) != checksum:
                raise self.damaged("a row fails its checksum")
            yield tuple(values)

    def check(self) -> None:
        """Raise DamagedIndex if SQLite's own checks of the file fail."""
        for pragma in ("integrity_check(1)", "foreign_key_check"):
            found = self.all(f"PRAGMA {pragma}")
            if found not in ([], [("ok",)]):
                raise self.damaged(" ".join(map(str, found[0])))

    @contextmanager
    def transaction(self, kind: str = "DEFERRED") -> Iterator[None]:
        """Read from one state; write all or nothing."""
        self.all(f"BEGIN {kind}")
        try:
            yield
            self.all("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise

    @contextmanager
    def damage_as_error(self) -> Iterator[None]:
        """Turn a ValueError, TypeError or LookupError over what was read into DamagedIndex."""
        try:
            yield
        except (ValueError, TypeError, LookupError) as error:
            raise self.damaged(repr(error)) from error

    def damaged(self, how: str) -> BriefQAError:
        """Return the error that says what is damaged and how to rebuild it.

        If the folder is not writable, SQLite cannot protect us from the process that writes: a
        file that has changed since is busy, not damaged.
        """
        path = self.folder / CATALOGUE
        if self._fixed_at and self._fixed_at != path.stat().st_mtime_ns:
            return IndexBusy(f"the index in {self.folder} has just been changed. Try again")
        return DamagedIndex(
            f"{path} is damaged ({how}). "
            f"Rebuild it with {index_command(self.folder, 'PATH', '--rebuild')}"
        )

    @contextmanager
    def _sqlite_errors_as_ours(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, except those that only our own mistake can cause."""
        try:
            yield
        except UnicodeDecodeError as error:  # SQLite's message quotes what is damaged
            raise self.damaged("malformed database schema") from error
        except sqlite3.DatabaseError as error:
            # Damage has no class of its own; a full disk leaves the file sound. Our own
            # statements are right, so if one is not understood, the schema is damaged.
            undecodable = str(error).startswith("Could not decode")
            code = 0 if undecodable else getattr(error, "sqlite_errorcode", -1)
            kind = code & 0xFF
            if type(error) is sqlite3.DatabaseError or kind in (0, sqlite3.SQLITE_ERROR):
                raise self.damaged(str(error)) from error
            if kind in _DISK_FAILS:
                full = ": the disk is full" if self._is_disk_full() else ""
                message = f"{self.folder / CATALOGUE}: {error}{full}; the index is unchanged"
                raise UnusableDisk(message) from error
            if isinstance(error, sqlite3.OperationalError):
                raise BriefQAError(f"{self.folder / CATALOGUE}: {error}") from error
            if isinstance(error, sqlite3.IntegrityError):  # what we wrote has what it refers to
                raise self.damaged(str(error)) from error
            raise

    def _is_disk_full(self) -> bool:
        try:
            return shutil.disk_usage(self.folder).free < PAGE_BYTES
        except OSError:
            return False


def _checksum(values: Sequence[Any]) -> int:
    """Return a checksum of the values, their types and their lengths."""
    found = 0
    for value in values:
        data = value if isinstance(value, bytes) else str(value).encode()
        found = crc32(data, crc32(f"{type(value).__name__} {len(data)} ".encode(), found))
    return found
