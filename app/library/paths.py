"""Paths as callers give them."""

from collections.abc import Iterable
from pathlib import Path

from ingest import UsageError


def as_paths(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    """Return the paths; a single one may stand alone (the characters of a string are no paths).

    Raises UsageError for an empty one, which pathlib takes for the current folder.
    """
    given = [paths] if isinstance(paths, str | Path) else [*paths]
    if "" in given:
        raise UsageError("a path is empty. Name a file or a folder, '.' for the current one")
    return [Path(path) for path in given]
