"""The title of a document of pages: the largest letters on the first one, if they may be it."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import chain

from ingest.structure.byline import ORGANISATIONS, read_byline
from ingest.structure.pages.lines import Line, Measures
from ingest.structure.sections import opens_section
from ingest.structure.sentences import is_prose

Paragraph = Sequence[Line]
Paragraphs = Sequence[Sequence[Paragraph]]
"""The paragraphs of the pages."""
Position = tuple[int, int]
"""The numbers of a page and of a paragraph on it, from 0."""

TITLE_SIZE_RATIO = 1.15
"""The letters of a title are at least this many times as large as those of most text."""
MAX_TITLE_WORDS = 25
MAX_TITLE_PAGES = 3
"""A title follows no more covers than two."""

MAX_NAME_WORDS = 4
"""Of a publisher's name that no word shows to be one."""

_LABELS = frozenset((
    "analysis", "and", "apr", "april", "article", "aug", "august", "autumn", "brief", "briefing",
    "briefs", "bulletin", "case", "chapter", "commentary", "confidential", "consultation", "dec",
    "december", "discussion", "document", "doi", "draft", "edition", "embargoed", "executive",
    "explainer", "fact", "factsheet", "fall", "feb", "february", "final", "i", "ii", "iii",
    "insight", "insights", "internal", "isbn", "issn", "issue", "iv", "ix", "jan", "january",
    "journal", "jul", "july", "jun", "june", "leaflet", "letter", "magazine", "mar", "march",
    "may", "memo", "memorandum", "news", "newsletter", "no", "note", "notes", "nov", "november",
    "nr", "number", "occasional", "oct", "october", "of", "official", "opinion", "page", "paper",
    "papers", "part", "perspective", "perspectives", "policy", "position", "press", "publication",
    "publications", "q", "quarter", "release", "report", "reports", "research", "review",
    "revised", "revision", "section", "sep", "sept", "september", "series", "sheet", "special",
    "spring", "statement", "study", "summer", "technical", "update", "updated", "v", "version",
    "vi", "viewpoint", "vii", "viii", "vol", "volume", "white", "winter", "working", "x",
))  # fmt: skip
"""Words that name a kind, number or date of a document; one of no other words has no title yet."""
_ORGANISATION = re.compile(
    rf"(?:The )?(?:(?!\w+ing\b)[A-Z][\w’'.-]* ){{0,4}}(?:{ORGANISATIONS})"
    r"(?:,? (?:of|for|on|and|&|für|de|des|du|der)(?: the)?(?: [A-Z][\w’'.-]*){1,3}){0,3}"
    r"|(?:The )?(?:City|Commonwealth|County|Kingdom|Municipality|Province|Republic|State) of"
    r"(?: the)?(?: [A-Z][\w’'.-]*){1,3}|.* (?:Ltd|Inc|LLC|GmbH|PLC|plc)\.?"
)
_SERIES = re.compile(
    r".*\b(?:bulletin|series|(?:brief|journal|note|paper|report|review|stud)(?:s|y|ies)?),?"
    r" (?:no|nr|number|issue|vol|volume)\b\.? ?\d+(?:[/-]\d+)?"
    r"|.*\b(?:briefs|notes|papers|reports|series|studies) \d+(?:[/-]\d+)?",
    re.IGNORECASE,
)
"""The number of a document in a series, "Orchard Papers No. 12"."""
_ADDRESS = re.compile(r"@|://|\bwww\.", re.IGNORECASE)
_QUOTATION = re.compile(r"[“\"«„‘](?:[^”\"»’]*|.*[”\"»’][.,!?]?)")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.|\b(?:Inc|Ltd|Co|Corp|etc)\.)$")
_FIGURE = re.compile(
    r"[^\w\s]{0,2}\d\S*(?: \S+| (?:million|billion|trillion|people|percent|per|of|in|out) .*)?"
)
"""A number of an infographic ("€4 million", "9 out of 10 trees"), or a year."""


def find_title(pages: Paragraphs, usual: Measures, declared: str = "") -> Position | None:
    """Return where the title is.

    It is on the first page with text, or on one behind covers without prose. `declared` is the
    title in the file's properties: it confirms a paragraph that shows the same words. None if no
    paragraph is a plain title, since a wrong one is worse than none.
    """
    small_words = frozenset(_small_words(chain.from_iterable(chain.from_iterable(pages))))
    sizes = [paragraph[0].size for paragraphs in pages for paragraph in paragraphs]
    for number, paragraphs in enumerate(pages[:MAX_TITLE_PAGES]):
        page = _Page(paragraphs, usual, small_words)
        if candidates := page.candidates(declared):
            first = candidates[0]
            if page.may_be_publisher(first, candidates[1:]) and not page.shows(declared, first):
                break
            is_only = sizes.count(paragraphs[first][0].size) == 1
            if is_only or page.is_above_sections(first) or page.shows(declared, first):
                return number, first
            break
        if any(page.prose):
            break
    return None


