"""From the bytes of a web page to its tree."""

import re

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from ingest.decode import decode
from ingest.errors import UnreadableSource

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOFRAMES = re.compile(r"(</?)noframes\b", re.IGNORECASE)
"""Parsed as text; `noscript` means the same and is parsed as elements."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_CODECS = {
    "cp1252": "ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1"
    " iso88591 iso_8859-1 l1 latin1 us-ascii x-cp1252",
    "cp1250": "x-cp1250",
    "cp1251": "x-cp1251",
    "cp1254": "csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 l5 latin5",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620",
    "iso8859-8": "csiso88598i iso-8859-8-i logical csiso88598e iso-8859-8-e visual",
    "mac-roman": "macintosh x-mac-roman csmacintosh",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "koi8-u": "koi8-ru",
    "gb18030": "gb2312 gbk gb_2312 gb_2312-80 x-gbk chinese csgb2312 iso-ir-58",
    "cp932": "shift_jis shift-jis sjis x-sjis ms932 ms_kanji windows-31j csshiftjis",
    "euc-jp": "x-euc-jp cseucpkdfmtjapanese",
    "cp949": "euc-kr korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 cseuckr",
    "big5hkscs": "big5 big5-hkscs cn-big5 x-x-big5 csbig5",
}
"""Python's codecs with the labels that browsers read by them (encoding.spec.whatwg.org), where
Python itself knows no such name or another encoding of it."""
_BY_LABEL = {label: codec for codec, labels in _CODECS.items() for label in labels.split()}


def parse_page(data: bytes) -> HtmlElement:
    """Return the root of a web page, without comments and control characters.

    Raises UnreadableSource.
    """
    declared = _CHARSET.search(data[:4096])
    label = declared[1].decode("ascii").lower() if declared else ""
    page = _NOFRAMES.sub(r"\1noscript", decode(data, _BY_LABEL.get(label, label)))
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
    return root
