"""What can go wrong with an index, besides what can go wrong with sources."""

import shlex
from pathlib import Path

from ingest import BriefQAError


class NoIndex(BriefQAError):
    """The folder has no index, or one without a passage."""


class IndexGone(BriefQAError):
    """The index that was open is no longer in its folder, or cannot be reached there."""


class IndexMismatch(BriefQAError):
    """The index was built with another model, passage length or format than is asked for."""


class OutdatedIndex(IndexMismatch):
    """The index has the format of an earlier version, and must be rebuilt."""


class IndexBusy(BriefQAError):
    """Another process is writing to the index."""


class DamagedIndex(BriefQAError):
    """The catalogue cannot be read, or a row fails its checksum."""


class ModelUnavailable(BriefQAError):
    """The embedding model is not on this machine, or its files are damaged."""


def empty_index(folder: Path) -> NoIndex:
    """Return the error for an index in `folder` to which nothing was published yet."""
    command = index_command(folder, "PATH")
    return NoIndex(f"the index in {folder} is empty. Add to it with {command}")


def gone_index(folder: Path, cause: Exception | None = None) -> IndexGone:
    """Return the error for an index that was open and is no longer in `folder`.

    If the `cause` is an OSError, it cannot be reached there.
    """
    why = f" ({cause.strerror})" if isinstance(cause, OSError) else ""
    return IndexGone(
        f"the index is gone from {folder}{why}. Bring it back; until then, answers come from what "
        "is still open, and nothing can be added, removed or indexed"
    )


def index_command(folder: Path, *words: str) -> str:
    """Return the command that fixes the index in `folder`, ready to paste into a shell."""
    return f"briefqa index {shlex.join([*words, '--index', str(folder)])}"
