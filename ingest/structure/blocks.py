"""The blocks that a reader extracts from a format that is not text, to a Document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from ingest.document import Document, Dropped, LineBox, Locator, Metadata, Place
from ingest.errors import UnreadableSource
from ingest.structure.assemble import assemble_document
from ingest.structure.boilerplate import find_boilerplate
from ingest.structure.byline import find_byline, read_byline
from ingest.structure.sections import Heading
from ingest.structure.sentences import Span, is_prose, paragraphs

TITLE_SEARCH_CHARS = 2000
"""Start of the text in which the title of the file's properties must occur to be trusted: many
files carry the title of another file there, or of the program."""
MAX_PARAGRAPHS_BEFORE_TITLE = 2
PARAGRAPH_BREAK = "\n\n"
Box = tuple[float, float, float, float]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading (`level` from 1), a list, a table: text between blank lines.

    `locator` is the page, slide or the like that contains it. Blocks with a reason to be
    `dropped` come last: they are in the text, but not in the passages. `before` is what is between
    a block and the one before it, if they are not two paragraphs. `boxes` are the spans of the
    words that are lines of a page, each with left, bottom, right and top on it.
    """

    words: str
    level: int = 0
    locator: Locator | None = None
    dropped: str = ""
    before: str = PARAGRAPH_BREAK
    boxes: Sequence[tuple[Span, Box]] = ()


_Placed = Sequence[tuple[Block, Span]]


def document_from_blocks(
    id: str,
    data: bytes,
    blocks: Iterable[Block],
    *,
    declared: Metadata,
    file_properties: Metadata,
    units: Sequence[Locator] = (),
    title: str | None = None,
    warnings: Sequence[str] = (),
) -> Document:
    """Return the document whose text are the `blocks`, in their order.

    `declared` metadata, which the format shows its readers, win over a title or a byline in the
    text; `file_properties` fill in what is still missing. The title in the text is `title`, as
    the reader found it ('' for none), or by default a first heading that is the only one of
    level 1. That in the properties is preferred if it contains that title and the text begins
    with it. `units` are all pages or the like, those without a block too. `warnings` say what of
    the document may be wrong or is not read. Raises UnreadableSource if there is no text.
    """
    blocks = [replace(block, words=words) for block in blocks if (words := block.words.strip())]
    if not blocks:
        raise UnreadableSource("empty: no text in it")
    text, spans = _compose(blocks)
    placed = list(zip(blocks, spans, strict=True))
    levels = {start: block.level for block, (start, _) in placed if block.level}
    dropped = [
        *find_boilerplate(text[: _end_of_kept(placed)], levels=levels),
        *(Dropped(*span, block.dropped, block.level) for block, span in placed if block.dropped),
    ]
    headings = _headings(placed, dropped)
    property = file_properties.get("title", "")
    is_shown = property and _folded(property) in _folded(text[:TITLE_SEARCH_CHARS])
    shown_title = title
    if title is None:
        title = headings[0].words if headings and _is_title(headings, text) else ""
    author = file_properties.get("author", "")
    found = find_byline(text, paragraphs(text, (0, len(text)), dropped), title, author)
    if is_shown and (not title or _folded(title) in _folded(property)):
        found["title"] = property
    elif title:
        found["title"] = title
    metadata = file_properties | found | declared
    titles = (shown_title, metadata.get("title"))
    headings = [
        replace(heading, words="") if heading.words in titles else heading for heading in headings
    ]
    places = _places(placed, units)
    document = assemble_document(id, data, text, headings, dropped, metadata, places, warnings)
    return replace(document, line_boxes=tuple(_line_boxes(placed)))


def _compose(blocks: Sequence[Block]) -> tuple[str, list[Span]]:
    """Return the text of the blocks, and their spans in it."""
    parts: list[str] = []
    spans = []
    length = 0
    for block in blocks:
        gap = block.before if parts else ""
        parts += [gap, block.words]
        spans.append((length + len(gap), length + len(gap) + len(block.words)))
        length = spans[-1][1]
    return "".join(parts), spans


def _line_boxes(placed: _Placed) -> Iterator[LineBox]:
    for block, (start, _) in placed:
        page = block.locator.first if block.locator else 0
        for (first, end), (left, bottom, right, top) in block.boxes:
            at = (round(length, 1) for length in (left, bottom, right - left, top - bottom))
            yield LineBox(start + first, start + end, page, *at)


def _headings(placed: _Placed, dropped: Sequence[Dropped]) -> list[Heading]:
    """Return the headings that are not dropped; a byline in large letters is none."""
    dropped_starts = {span.start for span in dropped}
    return [
        Heading(*span, block.level, " ".join(block.words.split()))
        for block, span in placed
        if block.level and span[0] not in dropped_starts and not read_byline(block.words)
    ]


def _is_title(headings: Sequence[Heading], text: str) -> bool:
    """Return whether the first heading is the only one of level 1, and at the text's start."""
    before = paragraphs(text, (0, headings[0].start))
    return (
        [heading.level for heading in headings].count(1) == headings[0].level == 1
        and len(before) <= MAX_PARAGRAPHS_BEFORE_TITLE
        and not any(is_prose(text[slice(*block)]) for block in before)
    )


def _folded(words: str) -> str:
    return " ".join(_WORD.findall(words.casefold()))


def _end_of_kept(placed: _Placed) -> int:
    return max((span[1] for block, span in placed if not block.dropped), default=0)


def _places(placed: _Placed, units: Sequence[Locator]) -> list[Place]:
    """Return the spans of the units in the order of the text, without and then with dropped blocks.

    A unit ends where the next one begins. It has several spans if a note stands behind a paragraph
    that goes on to the next page, and an empty one if it has no text of its own.
    """
    kept = [(block.locator, span) for block, span in placed if not block.dropped]
    behind = [(block.locator, span) for block, span in placed if block.dropped]
    known = frozenset(units)
    groups = groupby(kept, key=itemgetter(0))
    runs = [(next(group)[1][0], locator) for locator, group in groups if locator in known]
    starts = {locator: start for start, locator in reversed(runs)}
    end = following = _end_of_kept(placed)
    empty = []
    for unit in reversed(units):
        if unit not in starts:
            empty.append((following, unit))
        following = starts.get(unit, following)
    found = sorted([*reversed(empty), *runs], key=itemgetter(0))
    ends = [*(start for start, _ in found[1:]), end]
    places = [Place(start, stop, unit) for (start, unit), stop in zip(found, ends, strict=False)]
    for locator, group in groupby(behind, key=itemgetter(0)):
        spans = [span for _, span in group]
        if locator:
            places.append(Place(spans[0][0], spans[-1][1], locator))
    return places
