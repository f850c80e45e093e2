"""Documents to passages, measured in the model's own tokens."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import ceil

from semantic_text_splitter import TextSplitter

from ingest.document import Document, Locator, Passage, Place, Section
from ingest.structure import Span, kept_runs, paragraphs, sentences, stretches

CountTokens = Callable[[Sequence[str]], list[int]]
"""The tokens that the model reads for each text, special tokens included."""

LONGEST_TOKEN = 8
"""Characters that one token counts for at most. A tokenizer may make a single token of a word
that it does not know, however long that is; a passage of such words would have no end."""

_Sized = tuple[Span, int]
"""A span and its tokens, without the special ones."""


def chunk(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
    """The passages of `document`, in order and not overlapping, each of at most `limit` tokens.

    A passage holds whole sentences of one section. Paragraphs stay whole and join with their
    neighbours as far as the limit allows; one that is longer is cut between sentences into
    parts of about equal length, and only a sentence longer than the limit is cut within.
    Every character of the text that is not white space is in one passage or in
    `document.dropped`.
    """
    text = document.text
    ruler = _Ruler(text, count_tokens, limit)
    passages = []
    for section in document.sections:
        under_heading = paragraphs(text, (section.body, section.end), document.dropped)
        starts = [start for start, _ in under_heading]
        for run in kept_runs((section.start, section.end), document.dropped):
            parts = [
                part
                for block in _blocks(text, section, run)
                for part in _even_parts(ruler.fit(_sentences(text, section, block)), ruler.room)
            ]
            joined = [span for span, _ in _join(parts, ruler.room, ruler.room)]
            # Sizes add up for a tokenizer that splits at white space; for others, make sure.
            passages += [
                Passage(
                    document_id=document.id,
                    start=start,
                    end=end,
                    text=text[start:end],
                    section=section.path,
                    paragraph=max(1, bisect_right(starts, start)),
                    locator=_locator(document.places, start, end),
                    sentences=tuple(sentences(text, _body(section, start, end))),
                )
                for (start, end), _ in ruler.fit(joined)
            ]
    return passages


def _locator(places: Sequence[Place], start: int, end: int) -> Locator | None:
    """Return from where to where a span goes in the source, if the document knows that."""
    first = bisect_right(places, start, key=lambda place: place.start)
    last = bisect_right(places, end - 1, key=lambda place: place.start)
    return places[first - 1].locator.through(places[last - 1].locator) if first else None


def _body(section: Section, start: int, end: int) -> Span:
    """A passage's span, less the heading if there is more than that."""
    return (max(start, section.body) if section.body < end else start, end)


def _blocks(text: str, section: Section, run: Span) -> list[Span]:
    """The paragraphs of a run; a heading belongs to the first one under it."""
    heading = paragraphs(text, (run[0], min(section.body, run[1])))
    found = paragraphs(text, (max(section.body, run[0]), run[1]))
    if heading and found:
        return [(heading[0][0], found[0][1]), *found[1:]]
    return heading or found


def _sentences(text: str, section: Section, block: Span) -> list[Span]:
    start, end = block
    if start < section.body < end:
        heading = paragraphs(text, (start, section.body))
        return [*heading, *sentences(text, (section.body, end))]
    return sentences(text, block)


def _even_parts(sentences: Sequence[_Sized], room: int) -> Iterator[_Sized]:
    """Neighbours joined into as few parts as there is room for, of about equal size."""
    total = sum(size for _, size in sentences)
    return _join(sentences, total / ceil(total / room), room)


def _join(spans: Sequence[_Sized], enough: float, room: int) -> Iterator[_Sized]:
    """Neighbours joined until they are `enough`, and never to more than there is room for."""
    if not spans:
        return
    (start, end), size = spans[0]
    for (next_start, next_end), more in spans[1:]:
        if size >= enough or size + more > room:
            yield (start, end), size
            start, size = next_start, 0
        end, size = next_end, size + more
    yield (start, end), size


class _Ruler:
    """Measures spans of one text in tokens, and cuts those that are over the limit."""

    def __init__(self, text: str, count_tokens: CountTokens, limit: int) -> None:
        self.text = text
        self.count_tokens = count_tokens
        self.special = count_tokens([""])[0]
        self.room = limit - self.special

    def fit(self, spans: Sequence[Span]) -> list[_Sized]:
        """The spans with their sizes, those without room cut at white space if they have any."""
        sizes = self._sizes([self.text[start:end] for start, end in spans])
        fitted: list[_Sized] = []
        for span, size in zip(spans, sizes, strict=True):
            fitted += [(span, size)] if size <= self.room else self._cut(span, size)
        return fitted

    def _cut(self, span: Span, size: int) -> Iterator[_Sized]:
        even = ceil(size / ceil(size / self.room))
        splitter = TextSplitter.from_callback(lambda words: self._sizes([words])[0], even)
        for first, last in stretches(self.text, span):
            for offset, piece in splitter.chunk_indices(self.text[first:last]):
                if words := piece.strip():  # the splitter trims fewer characters than Python
                    start = first + offset + piece.index(words)
                    yield (start, start + len(words)), self._sizes([words])[0]

    def _sizes(self, texts: Sequence[str]) -> list[int]:
        counts = self.count_tokens(texts)
        return [
            max(count - self.special, ceil(len(text) / LONGEST_TOKEN))
            for count, text in zip(counts, texts, strict=True)
        ]
