"""Web pages and texts that a Word document has inserted as they are (altChunk)."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

from ingest.document import Document
from ingest.errors import UnreadableSource
from ingest.structure import Block

_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[a-z!?]", re.IGNORECASE)
_MESSAGE = re.compile(rb"\s*(?:mime-version|content-type|from|date|subject):", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")


def inserted_blocks(name: str, data: bytes) -> list[Block]:
    """Return the blocks of an inserted web page or text; the page may be in a MIME message.

    Raises UnreadableSource.
    """
    from ingest.formats.html import read_html
    from ingest.formats.plain_text import read_plain_text

    suffix = name.rpartition(".")[2].lower()
    if suffix == "rtf" or data.startswith(b"{\\rtf"):
        raise UnreadableSource("RTF: no reader for it")
    if suffix in ("mht", "mhtml") or (suffix != "txt" and _MESSAGE.match(data)):
        data = _page_of(data)
    is_page = suffix in ("htm", "html", "xhtml") or (suffix != "txt" and _PAGE.match(data))
    return list(_blocks(read_html(name, data) if is_page else read_plain_text(name, data)))


def _page_of(data: bytes) -> bytes:
    """Return the page in a MIME message, as UTF-8 if the message says how it is encoded."""
    try:
        message: Message[Any, Any] = message_from_bytes(data)
        page = next(part for part in message.walk() if part.get_content_type() == "text/html")
        content: Any = page.get_payload(decode=True)
    except (RecursionError, StopIteration, ValueError) as error:
        raise UnreadableSource("a message without a page") from error
    try:
        text = str(content, page.get_content_charset() or "utf-8")
    except (LookupError, TypeError, ValueError):
        return bytes(content or b"")
    return f"\ufeff{text}".encode(errors="replace")


def _blocks(document: Document) -> Iterator[Block]:
    """Yield the headings and paragraphs of a document, also what its reader would drop."""
    sections = document.sections
    has_title = any(not section.path and section.start < section.body for section in sections)
    for section in sections:
        level = len(section.path) + 1 + has_title  # a page's title is a heading of the whole
        yield Block(document.text[section.start : section.body], level)
        for words in _BLANK_LINES.split(document.text[section.body : section.end]):
            yield Block(words)
