"""A document as HTML to read, with one passage marked; all of its text is escaped."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from ingest import Document, Span, one_line, sanitize_terminal

MAX_SHOWN_CHARS = 200_000
"""Of a document, half of them before the middle of the passage."""

Layers = dict[str, Sequence[Span]]
"""Spans of the text, by the CSS class that shows them."""


def source_view(document: Document, passage: Span, answers: Sequence[Span]) -> str:
    """Return a dialog with the document's text, where headings, page numbers, dropped text, this
    passage and its answering sentences are marked. Spans are half-open, in characters.
    """
    middle = sum(passage) // 2
    latest_start = len(document.text) - MAX_SHOWN_CHARS
    first = max(0, min(middle - MAX_SHOWN_CHARS // 2, latest_start))
    last = min(len(document.text), first + MAX_SHOWN_CHARS)
    layers: Layers = {
        "heading": [(section.start, section.body) for section in document.sections],
        "dropped": sorted((span.start, span.end) for span in document.dropped),
        "passage": [passage],
        "answer": sorted(answers),
    }
    text = "".join(_pieces(document, layers, first, last))
    before = _omitted(first, "before")
    after = _omitted(len(document.text) - last, "after")
    return (
        f"<dialog aria-labelledby='source-of'>{_header(document, passage)}"
        "<div class='text' tabindex='0' role='region' aria-label='Text of the document' dir='auto'>"
        f"{before}{text}{after}</div></dialog>"
    )


def _header(document: Document, passage: Span) -> str:
    locator = document.locate(*passage)
    sections = [section.path for section in document.sections if section.start <= passage[0]]
    parts = [
        document.author,
        document.date,
        document.id if document.title else "",
        f"{locator} of {document.page_count}" if locator else "",
        " › ".join(sections[-1]) if sections else "",
    ]
    name = one_line(document.title or document.id)
    about = " · ".join(one_line(part) for part in parts if part)
    return (
        f"<header><h2 id='source-of' tabindex='-1' dir='auto'>{escape(name)}</h2>"
        "<button type='button' data-close>Close</button>"
        f"<p dir='auto'>{escape(about)}</p></header>"
    )


def _pieces(document: Document, layers: Layers, first: int, last: int) -> Iterator[str]:
    """Yield the text from `first` to `last`, cut wherever a span or page begins or ends."""
    locators = {place.start: place.locator for place in document.places}
    cuts = {first, last, *locators}
    cuts.update(offset for spans in layers.values() for span in spans for offset in span)
    starts = {name: [start for start, _ in spans] for name, spans in layers.items()}
    offsets = sorted(offset for offset in cuts if first <= offset <= last)
    for start, end in pairwise(offsets):
        if start in locators:
            where = str(locators[start])
            yield f"<span class='page-number'>{escape(where[0].upper() + where[1:])}</span>"
        names = [
            name
            for name, spans in layers.items()
            if (number := bisect_right(starts[name], start)) and spans[number - 1][1] > start
        ]
        words = escape(sanitize_terminal(document.text[start:end]))
        tag = "mark" if "answer" in names or "passage" in names else "span"
        yield f"<{tag} class='{' '.join(names)}'>{words}</{tag}>" if names else words


def _omitted(characters: int, where: str) -> str:
    if not characters:
        return ""
    return f"<p class='omitted'>{characters:,} more characters {where} this are not shown.</p>"
