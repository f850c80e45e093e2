"""The sizes of spans in the model's own tokens, and where to cut those that are too long."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple

from semantic_text_splitter import TextSplitter

from ingest.document import Context
from ingest.structure import Span, Unit, ends_with_colon, stretches

CountTokens = Callable[[Sequence[str]], list[int]]
"""Returns how many tokens the model reads for every text, special tokens included."""

MAX_CHARS_PER_TOKEN = 8
"""A tokenizer may make a single token of an unknown word, however long that is; without this
limit a passage of such words would have no end."""

MAX_CHARS_AT_ONCE = 100_000
"""Of texts whose tokens are counted together: the process that counts is asked rarely, and little
of its memory is taken."""
MAX_CONTEXT_SHARE = 1 / 3
"""Of a passage's tokens that its context may take; what is nearest to the passage is kept."""
_BEGINS = [re.compile(before) for before in (r"[.!?…][\"”’)\]]*\s+", r"[;:,–—]\s+", r"\s+")]
"""What is before a sentence, a clause, a word."""
MAX_WORD_CHARS = 2_000
"""A longer word is no word, but data: it is cut anywhere."""
_WHITE_SPACE = re.compile(r"\s")
_CELL_END = re.compile(r"\s*[|\t;,]|\s{2,}")


_Sized = tuple[Span, int]
"""A span and its tokens, without the special ones."""


class Piece(NamedTuple):
    """A span with its tokens, without the special ones, and its context with those of that."""

    span: Span
    size: int
    context: tuple[Context, ...] = ()
    context_size: int = 0

    def joined(self, after: "Piece") -> "Piece":
        """Return both as one, which begins as this one does."""
        span = (self.span[0], after.span[1])
        return self._replace(span=span, size=self.size + after.size)


