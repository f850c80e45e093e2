"""A text in its normal form, which knows where in the original every word is."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from ingest.normalisation.characters import (
    SOFT,
    compose_edits,
    fold_all,
    gap_edits,
    initials_edits,
    length_edits,
    mark_numbers,
    thousands_edits,
)
from ingest.normalisation.edits import Edit, OffsetMap, Span, apply_edits
from ingest.normalisation.markup import escape_edits, link_edits, mark_edits
from ingest.normalisation.matching import find_phrase

# The edits of every step, and what it then does without a change of offsets.
_STEPS: tuple[tuple[Callable[[str], Iterator[Edit]], Callable[[str], str]], ...] = (
    (link_edits, str),
    (link_edits, str),  # of an image in a link
    (escape_edits, str),
    (mark_edits, str),
    (compose_edits, str),
    (length_edits, fold_all),
    (initials_edits, str),
    (thousands_edits, mark_numbers),
    (gap_edits, str),
)


class NormalText:
    """A text with its normal form, which is made when it is first needed.

    In normal form these are the same: letters in any case, with or without diacritics; characters
    and their compatibility forms (NFKC); all kinds of apostrophes, of quotation marks, and of
    white space and dashes; numbers with and without separators; initials with and without dots;
    words with and without hyphens; numbers with and without a space before their unit. Invisible
    characters, the marks of Markdown and the addresses of its links vanish.
    """

    def __init__(self, original: str) -> None:
        self.original = original

    @cached_property
    def _form(self) -> tuple[str, list[OffsetMap]]:
        text, maps = self.original, []
        for edits, rewrite in _STEPS:
            text, offsets = apply_edits(text, edits(text))
            text = rewrite(text)
            maps.append(offsets)
        return text, maps[::-1]

    @property
    def phrase(self) -> str:
        """The normal form without outer white space; '' if nothing is left."""
        return self._form[0].strip(f" {SOFT}")

    def find(self, phrase: str) -> Iterator[Span]:
        """Yield where a phrase in normal form is in the original, as whole words.

        Half-open spans that begin and end with a character of the phrase.
        """
        words, maps = self._form
        for span in find_phrase(words, phrase):
            if original := _original_span(span, maps):
                yield original


def _original_span(span: Span, maps: Sequence[OffsetMap]) -> Span | None:
    for offsets in maps:
        if (old := offsets.old_span(span)) is None:
            return None
        span = old
    return span


def normal_form(text: str) -> str:
    """Return the text's normal form, for find_phrase."""
    return NormalText(text).phrase
