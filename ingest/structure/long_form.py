"""The words that an acronym stands for: whether they spell it, and where they begin and end."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

MAX_LONG_FORM_CHARS = 150
MAX_LEAD_WORDS = 3
"""Words before a long form that follows its acronym: "BRT (short for the Bergen Rescue Trust)"."""
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f’'][^\W\d_]+)*|\d+")
_PART = re.compile(r"\d+|.[^A-ZÀ-Þ\d]+|.[A-ZÀ-Þ]*", re.DOTALL)
_END = re.compile(r"(?<=\w\w)[.!?;:](?=\s)|[()\[\]|•]|\n[^\S\n]*\n|\r\r|\r\n[^\S\r\n]*\r")
_MAY_END = re.compile(r"[\"”»’'*_]*[^\S\r\n]*(?:[.,–—/\r\n]|-\s|$)")
_SMALL_WORDS = ("from", "with")
"""Words that an acronym may leave out, like all of at most three letters, unless capitalised."""
_NUMBERS = {
    "one": "1", "two": "2", "di": "2", "three": "3", "third": "3", "tri": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "eleven": "11", "twelve": "12", "twenty": "20",
}  # fmt: skip
_NUMBER = re.compile("|".join(["\\d+", *sorted(_NUMBERS, key=len, reverse=True)]))
_PREFIX = re.compile(rf"e(?=x)|{_NUMBER.pattern}")


class _Word(NamedTuple):
    """A word of a long form: its span, and itself as written, and without accents and case.

    `mark` is the character before it: a hyphen joins it to the word before.
    """

    start: int
    end: int
    written: str
    folded: str
    mark: str

    @property
    def is_name(self) -> bool:
        """Whether the word is capitalised."""
        return not self.written[0].islower()

    @property
    def may_be_left_out(self) -> bool:
        """Whether an acronym may leave the word out."""
        return self.is_small or self.written.isdigit() or self.written.casefold() in _NUMBERS

    @property
    def is_small(self) -> bool:
        """Whether the word is a small one, or the second part of one ("medium-sized")."""
        is_short = len(self.written) <= 3 or self.written in _SMALL_WORDS
        return self.written.islower() and (is_short or self.mark == "-")

    @property
    def number(self) -> str:
        """The number that the word begins with: "dioxide", "26th"; '' if there is none."""
        match = _NUMBER.match(self.folded)
        return _NUMBERS.get(match[0], match[0]) if match else ""

    @property
    def initials(self) -> str:
        """The letters for which the word may stand: X for "Extensible", O for "dioxide"."""
        match = _PREFIX.match(self.folded)
        at = match.end() if match else 0
        return self.folded[:1] + self.folded[at : at + 1]


def long_form_before(text: str, end: int, acronym: str, *, exact: bool) -> int | None:
    """Return where the words begin that end at `end` and spell the acronym, None if none do.

    `exact` forbids words that have no letter in the acronym, and letters from within words.
    """
    begin = max(0, end - MAX_LONG_FORM_CHARS)
    begin = max([begin, *(boundary.end() for boundary in _END.finditer(text, begin, end))])
    letters = _letters(acronym)
    words = _words(text, begin, end)[-_most_words(letters) :]
    costs = [
        (cost, -first)
        for first in range(len(words) - 1)
        if (cost := _cost(words[first:], letters)) is not None and not (exact and cost)
    ]
    return words[-min(costs)[1]].start if costs else None


def long_form_after(text: str, start: int, acronym: str, *, exact: bool) -> tuple[int, int] | None:
    """Return the span of the words from `start` on that spell the acronym, None if none do.

    Up to three words in small letters may precede them. `exact` is as in `long_form_before`.
    """
    limit = min(len(text), start + MAX_LONG_FORM_CHARS)
    if boundary := _END.search(text, start, limit):
        limit = boundary.start()
    letters = _letters(acronym)
    words = _words(text, start, limit)[: _most_words(letters) + MAX_LEAD_WORDS]
    ends = [last for last, word in enumerate(words, 1) if _MAY_END.match(text, word.end, limit)]
    costs = []
    for first in range(min(len(words), MAX_LEAD_WORDS + 1)):
        costs += [
            (cost, first, last)
            for last in ends
            if last > first + 1
            and (cost := _cost(words[first:last], letters)) is not None
            and not (exact and cost)
        ]
        if not words[first].written.islower():
            break
    if not costs:
        return None
    _, first, last = min(costs)
    return words[first].start, words[last - 1].end


def _letters(acronym: str) -> list[str]:
    """Return the letters and the numbers of an acronym, folded: c, o, 2."""
    return re.findall(r"\d+|[^\W\d_]", _folded(acronym))


def _most_words(letters: Sequence[str]) -> int:
    return 2 * len(letters) + 4


def _folded(word: str) -> str:
    return "".join(letter for letter in normalize("NFKD", word.casefold()) if letter.isalnum())


def _words(text: str, start: int, end: int) -> list[_Word]:
    """Return the words of a span; the parts of "HyperText" are words of their own."""
    return [
        _Word(
            *part.span(), part[0], _folded(part[0]), text[max(0, part.start() - 1) : part.start()]
        )
        for word in _WORD.finditer(text, start, end)
        for part in _PART.finditer(text, *word.span())
    ]


def _cost(words: Sequence[_Word], letters: Sequence[str]) -> int | None:
    """Return how badly the words spell the letters: 0 for initials only, None if they do not.

    A letter from within a word costs 1, so does a number that no word gives, and so do names next
    to each other that give no letter. Of n letters and numbers, n - 2 may cost.
    """
    numbers = [letter for letter in letters if letter.isdigit()]
    letters = [letter for letter in letters if not letter.isdigit()]
    if not letters or letters[0] not in words[0].initials:
        return None
    given = {number for word in words for number in (word.folded, word.number)}
    limit = len(letters) + len(numbers) - 2
    are_names = all(word.is_name or word.may_be_left_out for word in words)
    # The least cost by how many letters are given, and whether the last word gave none.
    costs = {(0, False): sum(number not in given for number in numbers)}
    for word in words:
        following: dict[tuple[int, bool], int] = {}
        for (position, passed_over), cost in costs.items():
            steps = [
                (position + count, False, cost + extra)
                for count, extra in _given(word, letters[position:])
            ]
            if word.may_be_left_out and not (word is words[-1] and word.is_small):
                steps.append((position, passed_over, cost))
            elif are_names and position:
                steps.append((position, True, cost + (not passed_over)))
            for step, passes, total in steps:
                if total <= limit:
                    following[step, passes] = min(total, following.get((step, passes), total))
        costs = following
    return min(
        (cost for (position, _), cost in costs.items() if position == len(letters)), default=None
    )


def _given(word: _Word, letters: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield how many of the next letters a word may give, and the cost of those within it."""
    if letters and letters[0] in word.initials:
        yield 1, 0
        at = 0
        for count, letter in enumerate(letters[1:], start=2):
            at = word.folded.find(letter, at + 1)
            if at < 0:
                return
            yield count, count - 1
