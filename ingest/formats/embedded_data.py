"""Pictures and other files that are written into a text as data: addresses."""

import re
from bisect import bisect_right

from ingest.document import Dropped

EMBEDDED_PICTURE = "embedded picture"
EMBEDDED_DATA = "embedded data"
_BASE64 = r"[a-z\d+/=%_-]*+(?:\s++[a-z\d+/=]{20,}+)*+"  # may be wrapped
_DATA = (
    r"data:(?:[a-z]+/[\w.+-]++)?(?:;(?!base64,)[\w.+-]++(?:=[\w.+-]++)?)*+"
    rf"(?:;base64,{_BASE64}|,[^\s\"'<>()\[\]]*+)"
)
_EMBEDDED = re.compile(
    rf"!\[\]\(\s*<?{_DATA}[^()\r\n]*\)"  # a picture without a name, in Markdown
    rf"|(?<=\])\(\s*<?{_DATA}[^()\r\n]*\)"
    rf"|^ {{0,3}}\[[^\]\r\n]{{1,999}}\]:\s*<?{_DATA}.*"
    r"|\b(?:src|srcset|href|poster|data|content)\s*=\s*(?:\"data:[^\"]*\"|'data:[^']*')"  # in HTML
    rf"|{_DATA}",
    re.IGNORECASE | re.MULTILINE,
)
_PICTURE = re.compile(r"data:(?:image|;)", re.IGNORECASE)
_TAG = re.compile(
    r"<img(?:\s+[\w:-]++(?:\s*=\s*(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++))?)*+\s*/?>", re.IGNORECASE
)
_ALT = re.compile(r"\salt\s*=\s*([\"'])(.*?)\1", re.IGNORECASE | re.DOTALL)
MIN_CHARS = 40
"""A shorter one is an example in prose."""


def find_embedded_data(text: str) -> list[Dropped]:
    """Return the spans of data: addresses, in order, with the marks that make them a picture.

    What a picture is called is not in them.
    """
    if "data:" not in text.lower():
        return []
    tags = [span for tag in _TAG.finditer(text) for span in _around_alt(tag)]
    ends = [end for _, end in tags]
    spans = [Dropped(*span, EMBEDDED_PICTURE) for span in tags]
    for match in _EMBEDDED.finditer(text):
        at = bisect_right(ends, match.start())
        if len(match[0]) >= MIN_CHARS and (at == len(tags) or match.end() <= tags[at][0]):
            is_picture = _PICTURE.search(match[0])
            spans.append(Dropped(*match.span(), EMBEDDED_PICTURE if is_picture else EMBEDDED_DATA))
    return sorted(spans, key=lambda span: span.start)


def _around_alt(tag: re.Match[str]) -> list[tuple[int, int]]:
    """Return what is before and behind the name of a picture with data, in its HTML tag."""
    if not _EMBEDDED.search(tag[0]):
        return []
    start, end = tag.span()
    alt = _ALT.search(tag[0])
    return [(start, start + alt.start(2)), (start + alt.end(2), end)] if alt else [(start, end)]


def without_embedded_data(text: str) -> str:
    """Return a text without its data: addresses; a link to one has none."""
    position, kept = 0, []
    for span in find_embedded_data(text):
        kept += [text[position : span.start], "()" if text[span.start] == "(" else ""]
        position = span.end
    return "".join([*kept, text[position:]])
