"""Markdown's marks and links, which a reader of the rendered text does not see.

Whether something is a mark is decided by the characters next to it, not by a partner, since a
phrase or a passage may contain one of the two alone.
"""

import html
from collections.abc import Iterator

import regex

from ingest.normalisation.edits import Edit

_DESTINATION = r"""(?x:
    \( \s*+ (?: <[^<>\n]*+> | [^()\s]*+ (?: \( [^()\s]*+ \) [^()\s]*+ )*+ )
    (?: \s++ (?: "[^"]*+" | '[^']*+' ) )?+ \s*+ \)
)"""
_LINK = regex.compile(
    rf"!?\[(?<text>(?:[^\[\]]++|\[[^\[\]]*+\])*+)\]{_DESTINATION}"
    r"|\[(?=[^\[\]\p{L}]*+\p{L})(?<text>[^\[\]]*+)\]\[[^\[\]]*+\]"  # but not "[1][2]"
    r"|\[\^[^\[\]\s]++\]"  # a footnote
)
_TAG = (
    r"</?+(?:abbr|a|b|br|code|del|em|font|i|ins|kbd|mark|p|small|span|strong|sub|sup|s|u)"
    r"(?:\s[^<>]*+)?/?>"
)
_LINE_MARK = r"(?:\#{1,6}(?=[ \t])|[*+•‣▪◦](?=[ \t]++[^\s\d]))"
_MARK = regex.compile(
    rf"""(?xm)
      (?<line> ^ [ \t]*+ [|:=*_-] [|:=*_\ \t-]{{2,}}+ (?= \r? $ )  # a rule
             | ^ [ \t]*+ (?: (?: > [ \t]*+ (?! \d ) )++ {_LINE_MARK}?+ | {_LINE_MARK} ) )
    | (?<run> \*++ | _++ | ~~++ | `++ )
    | (?<sub> (?<= \p{{L}} ) ~ (?= \d{{1,2}} ~ ) | (?<= \p{{L}} ~ \d{{1,2}} ) ~ )
    | (?<cell> (?<! \S ) \| | \| (?! \S ) )
    | (?<entity> & (?: \# \d{{1,7}} | \# [xX] [0-9a-fA-F]{{1,6}} | [A-Za-z][A-Za-z0-9]{{1,31}} ) ; )
    | (?<tag> {_TAG} )
    | (?<address> < (?= [^\s<>]*? (?: :// | @ ) ) [^\s<>]++ > )
    """
)
_ESCAPE = regex.compile(r"\\(?:[!-/:-@\[-`{-~]|(?=\r?\n))")  # the latter breaks a line
_MARK_CHARACTERS = regex.compile(r"[>#*+•‣▪◦|=_~`&<]")


def link_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that leave of links, images and footnote marks only their text."""
    for link in _LINK.finditer(text) if "[" in text else ():
        start, end = link.span("text") if link["text"] is not None else (link.end(), link.end())
        yield link.start(), start, ""
        if end < link.end():
            yield end, link.end(), ""


def escape_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that remove backslashes before marks, which then count as any others."""
    for escape in _ESCAPE.finditer(text) if "\\" in text else ():
        yield *escape.span(), escape[0][1:]


def mark_edits(text: str) -> Iterator[Edit]:
    """Yield the edits that remove all other marks; the borders of table cells become tabs."""
    for mark in _MARK.finditer(text) if _MARK_CHARACTERS.search(text) else ():
        start, end = mark.span()
        match mark.lastgroup:
            case "run" if not _is_mark(mark[0], text[start - 1 : start], text[end : end + 1]):
                continue
            case "cell":
                yield start, end, "\t"
            case "entity":
                yield start, end, html.unescape(mark[0])
            case "tag":
                yield start, end, "\t" if mark[0].startswith("<br") else ""
            case "address":
                yield start, start + 1, ""
                yield end - 1, end, ""
            case _:
                yield start, end, ""


def _is_mark(run: str, before: str, after: str) -> bool:
    """Return whether a run of one of `*_~`` marks the text next to it."""
    if len(run) > 3 or (not before.strip() and not after.strip()):
        return False
    if before.isalnum() and after.isalnum():  # in a word: "a_b", "2*3", "2**3", "it`s"
        return run in ("**", "***", "~~") and not (before.isdigit() or after.isdigit())
    return True
