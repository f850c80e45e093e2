"""Watch sources, and act once changes to them are complete."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep

import watchfiles

from index import Report, owns_file
from ingest import IGNORE_FILE, BriefQAError, UsageError, find_sources, is_left_out

QUIET_S = 1.0
"""After so long without a change, files count as completely written."""
MAX_DELAY_S = 30.0
"""Changes that keep coming are acted on after so long."""


def index_on_changes(
    index_again: Callable[[], Report],
    sources: Sequence[Path],
    index: Path,
    *,
    last: Report | None,
    on_report: Callable[[Report], None],
    on_error: Callable[[Exception], None],
) -> None:
    """Index at once, and again when `sources` change, until interrupted; see `follow`.

    `last` is the report of a run that the caller has just made. Reports and errors that say
    nothing new are not passed on; a failed run is repeated.
    """
    known: object = last.skipped if last else None

    def act() -> bool:
        nonlocal known
        try:
            report = index_again()
        except (BriefQAError, OSError) as error:
            if known != str(error):
                on_error(error)
            known = str(error)
            return False
        if report.new or report.changed or report.removed or known != report.skipped:
            on_report(report)
        known = report.skipped
        return True

    follow(sources, index, act)


def follow(paths: Sequence[Path], index: Path, act: Callable[[], bool]) -> None:
    """Call `act` when something at or below `paths` has changed, and no more changes come.

    It is called once at the start, for changes before that, and again soon after it returned
    False or a folder is missing. The files of the index in the folder `index` do not count. A path
    may vanish and come back. Raises OSError if a path cannot be watched.
    """
    folders = [path for path in paths if path.is_dir()]
    files = [path for path in paths if path not in folders]
    since: float | None = monotonic()
    signatures = _signatures(files)
    while True:
        for changed in _changes(folders):
            now, before, signatures = monotonic(), signatures, _signatures(files)
            counts = signatures != before or any(
                _counts(Path(name), folders, index) for _, name in changed
            )
            if counts:
                since = since or now
            if since and (not counts or now - since > MAX_DELAY_S):
                since = None if act() else monotonic()
        since = since or monotonic()
        if not all(folder.is_dir() for folder in folders):
            act()  # the run reports the missing folder


def _changes(folders: Sequence[Path]) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    """Yield at least once a second what has changed below the folders since the last time.

    It ends when one of the folders is replaced by another one, or vanishes.
    """
    opened: list[int] = []
    try:
        opened += [os.open(folder, os.O_RDONLY | os.O_DIRECTORY) for folder in folders]
        inodes = [os.fstat(fd).st_ino for fd in opened]  # no new folder gets one that is in use
        for changed in _watched(folders):
            yield changed
            if [folder.stat().st_ino for folder in folders] != inodes:
                break
    except (FileNotFoundError, NotADirectoryError):  # one has vanished, and may be back by now
        sleep(QUIET_S)
    except OSError:
        if all(folder.is_dir() for folder in folders):
            raise
        sleep(QUIET_S)
    except RuntimeError:  # raised by watchfiles for a name that is not valid Unicode
        sleep(QUIET_S)
    finally:
        for fd in opened:
            os.close(fd)


def _watched(folders: Sequence[Path]) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    if not folders:
        while True:
            sleep(QUIET_S)
            yield set()
    yield from watchfiles.watch(
        *folders,
        watch_filter=None,
        debounce=int(QUIET_S * 1000),
        rust_timeout=int(QUIET_S * 1000),
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )


def _counts(path: Path, folders: Sequence[Path], index: Path) -> bool:
    """Return whether a path may be a source or a .briefqaignore, and is no file of the index."""
    if owns_file(index, path):
        return False
    try:
        return any(
            not is_left_out(path.parent if path.name == IGNORE_FILE else path, folder)
            for folder in folders
            if path.is_relative_to(folder)
        )
    except UsageError:  # a run reports what is wrong with a .briefqaignore
        return True


def _signatures(files: Sequence[Path]) -> list[str]:
    """Return the current signatures of sources that are single files.

    These are polled, not watched: once an editor has replaced a file, no more events come for it.
    """
    try:
        return [source.signature for source in find_sources(files).sources] if files else []
    except UsageError:
        return []
