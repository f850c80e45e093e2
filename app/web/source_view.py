"""A document as HTML to read, with a passage of it marked; every word of it is escaped."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from ingest import Document, Span, one_line, sanitize_terminal

SHOWN = 200_000
"""Characters of a document that are shown, about the passage."""

Layers = dict[str, Sequence[Span]]
"""What stretches of the text are, by the name of the class that shows it."""


def source_view(document: Document, passage: Span, answers: Sequence[Span]) -> str:
    """The document's text, with its headings, pages and what was left out of the passages, and
    this passage of it and its answering sentences marked.
    """
    middle = sum(passage) // 2
    first = max(0, min(middle - SHOWN // 2, len(document.text) - SHOWN))
    last = min(len(document.text), first + SHOWN)
    layers: Layers = {
        "heading": [(each.start, each.body) for each in document.sections],
        "left-out": sorted((each.start, each.end) for each in document.dropped),
        "passage": [passage],
        "answer": sorted(answers),
    }
    number = bisect_right(document.places, passage[0], key=lambda place: place.start)
    locator = document.places[number - 1].locator if number else None
    sections = [each.path for each in document.sections if each.start <= passage[0]]
    name = one_line(document.title or document.id)
    about = [
        document.author,
        document.date,
        document.id if document.title else "",
        f"{locator} of {document.page_count}" if locator else "",
        " › ".join(sections[-1]) if sections else "",
    ]
    told = " · ".join(one_line(each) for each in about if each)
    before = _rest(first, "before")
    after = _rest(len(document.text) - last, "after")
    text = "".join(_pieces(document, layers, first, last))
    return (
        "<dialog aria-labelledby='source-of'><header>"
        f"<h2 id='source-of' tabindex='-1' dir='auto'>{escape(name)}</h2>"
        "<button type='button' data-close>Close</button>"
        f"<p dir='auto'>{escape(told)}</p></header>"
        "<div class='text' tabindex='0' role='region' aria-label='Text of the document' dir='auto'>"
        f"{before}{text}{after}</div></dialog>"
    )


def _pieces(document: Document, layers: Layers, first: int, last: int) -> Iterator[str]:
    """The text from `first` to `last`, cut wherever something begins or ends."""
    begins = {place.start: place.locator for place in document.places}
    cuts = {first, last, *begins}
    cuts.update(place for spans in layers.values() for span in spans for place in span)
    starts = {name: [start for start, _ in spans] for name, spans in layers.items()}
    places = sorted(place for place in cuts if first <= place <= last)
    for start, end in pairwise(places):
        if start in begins:
            where = escape(str(begins[start]).capitalize())
            yield f"<span class='page-number'>{where}</span>"
        names = [
            name
            for name, spans in layers.items()
            if (number := bisect_right(starts[name], start)) and spans[number - 1][1] > start
        ]
        words = escape(sanitize_terminal(document.text[start:end]))
        tag = "mark" if "answer" in names or "passage" in names else "span"
        yield f"<{tag} class='{' '.join(names)}'>{words}</{tag}>" if names else words


def _rest(characters: int, where: str) -> str:
    if not characters:
        return ""
    return f"<p class='rest'>{characters:,} more characters {where} this are not shown.</p>"
