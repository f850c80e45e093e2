"""The folder in the user's cache for what is made from a model once and can be made again."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from index.errors import ModelUnavailable

CACHE_VARIABLE = "BRIEFQA_CACHE"
"""The environment variable that names another folder than the user's cache."""


def cache_folder() -> Path:
    """Return the folder, which may not exist yet."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else user_cache_path("briefqa", appauthor=False)


def make_once(folder: Path, is_sound: Callable[[Path], bool], fill: Callable[[Path], None]) -> None:
    """Make sure that `folder` is there and sound.

    If it is not, `fill` puts what belongs there into an empty folder beside it, which then takes
    its place. A process waits for another one that does so. Whatever fails leaves nothing behind.
    Raises what `fill` raises, and ModelUnavailable if the disk is full or cannot be written.
    """
    if is_sound(folder):
        return
    partial = folder.with_name(folder.name + ".partial")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(folder.name + ".lock")):
            if is_sound(folder):  # another process was faster
                return
            shutil.rmtree(partial, ignore_errors=True)  # a killed process left it
            try:
                partial.mkdir()
                fill(partial)
                shutil.rmtree(folder, ignore_errors=True)
                partial.rename(folder)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else str(error)
        raise ModelUnavailable(
            f"cannot write {folder}: {reason}. {CACHE_VARIABLE} names another folder"
        ) from error
