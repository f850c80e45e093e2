"""From the bytes of a web page to its tree."""

import re
from collections.abc import Sequence

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from ingest.decoding import decode_with_warnings
from ingest.errors import UnreadableSource

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOFRAMES = re.compile(r"(</?)noframes\b", re.IGNORECASE)
"""Parsed as text; `noscript` means the same and is parsed as elements."""
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*+(?:[\"']\s*+)?([\w.:-]{1,40})", re.IGNORECASE
)


def parse_page(data: bytes) -> tuple[HtmlElement, Sequence[str]]:
    """Return the root of a web page, without comments and control characters, and warnings.

    These are about characters that may be wrong. Raises UnreadableSource.
    """
    declared = _CHARSET.search(data[:4096])
    decoded = decode_with_warnings(data, declared[1].decode("ascii") if declared else "")
    page = _NOFRAMES.sub(r"\1noscript", decoded.text)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(page.encode(errors="replace"), parser=parser)
    except ParserError as error:
        raise UnreadableSource("empty: no text in it") from error
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise UnreadableSource("nested too deeply: the rest of it would be lost")
    for element in root.iter():  # lxml reads control characters, but writes none
        if element.text and _CONTROL.search(element.text):
            element.text = _CONTROL.sub(" ", element.text)
        if element.tail and _CONTROL.search(element.tail):
            element.tail = _CONTROL.sub(" ", element.tail)
        for name, value in element.items():
            if _CONTROL.search(value):
                element.set(name, _CONTROL.sub(" ", value))
    return root, decoded.warnings
