"""Author, date and url, if a document's first lines give them plainly."""

import re
from collections.abc import Sequence
from itertools import islice, takewhile

from ingest.document import Metadata
from ingest.structure.sentences import Span, is_prose

MAX_INTRO_PARAGRAPHS = 40
"""Paragraphs before the prose that are searched: a saved page begins with its menus."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?:(?:published|posted|updated|date)(?: on)?:? )?"
    rf"((?:{_DAY} )?{_MONTH},? \d{{4}}|{_MONTH} {_DAY},? \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?)",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_][\w.’'\-()]*"
_AUTHOR = re.compile(
    rf"(?:[Bb]y|BY|[Aa]uthors?:|[Ww]ritten by):? "
    rf"((?!(?:the|a|an|and|or)\b){_NAME}(?:(?:,|;| and| &)? {_NAME}){{1,39}})"
)
_PARTICLES = (  # of names, in small letters
    "and", "&", "al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "van",
    "von", "y",
)  # fmt: skip
_URL = re.compile(r"(?:(?:source|url|link):? )?(https?://\S+)", re.IGNORECASE)


def before_prose(text: str, blocks: Sequence[Span]) -> list[Span]:
    """Return the paragraphs before a document's prose, in which it may introduce itself."""
    start = takewhile(lambda block: not is_prose(text[slice(*block)]), blocks)
    return list(islice(start, MAX_INTRO_PARAGRAPHS))


def find_byline(text: str, blocks: Sequence[Span]) -> Metadata:
    """Return `author`, `date` and `url` from lines before the prose that are nothing else.

    `blocks` are the paragraphs of `text`. "by Ada Lovelace" and "April 2025" count; a name or
    a date inside a sentence does not. The first line of a kind wins.
    """
    found: Metadata = {}
    for start, end in before_prose(text, blocks):
        for line in text[start:end].splitlines():
            found = read_byline(line) | found
    return found


def read_byline(line: str) -> Metadata:
    """Return the field of a line that is nothing but an author, a date or a url; else none."""
    words = " ".join(line.split())
    match = _AUTHOR.fullmatch(words)
    if match and all(name[0].isupper() or name in _PARTICLES for name in match[1].split()):
        return {"author": match[1]}
    if match := _DATE.fullmatch(words):
        return {"date": match[1]}
    if match := _URL.fullmatch(words):
        return {"url": match[1]}
    return {}
