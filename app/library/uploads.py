"""Add files to a library and remove them, as the web page does."""

import os
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from io import BufferedWriter
from pathlib import Path
from time import monotonic

import anyio
from anyio import to_thread

from app.errors import AlreadyExists
from index import find_documents, previous_settings, source_paths
from ingest import (
    IGNORE_FILE,
    MAX_SOURCE_BYTES,
    UnreadableSource,
    UsageError,
    format_of,
    is_junk,
    is_left_out,
)

REMOVED_FOLDER = ".removed"
"""Below the library's folder; holds removed and replaced files, in a folder for each time. A name
that begins with a dot is no source."""
CHUNK_TIMEOUT_S = 30
MIN_BYTES_PER_S = 10_000
"""On average, after the first CHUNK_TIMEOUT_S."""
UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.upload")
"""The name of a file while it is uploaded."""
MAX_NAME_BYTES = 200
"""File systems allow 255; sidecars and unfinished files need longer names."""
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?", re.IGNORECASE)
"""Names of devices on Windows, where no file can have them, whatever their suffix."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u2028-\u202e\u2066-\u2069]')


def library_folder(index: Path) -> Path:
    """Return the folder that files are added to: the first folder among the sources.

    Raises UsageError if there is none.
    """
    sources = source_paths(index, ())
    for source in sources:
        if source.is_dir():
            return source
    if not previous_settings(index):  # the first document of a library
        sources[0].mkdir(parents=True)
        return sources[0]
    if any(source.exists() for source in sources):
        raise UsageError(
            "this index was built from single files; add documents on the server with briefqa index"
        )
    raise UsageError("the library's folder is missing: restore it, or index another one")


def safe_name(name: str) -> str:
    """Return a document's name without anything that could leave its folder, hide or disguise it.

    Raises UsageError if nothing remains, no reader knows its suffix, or it is no document's or that
    of a device.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = _UNSAFE.sub("_", last.encode(errors="replace").decode()).strip(" .")
    stem, suffix = os.path.splitext(plain)
    room = MAX_NAME_BYTES - len(suffix.encode())
    short = stem.encode()[: max(room, 0)].decode(errors="ignore").rstrip(" .") + suffix
    try:
        format_of(short)
    except UnreadableSource as reason:
        raise UsageError(f"“{plain}” cannot be added: {reason}") from reason
    if _RESERVED.fullmatch(short):
        raise UsageError(f"“{plain}” cannot be added: Windows keeps this name for a device")
    if is_junk(short):
        raise UsageError(f"“{plain}” cannot be added: it is a temporary file of another program")
    return short


async def add(folder: Path, name: str, data: AsyncIterator[bytes], *, replace: bool) -> str:
    """Write a file to `folder`, whole or not at all, and return its name there.

    A file that it replaces moves to REMOVED_FOLDER. Raises UsageError for an unusable name, for
    more than MAX_SOURCE_BYTES and for an upload that takes too long; AlreadyExists for a file that
    exists and is not to be replaced.
    """
    file = folder / safe_name(name)
    if file.is_dir():
        raise UsageError(f"{file.name} is a folder in the library")
    if is_left_out(file, folder):
        raise UsageError(f"{file.name} cannot be added: the library's {IGNORE_FILE} leaves it out")
    if file.exists() and not replace:  # refused before the upload is complete
        raise AlreadyExists(f"{file.name} is in the library already")
    unfinished = folder / f".{secrets.token_hex(8)}.upload"
    try:
        with unfinished.open("xb") as out:
            await _receive(data, out, file.name)
        if replace:
            if file.exists():
                file.rename(_removal_folder(folder) / file.name)
            unfinished.replace(file)
        else:
            with file.open("xb"):  # fails if another upload has added it since
                pass
            try:
                unfinished.replace(file)
            except OSError:
                file.unlink()
                raise
    except FileExistsError:
        raise AlreadyExists(f"{file.name} is in the library already") from None
    except OSError as error:  # a full disk, for example: the message names the document
        error.filename = str(file)
        raise
    finally:
        unfinished.unlink(missing_ok=True)
    return file.name


async def _receive(data: AsyncIterator[bytes], out: BufferedWriter, name: str) -> None:
    """Write an upload to `out`. Raises UsageError if it is too large or takes too long."""
    size, started = 0, monotonic()
    while (chunk := await _next(data)) is not None:
        size += len(chunk)
        if size > MAX_SOURCE_BYTES:
            raise UsageError(f"{name} is too large: at most {MAX_SOURCE_BYTES // 10**6} MB")
        if monotonic() - started > CHUNK_TIMEOUT_S + size / MIN_BYTES_PER_S:
            raise UsageError("upload timed out: try again")
        out.write(chunk)
    out.flush()
    await to_thread.run_sync(os.fsync, out.fileno())


async def _next(data: AsyncIterator[bytes]) -> bytes | None:
    """Return the next chunk, None at the end. Raises UsageError after CHUNK_TIMEOUT_S."""
    try:
        with anyio.fail_after(CHUNK_TIMEOUT_S):
            return await anext(data, None)
    except TimeoutError:
        raise UsageError(f"no data for {CHUNK_TIMEOUT_S} seconds: try again") from None


def remove(index: Path, id: str) -> None:
    """Move a document's file, with its sidecar, from the library to its REMOVED_FOLDER.

    Raises UsageError for an id that is no file in one of the library's folders.
    """
    sources = source_paths(index, ())
    found = {source.id: source for source in find_documents(index, sources).sources}
    sidecar_uses = Counter(source.sidecar for source in found.values())
    if id not in found:
        raise UsageError(f"{id} is no longer in the library: reload the page")
    source = found[id]
    folders = [path for path in sources if path.is_dir() and source.path.is_relative_to(path)]
    if not folders:
        raise UsageError(f"{id} was indexed as a single file: remove it on the server")
    target = _removal_folder(folders[0])
    if source.sidecar and sidecar_uses[source.sidecar] == 1:
        source.sidecar.rename(target / source.sidecar.name)
    source.path.rename(target / source.path.name)


def _removal_folder(folder: Path) -> Path:
    """Make a new folder in REMOVED_FOLDER."""
    target = folder / REMOVED_FOLDER / f"{datetime.now():%Y-%m-%d %H.%M.%S} {secrets.token_hex(2)}"
    target.mkdir(parents=True)
    return target
