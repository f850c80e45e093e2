"""Bytes to text, without changing a character."""

import codecs
from contextlib import suppress

from ingest.errors import UnreadableSource

# UTF-32's mark begins with UTF-16's, so the longer ones come first.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Candidates for text that has no mark and is not UTF-8: with all encodings ever made to choose
# from, a short text with a few curly quotes passes for something exotic.
LEGACY_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of `data` without its byte order mark.

    The encoding is that of the mark, else UTF-8, else the declared one, else the likeliest legacy
    encoding. Nothing is normalised (line ends, Unicode forms); a broken byte in UTF-8 becomes
    U+FFFD. Raises UnreadableSource if there is no text.
    """
    text = _unicode(data)
    if text is None and declared:
        with suppress(LookupError, UnicodeDecodeError):
            text = data.decode(declared)
    if text is None:
        text = _legacy(data)
    if "\0" in text:
        raise UnreadableSource("not text: it contains NUL characters")
    if not text.strip():
        raise UnreadableSource("empty: no text in it")
    return text


def _unicode(data: bytes) -> str | None:
    """Return the text by its byte order mark, or without one as UTF-8; None if it is neither."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                raise UnreadableSource(f"not text: marked as {encoding}, but is not") from None
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = data.decode(errors="replace")
    # A few broken bytes among many sound characters: damaged UTF-8 rather than anything else.
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    sound = sum(not character.isascii() for character in text) - broken
    return text if broken * 10 <= sound else None


def _legacy(data: bytes) -> str:
    """Return the text in the likeliest legacy encoding; of equal ones, the first in the list."""
    from charset_normalizer import from_bytes

    matches = [] if b"\0" in data else list(from_bytes(data, cp_isolation=LEGACY_ENCODINGS))
    if not matches:
        raise UnreadableSource("not text: no known encoding fits its bytes")
    best = (matches[0].chaos, matches[0].coherence)
    ties = [match for match in matches if (match.chaos, match.coherence) == best]
    return str(min(ties, key=lambda match: LEGACY_ENCODINGS.index(match.encoding)))
