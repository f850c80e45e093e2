"""Zip files, and what must hold of them before a library may read one."""

import lzma
import struct
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from ingest.errors import UnreadableSource

ZIP_ERRORS = (
    BadZipFile, EOFError, NotImplementedError, OSError, OverflowError, RuntimeError, ValueError,
    lzma.LZMAError, struct.error, zlib.error,
)  # fmt: skip
"""What zipfile raises over a damaged, an encrypted or an oddly compressed archive."""
_OLE = b"\xd0\xcf\x11\xe0"
"""How the files of older office programs begin, and encrypted ones."""

_OTHERS = {b"{\\rtf": "RTF", b"%PDF-": "a PDF", b"<": "HTML or XML"}
"""Files with another program's suffix, by how they begin."""


def is_archive(data: bytes) -> bool:
    """Return whether the data begin like an office program's file, old or new, or another zip."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def check_archive(data: bytes, kind: str, suffix: str, max_unpacked_bytes: int) -> None:
    """Raise UnreadableSource for what is no zip file, or grows too large when it is unpacked.

    `kind` and `suffix` say in the message what it should be: "workbook", ".xlsx".
    """
    if data.startswith(_OLE):
        raise UnreadableSource(
            f"an old or an encrypted {kind}: save it as {suffix} without a password"
        )
    if other := next((name for start, name in _OTHERS.items() if data.startswith(start)), ""):
        raise UnreadableSource(f"not a {kind} but {other}: save it as {suffix}")
    try:
        with ZipFile(BytesIO(data)) as parts:
            unpacked_bytes = sum(part.file_size for part in parts.infolist())
    except ZIP_ERRORS as error:
        raise UnreadableSource(f"not a {kind} ({suffix}), or a damaged one: {error}") from error
    if unpacked_bytes > max_unpacked_bytes:
        raise UnreadableSource(f"over {max_unpacked_bytes // 10**6} MB when it is unpacked")