def is_title_like(words: str) -> bool:
    """Return whether words read like a title, and not like a label, a quotation or a date."""
    letters = re.findall(r"[^\W\d_]+", words.lower())
    tokens = words.split()
    return (
        0 < len(tokens) <= MAX_TITLE_WORDS
        and len("".join(letters)) > 1
        and not words[0].islower()
        and (words[-1] not in ".,;:…" or bool(_ABBREVIATION.search(words)))
        and not _LABELS.issuperset(letters)
        and sum(len(token) == 1 for token in tokens) <= max(2, len(tokens) / 2)
        and "\ufffd" not in words
        and not opens_section(words)
        and not any(pattern.fullmatch(words) for pattern in (_QUOTATION, _FIGURE, _SERIES))
        and not _ADDRESS.search(words)
        and not read_byline(words)
    )


class _Page:
    """The paragraphs of a page, those of them that are prose, and those in large letters."""

    def __init__(
        self, paragraphs: Sequence[Paragraph], usual: Measures, small_words: Set[str]
    ) -> None:
        self.paragraphs = paragraphs
        self.small_words = small_words
        self.words = [" ".join(line.words for line in lines) for lines in paragraphs]
        self.is_large = [lines[0].size >= TITLE_SIZE_RATIO * usual.size > 0 for lines in paragraphs]
        self.prose = [
            is_prose(words) and not large
            for words, large in zip(self.words, self.is_large, strict=True)
        ]

    def candidates(self, declared: str) -> list[int]:
        """Return the paragraphs that may be the title, the likeliest first.

        One that shows the declared title comes first, then larger letters before smaller ones.
        Below an e-mail address, if there is one above, are no titles, but figures and sections.
        """
        found = [
            number
            for number, words in enumerate(self.words)
            if self.is_large[number]
            and is_title_like(words)
            and (self.shows(declared, number) or self._is_plain(number))
        ]
        addresses = [
            lines[0].bottom
            for lines, words in zip(self.paragraphs, self.words, strict=True)
            if "@" in words
        ]
        limit = max(addresses, default=0)
        above = [number for number in found if self.paragraphs[number][-1].bottom > limit]
        return sorted(
            above or found,
            key=lambda number: (
                not self.shows(declared, number),
                -self.paragraphs[number][0].size,
            ),
        )

    def shows(self, declared: str, number: int) -> bool:
        """Return whether a paragraph shows the declared title, or a part of it of two words."""
        shown, named = (f" {_folded(words)} " for words in (self.words[number], declared))
        fewer = min(shown, named, key=len)
        return shown == named or (len(fewer.split()) > 1 and (shown in named or named in shown))

    def is_above_sections(self, number: int) -> bool:
        """Return whether the next heading in letters of this size is one of a lower level.

        It is if it is the first one of every document ("Introduction"), is set otherwise, or if
        there is more than prose between them, like a byline, or nothing but the rest of a cover.
        """
        title = self.paragraphs[number]
        if not any(self.prose):
            return True
        following = range(number + 1, len(self.paragraphs))
        if following and not self.prose[following[0]] and not self.is_large[following[0]]:
            return True
        for other in following:
            heading = self.paragraphs[other]
            if heading[0].size == title[0].size:
                is_set_otherwise = _apart(title, heading, 0) and _apart(title, heading, 1)
                return opens_section(self.words[other]) or is_set_otherwise
        return False

    def may_be_publisher(self, number: int, others: Sequence[int]) -> bool:
        """Return whether a few capitalised words are a name set apart from what may be the title.

        It is a name if the text has one of its words never in small letters.
        """
        words = [word for word in self.words[number].split() if not word.islower() or len(word) > 3]
        bottom, size = self.paragraphs[number][-1].bottom, self.paragraphs[number][0].size
        is_name = not any(word[0].islower() for word in words) and not all(
            word[0].isalpha() and self._is_word(word) for word in words
        )
        return (
            is_name
            and len(words) <= MAX_NAME_WORDS
            and any(bottom - self.paragraphs[other][0].bottom > 2 * size for other in others)
        )

    def _is_plain(self, number: int) -> bool:
        """Return whether no prose is above a paragraph, and it is not a publisher's name.

        That may be an organisation, or a single word that is not one of the text.
        """
        lines, words = self.paragraphs[number], self.words[number]
        is_name = bool(_ORGANISATION.fullmatch(words.title() if words.isupper() else words)) or (
            " " not in words and words.isascii() and not self._is_word(words)
        )
        return not is_name and not any(
            prose and above[-1].bottom > lines[0].bottom and _overlap(above, lines)
            for above, prose in zip(self.paragraphs, self.prose, strict=True)
        )

    def _is_word(self, word: str) -> bool:
        [stem] = re.findall(r"[^\W\d_]+", word.lower())[:1]
        return any(small.startswith(stem.rstrip("s")) for small in self.small_words)


def _small_words(lines: Iterator[Line]) -> Iterator[str]:
    for line in lines:
        yield from (word for word in re.findall(r"[^\W\d_]+", line.words) if word.islower())


def _folded(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def _apart(one: Paragraph, other: Paragraph, side: int) -> bool:
    """Return whether the left sides (0) or the middles (1) of two paragraphs differ."""
    at, other_at = (line.left + side * (line.right - line.left) / 2 for line in (one[0], other[0]))
    return abs(at - other_at) > one[0].size


def _overlap(one: Paragraph, other: Paragraph) -> bool:
    """Return whether two paragraphs are above each other, at least in part."""
    return max(one[0].left, other[0].left) < min(one[0].right, other[0].right)
