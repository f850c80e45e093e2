"""What can go wrong with an index, beside what can go wrong with sources."""

import shlex
from pathlib import Path

from ingest import BriefQAError


class NoIndex(BriefQAError):
    """There is no index in the folder, or none with a passage in it."""


class IndexMismatch(BriefQAError):
    """The index was built otherwise than asked for now: model, passages or format."""


class IndexBusy(BriefQAError):
    """Another process is writing to the index."""


class DamagedIndex(BriefQAError):
    """The catalogue cannot be read as one."""


class ModelUnavailable(BriefQAError):
    """The embedding model is not on this machine, or not what it should be."""


def index_command(folder: Path, *words: str) -> str:
    """The command that mends the index in `folder`, ready to be copied into a shell."""
    return f"briefqa index {shlex.join([*words, '--index', str(folder)])}"
