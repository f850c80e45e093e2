"""Doing something whenever sources have changed, once they are whole again."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

import watchfiles

from index import owns_file
from ingest import UsageError, find_sources

QUIET = 1.0
"""Seconds without a change after which what was written counts as whole."""
LONGEST = 30.0
"""Seconds after which changes count although more keep coming."""


def follow(paths: Sequence[Path], index: Path, act: Callable[[], bool]) -> None:
    """Call `act` whenever something at or below `paths` has changed and then stayed as it is for
    a while, and again soon where it returns False. It is called first for what may have changed
    before it was watched. The files of the index in the folder `index` do not count.

    A path may vanish and come back. Raises OSError where one cannot be watched.
    """
    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if path not in folders]
    since: float | None = monotonic()
    stamps = _stamps(files)
    while True:
        for changed in _changes(folders):
            now, before, stamps = monotonic(), stamps, _stamps(files)
            counts = stamps != before or any(
                _counts(Path(name), folders, index) for _, name in changed
            )
            if counts:
                since = since or now
            if since and (not counts or now - since > LONGEST):
                since = None if act() else monotonic()
        since = since or monotonic()


def _changes(folders: Sequence[Path]) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    """What has changed below the folders since the last time, at least once a second, for as
    long as they are the same folders.
    """
    held: list[int] = []
    try:
        held += [os.open(folder, os.O_RDONLY | os.O_DIRECTORY) for folder in folders]
        before = [os.fstat(each).st_ino for each in held]  # in use, so no other can get them
        for changed in _watched(folders):
            yield changed
            if [folder.stat().st_ino for folder in folders] != before:
                break
    except OSError:
        if all(folder.is_dir() for folder in folders):
            raise
        sleep(QUIET)
    except RuntimeError:  # of watchfiles, for a name that is not valid Unicode
        sleep(QUIET)
    finally:
        for each in held:
            os.close(each)


def _watched(folders: Sequence[Path]) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    if not folders:
        while True:
            sleep(QUIET)
            yield set()
    yield from watchfiles.watch(
        *folders,
        watch_filter=None,
        debounce=int(QUIET * 1000),
        rust_timeout=int(QUIET * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )


def _counts(path: Path, folders: Sequence[Path], index: Path) -> bool:
    """Whether a path may be of a source: not hidden, and not of the index."""
    if owns_file(index, path):
        return False
    below = (path.relative_to(each).parts for each in folders if path.is_relative_to(each))
    return any(not any(part.startswith(".") for part in parts) for parts in below)


def _stamps(files: Sequence[Path]) -> list[str]:
    """How the files are now that were named. They are looked at, not watched: of a file that is
    replaced, as editors do, nothing more would be told.
    """
    try:
        return [source.signature for source in find_sources(files)[0]] if files else []
    except UsageError:
        return []
