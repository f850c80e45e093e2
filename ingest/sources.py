"""Which files are the corpus's sources, what their ids are, and their bytes."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from io import BufferedReader
from pathlib import Path

from ingest.errors import UnreadableSource, UsageError

MAX_SOURCE_BYTES = 200_000_000
SIDECAR_SUFFIX = ".meta.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    `id` is its path below the source root, with '/' separators. `sidecar` is the metadata file
    next to it: NAME.meta.yaml, NAME with or without its suffix. `signature` stays the same while
    neither file is touched; it is taken when the source is found, without reading them, and ''
    if they cannot be inspected.
    """

    id: str
    path: Path
    sidecar: Path | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The bytes of a source and of its sidecar, and the `source_digest` of both."""

    data: bytes
    sidecar: bytes | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not indexed, and why."""

    id: str
    reason: str


def find_sources(paths: Sequence[Path]) -> tuple[list[Source], list[Skipped]]:
    """Return the files at and below `paths`, and what was skipped there; both sorted by id.

    The source root is the deepest folder that contains all of `paths`, so no two files share an
    id. Names that begin with a dot are ignored. Raises UsageError for a path that does not exist.
    """
    named = _existing(paths)
    root = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in named]))
    files, closed = _walk(named)
    states = {path: _state(path) for path in files}
    closed |= {
        path: "a link out of the folder: not followed"
        for path, state in states.items()
        if state and stat.S_ISLNK(state.st_mode) and _leaves(path, named)
    }
    sidecars = {path for path in states.keys() - closed if path.name.endswith(SIDECAR_SUFFIX)}
    documents = states.keys() - closed - sidecars
    sources = [_source(path, root, states) for path in documents]
    for path in sidecars - {source.sidecar for source in sources}:
        closed[path] = (
            "metadata file without a matching document (or a second one for the same document)"
        )
    skipped = [Skipped(path.relative_to(root).as_posix(), why) for path, why in closed.items()]
    return (
        sorted(sources, key=lambda source: source.id),
        sorted(skipped, key=lambda skip: skip.id),
    )


def _existing(paths: Sequence[Path]) -> list[Path]:
    """Return the paths resolved. Raises UsageError for one that does not exist."""
    try:
        resolved = [path.resolve() for path in paths]
        missing = [path for path, real in zip(paths, resolved, strict=True) if not real.exists()]
    except (OSError, RuntimeError) as error:  # a link to itself, a folder without permission
        raise UsageError(f"{error}") from error
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
    return resolved


def _walk(named: Sequence[Path]) -> tuple[set[Path], dict[Path, str]]:
    """Return the files at and below the paths, and why which folders were not entered."""
    files: set[Path] = set()
    closed: dict[Path, str] = {}

    def note(error: OSError) -> None:
        closed[Path(error.filename)] = f"cannot be read: {error.strerror}"

    for path in named:
        if not path.is_dir():
            files.add(path)
            continue
        for folder, subfolders, names in os.walk(path, onerror=note):
            subfolders[:] = [name for name in subfolders if not name.startswith(".")]
            for name in subfolders:
                if Path(folder, name).is_symlink():
                    closed[Path(folder, name)] = "a link to a folder: not followed"
            files.update(Path(folder, name) for name in names if not name.startswith("."))
    return files, closed


def _leaves(link: Path, named: Sequence[Path]) -> bool:
    """Return whether a link leads to a file that is not below any of the named paths."""
    return link.exists() and not any(link.resolve().is_relative_to(path) for path in named)


def _state(path: Path) -> os.stat_result | None:
    """Return the state of a file or of a link itself; None if it cannot be inspected."""
    try:
        return path.lstat()
    except OSError:
        return None


def _source(path: Path, root: Path, states: Mapping[Path, os.stat_result | None]) -> Source:
    """Return the source at `path`, with its sidecar and signature."""
    id = path.relative_to(root).as_posix()
    found = [states[path]]
    sidecar = None
    for name in (path.name, path.stem):
        candidate = path.with_name(name + SIDECAR_SUFFIX)
        state = states[candidate] if candidate in states else _state(candidate)
        if state and stat.S_ISREG(state.st_mode):
            sidecar = candidate
            found.append(state)
            break
    if found[0] and stat.S_ISLNK(found[0].st_mode):
        try:
            found[0] = path.stat()
        except OSError:
            found[0] = None
    return Source(id, path, sidecar, _stat_signature(found))


def _stat_signature(states: Sequence[os.stat_result | None]) -> str:
    """Return a text that stays the same while the files are not touched; '' without a state."""
    known = [state for state in states if state]
    return " ".join(
        f"{state.st_ino}:{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}"
        for state in known
        if len(known) == len(states)
    )


def source_digest(source: Source) -> str:
    """Return a sha256 that changes with the source and with its sidecar.

    Raises UnreadableSource if they cannot be read.
    """
    digests = []
    for path in (source.path, source.sidecar):
        if path:
            with _opened(path) as file:
                digests.append(file_digest(file, "sha256").digest())
    return _joined(digests)


def _joined(digests: Sequence[bytes]) -> str:
    return digests[0].hex() if len(digests) == 1 else sha256(b"".join(digests)).hexdigest()


def read_contents(source: Source, max_bytes: int = MAX_SOURCE_BYTES) -> Contents:
    """Return the bytes of a source and their digest.

    Raises UnreadableSource if they cannot be read, or are more than `max_bytes`.
    """
    data = _read(source.path, max_bytes)
    if source.sidecar is None:
        return Contents(data, None, _joined([sha256(data).digest()]))
    try:
        sidecar = _read(source.sidecar, max_bytes)
    except UnreadableSource as reason:
        raise UnreadableSource(f"{source.sidecar.name}: {reason}") from reason
    digest = _joined([sha256(part).digest() for part in (data, sidecar)])
    return Contents(data, sidecar, digest)


def _read(path: Path, max_bytes: int) -> bytes:
    with _opened(path) as file:
        before = os.fstat(file.fileno())
        data = file.read(max_bytes + 1)
        after = os.fstat(file.fileno())
    if len(data) > max_bytes:
        raise UnreadableSource(f"over {max_bytes / 10**6:g} MB: see --max-size")
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
