"""Files that are added to a library, and taken from it, over the web."""

import os
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from time import monotonic

import anyio
from anyio import to_thread

from app.errors import AlreadyExists
from index import find_documents, previous_settings, source_paths
from ingest import MOST_BYTES, UnreadableSource, UsageError, format_of

REMOVED = ".removed"
"""The folder in the library's that holds what was taken from it or replaced, by when that was; what
begins with a dot is no source."""
SECONDS = 30
SLOWEST = 10_000
"""Bytes a second, after SECONDS."""
LONGEST_NAME = 200
"""Bytes, of the 255 that file systems have for a name."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u2028-\u202e\u2066-\u2069]')


def library_folder(index: Path) -> Path:
    """Where files are added: the first folder among the sources. Raises UsageError without one."""
    sources = source_paths(index, ())
    for source in sources:
        if source.is_dir():
            return source
    if not previous_settings(index):  # the first document of a library
        sources[0].mkdir(parents=True)
        return sources[0]
    if any(source.exists() for source in sources):
        raise UsageError("the library is no folder, but single files: add documents on its machine")
    raise UsageError("the folder of the library is not there")


def cleaned(name: str) -> str:
    """The name of a document without what could lead out of its folder, hide or misname it.

    Raises UsageError where nothing is left of it, or no reader is for its suffix.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _UNSAFE.sub("_", last.encode(errors="replace").decode()).strip(" .")
    stem, suffix = os.path.splitext(plain)
    room = LONGEST_NAME - len(suffix.encode())
    short = stem.encode()[: max(room, 0)].decode(errors="ignore").rstrip(" .") + suffix
    try:
        format_of(short)
    except UnreadableSource as reason:
        raise UsageError(f"“{plain}” cannot be added: {reason}") from reason
    return short


async def add(folder: Path, name: str, data: AsyncIterator[bytes], *, replace: bool) -> str:
    """Put a file into `folder`, whole or not at all; returns the name that it has there. One that
    it replaces goes to the folder REMOVED.

    Raises UsageError for a name that it cannot have and for more than MOST_BYTES, AlreadyExists
    where there is such a file and it is not to be replaced.
    """
    file = folder / cleaned(name)
    if file.is_dir():
        raise UsageError(f"{file.name} is a folder in the library")
    if file.exists() and not replace:  # said before all of it has come
        raise AlreadyExists(f"{file.name} is in the library already")
    unfinished = folder / f".{secrets.token_hex(8)}.upload"
    try:
        size, begun = 0, monotonic()
        with unfinished.open("xb") as out:
            while (chunk := await _next(data)) is not None:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise UsageError(f"{file.name} is too large: at most {MOST_BYTES // 10**6} MB")
                if monotonic() - begun > SECONDS + size / SLOWEST:
                    raise UsageError("it came too slowly: add it again")
                out.write(chunk)
            out.flush()
            await to_thread.run_sync(os.fsync, out.fileno())
        if replace:
            if file.exists():
                file.rename(_aside(folder) / file.name)
            unfinished.replace(file)
        else:
            with file.open("xb"):  # fails where somebody else has added it meanwhile
                pass
            try:
                unfinished.replace(file)
            except OSError:
                file.unlink()
                raise
    except FileExistsError:
        raise AlreadyExists(f"{file.name} is in the library already") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return file.name


async def _next(data: AsyncIterator[bytes]) -> bytes | None:
    """None at the end. Raises UsageError where nothing comes for a long time."""
    try:
        with anyio.fail_after(SECONDS):
            return await anext(data, None)
    except TimeoutError:
        raise UsageError(f"nothing came for {SECONDS} seconds: add it again") from None


def remove(index: Path, id: str) -> None:
    """Take a document's file, with its sidecar, from the library: into its folder REMOVED.

    Raises UsageError for what is no file in one of the library's folders.
    """
    sources = source_paths(index, ())
    found = {each.id: each for each in find_documents(index, sources)[0]}
    shared = Counter(each.sidecar for each in found.values())
    if id not in found:
        raise UsageError(f"{id} is not there any more")
    source = found[id]
    folders = [each for each in sources if each.is_dir() and source.path.is_relative_to(each)]
    if not folders:
        raise UsageError(f"{id} was named by itself when it was indexed: remove it on its machine")
    into = _aside(folders[0])
    if source.sidecar and shared[source.sidecar] == 1:
        source.sidecar.rename(into / source.sidecar.name)
    source.path.rename(into / source.path.name)


def _aside(folder: Path) -> Path:
    """A new folder in REMOVED."""
    into = folder / REMOVED / f"{datetime.now():%Y-%m-%d %H.%M.%S} {secrets.token_hex(2)}"
    into.mkdir(parents=True)
    return into
