"""The long forms of acronyms that a document spells out."""

import re
from collections import Counter

from ingest.document import Context
from ingest.structure.long_form import long_form_after, long_form_before
from ingest.structure.sentences import Span

MAX_ACRONYM_CHARS = 10
MAX_MENTIONS = 100
"""Of an acronym, among which its definition is."""
MAX_LEAD_CHARS = 100
"""Of what stands between an acronym and its long form, or before an entry at a line's start."""
_TOKEN = re.compile(r"\w+(?:[.&/-]\w+)*")
_WORD = re.compile(r"\w+")
_CLOSE = r"[\"”“»'’*_]*+(?:\]\([^()\s]*+\)[\"”“»'’*_]*+)?"  # and the end of a link in Markdown
_AFTER_LONG_FORM = re.compile(
    rf"{_CLOSE}(?:(?P<bracket>\s?[(\[]\s?(?:[a-z]+[:,]?\s){{0,4}})|(?P<cell>\s*+\|\s*+)|(?P<comma>,\s)"
    r"|(?P<words>,?\s(?:or|abbreviated(?:\sas|\sto)?)\s(?:the\s)?))[\[\"“„«'‘*_]*$"
)
"""Between a long form and its acronym: " (", ", hereafter “", ", or "."""
_BEHIND_ACRONYM = {
    "bracket": re.compile(rf"{_CLOSE}\s?(?:(?:[,;]|or\b)[^()\[\]]{{0,80}})?[)\]]"),
    "cell": re.compile(r"[*_]*[^\S\r\n]*(?:[|\r\n]|$)"),
    "comma": re.compile(rf"{_CLOSE}(?:[,;.)]|$)"),
    "words": re.compile(""),
}
_BEFORE_LONG_FORM = re.compile(
    rf"{_CLOSE}(?:(?P<bracket>\s?[(\[])|,?\s(?:which\s|that\s)?(?:(?:is\s)?(?:short|an?\s(?:acronym"
    r"|abbreviation))\sfor|st(?:ands|anding)\sfor|or)\s|,\s(?=(?:the\s)?[^\W\d_a-z]))"
)
"""Between an acronym and its long form: " (", ", short for "."""
_ENTRY_START = re.compile(r"(?:^|[\r\n])(?:[>|*•▪◦‣·–—_+-]|[^\S\r\n])*$")
_ENTRY = re.compile(rf"{_CLOSE}(?:[^\S\r\n]*(?P<mark>[:=|–—]|-\s)|[^\S\r\n])[^\S\r\n]*[*_]*")
"""At a line's start, and behind the acronym there: an entry of a list of abbreviations."""


class Definitions:
    """The definitions of a text's acronyms; of each acronym the first one counts.

    A definition is "Long Form (LF)", "LF (Long Form)", "Long Form, or LF", "LF stands for Long
    Form", or a row or line of a list of abbreviations. The words of a long form begin with the
    acronym's letters, in their order (after Schwartz and Hearst, A Simple Algorithm for
    Identifying Abbreviation Definitions, 2003); what else is allowed `long_form` says.
    """

    def __init__(self, text: str) -> None:
        self.by_acronym: dict[str, Context] = {}
        self._acronyms: dict[tuple[str, ...], str] = {}  # by the words of their long forms
        mentions: Counter[str] = Counter()
        for token in _TOKEN.finditer(text):
            acronym = _acronym(token[0])
            if not acronym or acronym in self.by_acronym or mentions[acronym] == MAX_MENTIONS:
                continue
            mentions[acronym] += 1
            if spans := _definition(text, *token.span(), acronym):
                (start, end), long_form = spans
                self.by_acronym[acronym] = Context("definition", start, end, text[start:end])
                self._acronyms.setdefault(_folded_words(text[slice(*long_form)]), acronym)
        self._lengths = sorted({len(words) for words in self._acronyms})

    def of(self, *texts: str) -> list[Context]:
        """Return the definitions of the acronyms and of the long forms in texts."""
        if not self.by_acronym:
            return []
        used: set[str] = set()
        for text in texts:
            for token in _TOKEN.findall(text):
                used.update(map(_acronym, (token, *_WORD.findall(token))))
            words = _folded_words(text)
            for first in range(len(words)):
                for length in self._lengths:
                    used.add(self._acronyms.get(words[first : first + length], ""))
        return [self.by_acronym[acronym] for acronym in sorted(used & self.by_acronym.keys())]


def _acronym(token: str) -> str:
    """Return a word's letters and digits if it is written like an acronym, else ''.

    At least half of them are capitals and digits, and two are, one of them a capital. Stops
    between the letters and the s of a plural are left out: "A.C.R.F.", "MoUs", "G20".
    """
    if len(token) > 2 * MAX_ACRONYM_CHARS or token.islower():
        return ""
    letters = token.replace(".", "")
    if letters[-1] == "s" and sum(map(str.isupper, letters)) > 1:
        letters = letters[:-1]
    capitals = sum(map(str.isupper, letters))
    marked = capitals + sum(map(str.isdigit, letters))
    is_acronym = capitals and marked > 1 and 2 * marked >= len(letters)
    return letters if is_acronym and len(letters) <= MAX_ACRONYM_CHARS else ""


def _definition(text: str, start: int, end: int, acronym: str) -> tuple[Span, Span] | None:
    """Return the spans of a definition and of its long form; the acronym's is given."""
    end += text.startswith(".", end) and "." in text[start:end]
    before = text[max(0, start - MAX_LEAD_CHARS) : start]
    lead = _AFTER_LONG_FORM.search(before)
    if lead and (behind := _BEHIND_ACRONYM[str(lead.lastgroup)].match(text, end)):
        in_brackets = lead.lastgroup == "bracket"
        at = start - len(before) + lead.start()
        first = long_form_before(text, at, acronym, exact=not in_brackets)
        if first is not None:
            return (first, behind.end() if in_brackets else end), (first, at)
    follows = _BEFORE_LONG_FORM.match(text, end)
    exact = not (follows and follows["bracket"])
    if not follows and _ENTRY_START.search(before):
        follows = _ENTRY.match(text, end)
        exact = not (follows and follows["mark"])
    if follows and (long_form := long_form_after(text, follows.end(), acronym, exact=exact)):
        closes = text.startswith((")", "]"), long_form[1])
        return (start, long_form[1] + closes), long_form
    return None


def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))
