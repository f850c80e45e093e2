"""Which files are the library's sources, and what each is called."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import UnreadableSource, UsageError


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `id` is its path below the source root, with '/' separators."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not indexed, and why."""

    id: str
    reason: str


def find_sources(paths: Sequence[Path]) -> list[Source]:
    """Every file at or below `paths`, sorted by id; names that begin with a dot are left out.

    The source root is the deepest folder that holds all of `paths`, so no two files share an
    id. Raises UsageError for a path that is not there.
    """
    named = [path.resolve() for path in paths]
    for given, path in zip(paths, named, strict=True):
        if not path.exists():
            raise UsageError(f"{given}: no such file or folder")
    root = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in named]))
    files = {file for path in named for file in _files(path)}
    found = (Source(file.relative_to(root).as_posix(), file) for file in files)
    return sorted(found, key=lambda source: source.id)


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith("."))


def read_bytes(source: Source) -> bytes:
    """The bytes of a source. Raises UnreadableSource where they cannot be had."""
    try:
        source.id.encode()
    except UnicodeEncodeError:
        raise UnreadableSource("its name is not valid Unicode: rename it") from None
    try:
        if not source.path.is_file():  # a device or a pipe could block for ever
            raise UnreadableSource("not a regular file")
        return source.path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"cannot be read: {error.strerror or error}") from error
