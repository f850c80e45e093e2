"""Documents to passages, measured in the model's own tokens."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from math import ceil

from ingest.document import Document, Passage, Section
from ingest.structure import (
    Definitions,
    Span,
    Unit,
    ends_with_colon,
    find_units,
    join_title_block,
    kept_runs,
    paragraphs,
)
from ingest.token_sizer import CountTokens, Piece, TokenSizer


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
    sizer = TokenSizer(document.text, count_tokens, limit)
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
    text: str, section: Section, run: Span, units: Sequence[Unit], sizer: TokenSizer
) -> Iterator[Piece]:
    """Yield the passages of a run; `units` are those of the section."""
    lead_in = units[0].context if units else ()  # from before the heading
    heading = [
        Unit(span, 0, lead_in, binds=True)
        for span in paragraphs(text, (run[0], min(section.body, run[1])))
    ]
    first, last = (bisect_left(units, at, key=lambda unit: unit.span[0]) for at in run)
    own = [*heading, *units[first:last]]
    sizer.learn([unit.span for unit in own])
    parts = [
        part for block in _blocks(own) for part in _even_parts(sizer.pieces(block), sizer.room)
    ]
    pieces = list(_join(parts, sizer.room, sizer.room))
    sizer.learn([piece.span for piece in pieces])
    for piece in pieces:
        # Sizes add up for a tokenizer that splits at white space; for others, make sure.
        for span, size in sizer.split_to_fit([piece.span], sizer.room - piece.context_size):
            yield piece._replace(span=span, size=size)


def _passage(
    document: Document,
    section: Section,
    piece: Piece,
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


def _even_parts(pieces: Sequence[Piece], room: int) -> Iterator[Piece]:
    """Join neighbours into as few parts as there is room for, of about equal size."""
    total = sum(piece.size for piece in pieces)
    parts = 1
    if total + pieces[0].context_size > room:
        parts = ceil(total / (room - max(piece.context_size for piece in pieces)))
    return _join(pieces, total / parts, room)


def _join(pieces: Sequence[Piece], enough: float, room: int) -> Iterator[Piece]:
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
