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
from ingest.ignore import Ignored, IgnoreRules, is_junk, walk_files

MAX_SOURCE_BYTES = 200_000_000
SIDECAR_SUFFIXES = (".meta.yaml", ".meta.yml")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    `id` is its path below the source root, with '/' separators. `sidecar` is the metadata file
    next to it: NAME.meta.yaml (or .yml), NAME with or without its suffix. `signature` stays the
    same while neither file is touched; it is taken when the source is found, without reading them,
    and '' if they cannot be inspected.
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


@dataclass(frozen=True, slots=True)
class FoundSources:
    """The sources of a run, sorted by id, and what is at and below its paths besides them.

    `closed` are the files and folders that cannot be looked into, `ignored` those that a
    .briefqaignore leaves out. Hidden files and those of other programs are in neither.
    """

    sources: Sequence[Source]
    closed: Sequence[Skipped] = ()
    ignored: Sequence[Ignored] = ()


def find_sources(paths: Sequence[Path]) -> FoundSources:
    """Return the files at and below `paths`.

    The source root is the deepest folder that contains all of `paths`, so no two files share an
    id. What `paths` name is never ignored. Raises UsageError for a path that does not exist, and
    UnusableIgnoreFile.
    """
    named = _existing(paths)
    root = source_root(named)
    files, closed, ignored = _walk(named)
    states = {path: _state(path) for path in files}
    closed |= {
        path: "a link out of the folder: not followed"
        for path, state in states.items()
        if state and stat.S_ISLNK(state.st_mode) and _leaves(path, named)
    }
    sidecars = {path for path in states.keys() - closed if path.name.endswith(SIDECAR_SUFFIXES)}
    documents = states.keys() - closed - sidecars
    alone = set(named)
    sources = [_source(path, root, states, alone=path in alone) for path in documents]
    described = {file.with_name(name) for file in ignored for name in (file.name, file.stem)}
    for path in sidecars - {source.sidecar for source in sources}:
        document = path.with_name(path.name.rpartition(".meta.")[0])
        if document in described:
            ignored[path] = False
        elif not is_junk(document.name):
            closed[path] = (
                "metadata file without a matching document (or a second one for the same document)"
            )
    return FoundSources(
        sorted(sources, key=lambda source: source.id),
        sorted(
            (Skipped(_id(path, root), why) for path, why in closed.items()),
            key=lambda skip: skip.id,
        ),
        sorted(
            (Ignored(_id(path, root) + "/" * folder, path) for path, folder in ignored.items()),
            key=lambda left_out: left_out.id,
        ),
    )


def source_root(paths: Sequence[Path]) -> Path:
    """Return the deepest folder that contains all of these absolute paths."""
    return Path(os.path.commonpath([path if path.is_dir() else path.parent for path in paths]))


def _id(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


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


def _walk(named: Sequence[Path]) -> tuple[set[Path], dict[Path, str], dict[Path, bool]]:
    """Return the files at and below the paths, and why which folders were not entered.

    Third, what is ignored there, and whether it is a folder. Raises UnusableIgnoreFile.
    """
    files: set[Path] = set()
    closed: dict[Path, str] = {}
    ignored: dict[Path, bool] = {}

    def note(error: OSError) -> None:
        closed[Path(error.filename)] = f"cannot be read: {error.strerror}"

    for top in named:
        if not top.is_dir():
            files.add(top)
            continue
        rules = {top.parent: IgnoreRules(top)}
        for folder, subfolders, names in walk_files(top, note):
            here = rules[folder] = rules[folder.parent].within(folder)
            for path in [folder / name for name in subfolders]:
                if here.ignore(path, is_folder=True):
                    ignored[path] = True
                    subfolders.remove(path.name)
                elif path.is_symlink():
                    closed[path] = "a link to a folder: not followed"
            for path in [folder / name for name in names]:
                if here.ignore(path, is_folder=False):
                    ignored[path] = False
                else:
                    files.add(path)
    return files, closed, {path: ignored[path] for path in ignored.keys() - files - set(named)}


def _leaves(link: Path, named: Sequence[Path]) -> bool:
    """Return whether a link leads to a file that is not below any of the named paths."""
    return link.exists() and not any(link.resolve().is_relative_to(path) for path in named)


def _state(path: Path) -> os.stat_result | None:
    """Return the state of a file or of a link itself; None if it cannot be inspected."""
    try:
        return path.lstat()
    except OSError:
        return None


def _source(
    path: Path, root: Path, states: Mapping[Path, os.stat_result | None], *, alone: bool
) -> Source:
    """Return the source at `path`, with its sidecar and signature.

    The states are those of the files next to it, unless it was named `alone`.
    """
    found = [states[path]]
    sidecar = None
    for name in [name + suffix for name in (path.name, path.stem) for suffix in SIDECAR_SUFFIXES]:
        candidate = path.with_name(name)
        state = states.get(candidate)
        if alone and candidate not in states:
            state = _state(candidate)
        if state and stat.S_ISREG(state.st_mode):
            sidecar = candidate
            found.append(state)
            break
    if found[0] and stat.S_ISLNK(found[0].st_mode):
        try:
            found[0] = path.stat()
        except OSError:
            found[0] = None
    return Source(_id(path, root), path, sidecar, _stat_signature(found))


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
