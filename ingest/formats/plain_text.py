"""Plain text, above all the text of a saved web page."""

import re
from collections import Counter
from itertools import takewhile
from statistics import median

from ingest.decoding import decode_with_warnings
from ingest.document import Document, Dropped
from ingest.formats.captions import is_captions, read_captions
from ingest.formats.embedded_data import find_embedded_data
from ingest.structure import (
    Heading,
    Span,
    assemble_document,
    before_prose,
    check_length,
    ends_title,
    find_boilerplate,
    find_byline,
    is_prose,
    names_makers,
    paragraphs,
    read_byline,
)

MAX_TITLE_WORDS = 30
MAX_HEADING_WORDS = 15
MAX_SENTENCE_CASE_HEADING_WORDS = 8
"""A heading in sentence case must be shorter to differ from a broken-off sentence."""
MAX_INTRO_LINES = 5
"""More short paragraphs before the prose, or before the byline, are a menu."""
MIN_INTRO_WORDS = 3
"""Of most lines of a title page; those of a menu are shorter."""
MAX_HEADINGS_IN_A_ROW = 2
_SPOKEN = re.compile(r"(?m:^)(?>.*?[:.,;] ).*\?$|[.!?]\W$")  # a line of a transcript
_TURN = re.compile(r"([^:\r\n]{1,80}): ")  # a name that comes again and again is a speaker
_SENTENCE = re.compile(r"\S+(?:\s+\S+){3,}[.!?…][\"”’)\]]*")  # may be short under a heading
_ABOVE_TITLE = re.compile(
    r"(?:[A-Z][\w-]* )*(?:Paper|Report|Brief|Note)s?(?: Series)?,? (?:(?:No|Nr)\.? ?|#)?\d[\d/.-]*"
    r"|(?:strictly )?confidential|(?:final |first |second )?draft(?: \d+)?|(?:press|media) release"
    r"|for (?:immediate )?release|embargoed\b.*|internal|version \d[\d.]*",
    re.IGNORECASE,
)
"""What may be above a title: "Working Paper No. 12", "Draft 2"."""
_DECLARED_TITLE = re.compile(r"^Title:[ \t]++(\S(?:.*[^ \t\r\n])?)[ \t\r]*$", re.MULTILINE)
_RULE = re.compile(r"[ \t]*[=~_*-]{3,}[ \t]*")
_LABEL = re.compile(r"\S{1,20}:|.*://")  # "Image: …", "SHA: …", an address


def read_plain_text(id: str, data: bytes) -> Document:
    """Return a text file as a Document; its text is the decoded file, character for character.

    Title (a first line like one), author, date and url (lines of their own before the prose),
    headings (short lines of their own that lead to prose) and a saved page's boilerplate are
    recognised if they are plain. Captions of a film are read as what is said in them.
    """
    text, warnings = decode_with_warnings(data)
    check_length(text)
    if is_captions(text):
        return read_captions(id, data, text, warnings)
    dropped = _dropped(text)
    blocks = paragraphs(text, (0, len(text)), dropped)
    metadata = find_byline(text, blocks)
    title = _find_title(text, blocks)
    rest = [block for block in blocks if title is None or block[0] > title[0]]
    headings = _headings(text, rest)
    if title:
        metadata["title"] = _declared_title(text, blocks) or " ".join(text[slice(*title)].split())
        headings.insert(0, Heading(title[0], title[1], 1, ""))
    return assemble_document(id, data, text, headings, dropped, metadata, warnings=warnings)


def _declared_title(text: str, blocks: list[Span]) -> str:
    """Return what a line before the prose calls the title: "Title: Fishing Nets"."""
    start = before_prose(text, blocks)
    found = (_DECLARED_TITLE.search(text, *block) for block in start)
    return next((" ".join(match[1].split()) for match in found if match), "")


def _dropped(text: str) -> list[Dropped]:
    """Return the boilerplate and the embedded data, without overlaps, in order."""
    found: list[Dropped] = []
    for span in sorted(
        [*find_embedded_data(text), *find_boilerplate(text)], key=lambda one: one.start
    ):
        if not found or found[-1].end <= span.start:
            found.append(span)
    return found


def _find_title(text: str, blocks: list[Span]) -> Span | None:
    """Return the first line if it is like a title, unless many short ones precede the prose.

    Those are the menus of a saved page: then it is the longest one just before byline or prose.
    """
    start = before_prose(text, blocks)
    lines = [_first_line(text, block) for block in start]
    while (
        len(lines) > 1
        and _ABOVE_TITLE.fullmatch(text[slice(*lines[0])])
        and _is_title(text[slice(*lines[1])])
    ):
        del lines[0]
    below = takewhile(lambda line: not ends_title(text[slice(*line)]), lines[1:])
    lines = [*lines[:1], *below]
    words = [len(text[slice(*line)].split()) for line in lines]
    if len(lines) <= MAX_INTRO_LINES or median(words) >= MIN_INTRO_WORDS:
        lines = lines[:1]
    else:
        lines = [
            line
            for line in lines[-MAX_INTRO_LINES:]
            if len(text[slice(*line)].split()) > 3 and not names_makers(text[slice(*line)])
        ]
    titles = [line for line in lines if _is_title(text[slice(*line)])]
    return max(titles, key=lambda line: len(text[slice(*line)].split()), default=None)


def _first_line(text: str, block: Span) -> Span:
    """Return the first line of a block if the others are bylines or a rule, else all of it."""
    first, *others = text[slice(*block)].splitlines()
    is_alone = all(read_byline(line) or _RULE.fullmatch(line) for line in others)
    return (block[0], block[0] + len(first)) if is_alone else block


def _headings(text: str, blocks: list[Span]) -> list[Heading]:
    """Return lines like headings that lead to prose, at most two in a row; all of one level."""
    headings: list[Heading] = []
    row: list[Heading] = []
    turns = [_TURN.match(text, *block) for block in blocks]
    speakers = Counter(turn[1] for turn in turns if turn)
    leads_to_prose = False
    for (start, end), turn in zip(reversed(blocks), reversed(turns), strict=True):
        words = text[start:end]
        spoken = turn and speakers[turn[1]] > 2
        if leads_to_prose and _is_heading(words) and not spoken:
            row.append(Heading(start, end, 1, " ".join(words.split())))
        else:
            headings += row if len(row) <= MAX_HEADINGS_IN_A_ROW else []  # more are a list
            row = []
            leads_to_prose = is_prose(words) or bool(_SENTENCE.fullmatch(words))
    headings += row if len(row) <= MAX_HEADINGS_IN_A_ROW else []
    return headings[::-1]


def _is_heading(words: str) -> bool:
    limit = MAX_HEADING_WORDS if _is_title_case(words) else MAX_SENTENCE_CASE_HEADING_WORDS
    return _is_title(words) and not _SPOKEN.search(words) and len(words.split()) <= limit


def _is_title(words: str) -> bool:
    """Return whether this is one line that begins like a name and ends unlike a sentence."""
    return (
        "\n" not in words
        and len(words.split()) <= MAX_TITLE_WORDS
        and (words[0].isupper() or words[0].isdigit())
        and any(map(str.isalpha, words))
        and words.count("(") <= words.count(")")
        and (words[-1].isalnum() or words[-1] in ")?”\"'’")
        and not _LABEL.match(words)
        and not words.lower().startswith("by ")
        and not read_byline(words)
    )


def _is_title_case(words: str) -> bool:
    long = [word for word in words.split() if len(word) > 3]
    return sum(not word[0].islower() for word in long) > len(long) / 2
