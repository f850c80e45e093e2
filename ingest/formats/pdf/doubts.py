"""What of a PDF file is not read, or may be wrong: the reasons to refuse it, and warnings."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.errors import UnreadableSource
from ingest.formats.pdf.letters import count_shown, is_garbled, lacks_letters

MAX_PLACEHOLDER_REST = 12
"""Words of an XFA form's placeholder that name neither the program nor a trademark."""
_PLACEHOLDER = re.compile(
    r"please wait|adobe|acrobat|\breader\b|pdf[ -]viewer|\bXFA\b|trademark", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


class PageText(NamedTuple):
    """The characters of a page as its fonts map them, whether they are right, and what it shows.

    `is_read` tells whether text of it was found, `has_marks` whether it shows more than text.
    """

    characters: str
    is_garbled: bool
    lacks_letters: bool
    is_read: bool
    has_marks: bool


def judge_page(characters: str, is_read: bool, has_marks: bool) -> PageText:
    """Return the text of a page with what its characters tell."""
    return PageText(
        characters, is_garbled(characters), lacks_letters(characters), is_read, has_marks
    )


def refuse_unreadable(pages: Sequence[PageText], is_xfa: bool) -> None:
    """Raise UnreadableSource, with the reason, if the text of the pages is not that of the file."""
    if is_xfa and all(map(_is_placeholder, pages)):
        raise UnreadableSource(
            "an XFA form, whose pages only Adobe's programs show: save it as a flat PDF"
        )
    text = "\n".join(page.characters for page in pages)
    garbled = sum(count_shown(page.characters) for page in pages if page.is_garbled)
    if garbled > count_shown(text) / 2 or is_garbled(text):
        raise UnreadableSource(
            "its letters cannot be read: its fonts do not say which they are. "
            "Print it to a new PDF and recognise its text (OCR)"
        )
    if not any(page.is_read for page in pages):
        if any(page.has_marks for page in pages):
            raise UnreadableSource("scanned: no text layer")
        raise UnreadableSource(f"empty: {'no text' if pages else 'no page'} in it")


def warnings(pages: Sequence[PageText], is_xfa: bool, files: int) -> Iterator[str]:
    """Yield what readers of the document have to know; `files` are attached to it."""
    unread = _numbers(not page.is_read and page.has_marks for page in pages)
    if unread:
        has = "has" if len(unread) == 1 else "have"
        yield (
            f"{len(unread)} of {len(pages)} pages {has} no text layer: not read ({_named(unread)})"
        )
    garbled = _numbers(page.is_garbled for page in pages)
    if garbled:
        yield f"letters that cannot be read: {_named(garbled)}"
    doubtful = _numbers(page.lacks_letters and not page.is_garbled for page in pages)
    if doubtful:
        yield f"some characters cannot be read: {_named(doubtful)}"
    if is_xfa:
        yield "an XFA form: what its pages do not show is not read"
    if files:
        yield f"{files} attached file{'s' if files > 1 else ''}: not read"


def _is_placeholder(page: PageText) -> bool:
    """Return whether a page says no more than that another program is needed."""
    sentences = _SENTENCE_END.split(" ".join(page.characters.split()))
    rest = [sentence for sentence in sentences if not _PLACEHOLDER.search(sentence)]
    if len(rest) == len(sentences):
        return not page.is_read
    return sum(len(sentence.split()) for sentence in rest) <= MAX_PLACEHOLDER_REST


def _numbers(flags: Iterator[bool]) -> list[int]:
    return [number for number, flag in enumerate(flags, start=1) if flag]


def _named(numbers: Sequence[int]) -> str:
    """Return the numbers of pages in words: "page 3", "pages 2, 4–5"."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda at: at[1] - at[0])
    ]
    names = [f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(names)}"
