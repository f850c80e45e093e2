"""From headings to the sections that they open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Dropped, Section, shorten_name
from ingest.structure.sentences import Span, kept_runs, paragraphs


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: its span, its level (1 is the highest), and its words without markup.

    One without words opens a section, but has no place in its path: the document's title.
    """

    start: int
    end: int
    level: int
    words: str


def divide(
    text: str, headings: Sequence[Heading], dropped: Sequence[Dropped], start: int = 0
) -> tuple[tuple[Section, ...], tuple[Dropped, ...]]:
    """The sections of `text` from `start`, in order, without a gap, and what is dropped in the end.

    A heading with nothing but white space and dropped spans before the next one opens the same
    section as that one: it is nothing to retrieve by itself. For the same reason a heading that
    a dropped span cuts off from its text is dropped as well; the section's path has its words.
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
        path = tuple(shorten_name(each.words) for each in opened if each.words)
        body = heading.end
    sections.append(Section(path, start, body, len(text)))
    cut_off = [
        Dropped(*line, "heading cut off from its text by what was dropped")
        for section in sections
        for line in _cut_off(text, section, dropped)
    ]
    return tuple(sections), tuple(sorted([*dropped, *cut_off], key=lambda each: each.start))


def _cut_off(text: str, section: Section, dropped: Sequence[Dropped]) -> Iterator[Span]:
    """The parts of a section's heading in a run that holds none of the text under it."""
    if section.start < section.body and paragraphs(text, (section.body, section.end), dropped):
        for start, end in kept_runs((section.start, section.end), dropped):
            if start >= section.body:
                break
            if not paragraphs(text, (section.body, end)):
                yield from paragraphs(text, (start, end))
