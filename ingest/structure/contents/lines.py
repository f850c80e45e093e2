"""The lines of a text, and what they look like."""

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from unicodedata import normalize

from ingest.structure.sentences import MIN_PROSE_WORDS
from ingest.structure.tables import is_piped

MAX_COLUMN_CHARS = 40
"""At the end of a line, in which a column of page numbers must begin."""
LINK = "](#"
"""In Markdown, within the document."""

_LINE = re.compile(r"\S[^\r\n]*")
_LINE_ENDS = ("\n", "\r\n", "\r")
_BLANK_LINE = re.compile(r"(?:\n|\r(?!\n))[^\S\r\n]*[\r\n]|\f")
_MARKUP = re.compile(
    r"\]\((?:[^()\s]|\([^()\s]*\))*\)|\]\[[^\[\]\n]*\]|<[^<>\n]*>|\{#[^{}\n]*\}|\xad"
)
_PUNCTUATION = re.compile(r"[^\w\n]+|_+")
_ITEM = re.compile(r"(?:[-*+•·▪◦‣–]|\d{1,3}[.)])\s")
_ATX = re.compile(r"#{1,6}(?=\s)")
_BOLD = re.compile(r"\*\*[^*]+\*\*|__[^_]+__")
_UNDERLINE = re.compile(r"={3,}|-{4,}")
_CLOSING = '"”’)]*_ \t'
PAGE = r"(?:\d{1,4}|[ivxlc]{1,7})"
_PAGE_COLUMN = re.compile(  # a page number after dots, a tab, two spaces or the edge of a cell
    rf"(?:[.·…_]{{2}}|[.·…] [.·…]|…|(?<!\s)(?:\t|\s\s)|\|)\s*+{PAGE}[\s|]*$", re.IGNORECASE
)
# The patterns from here on are for titles: words without case, markup and punctuation.
_FOLLOWING = re.compile(r"\b(?:following|these|below)\b")
_NUMBER = re.compile(r"(?:\d{1,3}|[ivxlc]{1,7})(?: \d{1,3}){0,3}")
_NO_TITLE = re.compile(rf"{_NUMBER.pattern}|[\d ]*|pages?(?: no| number)?|seite")
NUMBERING = re.compile(
    r"(?:(?:chapter|part|section|annexe?|appendix|article|module|unit|lesson|question|step|no"
    r"|kapitel|teil|abschnitt|anhang|chapitre|partie|capítulo|parte) )?"
    r"(?:q?\d{1,3}[a-z]?|[a-z]|[ivxlc]{2,7}"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: \d{1,3}){0,3}(?: |$)"
)
_INTERROGATIVE = re.compile(
    r"(?:how|what|when|where|which|who|whose|why|wann|warum|was|welche[nrs]?|wer|wie|wo|wozu"
    r"|combien|comment|où|pourquoi|quand|quel(?:le)?s?|qui|cómo|cuándo|dónde|qué|quién(?:es)?)\b"
)


class Lines:
    """The lines of a text that are not blank.

    `titles` are their words without case, markup and punctuation; `apart` tells whether a line
    begins a paragraph. `levels` are 1 for a title, more for other headings, and 0 for lines that
    no markup shows as headings.
    """

    def __init__(self, text: str, levels: Mapping[int, int]) -> None:
        found = list(_LINE.finditer(text))
        self.written = [match.group().rstrip() for match in found]
        self.starts = [match.start() for match in found]
        self.titles = titles_of("\n".join(self.written))
        self.levels = [
            levels.get(start) or _level(line, below)
            for start, line, below in zip(
                self.starts, self.written, [*self.written[1:], ""], strict=False
            )
        ]
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
    def _have_link(self) -> list[bool]:
        return [LINK in line for line in self.written]  # once, also for a row of many cells

    @cached_property
    def text_lines(self) -> list[int]:
        """How many of the first n lines are sentences or end like one, for every n."""
        are_text = (
            self.is_sentence(line) or (self.ends_sentence(line) and not self.has_colon(line))
            for line in range(len(self))
        )
        return [0, *accumulate(are_text)]

    def paragraph_end(self, number: int, max_lines: int) -> int:
        """Return the end of the paragraph from a line on, or of its first `max_lines` lines."""
        end = min(number + max_lines, len(self))
        return next((line for line in range(number + 1, end) if self.apart[line]), end)

    def begins_paragraph(self, number: int) -> bool:
        """Return whether a line begins a paragraph that is no item of a list."""
        return self.apart[number] and not self.has_bullet(number)

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
        return is_title(self.titles[number])

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
        """Return whether a line is an item of a list, with a bullet or a number."""
        return bool(_ITEM.match(self.written[number]))

    def has_link(self, number: int) -> bool:
        """Return whether a line has a link within the document."""
        return self._have_link[number]

    def is_question(self, number: int) -> bool:
        """Return whether a line is a question, direct or not; its number and page are ignored."""
        words = _PAGE_COLUMN.sub("", self.written[number][-MAX_COLUMN_CHARS:])
        if "?" in words:
            return words.rstrip(_CLOSING).endswith("?")
        title = self.titles[number]
        numbering = NUMBERING.match(title)
        start = numbering.end() if numbering else 0
        return bool(_INTERROGATIVE.match(title, start)) and not self.ends_sentence(number)

    def is_lead_in(self, number: int) -> bool:
        """Return whether a line is a sentence, or announces what follows."""
        return self.ends_sentence(number) or bool(_FOLLOWING.search(self.titles[number]))

    def is_row(self, number: int) -> bool:
        """Return whether a line is a row of a table."""
        return number < len(self) and is_piped(self.written[number])

    def has_page(self, number: int) -> bool:
        """Return whether a line ends with a page number in a column, or is a link within."""
        end = self.written[number][-MAX_COLUMN_CHARS:]
        return self.has_link(number) or bool(_PAGE_COLUMN.search(end))

    def points(self, number: int) -> bool:
        """Return whether a line is a link or a question."""
        return self.has_link(number) or self.is_question(number)


def is_label(words: str) -> bool:
    """Return whether words are a number with its kind, and nothing else: "Annex B"."""
    return bool(NUMBERING.fullmatch(_PUNCTUATION.sub(" ", words.casefold()).strip()))


def is_title(words: str) -> bool:
    """Return whether words in the form of `titles_of` are more than a number or "Page"."""
    return not _NO_TITLE.fullmatch(words)


def titles_of(lines: str) -> list[str]:
    """Return the words of lines without case, markup and punctuation."""
    words = _PUNCTUATION.sub(" ", normalize("NFKC", _MARKUP.sub("", lines)).casefold())
    return [title.strip() for title in words.split("\n")]


def _level(line: str, below: str) -> int:
    """Return the level of a heading that begins with "#", is bold, or has a rule below it, or 0."""
    if match := _ATX.match(line):
        return match.end()
    if _BOLD.fullmatch(line):
        return 2
    return (1 if below[0] == "=" else 2) if _UNDERLINE.fullmatch(below) else 0
