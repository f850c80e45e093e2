"""Apparatus: the sections about a document's making and its sources, not about its subject."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.document import Dropped
from ingest.structure.byline import ORGANISATIONS
from ingest.structure.sections import Heading
from ingest.structure.sentences import paragraphs

MAX_HEADING_CHARS = 100
_PEOPLE = r"(?:author|editor|contributor|writer|translator)s?"
_HEADING = re.compile(  # without case, numbering and punctuation
    rf"about (?:(?:the|our|this) )?(?:{_PEOPLE}|series|us|(?:\w+ ){{0,4}}(?:{ORGANISATIONS}))"
    rf"|(?:(?:list of|notes? on|about) )?(?:the )?{_PEOPLE}"
    r"(?: s)?(?: (?:bio(?:s|graphy|graphies)?|notes?|profiles?))?"
    r"|(?:(?:short |brief )?biographies|biographical (?:notes?|sketch(?:es)?)|bios?)"
    r"|acknowledge?ments?|with thanks"
    r"|(?:(?:list of|select(?:ed)?|main|key) )?(?:references|sources|bibliography)"
    r"(?: cited)?(?: and (?:notes|sources|further reading))?"
    r"|(?:works|literature) cited|cited (?:works|literature)|(?:end|foot)?notes"
    r"(?: and (?:references|sources))?|(?:further|suggested|recommended) readings?"
    r"|(?:(?:suggested|recommended) )?citation|(?:how to )?cite this \w+|imprint|colophon|credits",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"(?:(?:\d+|[a-z]|[ivx]{2,}) )+(?=\w{2})", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")


def is_apparatus(path: Sequence[str]) -> bool:
    """Return whether a section is apparatus, as "About the author" or "References" are.

    `path` names its headings; a section below such a heading is apparatus as well.
    """
    return any(map(_names_apparatus, path))


def add_apparatus_headings(
    text: str, headings: Sequence[Heading], dropped: Sequence[Dropped]
) -> list[Heading]:
    """Return the headings, with the lines that name apparatus before or behind the body.

    That is before the first heading, or in the second half of the text. A reader of plain text or
    pages may not know them as headings. A line that comes more than once is none, as the "Editor"
    of a transcript.
    """
    level = min((heading.level for heading in headings if heading.words), default=2)
    starts = {heading.start for heading in headings}
    ends = {heading.end for heading in headings}
    named = [
        Heading(start, end, level, _NO_WORD.sub(" ", text[start:end]).strip())
        for start, end in paragraphs(text, (0, len(text)), dropped)
        if "\n" not in text[start:end] and _names_apparatus(text[start:end])
    ]
    first = min((heading.start for heading in headings if heading.words), default=0)
    often = Counter(heading.words for heading in named)
    added = [
        heading
        for heading in named
        if (heading.start < first or heading.start >= len(text) // 2)
        and heading.start not in starts
        and heading.end not in ends
        and often[heading.words] == 1
    ]
    return sorted([*headings, *added], key=lambda heading: heading.start)


def _names_apparatus(words: str) -> bool:
    if len(words) > MAX_HEADING_CHARS:
        return False
    plain = _NO_WORD.sub(" ", words).strip()
    number = _NUMBERING.match(plain)
    return bool(_HEADING.fullmatch(plain, number.end() if number else 0))
