"""Contents lists, and lists of figures and tables: they lead to answers, but are none."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.structure.entries import Entry, Lines
from ingest.structure.sentences import MIN_PROSE_WORDS, Span

MIN_ENTRIES = 2
MIN_UNNAMED_ENTRIES = 3
"""Entries of a list at the start that no line calls the contents."""
MAX_LABEL_WORDS = 4
"""More words before a colon are a sentence that the list completes."""
MAX_STRANGER_WORDS = 12
MAX_LINES_BETWEEN = 5
"""Page numbers, numbers of chapters and rules between two entries."""
MAX_START_LINES = 300
"""In which a list without a name may be."""

# For words without case, markup and punctuation.
_THIS = r"(?:this|the|our) \w+"
_NAME = re.compile(
    # nothing else is called so, even without entries
    r"(?P<sure>table of contents|(?:on|in) this page|inhaltsverzeichnis|table des matières)"
    r"|(?P<contents>(?:list of )?contents(?: list)?(?: page)?(?: of (?:this|the) \w+)?"
    r"|c o n t e n t s|toc)"
    r"|(?P<figures>(?:list|table|index) of (?:figures|tables|charts|graphs|maps|boxes"
    r"|illustrations|images|photographs|photos|exhibits|diagrams)"
    r"(?: and (?:figures|tables|charts|maps|boxes))?)"
    r"|(?P<maybe>overview|outline|index|chapters|sections|topics|in brief|at a glance"
    rf"|jump to(?: \w+)?|quick links|navigation|(?:what(?: is| s)? )?(?:in|inside)(?: {_THIS}"
    rf"(?: \w+)?)?|{_THIS} (?:covers|contains|has|answers|discusses)"
    r"|(?:topics|questions|issues|subjects) (?:covered|answered|discussed|addressed)"
    r"|inhalt|sommaire|sumario|contenido)"
)
_NAME_OF_OTHERS = re.compile(  # lists that are answers
    r"(?:.*\b)?(?:agenda|findings|recommendations|conclusions|demands|results|summary|highlights"
    r"|messages|points|takeaways|goals|aims|objectives|priorities|principles|steps|reasons|flaws"
    r"|members|participants|attendees|present|speakers|authors|contributors|staff|names"
    r"|winners|ministers|committees?|board|people|candidates|delegates|panel)\b.*"
)


def find_contents(text: str) -> list[Span]:
    """Return the spans of the lines of `text` that belong to contents lists, in order.

    An entry is a line that comes again later as a heading; numbering, page number, link, markup
    and case may differ. One stranger among the entries belongs to them, and so does one with a
    page number like theirs. A list without a name must be at the start of the text.
    """
    lines = Lines(text)
    return [
        (lines.starts[number], lines.starts[number] + len(lines.written[number]))
        for first, end in _find(lines)
        for number in range(first, end)
    ]


def _find(lines: Lines) -> Iterator[Span]:
    """Yield the first line and the end of every contents list."""
    number, at_start = 0, True
    while number < len(lines):
        name = _name(lines, number)
        first = number + bool(name)
        entries: list[Entry] = []
        if name or at_start or lines.has_link(number):
            entries = _entries(lines, first, name)
            if name in ("sure", "contents") and not any(entry.heading for entry in entries):
                entries = _entries(lines, first, name, before=number)  # at the end of the text
        if entries and _is_contents(lines, number, entries, name, at_start):
            end = _end(lines, first, entries)
            yield number, end
        else:
            end = entries[-1].end if entries else number + 1
            if name == "sure":
                yield number, number + 1
            at_start &= lines.words(number) < MIN_PROSE_WORDS and end < MAX_START_LINES
        number = end


def _name(lines: Lines, number: int) -> str:
    """Return what kind of list a line names ("sure" and "contents" are contents), or ''."""
    title = lines.titles[number]
    match = _NAME.fullmatch(title)
    if match and (lines.has_colon(number) or not lines.ends_sentence(number)):
        return match.lastgroup or ""
    is_label = lines.has_colon(number) and lines.words(number) <= MAX_LABEL_WORDS
    return "maybe" if is_label and not _NAME_OF_OTHERS.fullmatch(title) else ""


def _is_name(lines: Lines, number: int) -> bool:
    return _name(lines, number) in ("sure", "contents", "figures")


def _entries(lines: Lines, first: int, name: str, before: int | None = None) -> list[Entry]:
    """Return the entries from a line on, up to the first of their headings, or to other text."""
    entries: list[Entry] = []
    titles: dict[str, set[str]] = {}
    strangers = between = 0
    number = first
    while number < len(lines):
        if not lines.has_page(number) and lines.is_heading_of(titles, number):
            break
        entry = lines.entry(number, before) if lines.has_title(number) else None
        if entry and (entry.heading is not None or not _is_name(lines, number)):
            entries.append(entry)
            titles.setdefault(entry.spellings[-1], set()).update(entry.spellings)
            number, between = entry.end, 0
            continue
        if lines.has_title(number) and not lines.is_label(number):
            strangers += 1
            if (
                strangers > 1
                or not (entries or name)
                or not _may_be_stranger(lines, number, entries)
            ):
                break
        number, between = number + 1, between + 1
        if between > MAX_LINES_BETWEEN:
            break
    return _without_heading(lines, entries)


def _may_be_stranger(lines: Lines, number: int, entries: Sequence[Entry]) -> bool:
    """Return whether a line among entries may be one that has no heading."""
    return not (
        _is_name(lines, number)
        or lines.words(number) > MAX_STRANGER_WORDS
        or lines.ends_sentence(number)
        or (entries and lines.has_bullet(number) != lines.has_bullet(entries[-1].first))
    )


def _without_heading(lines: Lines, entries: list[Entry]) -> list[Entry]:
    """Return the entries without a last line that leads to text, unlike the others."""
    last, others = entries[-1:], entries[:-1]
    if not others or last[0].has_page or not lines.apart[last[0].first]:
        return entries
    alike = sum(not other.has_page and lines.apart[other.first] for other in others)
    leads_to_text = last[0].end < len(lines) and lines.is_sentence(last[0].end)
    return others if leads_to_text and 2 * alike < len(others) else entries


def _is_contents(
    lines: Lines, number: int, entries: Sequence[Entry], name: str, at_start: bool
) -> bool:
    """Return whether the entries are a contents list; `number` is the line of its name, if any."""
    headings = [entry.heading for entry in entries if entry.heading is not None]
    with_page = sum(entry.has_page for entry in entries)
    if name == "figures" or (name == "sure" and with_page >= MIN_UNNAMED_ENTRIES):
        return True
    if name in ("sure", "contents"):
        return len(headings) >= MIN_ENTRIES or (bool(headings) and with_page == len(entries))
    above = number - 1
    leads_in = lines.has_colon(above) or _NAME_OF_OTHERS.fullmatch(lines.titles[above])
    if leads_in and number and not name:
        return False
    are_links = all(lines.has_link(entry.first) for entry in entries)
    return (
        bool(name or at_start or are_links)
        and len(headings) >= (MIN_ENTRIES if name else MIN_UNNAMED_ENTRIES)
        and 2 * len(headings) > len(entries)
        and 2 * sum(map(lines.comes_once, entries)) > len(entries)
        and _are_headings(lines, headings)
    )


def _are_headings(lines: Lines, numbers: Sequence[int]) -> bool:
    """Return whether lines are headings in order, most of them with sentences below."""
    most = 2 / 3 * (len(numbers) - 1)
    in_order = sum(first < second for first, second in pairwise(numbers))
    ends = [*sorted(numbers)[1:], len(lines)]
    with_text = sum(
        lines.sentences[end] > lines.sentences[number + 1]
        for number, end in zip(sorted(numbers), ends, strict=True)
    )
    return all(lines.apart[number] for number in numbers) and min(in_order, with_text) >= most


def _end(lines: Lines, first: int, entries: Sequence[Entry]) -> int:
    """Return the end of the list, with page numbers and rules below its last entry."""
    end = entries[-1].end
    numbers = 0
    while end + numbers < len(lines) and lines.is_page(end + numbers):
        numbers += 1
    between = any(map(lines.is_page, range(entries[0].end, end)))
    if numbers == len(entries):  # a column of them
        end += numbers
    elif numbers and between and not lines.is_page(first):
        end += 1
    while end < len(lines) and lines.is_rule(end):
        end += 1
    return end
