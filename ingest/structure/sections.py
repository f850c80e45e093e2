"""From headings to the sections that they open."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.characters import shorten
from ingest.document import MAX_NAME_CHARS, Dropped, Section
from ingest.structure.contents import is_label
from ingest.structure.sentences import Span, kept_runs, paragraphs

MAX_LABELS = 3
"""Above a title: "Part II", "Chapter 4", "Section B". More are a list of labels."""

_NUMBER = re.compile(r"\d+")
_SECTION = re.compile(
    r"(?:abbreviations|(?:a note )?about (?:this|the|us)\b.*|abstract|acknowledge?ments?"
    r"|(?:list of )?acronyms|annex(?:es)?|appendi(?:x|ces)|authors?|bibliography|conclusions?"
    r"|(?:table of )?contents|executive summary|foreword|glossary|highlights|imprint|index"
    r"|in brief|in this (?:issue|brief|report|paper)|introduction|keywords|notes"
    r"|(?:key|main) (?:facts|figures|findings|messages|points|recommendations|takeaways)"
    r"|overview|preface|prologue|recommendations|references|summary|at a glance)"
)
_NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d+)*[.)]|1) |(?:figure|fig\.|table|box|chart|map) ?\d", re.I
)


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
    section as that one: alone it is not worth retrieving. If it is a number with its kind ("Annex
    B"), the next one is its title, and below it in the path, unless it is the next one of its kind
    ("Annex C"). A heading that a dropped span cuts off from its text is dropped as well, and its
    words stay in the path; so is the last one if nothing is left of its text.
    """
    sections: list[Section] = []
    opened: list[Heading] = []  # the headings that the current position is under
    path: tuple[str, ...] = ()
    body = start
    for heading in headings:
        above = opened[-1] if opened else None
        if paragraphs(text, (body, heading.start), dropped):
            sections.append(Section(path, start, body, heading.start))
            start = heading.start
            above = None
        is_title_of_above = (
            above
            and above.level == heading.level
            and [one.level for one in opened].count(heading.level) <= MAX_LABELS
            and _may_be_title_of(heading, above)
        )
        while opened and opened[-1].level >= heading.level and not is_title_of_above:
            opened.pop()
        opened.append(heading)
        path = tuple(shorten(one.words, MAX_NAME_CHARS) for one in opened if one.words)
        body = heading.end
    sections.append(Section(path, start, body, len(text)))
    cut_off = [
        Dropped(*line, "heading cut off from its text by what was dropped")
        for section in sections
        for line in _cut_off(text, section, dropped)
    ]
    return tuple(sections), tuple(sorted([*dropped, *cut_off], key=lambda span: span.start))


def names_document(headings: Sequence[Heading]) -> bool:
    """Return whether the first heading is the document's title, and not that of its first part.

    It must be of level 1. If others are as well, it may not be numbered, be a heading that many
    documents have ("Introduction"), or differ from one of them in numbers only ("2021", "2022").
    """
    first, *others = headings
    parts = [heading.words for heading in others if heading.level == 1]
    return first.level == 1 and not (
        parts
        and (
            is_label(" ".join(first.words.split()[:2]))
            or opens_section(first.words)
            or _NUMBER.sub("", first.words) in [_NUMBER.sub("", words) for words in parts]
        )
    )


def opens_section(words: str) -> bool:
    """Return whether a heading is numbered, or one that many documents have ("Summary")."""
    return bool(_SECTION.fullmatch(words.lower()) or _NUMBERED.match(words))


def _may_be_title_of(heading: Heading, label: Heading) -> bool:
    """Return whether a heading is the title of the label above it, and not the next label."""
    kinds = [one.words.casefold().split()[:-1] for one in (heading, label)]
    is_next = is_label(heading.words) and kinds[0] == kinds[1]
    return is_label(label.words) and not is_next


def _cut_off(text: str, section: Section, dropped: Sequence[Dropped]) -> Iterator[Span]:
    """Yield the parts of a section's heading in runs that contain none of the text under it."""
    if section.start < section.body and paragraphs(text, (section.body, section.end)):
        for start, end in kept_runs((section.start, section.end), dropped):
            if start >= section.body:
                break
            if not paragraphs(text, (section.body, end)):
                yield from paragraphs(text, (start, end))
