"""What a library keeps though no answer needs it: evaluation runs, removed files, half uploads."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time

from app.library.runs import RUNS_FOLDER
from app.library.uploads import REMOVED_FOLDER, UNFINISHED

HALF_UPLOAD_S = 3600
"""An upload that was not written to for so long is not going on any more."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Files and folders of one kind, called `what`; `loss` says what is lost with them, or ''."""

    what: str
    paths: tuple[Path, ...]
    bytes: int
    loss: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {len(self.paths)}, {self.bytes / 1e6:,.1f} MB"

    def delete(self) -> None:
        """Delete them for good. Raises OSError for the first that cannot be deleted."""
        for path in self.paths:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def find_leftovers(index: Path, sources: Sequence[Path]) -> list[Leftovers]:
    """Return the kinds of which the index folder or the sources hold something."""
    folders = [source for source in sources if source.is_dir()]
    removed = (path for folder in folders for path in (folder / REMOVED_FOLDER).glob("*"))
    found = [
        _measured("evaluation runs", (index / RUNS_FOLDER).glob("*"), "their reports"),
        _measured("removed and replaced documents", removed, "the last copies of these files"),
        _measured("unfinished uploads", _half_uploads(folders)),
    ]
    return [kind for kind in found if kind.paths]


def _half_uploads(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for path in folder.glob(".*.upload"):
            if UNFINISHED.fullmatch(path.name) and time() - path.stat().st_mtime > HALF_UPLOAD_S:
                yield path


def _measured(what: str, paths: Iterable[Path], loss: str = "") -> Leftovers:
    found = tuple(sorted(paths))
    files = (file for path in found for file in (path, *path.rglob("*")) if file.is_file())
    return Leftovers(what, found, sum(file.stat().st_size for file in files), loss)
