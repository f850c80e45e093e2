"""Bytes to text, without changing a character."""

import codecs
import re
from contextlib import suppress
from typing import NamedTuple

import webencodings

from ingest.decoding.legacy_encodings import encoding_name, guess_encoding, is_east_asian
from ingest.errors import UnreadableSource

# UTF-32's mark begins with UTF-16's, so the longer ones come first.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
REMEDY = "save it as UTF-8"
MAX_STRAY_NUL_SHARE = 0.1
"""Of UTF-16's NUL bytes that stand where its other byte order has them: "Ā" is 00 01."""
MIN_ASCII_NUL_SHARE = 0.8
"""Of the higher bytes of ASCII text in UTF-16, some of which may be a curly quote's."""
_PRINTABLE_ASCII = bytes(range(32, 127)) + b"\t\n\r\f"
MIN_WIDE_CHARS = 4
"""In fewer characters, NUL bytes may stand anywhere."""
_ESCAPED = (
    (re.compile(rb"\x1b\$(?:[@B]|\([@BD])"), "iso2022_jp_ext"),
    (re.compile(rb"\x1b\$\)C"), "iso2022_kr"),
)
"""Encodings that are ASCII with escape sequences, and their sequences."""
_WEB_SUPERSETS = {
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
}
"""Encodings that the WHATWG standard reads as larger ones than Python does under their names."""
_STRAY = re.compile(r"[\udc80-\udcff]+")  # bytes that are no UTF-8, in Python's escape for them
_SOUND = re.compile(r"[\x80-\ud7ff\ue000-\U0010ffff]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


class Decoded(NamedTuple):
    """The text of a source, and what of it may be wrong."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, declared: str = "") -> str:
    """Return the text of `data`, as `decode_with_warnings` reads it."""
    return decode_with_warnings(data, declared).text


def decode_with_warnings(data: bytes, declared: str = "") -> Decoded:
    """Return the text of `data` without its byte order mark, and the warnings about it.

    The encoding is that of the mark, else UTF-8, else the declared one (a label of the WHATWG
    standard), else the likeliest legacy encoding. Where only some characters are UTF-8, the others
    are read in the legacy encoding. Nothing is normalised (line ends, Unicode forms); a byte that
    no encoding explains becomes U+FFFD. Raises UnreadableSource if there is no text.
    """
    text, warning = _decoded(data, declared)
    if "\0" in text:
        raise UnreadableSource(f"not text: it contains NUL characters (if it is text, {REMEDY})")
    if not text.strip():
        raise UnreadableSource("empty: no text in it")
    unreadable = text.count("\N{REPLACEMENT CHARACTER}")
    lost = f"{unreadable:,} of its characters cannot be read (�): {REMEDY}" if unreadable else ""
    return Decoded(text, tuple(filter(None, (warning, lost))))


def _decoded(data: bytes, declared: str) -> tuple[str, str]:
    """Return the text and, if the encoding had to be guessed, a warning."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ""
            except UnicodeDecodeError:
                raise UnreadableSource(f"not text: marked as {encoding}, but is not") from None
    if b"\0" in data and (encoding := _wide_encoding(data)):
        return data.decode(encoding), _guessed(encoding)
    for sequence, encoding in _ESCAPED:
        if sequence.search(data):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding), ""
    with suppress(UnicodeDecodeError):
        return data.decode(), ""
    return _legacy(data, declared)


def _wide_encoding(data: bytes) -> str:
    """Return UTF-32 or UTF-16 for data without a mark that are text in it, else ''.

    ASCII text with NUL characters here and there is neither.
    """
    even, odd = data[::2].count(0), data[1::2].count(0)
    is_ascii = not data.translate(None, _PRINTABLE_ASCII + b"\0")
    if is_ascii and max(even, odd) < MIN_ASCII_NUL_SHARE * len(data) / 2:
        return ""
    if min(even, odd) <= MAX_STRAY_NUL_SHARE * max(even, odd):
        encodings = ["utf-16-le" if odd > even else "utf-16-be"]
    else:
        encodings = ["utf-32-le", "utf-32-be"]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if len(text) >= MIN_WIDE_CHARS and not _NO_TEXT.search(text):
                return encoding
    return ""


def _legacy(data: bytes, declared: str) -> tuple[str, str]:
    """Return the text of data that are not UTF-8, or not only UTF-8."""
    text = data.decode(errors="surrogateescape")
    strays = _SOUND.sub("", text)  # and ASCII
    is_utf8 = len(text) - len(strays) >= sum(map(len, _STRAY.findall(text)))
    known = _web_encoding(declared)
    if known and not is_utf8:
        with suppress(UnicodeError):
            return data.decode(known), ""
    encoding = (None if is_utf8 else guess_encoding(data)) or guess_encoding(_bytes(strays))
    if encoding:
        what = "not all of it is UTF-8; the rest was" if is_utf8 else "encoding"
        return _mixed(data, encoding, is_utf8), _guessed(encoding, what)
    if is_utf8 or known:
        return data.decode("utf-8" if is_utf8 else known, "replace"), ""
    raise UnreadableSource(f"not text: no known encoding fits its bytes (if it is text, {REMEDY})")


def _mixed(data: bytes, encoding: str, is_utf8: bool) -> str:
    """Return the text of data in two encodings, of which UTF-8 is the prevailing one or not."""
    if is_east_asian(encoding):
        lines = data.splitlines(keepends=True)
        return "".join(_line(line, encoding, is_utf8) for line in lines)
    text = data.decode(errors="surrogateescape")
    if is_utf8:
        return _STRAY.sub(lambda stray: _bytes(stray[0]).decode(encoding, "replace"), text)
    return _NOT_ASCII.sub(lambda run: _run(run[0], encoding), text)


def _line(line: bytes, encoding: str, is_utf8: bool) -> str:
    """Return a line in UTF-8 if it is that, and not two characters of two bytes by chance."""
    with suppress(UnicodeDecodeError):
        text = line.decode()
        beyond = "".join(_SOUND.findall(text))
        if is_utf8 or not 0 < len(beyond) < 3 or max(beyond) >= "\u0800":
            return text
    return line.decode(encoding, "replace")


def _run(run: str, encoding: str) -> str:
    """Return a run of characters beyond ASCII, in UTF-8 only if it is no word in the encoding."""
    legacy = _bytes(run).decode(encoding, "replace")
    return legacy if _STRAY.search(run) or legacy.isalpha() else run


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _web_encoding(label: str) -> str:
    """Return Python's name of the encoding that a web page declares, '' for none.

    A page that can be searched for its declaration is not in UTF-16, whatever that says.
    """
    found = webencodings.lookup(label)
    name = _WEB_SUPERSETS.get(found.name, found.codec_info.name) if found else label
    with suppress(LookupError, ValueError):
        b"a".decode(name)
        return "" if name.startswith("utf-16") else name
    return ""


def _guessed(encoding: str, what: str = "encoding") -> str:
    return f"{what} guessed as {encoding_name(encoding)}: check its accents, or {REMEDY}"
