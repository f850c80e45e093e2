"""The index at the end of a book: terms, each with the pages that mention it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.structure.contents.lines import Lines, titles_of

MIN_TERMS = 3
MAX_LINES_BETWEEN = 2
"""Between two terms with pages: a letter, and a term that is divided into others."""
MAX_WORDS_WITHOUT_PAGE = 6
MAX_INLINE_LINES = 40
"""Of an index within a paragraph."""

_NAME = re.compile(
    r"(?:subject |general )?index|index of (?:names|subjects|places|persons)"
    r"|stichwortverzeichnis|sachregister|personenregister"
)
_PAGES = r"\d{1,4}(?:[-–]\d{1,4})?"
_TERM = re.compile(rf"\W{{0,9}}(\w.{{0,80}}?)(?:, ?|: ?| ){_PAGES}(, {_PAGES})*+\.?")


def index_end(lines: Lines, number: int) -> int:
    """Return the end of the index that a line names, 0 if it names none.

    It has text before it. The terms are in alphabetical order, and one of them has several pages:
    others are values.
    """
    name, _, rest = lines.written[number].partition(":")
    [title] = titles_of(name)
    if not _NAME.fullmatch(title) or not lines.text_lines[number]:
        return 0
    if any(map(str.isalnum, rest)):
        end = lines.paragraph_end(number, MAX_INLINE_LINES)
        words = " ".join([rest, *lines.written[number + 1 : end]])
        return end if _is_index(words.split(";")) else 0
    items: list[str] = []
    end = at = number + 1
    while at < len(lines) and at <= end + MAX_LINES_BETWEEN:
        found = lines.written[at].split(";")
        if all(map(_TERM.fullmatch, map(str.strip, found))):
            items += found
            end = at + 1
        elif len(lines.titles[at]) > 1 and _ends_index(lines, at):
            break
        at += 1
    return end if _is_index(items) else 0


def _ends_index(lines: Lines, number: int) -> bool:
    """Return whether a line cannot be a term without pages."""
    return bool(
        lines.words(number) > MAX_WORDS_WITHOUT_PAGE
        or lines.ends_sentence(number)
        or lines.levels[number]
        or _NAME.fullmatch(lines.titles[number])
    )


def _is_index(items: Sequence[str]) -> bool:
    matches = [_TERM.fullmatch(item.strip()) for item in items]
    terms = [match[1].casefold() for match in matches if match]
    in_order = sum(first <= second for first, second in pairwise(terms))
    return (
        MIN_TERMS <= len(terms) == len(items)
        and any(match[2] for match in matches if match)
        and in_order >= 2 / 3 * (len(terms) - 1)
    )
