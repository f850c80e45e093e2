"""The long forms of acronyms that a document spells out."""

import re

from ingest.document import Context

MAX_LONG_FORM_CHARS = 150
_SHORT = r"[A-Z][\w&-]{0,8}[A-Z][\w&-]{0,2}"  # a plural s included
_IN_BRACKETS = re.compile(rf"\(({_SHORT})\)")
_WORD_START = re.compile(r"(?<![\w])\w")
ACRONYM = re.compile(rf"(?<![\w-]){_SHORT}(?![\w])")


def find_definitions(text: str) -> dict[str, Context]:
    """Return "Long Form (LF)" by acronym LF; the first definition of each counts.

    A long form has words that begin with the acronym's letters, in their order, and at most twice
    as many words as the acronym has letters (after Schwartz and Hearst, A Simple Algorithm for
    Identifying Abbreviation Definitions, 2003). Other words may stand between them; a letter from
    within a word, as in "Extensible Markup Language (XML)", is not recognised.
    """
    found: dict[str, Context] = {}
    for match in _IN_BRACKETS.finditer(text):
        short = match[1].removesuffix("s")
        if short not in found and (start := _long_form_start(text, match.start(), short)) >= 0:
            end = match.end()
            found[short] = Context("definition", start, end, text[start:end])
    return found


def _long_form_start(text: str, end: int, short: str) -> int:
    """Return where the long form before `end` begins, -1 if there is none."""
    begin = max(0, end - MAX_LONG_FORM_CHARS)
    before = text[begin:end]
    starts = [match.start() for match in _WORD_START.finditer(before)]
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for start in reversed(starts[-2 * len(letters) :]):
        words = before[start:].rstrip()
        if "\n\n" in words or not words:
            return -1
        if words[0].lower() == letters[0] and _spells(words, letters):
            return begin + start
    return -1


def _spells(words: str, letters: list[str]) -> bool:
    """Return whether words begin with these letters, in their order; words may be skipped."""
    initials = (words[match.start()].lower() for match in _WORD_START.finditer(words))
    return all(letter in initials for letter in letters)
