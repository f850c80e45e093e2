"""Contents lists, lists of figures, and indexes: they lead to answers, but are none."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.structure.byline import read_byline
from ingest.structure.contents.entries import Entry, HeadedLines
from ingest.structure.contents.lines import LINK, Lines, titles_of
from ingest.structure.contents.names import MAX_LABEL_WORDS, is_name, kind_of, name_of
from ingest.structure.contents.subject_index import index_end
from ingest.structure.sentences import MIN_PROSE_WORDS, Span

MIN_ENTRIES = 2
MIN_UNNAMED_ENTRIES = 3
"""Entries of a list that no line calls the contents."""
MAX_STRANGER_WORDS = 12
MAX_LINES_BETWEEN = 5
"""Page numbers, numbers of chapters, rules and strangers between two entries."""
MORE_PAGES = 50
"""Than lines that a document may have; higher numbers are values."""
MAX_INLINE_LINES = 5
"""Over which a list within a paragraph may be wrapped."""
MAX_START_LINES = 300
"""In which a list without a name may be."""

_SEPARATORS = ("·", "•", "|", ";", " / ", " – ", " — ")
"""Of the entries of a list within a paragraph."""
_ON_DOCUMENT = re.compile(
    r"\b(?:this|our) (?:article|brief|document|guide|handbook|issue|note|page|paper|report|review"
    r"|study)\b|\b(?:chapters|parts|questions|sections|topics)\b"
)
"""In a lead-in, for words without case: it leads to contents."""


def find_contents(text: str, levels: Mapping[int, int] | None = None) -> list[Span]:
    """Return the spans of the lines of `text` that belong to contents lists, in order.

    An entry is a line that comes again later as a heading; numbering, page number, link, markup
    and case may differ. Short lines among the entries belong to them: any number of them if the
    list is called the contents, else one. Other lists must be at the start of the text, where
    nothing says what their items are, or consist of links or questions. `levels` are those of
    the known headings by their start, 1 for a title.
    """
    lines = HeadedLines(text, levels or {})
    return [
        (lines.starts[number], lines.starts[number] + len(lines.written[number]))
        for first, end in _find(lines)
        for number in range(first, end)
    ]


def _find(lines: HeadedLines) -> Iterator[Span]:
    """Yield the first line and the end of every contents list."""
    number, at_start = 0, True
    while number < len(lines):
        name = name_of(lines, number)
        end = index_end(lines, number) or _inline_end(lines, number, name)
        if end:
            yield number, end
            number = end
            continue
        first = number + bool(name)
        is_start = at_start and not lines.is_rule(number)
        entries: list[Entry] = []
        if name or lines.has_bullet(number) or lines.points(number) or is_start:
            entries = _entries(lines, first, name)
            if name in ("sure", "contents") and not any(entry.heading for entry in entries):
                at_end = _entries(lines, first, name, before=number)
                entries = at_end if any(entry.heading for entry in at_end) else entries
        if entries and _is_contents(lines, number, entries, name, at_start):
            end = _end(lines, first, entries)
            yield number, end
        else:
            end = entries[-1].end if entries else number + 1
            if name == "sure":
                yield number, number + 1
            at_start &= lines.words(number) < MIN_PROSE_WORDS and end < MAX_START_LINES
        number = end


def _inline_end(lines: HeadedLines, number: int, name: str) -> int:
    """Return the end of the list within a paragraph that a line begins or names, 0 if none."""
    words = lines.written[number]
    head, _, rest = words.partition(":")
    first = number
    if name not in ("", "label"):
        first += 1
        words = lines.written[first] if first < len(lines) else ""
    elif name := kind_of(titles_of(head)[0]):
        words = rest
    if not words or not (name or words.count(LINK) >= MIN_UNNAMED_ENTRIES):
        return 0
    for end in range(lines.paragraph_end(first, MAX_INLINE_LINES), first, -1):
        text = " ".join([words, *lines.written[first + 1 : end]])
        for separator in filter(text.__contains__, _SEPARATORS):
            entries = lines.inline_entries(text, separator, end)
            is_table = separator == "|" and (words[0] == "|" or lines.is_row(end))
            is_whole = end == first + 1 or (bool(entries) and entries[-1].heading is not None)
            if is_whole and not is_table and _is_inline_list(lines, entries, name):
                return end
    return 0


def _is_inline_list(lines: HeadedLines, entries: Sequence[Entry], name: str) -> bool:
    """Return whether all of a paragraph's parts but one have a heading, or half in contents."""
    headings = [entry.heading for entry in entries if entry.heading is not None]
    strangers = [entry for entry in entries if entry.heading is None]
    most = len(headings) if name in ("sure", "contents") else 1
    return (
        len(headings) >= (MIN_ENTRIES if name else MIN_UNNAMED_ENTRIES)
        and len(strangers) <= most
        and all(entry.spellings[0].count(" ") < MAX_STRANGER_WORDS for entry in strangers)
        and _are_headings(lines, headings)
    )


