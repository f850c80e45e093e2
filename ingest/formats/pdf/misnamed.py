"""What a file named .pdf is that is no PDF."""

from io import BytesIO
from zipfile import ZipFile

from ingest.archive import ZIP_ERRORS

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive", ".zip"),
    (b"{\\rtf", "RTF", ".rtf"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", ".doc"),
    (b"%!PS", "PostScript", ".ps"),
    (b"AT&TFORM", "DjVu", ".djvu"),
    (b"\x89PNG", "an image", ".png"),
    (b"\xff\xd8\xff", "an image", ".jpg"),
    (b"GIF8", "an image", ".gif"),
    (b"II*\0", "an image", ".tiff"),
    (b"MM\0*", "an image", ".tiff"),
    (b"BM", "an image", ".bmp"),
    (b"\x1f\x8b", "gzip-compressed", ".gz"),
    (b"<?xml", "XML", ".xml"),
)
_PARTS = (
    ("word/", "DOCX", ".docx"),
    ("xl/", "XLSX", ".xlsx"),
    ("ppt/", "PPTX", ".pptx"),
    ("META-INF/container.xml", "EPUB", ".epub"),
    ("content.xml", "an OpenDocument file", ".odt"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")
MAX_SNIFFED_BYTES = 4096
MIN_PRINTABLE_SHARE = 0.95
"""Of the first bytes of a text file."""


def misnamed(data: bytes) -> str:
    """Return what data are that do not begin as a PDF, and what to do; '' if unknown."""
    start = data[:MAX_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    lower = start.lower()
    if not data.strip():
        return "empty, not a PDF file"
    if lower.startswith(_HTML) or (lower.startswith(b"<?xml") and b"<html" in lower):
        return _is("HTML", ".html")
    for signature, name, suffix in _SIGNATURES:
        if start.startswith(signature):
            found = _archived(data) if suffix == ".zip" else None
            return _is(*(found or (name, suffix)))
    is_text = not start.startswith(b"%PDF") and _is_text(start)
    return _is("plain text", ".txt") if is_text else ""


def _is(name: str, suffix: str) -> str:
    return f"is {name}, not a PDF file: rename it to {suffix}"


def _archived(data: bytes) -> tuple[str, str] | None:
    """Return the name and suffix of a format whose files are zip archives."""
    try:
        names = ZipFile(BytesIO(data)).namelist()
    except ZIP_ERRORS:
        return None
    for part, name, suffix in _PARTS:
        if any(entry.startswith(part) for entry in names):
            return name, suffix
    return None


def _is_text(start: bytes) -> bool:
    text = start.decode("utf-8", "replace")
    printable = sum(character.isprintable() or character in "\r\n\t\f" for character in text)
    return "\ufffd" not in text[:-1] and printable >= MIN_PRINTABLE_SHARE * len(text)
