"""The lines of a text as entries of a contents list, and as the headings that these lead to."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from typing import NamedTuple

from ingest.structure.contents.lines import NUMBERING, PAGE, Lines, is_title, titles_of

MAX_TITLE_WORDS = 30
MAX_TITLE_LINES = 3
MAX_WORDS_BEFORE_STOP = 3
"""More words that end with a full stop are a sentence, and no entry."""

# For titles: words without case, markup and punctuation.
_PAGE_AT_END = re.compile(rf" (?:(?:p|pp|pages?|seite) )?{PAGE}(?: \d{{1,4}})?$")


class Entry(NamedTuple):
    """An entry of a contents list: the lines from `first` to `end`.

    `spellings` are its title, and that without its number. `heading` is the number of the line
    that it leads to, None if there is none. `has_page` tells whether a page number, or a link
    within the document, shows that it is an entry.
    """

    first: int
    end: int
    spellings: tuple[str, ...]
    heading: int | None
    has_page: bool

    @property
    def leads_nowhere(self) -> bool:
        """Whether it has neither a heading nor a page number."""
        return self.heading is None and not self.has_page


class HeadedLines(Lines):
    """Lines that may be headings, and entries that lead to them."""

    @cached_property
    def _headings(self) -> Mapping[str, list[int]]:
        """The numbers of the lines that may be headings, by their titles' spellings."""
        found = defaultdict[str, list[int]](list)
        for number, title in enumerate(self.titles):
            if title.count(" ") < MAX_TITLE_WORDS and self._may_be_heading(number):
                for spelling in _spellings(title):
                    found[spelling].append(number)
        return found

    def entry(self, first: int, before: int | None = None) -> Entry | None:
        """Return the entry that begins at a line, if it has a heading or a page number.

        Its heading comes later; with `before`, the entry is in a list at the end of the text,
        and its heading is before that line.
        """
        if (first, before) not in self._entries:
            self._entries[first, before] = self._find_entry(first, before)
        return self._entries[first, before]

    @cached_property
    def _entries(self) -> dict[tuple[int, int | None], Entry | None]:
        """What `entry` has returned: a list is sought from every item on."""
        return {}

    def _find_entry(self, first: int, before: int | None) -> Entry | None:
        for end, title in (*self._joined(first), *self._cells(first)):
            for words in dict.fromkeys((title, _PAGE_AT_END.sub("", title))):
                spellings = _spellings(words)
                heading = self._heading(spellings, end, before)
                has_page = words != title or self.has_page(end - 1)
                if heading is not None and (has_page or not self._is_statement(heading)):
                    return Entry(first, end, spellings, heading, has_page)
        for end, title in self._joined(first):
            if end > first + 1 and self.apart[end - 1]:
                break
            if self.has_page(end - 1):
                return Entry(first, end, _spellings(_PAGE_AT_END.sub("", title)), None, True)
        return None

    def inline_entries(self, words: str, separator: str, end: int) -> list[Entry]:
        """Return the parts of `words` as entries with the headings that they have from `end` on."""
        titles = titles_of("\n".join(words.split(separator)))
        parts = [_spellings(title.removeprefix("and ")) for title in titles if title]
        return [
            Entry(end - 1, end, spellings, self._heading(spellings, end, None), False)
            for spellings in parts
        ]

    def stranger(self, number: int) -> Entry:
        """Return a line as an entry that leads nowhere."""
        return Entry(number, number + 1, _spellings(self.titles[number]), None, False)

    def has_figure(self, number: int) -> bool:
        """Return whether a line has a digit behind its own number."""
        *_, bare = _spellings(self.titles[number])
        return any(map(str.isdigit, bare))

    def page(self, entry: Entry) -> int:
        """Return the page number of an entry, 0 if it has none in Arabic numerals."""
        last = entry.end - 1
        match = re.search(r"\d{1,4}$", self.titles[last])
        return int(match[0]) if match and entry.has_page and not self.has_link(last) else 0

    def comes_once(self, entry: Entry) -> bool:
        """Return whether an entry has one heading, unlike a name in a transcript."""
        numbers = (self._headings.get(spelling, []) for spelling in entry.spellings)
        return all(len(found) - bisect_left(found, entry.end) <= 1 for found in numbers)

    def is_heading_of(self, titles: Mapping[str, Set[str]], number: int) -> bool:
        """Return whether a line, or some from it on, are the heading of one of these entries.

        `titles` are the spellings of every entry by its title without a number.
        """
        for _, title in self._joined(number):
            *_, bare = _spellings(title)
            if bare in titles and (title == bare or {title, bare} & titles[bare]):
                return True
        return False

    def _joined(self, first: int) -> Iterator[tuple[int, str]]:
        """Yield the ends of what may be one title broken over some lines, and its words."""
        for end in range(first + 1, min(first + MAX_TITLE_LINES, len(self)) + 1):
            title = " ".join(filter(None, self.titles[first:end]))
            if title.count(" ") >= MAX_TITLE_WORDS:
                return
            yield end, title

    def _cells(self, number: int) -> Iterator[tuple[int, str]]:
        """Yield the end of a row of a table, and the words of its cells, for every cell."""
        if self.is_row(number):
            for title in titles_of("\n".join(self.written[number].split("|"))):
                if is_title(title):
                    yield number + 1, title

    def _heading(self, spellings: tuple[str, ...], end: int, before: int | None) -> int | None:
        """Return the first line from `end` on, or `before` a line, that has one of the titles.

        The title may go on in the line below.
        """
        for spelling in spellings:
            if (number := self._with_title(spelling, end, before)) is not None:
                return number
        if spellings[0].count(" ") >= MAX_TITLE_WORDS:
            return None
        for match in re.finditer(" ", spellings[0]):
            number = self._with_title(spellings[0][: match.start()], end, before)
            rest = spellings[0][match.end() :]
            if number is not None and self.titles[number + 1 : number + 2] == [rest]:
                return number
        return None

    def _with_title(self, title: str, end: int, before: int | None) -> int | None:
        numbers = self._headings.get(title, [])
        place = bisect_left(numbers, end) if before is None else 0
        if place < len(numbers) and (before is None or numbers[place] < before):
            return numbers[place]
        return None

    def _is_statement(self, number: int) -> bool:
        stop = self.written[number].endswith(".")
        return stop and self.words(number) > MAX_WORDS_BEFORE_STOP

    def _may_be_heading(self, number: int) -> bool:
        """Return whether a line begins a paragraph, follows a sentence or leads to one."""
        return (
            self.apart[number]
            or self.ends_sentence(number - 1)
            or (number + 1 < len(self) and self.is_sentence(number + 1))
        )


def _spellings(title: str) -> tuple[str, ...]:
    """Return the title, and what is left of it without its number."""
    match = NUMBERING.match(title)
    bare = title[match.end() :] if match else ""
    return (title, bare) if bare else (title,)
