"""Documents to passages, measured in the model's own tokens."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import ceil

from semantic_text_splitter import TextSplitter

from ingest.document import Document, Passage, Section
from ingest.structure import Span, kept_runs, paragraphs, sentences, stretches

CountTokens = Callable[[Sequence[str]], list[int]]
"""Returns how many tokens the model reads for every text, special tokens included."""

MAX_CHARS_PER_TOKEN = 8
"""A tokenizer may make a single token of an unknown word, however long that is; without this
limit a passage of such words would have no end."""

_Sized = tuple[Span, int]
"""A span and its tokens, without the special ones."""


def chunk(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
    """Return the passages of `document`, in order, without overlap, of at most `limit` tokens.

    A passage contains whole sentences of one section. Paragraphs stay whole and join with their
    neighbours as far as the limit allows; a longer one is cut between sentences into parts of
    about equal length, and only a sentence longer than the limit is cut within. Every character
    of the text that is not white space is in one passage or in `document.dropped`.
    """
    sizer = _TokenSizer(document.text, count_tokens, limit)
    passages = []
    for section in document.sections:
        body = (section.body, section.end)
        starts = [start for start, _ in paragraphs(document.text, body, document.dropped)]
        for run in kept_runs((section.start, section.end), document.dropped):
            for start, end in _passage_spans(document.text, section, run, sizer):
                paragraph = max(1, bisect_right(starts, start))
                passages.append(_passage(document, section, (start, end), paragraph))
    return passages


def _passage_spans(text: str, section: Section, run: Span, sizer: "_TokenSizer") -> list[Span]:
    parts = [
        part
        for block in _blocks(text, section, run)
        for part in _even_parts(sizer.split_to_fit(_sentences(text, section, block)), sizer.room)
    ]
    joined = [span for span, _ in _join(parts, sizer.room, sizer.room)]
    # Sizes add up for a tokenizer that splits at white space; for others, make sure.
    return [span for span, _ in sizer.split_to_fit(joined)]


def _passage(document: Document, section: Section, span: Span, paragraph: int) -> Passage:
    start, end = span
    # The heading is no sentence of the passage, unless there is nothing else.
    body = max(start, section.body) if section.body < end else start
    return Passage(
        document_id=document.id,
        start=start,
        end=end,
        text=document.text[start:end],
        section=section.path,
        paragraph=paragraph,
        locator=document.locate(start, end),
        sentences=tuple(sentences(document.text, (body, end))),
    )


def _blocks(text: str, section: Section, run: Span) -> list[Span]:
    """Return the paragraphs of a run, the heading joined with the first one under it."""
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
    """Join neighbours into as few parts as there is room for, of about equal size."""
    total = sum(size for _, size in sentences)
    return _join(sentences, total / ceil(total / room), room)


def _join(spans: Sequence[_Sized], enough: float, room: int) -> Iterator[_Sized]:
    """Join neighbours until they have `enough` tokens, and never more than there is room for."""
    if not spans:
        return
    (start, end), size = spans[0]
    for (next_start, next_end), more in spans[1:]:
        if size >= enough or size + more > room:
            yield (start, end), size
            start, size = next_start, 0
        end, size = next_end, size + more
    yield (start, end), size


class _TokenSizer:
    """The sizes of one text's spans in tokens, and where to cut those over the limit."""

    def __init__(self, text: str, count_tokens: CountTokens, limit: int) -> None:
        self.text = text
        self.count_tokens = count_tokens
        self.special = count_tokens([""])[0]
        self.room = limit - self.special

    def split_to_fit(self, spans: Sequence[Span]) -> list[_Sized]:
        """Return the spans with their sizes, too long ones cut, at white space if they have any."""
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
            max(count - self.special, ceil(len(text) / MAX_CHARS_PER_TOKEN))
            for count, text in zip(counts, texts, strict=True)
        ]
