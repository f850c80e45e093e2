"""From headings to the sections that they open."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Section


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: its span, its level (1 is the highest), and its words without markup.

    One without words opens a section, but has no place in its path: the document's title.
    """

    start: int
    end: int
    level: int
    words: str


def divide(text: str, headings: Sequence[Heading]) -> tuple[Section, ...]:
    """The sections of `text`, in order and covering it all.

    A heading with nothing but white space before the next one opens the same section as that
    one: it is nothing to retrieve by itself.
    """
    sections: list[Section] = []
    opened: list[Heading] = []  # the headings that the current position is under
    path: tuple[str, ...] = ()
    start = body = 0
    for heading in headings:
        if text[body : heading.start].strip():
            sections.append(Section(path, start, body, heading.start))
            start = heading.start
        while opened and opened[-1].level >= heading.level:
            opened.pop()
        opened.append(heading)
        path = tuple(each.words for each in opened if each.words)
        body = heading.end
    return (*sections, Section(path, start, body, len(text)))