class TokenSizer:
    """The sizes of one text's spans in tokens, and where to cut those over the limit."""

    def __init__(self, text: str, count_tokens: CountTokens, limit: int) -> None:
        self.text = text
        self.count_tokens = count_tokens
        self.special = count_tokens([""])[0]
        self.room = limit - self.special
        self.context_room = int(MAX_CONTEXT_SHARE * self.room)
        self._known: dict[str, int] = {}
        self._size = cache(lambda words: self._sizes([words])[0])
        self._part = cache(self._longest_part)

    def learn(self, spans: Iterable[Span]) -> None:
        """Count the tokens of spans that will be wanted next, many at once."""
        self._known = {}
        batch: dict[str, None] = {}
        chars = 0
        for span in spans:
            words = self.text[slice(*span)]
            batch[words] = None
            chars += len(words)
            if chars > MAX_CHARS_AT_ONCE:
                self._known |= zip(batch, self._sizes(list(batch)), strict=True)
                batch, chars = {}, 0
        self._known |= zip(batch, self._sizes(list(batch)), strict=True)

    def pieces(self, units: Sequence[Unit]) -> list[Piece]:
        """Return the units; those that bind are joined with the next, too long ones are cut."""
        pieces: list[Piece] = []
        binds = False
        sizes = self._sizes([self.text[slice(*unit.span)] for unit in units])
        for unit, size in zip(units, sizes, strict=True):
            context, context_size = self._fitting(unit.context)
            before = pieces[-1].size + pieces[-1].context_size if binds else context_size
            if binds and before + size > self.room and 2 * before >= self.room:
                pieces[-1:] = self._with_end_apart(pieces[-1])
                before = pieces[-1].size + pieces[-1].context_size
            sized = [(unit.span, size)]
            if before + size > self.room:
                room = self.room - before if 2 * before < self.room else self.room - context_size
                sized = self.split_to_fit([unit.span], room)
            first, *more = (Piece(*one, context, context_size) for one in sized)
            if binds and before + first.size <= self.room:
                pieces[-1] = pieces[-1].joined(first)
            else:
                pieces.append(first)
            pieces += more
            binds = unit.binds
        return pieces

    def _with_end_apart(self, lead_in: Piece) -> list[Piece]:
        """Return a long lead-in in two pieces, of which the second leaves room for an item."""
        start = lead_in.span[0]
        end = self._part("lead-in", lead_in.span, self.context_room - lead_in.context_size)
        if end is None or not ends_with_colon(self.text, lead_in.span):
            return [lead_in]
        words = self.text[start : end[0][0]].rstrip()
        first = lead_in._replace(span=(start, start + len(words)), size=self._size(words))
        return [first, lead_in._replace(span=end[0], size=end[1])]

    def _fitting(self, context: Sequence[Context]) -> tuple[tuple[Context, ...], int]:
        """Return the last of these for which there is room, and their tokens.

        The first of them may be shortened.
        """
        kept: list[Context] = []
        total = 0
        for one in reversed(context):
            part = self._part(one.kind, (one.start, one.end), self.context_room - total)
            if part is None:
                break
            (start, end), size = part
            kept.insert(0, Context(one.kind, start, end, self.text[start:end]))
            total += size
            if (start, end) != (one.start, one.end):
                break
        return tuple(kept), total

    def _longest_part(self, kind: str, span: Span, room: int) -> _Sized | None:
        """Return as much of a context as there is room for, None if that is not a word.

        Of a header these are the first cells; of a lead-in it is the end, from the start of a
        sentence, else of a clause, else of a word.
        """
        size = self._size(self.text[slice(*span)])
        if size <= room:
            return span, size
        start, end = span
        chars = max(0, room) * MAX_CHARS_PER_TOKEN
        if kind == "header":
            cells = list(_CELL_END.finditer(self.text, start, min(end, start + chars)))
            parts = [(start, cell.start()) for cell in reversed(cells) if cell.start() > start]
        else:
            first = max(start, end - chars)
            cuts = (cut for begins in _BEGINS for cut in begins.finditer(self.text, first, end))
            parts = [(cut.end(), end) for cut in cuts]
        sizes = self._sizes([self.text[slice(*part)] for part in parts])
        return next((one for one in zip(parts, sizes, strict=True) if one[1] <= room), None)

    def split_to_fit(self, spans: Sequence[Span], room: int) -> list[_Sized]:
        """Return the spans with their sizes, too long ones cut, at white space if they have any."""
        sizes = self._sizes([self.text[start:end] for start, end in spans])
        fitted: list[_Sized] = []
        for span, size in zip(spans, sizes, strict=True):
            fitted += [(span, size)] if size <= room else self._cut(span, size, room)
        return fitted

    def _cut(self, span: Span, size: int, room: int) -> Iterator[_Sized]:
        even = ceil(size / ceil(size / room))
        splitter = TextSplitter.from_callback(lambda words: self._sizes([words])[0], even)
        for first, last in _without_long_words(self.text, span):
            for offset, piece in splitter.chunk_indices(self.text[first:last]):
                if words := piece.strip():  # the splitter trims fewer characters than Python
                    start = first + offset + piece.index(words)
                    yield (start, start + len(words)), self._sizes([words])[0]

    def _sizes(self, texts: Sequence[str]) -> list[int]:
        unknown = [text for text in texts if text not in self._known]
        counts = iter(self.count_tokens(unknown) if unknown else ())
        return [
            self._known[text]
            if text in self._known
            else max(next(counts) - self.special, ceil(len(text) / MAX_CHARS_PER_TOKEN))
            for text in texts
        ]


def _without_long_words(text: str, span: Span) -> Iterator[Span]:
    """Yield the stretches of a span, those without white space in pieces.

    The splitter counts the tokens of nearly all that is left of a stretch for every part.
    """
    for start, end in stretches(text, span):
        step = end - start if _WHITE_SPACE.search(text, start, end) else MAX_WORD_CHARS
        yield from ((first, min(first + step, end)) for first in range(start, end, step))
