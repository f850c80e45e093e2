"""Documents to passages, measured in the model's own tokens."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import ceil
from typing import NamedTuple

from semantic_text_splitter import TextSplitter

from ingest.document import Context, Document, Passage, Section
from ingest.structure import (
    Definitions,
    Span,
    Unit,
    ends_with_colon,
    find_units,
    join_title_block,
    kept_runs,
    paragraphs,
    stretches,
)

CountTokens = Callable[[Sequence[str]], list[int]]
"""Returns how many tokens the model reads for every text, special tokens included."""

MAX_CHARS_PER_TOKEN = 8
"""A tokenizer may make a single token of an unknown word, however long that is; without this
limit a passage of such words would have no end."""

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


class _Piece(NamedTuple):
    """A span with its tokens, without the special ones, and its context with those of that."""

    span: Span
    size: int
    context: tuple[Context, ...] = ()
    context_size: int = 0

    def joined(self, after: "_Piece") -> "_Piece":
        """Return both as one, which begins as this one does."""
        span = (self.span[0], after.span[1])
        return self._replace(span=span, size=self.size + after.size)


def chunk(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
    """Return the passages of `document`, in order, without overlap, of at most `limit` tokens.

    A passage contains whole sentences, list items and table rows of one section; a title block
    joins the first. Paragraphs stay whole and join with their neighbours as far as the limit
    allows; a longer one is cut between sentences into parts of about equal length, and only a
    sentence longer than the limit is cut within. A lead-in goes with the first item of its list, a
    header with the first row of its table; passages that begin further down have it as their
    context, which the limit includes.
    Every character of the text that is not white space is in one passage or in `document.dropped`.
    """
    sizer = _TokenSizer(document.text, count_tokens, limit)
    definitions = Definitions(document.text)
    passages = []
    lead_in: Span | None = None
    for section in join_title_block(document):
        body = (section.body, section.end)
        units = find_units(document.text, body, document.dropped, lead_in)
        if units:
            last = units[-1].span
            lead_in = last if ends_with_colon(document.text, last) else None
        for run in kept_runs((section.start, section.end), document.dropped):
            for piece in _pieces(document.text, section, run, units, sizer):
                passages.append(_passage(document, section, piece, units, definitions))
    return passages


def _pieces(
    text: str, section: Section, run: Span, units: Sequence[Unit], sizer: "_TokenSizer"
) -> Iterator[_Piece]:
    """Yield the passages of a run; `units` are those of the section."""
    lead_in = units[0].context if units else ()  # from before the heading
    heading = [
        Unit(span, 0, lead_in, binds=True)
        for span in paragraphs(text, (run[0], min(section.body, run[1])))
    ]
    first, last = (bisect_left(units, at, key=lambda unit: unit.span[0]) for at in run)
    parts = [
        part
        for block in _blocks([*heading, *units[first:last]])
        for part in _even_parts(sizer.pieces(block), sizer.room)
    ]
    for piece in _join(parts, sizer.room, sizer.room):
        # Sizes add up for a tokenizer that splits at white space; for others, make sure.
        for span, size in sizer.split_to_fit([piece.span], sizer.room - piece.context_size):
            yield piece._replace(span=span, size=size)


def _passage(
    document: Document,
    section: Section,
    piece: _Piece,
    units: Sequence[Unit],
    definitions: Definitions,
) -> Passage:
    start, end = piece.span
    first = bisect_right(units, start, key=lambda unit: unit.span[0]) - 1
    text = document.text[start:end]
    seen = (text, *section.path, *(context.text for context in piece.context))
    return Passage(
        document_id=document.id,
        start=start,
        end=end,
        text=text,
        section=section.path,
        paragraph=units[first].paragraph if first >= 0 else 1,
        locator=document.locate(start, end),
        sentences=_sentences(piece.span, units) or ((start, end),),
        context=piece.context,
        definitions=tuple(
            definition
            for definition in definitions.of(*seen)
            if not start <= definition.start < end
        ),
    )


def _sentences(span: Span, units: Sequence[Unit]) -> tuple[Span, ...]:
    """Return the units in a passage, those that are cut only as far as they are in it."""
    start, end = span
    first = bisect_right(units, start, key=lambda unit: unit.span[1])
    last = bisect_left(units, end, key=lambda unit: unit.span[0])
    return tuple((max(start, unit.span[0]), min(end, unit.span[1])) for unit in units[first:last])


def _blocks(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    """Yield the units of each paragraph; if its last one binds, with those of the next."""
    block: list[Unit] = []
    for unit in units:
        if block and not block[-1].binds and block[-1].paragraph != unit.paragraph:
            yield block
            block = []
        block.append(unit)
    if block:
        yield block


def _even_parts(pieces: Sequence[_Piece], room: int) -> Iterator[_Piece]:
    """Join neighbours into as few parts as there is room for, of about equal size."""
    total = sum(piece.size for piece in pieces)
    parts = 1
    if total + pieces[0].context_size > room:
        parts = ceil(total / (room - max(piece.context_size for piece in pieces)))
    return _join(pieces, total / parts, room)


def _join(pieces: Sequence[_Piece], enough: float, room: int) -> Iterator[_Piece]:
    """Join neighbours until they have `enough` tokens, and never more than there is room for."""
    if not pieces:
        return
    joined, *rest = pieces
    for piece in rest:
        if joined.size >= enough or joined.size + piece.size > room - joined.context_size:
            yield joined
            joined = piece
        else:
            joined = joined.joined(piece)
    yield joined


def _without_long_words(text: str, span: Span) -> Iterator[Span]:
    """Yield the stretches of a span, those without white space in pieces.

    The splitter counts the tokens of nearly all that is left of a stretch for every part.
    """
    for start, end in stretches(text, span):
        step = end - start if _WHITE_SPACE.search(text, start, end) else MAX_WORD_CHARS
        yield from ((first, min(first + step, end)) for first in range(start, end, step))


class _TokenSizer:
    """The sizes of one text's spans in tokens, and where to cut those over the limit."""

    def __init__(self, text: str, count_tokens: CountTokens, limit: int) -> None:
        self.text = text
        self.count_tokens = count_tokens
        self.special = count_tokens([""])[0]
        self.room = limit - self.special
        self.context_room = int(MAX_CONTEXT_SHARE * self.room)
        self._size = cache(lambda words: self._sizes([words])[0])
        self._part = cache(self._longest_part)

    def pieces(self, units: Sequence[Unit]) -> list[_Piece]:
        """Return the units; those that bind are joined with the next, too long ones are cut."""
        pieces: list[_Piece] = []
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
            first, *more = (_Piece(*one, context, context_size) for one in sized)
            if binds and before + first.size <= self.room:
                pieces[-1] = pieces[-1].joined(first)
            else:
                pieces.append(first)
            pieces += more
            binds = unit.binds
        return pieces

    def _with_end_apart(self, lead_in: _Piece) -> list[_Piece]:
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
        counts = self.count_tokens(texts)
        return [
            max(count - self.special, ceil(len(text) / MAX_CHARS_PER_TOKEN))
            for count, text in zip(counts, texts, strict=True)
        ]
