"""What a run has read and not yet stored: on the disk, so that few documents are in memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import overload

from index.errors import gone_index
from index.store import FramedPassage
from ingest import BriefQAError, Document, unpack_passages

Chunked = tuple[Document, list[FramedPassage]]


class Spool:
    """Bytes by document id, in a file without a name in `folder`, for a `with` block.

    Threads may share it. Methods raise BriefQAError if the disk is full or fails, IndexGone if
    there is no such folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with self._disk_errors_as_ours():
            self._file = TemporaryFile(dir=folder)  # noqa: SIM115
        self._lock = Lock()
        self._spans: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        with self._disk_errors_as_ours():
            self._file.close()

    def __contains__(self, id: str) -> bool:
        return id in self._spans

    def put(self, id: str, data: bytes) -> None:
        """Keep the bytes of a document."""
        with self._lock, self._disk_errors_as_ours():
            self._spans[id] = (self._file.seek(0, 2), len(data))
            self._file.write(data)

    def get(self, id: str) -> bytes:
        """Return the bytes of a document."""
        start, length = self._spans[id]
        with self._lock, self._disk_errors_as_ours():
            self._file.seek(start)
            return self._file.read(length)

    @contextmanager
    def _disk_errors_as_ours(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise gone_index(self._folder) from error
        except OSError as error:
            what = error.strerror or error
            raise BriefQAError(f"{self._folder}: {what}; the index is unchanged") from error


class SpooledPassages(Sequence[Chunked]):
    """The documents with these ids and their passages, of which one at a time is in memory."""

    def __init__(self, spool: Spool, ids: Sequence[str]) -> None:
        self._spool = spool
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    @overload
    def __getitem__(self, number: int) -> Chunked: ...
    @overload
    def __getitem__(self, number: slice) -> "SpooledPassages": ...
    def __getitem__(self, number: int | slice) -> "Chunked | SpooledPassages":
        if isinstance(number, slice):
            return SpooledPassages(self._spool, self._ids[number])
        document, passages = unpack_passages(self._spool.get(self._ids[number]))
        return document, [FramedPassage(*passage) for passage in passages]
