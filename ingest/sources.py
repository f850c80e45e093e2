"""Which files are the library's sources, and what each is called."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path

from ingest.errors import UnreadableSource, UsageError

MOST_BYTES = 200_000_000
"""Of a file that is read."""
SIDECAR = ".meta.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `id` is its path below the source root, with '/' separators; `sidecar` is
    a file beside it that says what it is: NAME.meta.yaml, NAME with or without its suffix.
    """

    id: str
    path: Path
    sidecar: Path | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """The bytes of a source and of its sidecar, and the `digest` of both."""

    data: bytes
    sidecar: bytes | None
    sha256: str


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
        missing = [given for given, path in zip(paths, named, strict=True) if not path.exists()]
    except (OSError, RuntimeError) as error:  # a link to itself, a folder that is closed to us
        raise UsageError(f"{error}") from error
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
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
    closed |= dict.fromkeys(_leaving(files, named), "a link out of the folder: not followed")
    sidecars = {file for file in files - closed.keys() if file.name.endswith(SIDECAR)}
    documents = {file: _sidecar(file) for file in files - sidecars - closed.keys()}
    for file in sidecars - set(documents.values()):
        closed[file] = "says what no document beside it is, or another such file comes first"
    sources = [
        Source(file.relative_to(root).as_posix(), file, sidecar)
        for file, sidecar in documents.items()
    ]
    skipped = [Skipped(path.relative_to(root).as_posix(), why) for path, why in closed.items()]
    return sorted(sources, key=lambda each: each.id), sorted(skipped, key=lambda each: each.id)


def _note(error: OSError, closed: dict[Path, str]) -> None:
    closed[Path(error.filename)] = f"cannot be read: {error.strerror}"


def _leaving(files: Iterable[Path], named: Sequence[Path]) -> list[Path]:
    """The links to files that are not below any of the paths named."""
    links = [file for file in files if file.is_symlink()]
    return [
        file
        for file in links
        if file.exists() and not any(file.resolve().is_relative_to(path) for path in named)
    ]


def _sidecar(file: Path) -> Path | None:
    beside = (file.with_name(name + SIDECAR) for name in (file.name, file.stem))
    return next((path for path in beside if path.is_file() and not path.is_symlink()), None)


def stamp(source: Source) -> str:
    """The same as long as nothing has happened to a source and its sidecar; cheap, since neither
    is read. '' for one that cannot be looked at.
    """
    try:
        states = [os.stat(path) for path in (source.path, source.sidecar) if path]
    except OSError:
        return ""
    return " ".join(
        f"{each.st_ino}:{each.st_size}:{each.st_mtime_ns}:{each.st_ctime_ns}" for each in states
    )


def digest(source: Source) -> str:
    """A sha256 that is the same only while neither a source nor its sidecar has changed.

    Raises UnreadableSource where they cannot be read.
    """
    parts = []
    for path in (source.path, source.sidecar):
        if path:
            with _opened(path) as file:
                parts.append(file_digest(file, "sha256").digest())
    return _joined(parts)


def _joined(digests: Sequence[bytes]) -> str:
    return digests[0].hex() if len(digests) == 1 else sha256(b"".join(digests)).hexdigest()


def read_contents(source: Source, most_bytes: int = MOST_BYTES) -> Contents:
    """The bytes of a source. Raises UnreadableSource where they cannot be had, or are too many."""
    data = _read(source.path, most_bytes)
    if source.sidecar is None:
        return Contents(data, None, _joined([sha256(data).digest()]))
    try:
        sidecar = _read(source.sidecar, most_bytes)
    except UnreadableSource as reason:
        raise UnreadableSource(f"{source.sidecar.name}: {reason}") from reason
    return Contents(data, sidecar, _joined([sha256(each).digest() for each in (data, sidecar)]))


def _read(path: Path, most_bytes: int) -> bytes:
    with _opened(path) as file:
        before = os.fstat(file.fileno())
        data = file.read(most_bytes + 1)
        after = os.fstat(file.fileno())
    if len(data) > most_bytes:
        raise UnreadableSource(f"over {most_bytes / 10**6:g} MB: see --max-size")
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, len(data)):
        raise UnreadableSource("changed while it was read: index it again")
    return data


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe could block for ever
            raise UnreadableSource("not a regular file")
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableSource(f"cannot be read: {error.strerror or error}") from error
