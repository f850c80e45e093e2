"""Which files are the library's sources, and what each is called."""

import os
import stat
from collections.abc import Sequence
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
    """A file or folder that was not indexed, and why."""

    id: str
    reason: str


def find_sources(paths: Sequence[Path]) -> tuple[list[Source], list[Skipped]]:
    """The files at and below `paths`, and the folders that were not looked into; sorted by id.

    The source root is the deepest folder that holds all of `paths`, so no two files share an
    id. Names that begin with a dot are left out. Raises UsageError for a path that is not there.
    """
    try:
        named = [path.resolve() for path in paths]
    except (OSError, RuntimeError) as error:  # a link to itself
        raise UsageError(f"{error}") from error
    for given, path in zip(paths, named, strict=True):
        if not path.exists():
            raise UsageError(f"{given}: no such file or folder")
    root = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in named]))
    files: set[Path] = set()
    closed: dict[Path, str] = {}
    for path in named:
        if not path.is_dir():
            files.add(path)
            continue
        for folder, subfolders, names in os.walk(path, onerror=lambda error: _note(error, closed)):
            subfolders[:] = [name for name in subfolders if not name.startswith(".")]
            for name in subfolders:
                if Path(folder, name).is_symlink():
                    closed[Path(folder, name)] = "a link to a folder: not followed"
            files.update(Path(folder, name) for name in names if not name.startswith("."))
    sources = [Source(file.relative_to(root).as_posix(), file) for file in files]
    skipped = [Skipped(path.relative_to(root).as_posix(), why) for path, why in closed.items()]
    return sorted(sources, key=lambda each: each.id), sorted(skipped, key=lambda each: each.id)


def _note(error: OSError, closed: dict[Path, str]) -> None:
    closed[Path(error.filename)] = f"cannot be read: {error.strerror}"


def read_bytes(source: Source) -> bytes:
    """The bytes of a source. Raises UnreadableSource where they cannot be had."""
    try:
        source.id.encode()
    except UnicodeEncodeError:
        raise UnreadableSource("its name is not valid Unicode: rename it") from None
    try:
        if not stat.S_ISREG(source.path.stat().st_mode):  # a pipe could block for ever
            raise UnreadableSource("not a regular file")
        return source.path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"cannot be read: {error.strerror or error}") from error