def _entries(lines: HeadedLines, first: int, name: str, before: int | None = None) -> list[Entry]:
    """Return the entries from a line on, up to the first of their headings, or to other text.

    In a list that is called the contents, an entry may lead nowhere.
    """
    is_contents = name in ("sure", "contents")
    entries: list[Entry] = []
    titles: dict[str, set[str]] = {}
    strangers = between = 0
    number = first
    while number < len(lines) and between <= MAX_LINES_BETWEEN:
        if not lines.has_page(number) and lines.is_heading_of(titles, number):
            break
        is_data = lines.is_row(number) and not is_contents
        entry = lines.entry(number, before) if lines.has_title(number) and not is_data else None
        if entry and (entry.heading is not None or not is_name(lines, number)):
            entries.append(entry)
            titles.setdefault(entry.spellings[-1], set()).update(entry.spellings)
            number, between = entry.end, 0
            continue
        if lines.has_title(number) and not lines.is_label(number):
            strangers += 1
            if (
                (strangers > 1 and not is_contents)
                or not (entries or name)
                or not _may_be_stranger(lines, number, entries)
                or (not is_contents and name != "figures" and lines.has_figure(number))
            ):
                break
            if is_contents:
                entries.append(lines.stranger(number))
                between -= not lines.begins_paragraph(number)
        number, between = number + 1, between + 1
    text_goes_on = number < len(lines) and not lines.begins_paragraph(number)
    while (
        entries
        and entries[-1].leads_nowhere
        and (text_goes_on or lines.begins_paragraph(entries[-1].first))
    ):
        entries.pop()
    return _without_heading(lines, entries)


def _may_be_stranger(lines: Lines, number: int, entries: Sequence[Entry]) -> bool:
    """Return whether a line among entries may be one that has no heading."""
    above = entries[-1].first if entries else number
    return not (
        is_name(lines, number)
        or lines.words(number) > MAX_STRANGER_WORDS
        or (lines.ends_sentence(number) and not lines.is_question(number))
        or lines.has_bullet(number) != lines.has_bullet(above)
        or (lines.levels[number] and not (entries and lines.levels[above]))
    )


def _without_heading(lines: HeadedLines, entries: list[Entry]) -> list[Entry]:
    """Return the entries without a last line that leads to text, unlike the others."""
    last, others = entries[-1:], entries[:-1]
    if not others or last[0].has_page or not lines.apart[last[0].first]:
        return entries
    alike = sum(not other.has_page and lines.apart[other.first] for other in others)
    leads_to_text = last[0].end < len(lines) and lines.is_sentence(last[0].end)
    return others if leads_to_text and 2 * alike < len(others) else entries


def _is_contents(
    lines: HeadedLines, number: int, entries: Sequence[Entry], name: str, at_start: bool
) -> bool:
    """Return whether the entries are a contents list; `number` is the line of its name, if any."""
    headings = [entry.heading for entry in entries if entry.heading is not None]
    with_page = sum(entry.has_page for entry in entries)
    pages = [page for entry in entries if (page := lines.page(entry))]
    may_be_pages = pages == sorted(pages) and max(pages, default=0) <= len(lines) + MORE_PAGES
    if name == "figures":
        return may_be_pages
    if name == "sure" and with_page >= MIN_UNNAMED_ENTRIES:
        return True
    if name in ("sure", "contents"):
        if all(
            lines.has_link(entry.first) or (name == "sure" and lines.has_bullet(entry.first))
            for entry in entries
        ):
            return len(entries) >= MIN_ENTRIES
        are_half = 2 * len(headings) >= len(entries) >= MIN_ENTRIES
        are_enough = are_half or len(headings) >= MIN_ENTRIES or with_page == len(entries)
        return bool(headings) and are_enough
    is_named = name == "maybe"
    is_plain = is_named or (at_start and not name and not _is_labelled(lines, number))
    return (
        len(headings) >= (MIN_ENTRIES if is_named else MIN_UNNAMED_ENTRIES)
        and 2 * len(headings) > len(entries)
        and 2 * sum(map(lines.comes_once, entries)) > len(entries)
        and _are_headings(lines, headings)
        and may_be_pages
        and (is_plain or _are_pointers(lines, entries))
    )


def _is_labelled(lines: HeadedLines, number: int) -> bool:
    """Return whether the line above a list, other than the title, says what its items are."""
    above = next((line for line in range(number - 1, -1, -1) if not lines.is_rule(line)), -1)
    if above <= 0 or read_byline(lines.written[above].strip("*_ ")):
        return above == 0 and lines.has_colon(above)
    level = lines.levels[above]
    is_attached = not level and not lines.apart[number]
    return (
        lines.has_colon(above)
        or level > 1
        or is_attached
        or _is_label(lines, above)
        or (lines.is_lead_in(above) and not _ON_DOCUMENT.search(lines.titles[above]))
    )


def _is_label(lines: Lines, number: int) -> bool:
    """Return whether a line is like a heading, in a text without markup."""
    return not (
        any(lines.levels)
        or lines.words(number) > MAX_LABEL_WORDS
        or lines.ends_sentence(number)
        or any(map(str.isdigit, lines.written[number]))
    )


def _are_pointers(lines: HeadedLines, entries: Sequence[Entry]) -> bool:
    """Return whether most entries are links, questions or paged, and all lead to one heading."""
    pointers = sum(
        lines.has_page(entry.end - 1) or lines.points(entry.first) or lines.points(entry.end - 1)
        for entry in entries
    )
    lead_on = all(entry.heading is not None and lines.comes_once(entry) for entry in entries)
    return lead_on and 2 * pointers > len(entries)


def _are_headings(lines: Lines, numbers: Sequence[int]) -> bool:
    """Return whether lines are headings in order, most of them with text below."""
    most = 2 / 3 * (len(numbers) - 1)
    in_order = sum(first < second for first, second in pairwise(numbers))
    ends = [*sorted(numbers)[1:], len(lines)]
    with_text = sum(
        lines.text_lines[end] > lines.text_lines[number + 1]
        or (end > number + 1 and (lines.levels[number] or lines.is_question(number)))
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
