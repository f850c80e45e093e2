"""From the blocks that a reader extracts from a format that is not text to a Document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.document import Document, Dropped, Locator, Metadata, Place
from ingest.errors import UnreadableSource
from ingest.structure.assemble import assemble_document
from ingest.structure.boilerplate import find_boilerplate
from ingest.structure.byline import find_byline
from ingest.structure.sections import Heading
from ingest.structure.sentences import Span, is_prose, paragraphs

START = 2000
"""Characters of the text among which the title in the file's properties must stand to be
trusted: many a file has there the name of another, or of the program."""
MOST_BEFORE = 2
"""Paragraphs before a title."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading (`level` from 1), a list, a table: what stands between blank lines.

    `locator` is the page, slide or the like that it stands on. Blocks with a reason to be `dropped`
    come last: they are in the text, but not in the passages. One that `continues` goes on where
    the one before ended.
    """

    words: str
    level: int = 0
    locator: Locator | None = None
    dropped: str = ""
    continues: bool = False


def extracted(
    id: str,
    data: bytes,
    blocks: Iterable[Block],
    *,
    said: Metadata,
    properties: Metadata,
    units: Sequence[Locator] = (),
) -> Document:
    """The document whose text are the `blocks`, in their order.

    What the format has a place for in front of its readers, `said`, goes before a title or a
    byline found in the text; `properties` of the file fill in what is still missing. The title
    is that in the properties if the text begins with it, else a first heading that is the only
    one of level 1. `units` are all pages or the like, those without a block too. Raises
    UnreadableSource where there is no text.
    """
    blocks = [replace(each, words=each.words.strip()) for each in blocks if each.words.strip()]
    if not blocks:
        raise UnreadableSource("empty: no text in it")
    text, spans = _compose(blocks)
    placed = list(zip(blocks, spans, strict=True))
    dropped = [
        *find_boilerplate(text[: _end_of_kept(placed)]),
        *(Dropped(*span, block.dropped, block.level) for block, span in placed if block.dropped),
    ]
    left_out = {each.start for each in dropped}
    headings = [
        Heading(*span, block.level, " ".join(block.words.split()))
        for block, span in placed
        if block.level and span[0] not in left_out
    ]
    found = find_byline(text, paragraphs(text, (0, len(text)), dropped))
    if headings and _is_title(headings, text):
        found["title"] = headings[0].words
    title = properties.get("title", "")
    if title and _folded(title) in _folded(text[:START]):
        found["title"] = title
    metadata = properties | found | said
    headings = [
        replace(each, words="") if each.words == metadata.get("title") else each
        for each in headings
    ]
    places = _places(placed, units)
    return assemble_document(id, data, text, headings, dropped, metadata, places)


def _is_title(headings: Sequence[Heading], text: str) -> bool:
    """Whether the first heading is the only one of the highest level, and stands at the start."""
    before = paragraphs(text, (0, headings[0].start))
    return (
        [each.level for each in headings].count(1) == headings[0].level == 1
        and len(before) <= MOST_BEFORE
        and not any(is_prose(text[slice(*block)]) for block in before)
    )


def _folded(words: str) -> str:
    return " ".join(words.lower().split())


def _compose(blocks: Sequence[Block]) -> tuple[str, list[Span]]:
    """The text of the blocks, and the span of each."""
    parts: list[str] = []
    spans = []
    length = 0
    for block in blocks:
        gap = "" if not parts else " " if block.continues else "\n\n"
        parts += [gap, block.words]
        spans.append((length + len(gap), length + len(gap) + len(block.words)))
        length = spans[-1][1]
    return "".join(parts), spans


def _end_of_kept(placed: Sequence[tuple[Block, Span]]) -> int:
    return max((span[1] for block, span in placed if not block.dropped), default=0)


def _places(placed: Sequence[tuple[Block, Span]], units: Sequence[Locator]) -> tuple[Place, ...]:
    """Return the span of each unit, then where the dropped blocks behind the text come from.

    A unit ends where the next one begins; one without text of its own is empty.
    """
    starts: dict[Locator | None, int] = {}
    for block, (start, _) in placed:
        if not block.dropped:
            starts.setdefault(block.locator, start)
    end = _end_of_kept(placed)
    places: list[Place] = []
    for unit in reversed(units):
        start = starts.get(unit, end)
        places.insert(0, Place(start, end, unit))
        end = start
    behind = [(block.locator, span) for block, span in placed if block.dropped]
    for locator, group in groupby(behind, key=lambda located: located[0]):
        spans = [span for _, span in group]
        if locator:
            places.append(Place(spans[0][0], spans[-1][1], locator))
    return tuple(places)
