"""The lines of a text as entries of a contents list, and as the headings that these lead to."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple
from unicodedata import normalize

from ingest.structure.sentences import MIN_PROSE_WORDS

MAX_TITLE_WORDS = 30
MAX_TITLE_LINES = 3
MAX_WORDS_BEFORE_STOP = 3
"""More words that end with a full stop are a sentence, and no entry."""
MAX_COLUMN_CHARS = 40
"""At the end of a line, in which a column of page numbers must begin."""

_LINE = re.compile(r"\S[^\r\n]*")
_LINE_ENDS = ("\n", "\r\n", "\r")
_BLANK_LINE = re.compile(r"(?:\n|\r(?!\n))[^\S\r\n]*[\r\n]|\f")
_MARKUP = re.compile(
    r"\]\((?:[^()\s]|\([^()\s]*\))*\)|\]\[[^\[\]\n]*\]|<[^<>\n]*>|\{#[^{}\n]*\}|\xad"
)
_PUNCTUATION = re.compile(r"[^\w\n]+|_+")
_BULLET = re.compile(r"[-*+•·▪◦‣–]\s")
_CLOSING = '"”’)]*_ \t'
_PAGE = r"(?:\d{1,4}|[ivxlc]{1,7})"
_PAGE_COLUMN = re.compile(  # a page number after dots, a tab, two spaces or the edge of a cell
    rf"(?:[.·…_]{{2}}|[.·…] [.·…]|…|\t|\s\s|\|)\s*{_PAGE}[\s|]*$", re.IGNORECASE
)
# The patterns from here on are for titles: words without case, markup and punctuation.
_PAGE_AT_END = re.compile(rf" (?:(?:p|pp|pages?|seite) )?{_PAGE}(?: \d{{1,4}})?$")
_NUMBER = re.compile(r"(?:\d{1,3}|[ivxlc]{1,7})(?: \d{1,3}){0,3}")
_NO_TITLE = re.compile(rf"{_NUMBER.pattern}|pages?(?: no| number)?|seite|")
_NUMBERING = re.compile(
    r"(?:(?:chapter|part|section|annexe?|appendix|article|module|unit|lesson|question|step|no"
    r"|kapitel|teil|abschnitt|anhang|chapitre|partie|capítulo|parte) )?"
    r"(?:q?\d{1,3}[a-z]?|[a-z]|[ivxlc]{2,7}"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: \d{1,3}){0,3}(?: |$)"
)


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


class Lines:
    """The lines of a text that are not blank.

    `titles` are their words without case, markup and punctuation; `apart` tells whether a line
    begins a paragraph.
    """

    def __init__(self, text: str) -> None:
        found = list(_LINE.finditer(text))
        self.written = [match.group().rstrip() for match in found]
        self.starts = [match.start() for match in found]
        words = _MARKUP.sub("", "\n".join(self.written))
        words = _PUNCTUATION.sub(" ", normalize("NFKC", words).casefold())
        self.titles = [title.strip() for title in words.split("\n")]
        ends = [0, *(match.end() for match in found)]
        self.apart = [
            not number
            or line[0] == "#"
            or (text[end:start] not in _LINE_ENDS and bool(_BLANK_LINE.search(text, end, start)))
            for number, (line, start, end) in enumerate(
                zip(self.written, self.starts, ends, strict=False)
            )
        ]

    def __len__(self) -> int:
        return len(self.starts)

    @cached_property
    def sentences(self) -> list[int]:
        """How many of the first n lines are sentences, for every n."""
        return [0, *accumulate(map(self.is_sentence, range(len(self))))]

    @cached_property
    def _headings(self) -> Mapping[str, list[int]]:
        """The numbers of the lines that may be headings, by their titles' spellings."""
        found = defaultdict[str, list[int]](list)
        for number, title in enumerate(self.titles):
            if title.count(" ") < MAX_TITLE_WORDS and self._may_be_heading(number):
                for spelling in _spellings(title):
                    found[spelling].append(number)
        return found

    def words(self, number: int) -> int:
        """Return how many words a line has."""
        return len(self.titles[number].split())

    def is_sentence(self, number: int) -> bool:
        """Return whether a line ends like a sentence, or is long."""
        spaces = self.titles[number].count(" ")
        return spaces >= MIN_PROSE_WORDS - 1 or (spaces > 2 and self.ends_sentence(number))

    def ends_sentence(self, number: int) -> bool:
        """Return whether a line ends with the mark of a sentence."""
        return self.written[number].rstrip(_CLOSING)[-1:] in {*".!?…:;"}

    def has_colon(self, number: int) -> bool:
        """Return whether a line ends with a colon."""
        return self.written[number].rstrip(_CLOSING).endswith(":")

    def has_title(self, number: int) -> bool:
        """Return whether a line is more than a number, a rule, or the head of a column."""
        return not _NO_TITLE.fullmatch(self.titles[number])

    def is_label(self, number: int) -> bool:
        """Return whether a line is a number with its kind, and nothing else: "Chapter 2"."""
        return is_label(self.titles[number])

    def is_page(self, number: int) -> bool:
        """Return whether a line is a page number."""
        return bool(_NUMBER.fullmatch(self.titles[number]))

    def is_rule(self, number: int) -> bool:
        """Return whether a line has no letter and no digit."""
        return not any(map(str.isalnum, self.written[number]))

    def has_bullet(self, number: int) -> bool:
        """Return whether a line is an item of a list."""
        return bool(_BULLET.match(self.written[number]))

    def has_link(self, number: int) -> bool:
        """Return whether a line has a link within the document."""
        return "](#" in self.written[number]

    def has_page(self, number: int) -> bool:
        """Return whether a line ends with a page number in a column, or is a link within."""
        end = self.written[number][-MAX_COLUMN_CHARS:]
        return self.has_link(number) or bool(_PAGE_COLUMN.search(end))

    def entry(self, first: int, before: int | None = None) -> Entry | None:
        """Return the entry that begins at a line, if it has a heading or a page number.

        Its heading comes later; with `before`, the entry is in a list at the end of the text,
        and its heading is before that line.
        """
        for end, title in self._joined(first):
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

    def _heading(self, spellings: tuple[str, ...], end: int, before: int | None) -> int | None:
        """Return the first line from `end` on, or `before` a line, that has one of the titles.

        The title may go on in the line below.
        """
        for spelling in spellings:
            if (number := self._with_title(spelling, end, before)) is not None:
                return number
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


def is_label(words: str) -> bool:
    """Return whether words are a number with its kind, and nothing else: "Annex B"."""
    return bool(_NUMBERING.fullmatch(_PUNCTUATION.sub(" ", words.casefold()).strip()))


def _spellings(title: str) -> tuple[str, ...]:
    """Return the title, and what is left of it without its number."""
    match = _NUMBERING.match(title)
    bare = title[match.end() :] if match else ""
    return (title, bare) if bare else (title,)
