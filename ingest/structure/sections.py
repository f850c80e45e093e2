"""From headings to the sections that they open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Dropped, Section, shorten_name
from ingest.structure.sentences import Span, kept_runs, paragraphs


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: its span, its level (1 is the highest), and its words without markup.

    A heading without words, the document's title, opens a section but is not in its path.
    """

    start: int
    end: int
    level: int
    words: str


def divide(
    text: str, headings: Sequence[Heading], dropped: Sequence[Dropped], start: int = 0
) -> tuple[tuple[Section, ...], tuple[Dropped, ...]]:
    """Return the sections of `text` from `start`, without gaps, and all dropped spans.

    A heading with nothing but white space and dropped spans before the next one opens the same
    section as that one: alone it is not worth retrieving. For the same reason a heading that a
    dropped span cuts off from its text is dropped as well; the section's path has its words.
    """
    sections: list[Section] = []
    opened: list[Heading] = []  # the headings that the current position is under
    path: tuple[str, ...] = ()
    body = start
    for heading in headings:
        if paragraphs(text, (body, heading.start), dropped):
            sections.append(Section(path, start, body, heading.start))
            start = heading.start
        while opened and opened[-1].level >= heading.level:
            opened.pop()
        opened.append(heading)
        path = tuple(shorten_name(above.words) for above in opened if above.words)
        body = heading.end
    sections.append(Section(path, start, body, len(text)))
    cut_off = [
        Dropped(*line, "heading cut off from its text by what was dropped")
        for section in sections
        for line in _cut_off(text, section, dropped)
    ]
    return tuple(sections), tuple(sorted([*dropped, *cut_off], key=lambda span: span.start))


def _cut_off(text: str, section: Section, dropped: Sequence[Dropped]) -> Iterator[Span]:
    """Yield the parts of a section's heading in runs that contain none of the text under it."""
    if section.start < section.body and paragraphs(text, (section.body, section.end), dropped):
        for start, end in kept_runs((section.start, section.end), dropped):
            if start >= section.body:
                break
            if not paragraphs(text, (section.body, end)):
                yield from paragraphs(text, (start, end))
