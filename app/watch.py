"""When sources have changed and are whole again."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from time import monotonic

import watchfiles

QUIET = 1.0
"""Seconds without a change after which what was written counts as whole."""
LONGEST = 30.0
"""Seconds after which changes count although more keep coming."""


def settled(paths: Sequence[Path], index: Path, stop: Event) -> Iterator[None]:
    """Yields whenever something below `paths`, and not below `index`, has changed and then stayed
    as it is for a while, until `stop` is set; once at the beginning, for what changed before it
    was watched. A path may vanish and come back.
    """
    folders = sorted({path if path.is_dir() else path.parent for path in paths})
    since: float | None = monotonic()

    def counts(_: watchfiles.Change, name: str) -> bool:
        path = Path(name)
        below = [path.relative_to(each).parts for each in paths if path.is_relative_to(each)]
        hidden = any(part.startswith(".") for parts in below for part in parts)
        return bool(below) and not hidden and not path.is_relative_to(index)

    while not stop.is_set():
        before = _inodes(folders)
        if None in before:
            since = monotonic()
            stop.wait(QUIET)
            continue
        for changed in watchfiles.watch(
            *folders,
            watch_filter=counts,
            debounce=int(QUIET * 1000),
            rust_timeout=int(QUIET * 1000),
            yield_on_timeout=True,
            stop_event=stop,
            recursive=any(path.is_dir() for path in paths),
            ignore_permission_denied=True,
        ):
            now = monotonic()
            if changed:
                since = since or now
            if since and (not changed or now - since > LONGEST):
                since = None
                yield
            if _inodes(folders) != before:  # what is there now is not what is watched
                since = since or now
                break


def _inodes(folders: Sequence[Path]) -> list[int | None]:
    return [folder.stat().st_ino if folder.is_dir() else None for folder in folders]
