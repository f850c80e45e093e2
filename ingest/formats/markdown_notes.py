"""Comments and footnotes in Markdown."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Document, Dropped, Section
from ingest.structure import Span

COMMENT = "comment"
_COMMENT_OR_CODE = re.compile(
    r"\\[\\`<%{]|(?P<ticks>`+)|(?P<blank>\n[ \t]*\r?\n)"
    r"|(?P<comment><!--|(?<!\S)%%|\{/\*|\{\{-?[ ]?/\*|\{%-?[ ]?comment[ ]?-?%\})"
)
_COMMENT_END = {
    "<!": re.compile("-->"),
    "%%": re.compile("%%"),  # of Obsidian
    "{/": re.compile(r"\*/\}"),  # of MDX
    "{{": re.compile(r"\*/[ ]?-?\}\}"),  # of Hugo
    "{%": re.compile(r"\{%-?[ ]?endcomment[ ]?-?%\}"),  # of Jekyll
}
"""What ends a comment, by the first two characters of its start."""
_BLANK_LINE = re.compile(r"\n[ \t]*\r?\n")
_END_OF_LINE = re.compile(r"[ \t]*(?:[\r\n]|\Z)")
_HIDDEN_DEFINITION = re.compile(  # nothing refers to it: "[//]: # (a comment)"
    r"^ {0,3}\[(?://|comment|_|#)[^\]\r\n]{0,99}\]:\s*(?:<>|#)[^\S\r\n]*[(\"'].*",
    re.MULTILINE | re.IGNORECASE,
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_FOOTNOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]\s]{1,99})\]:")
_INDENTED = re.compile(r"(?: {2}|\t)\s*+\S")
_OTHER_BLOCK = re.compile(r" {0,3}(?:#{1,6}\s|>|[-*+]\s|\d{1,9}[.)]\s|```|~~~|\||<)")
_REFERENCE = re.compile(r"\[\^(?P<label>[^\]\s]{1,99})\]")


def find_comments(text: str, start: int, code: Sequence[Span]) -> list[Dropped]:
    """Return the comments from `start` on that are not in code, in order."""
    spans = [*_comments(text, start, code)]
    spans += [match.span() for match in _HIDDEN_DEFINITION.finditer(text, start)]
    kept: list[Dropped] = []
    for first, last in sorted(span for span in spans if not is_inside(span[0], code)):
        if not kept or kept[-1].end <= first:
            kept.append(Dropped(first, last, COMMENT))
    return kept


def _comments(text: str, start: int, code: Sequence[Span]) -> Iterator[Span]:
    """Yield the comments that are neither in a block of code nor between backticks."""
    marks = list(_COMMENT_OR_CODE.finditer(text, start))
    end = start
    unclosed: set[str] = set()
    closing = _closing_ticks(marks)
    for number, mark in enumerate(marks):
        if mark.start() < end:
            continue
        if mark["ticks"] and number in closing:
            end = marks[closing[number]].end()
        elif mark["comment"] and not is_inside(mark.start(), code):
            kind = mark["comment"][:2]
            close = None if kind in unclosed else _COMMENT_END[kind].search(text, mark.end())
            if not close:
                unclosed.add(kind)
            elif kind != "%%" or _is_one_comment(text, mark.end(), close.start()):
                end = close.end()
                yield mark.start(), end


def _is_one_comment(text: str, start: int, end: int) -> bool:
    """Return whether two "%%" belong together: in a paragraph, or the first alone in its line."""
    return bool(_END_OF_LINE.match(text, start) or not _BLANK_LINE.search(text, start, end))


def _closing_ticks(marks: Sequence[re.Match[str]]) -> dict[int, int]:
    """Return for each run of backticks the next as long one of its paragraph, by their numbers."""
    found: dict[int, int] = {}
    following: dict[str, int] = {}
    for number in range(len(marks) - 1, -1, -1):
        if marks[number]["blank"]:
            following.clear()
        elif ticks := marks[number]["ticks"]:
            if ticks in following:
                found[number] = following[ticks]
            following[ticks] = number
    return found


def is_inside(position: int, spans: Sequence[Span]) -> bool:
    """Return whether a position is in one of the spans, which are in order."""
    before = bisect_right(spans, position, key=lambda span: span[0])
    return before > 0 and position < spans[before - 1][1]


def place_footnotes(document: Document, start: int, code: Sequence[Span]) -> Document:
    """Return the document with each footnote in a section by itself, with the path of its sentence.

    The path is empty if no sentence refers to the note.
    """
    text = document.text
    notes = list(_footnotes(text, start, code))
    defined = {begin for _, (begin, _) in notes}
    sections = document.sections
    starts = [section.start for section in sections]
    paths: dict[str, tuple[str, ...]] = {}
    for match in _REFERENCE.finditer(text, start) if notes else ():
        if match.start() not in defined and not is_inside(match.start(), code):
            path = sections[bisect_right(starts, match.start()) - 1].path
            paths.setdefault(match["label"].casefold(), path)
    cuts: dict[int, list[Section]] = {}
    for label, (begin, end) in notes:
        own = bisect_right(starts, begin) - 1
        path = paths.get(label, ())
        if path != sections[own].path and begin >= sections[own].body:
            before = cuts.setdefault(own, [])
            if before and before[-1].path == path and not text[before[-1].end : begin].strip():
                begin = before.pop().start
            before.append(Section(path, begin, begin, end))
    divided = (
        part for n, section in enumerate(sections) for part in _cut(section, cuts.get(n, []))
    )
    return replace(document, sections=tuple(divided)) if cuts else document


def _cut(section: Section, notes: Sequence[Section]) -> Iterator[Section]:
    """Yield a section in parts, without the notes in it, and these."""
    start, body = section.start, section.body
    for note in notes:
        if start < note.start:
            yield replace(section, start=start, body=body, end=note.start)
        yield note
        start = body = note.end
    if start < section.end:
        yield replace(section, start=start, body=body)


def _footnotes(text: str, start: int, code: Sequence[Span]) -> Iterator[tuple[str, Span]]:
    """Yield the label and the span of every footnote: its lines, and indented ones behind them."""
    label, begin, end, is_open = "", start, start, False
    for line in _LINE.finditer(text, start):
        match = _FOOTNOTE.match(line[0])
        goes_on = _INDENTED.match(line[0]) or (is_open and not _OTHER_BLOCK.match(line[0]))
        if match and not is_inside(line.start(), code):
            if label:
                yield label, (begin, end)
            label, begin, end = match["label"].casefold(), text.index("[", line.start()), line.end()
        elif label and line[0].strip() and goes_on:
            end = line.end()
        elif label and line[0].strip():
            yield label, (begin, end)
            label = ""
        is_open = bool(line[0].strip())
    if label:
        yield label, (begin, end)
