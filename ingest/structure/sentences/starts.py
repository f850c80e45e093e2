"""Where sentences start: as sentencex finds it, but not behind an abbreviation or before a note."""

import re
from bisect import bisect_left

from sentencex import get_sentence_boundaries

MAX_CHARS_BEFORE = 20
"""As much of the text before a boundary is read: an abbreviation is shorter."""
MAX_HEADING_WORDS = 8
"""Of a line that is a heading although no blank line follows it."""
NOTE_MARK = r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻]+|\^\w{1,2}|\[\^[^\]\s]{1,40}\]|[*†‡]{1,3})"
"""A pattern of the mark of a note, as readers and Markdown write it."""

_END = r"[.!?…][\"”’»)\]]*"
_ANNOTATED_END = re.compile(rf"{_END}{NOTE_MARK}\s+(?=[\"“‘«(\[]*[^\W\d_])")
_MARK_OF_END = re.compile(rf"\s?{NOTE_MARK}(?:\s|$)|\^\[")
_NUMBERING = re.compile(r"(?:^|[\r\n])[^\S\r\n]*(?:\d{1,3}|[A-Z])[.)]\s*$")
_LEADING = re.compile(  # words never end a sentence with such an abbreviation
    r"\b(?:approx|ca|cf|e\.g|esp|excl|i\.e|incl|viz|vs)\.\s*$", re.IGNORECASE
)
_REFERRING = re.compile(
    r"\b(?:abs|al|apps?|arts?|chs?|cl|eds?|est|eqs?|figs?|max|(?<!\d )(?<!\d)min|nos?|nr|paras?|pp?"
    r"|pts?|refs?|secs?|sects?|tabs?|tel|vols?)\.\s*$",
    re.IGNORECASE,
)
_REFERRED_TO = re.compile(r"\s*(?:[(\[#§]?\d|[(\[]|[IVXLC]{2,}\b|[A-HJ-Z]\b)")
_DAY = re.compile(r"(?<![\w.,])\d{1,2}\.\s*$")
_MONTH = re.compile(  # "12. May 2020", "3. Oct."
    r"\s*(?:Jan(?:uary?)?|Feb(?:ruary?)?|März|Mar(?:ch)?|Apr(?:il)?|Ma[iy]|Jun[ei]?|Jul[iy]?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)\b"
)
_WEAK_END = re.compile(  # before a small letter: "“Why?” he said", "m/s.", "spp.", "[2004]"
    r"(?:[!?…][\"”’»)\]]*|(?:^|[\s(\[])[^\W\d_](?:[./]?[^\W\d_]){0,5}\.[\"”’»)\]]*|(?<!\.)[)\]])\s*$"
)
_WORD = re.compile(  # no item "(a)", and no address
    r"\s*[\"“‘«(\[/]*(?!\(?(?:\w|[ivx]{2,5})\))([^\W\d_]+(?:['’-][^\W\d_]+)*)(?![\w@:/]|\.\w)"
)
_CAPTION = re.compile(
    r"(?<![^\r\n])[^\S\r\n]*(?:Figure|Fig\.|Table|Tab\.|Box|Chart|Map|Photo|Plate|Exhibit|Scheme)"
    r"[ \xa0]\w{1,4}(?:\.\w{1,3})*(?:[.:]|[ \xa0][–—|])[ \xa0]+(?P<words>[\"“‘(]?[^\W\da-z_].*)"
)
_HEADING = re.compile(  # a short first line of a paragraph, and the second line
    r"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))(?P<heading>[^\W_a-z][^\r\n]{0,78}[\w)?])[ \t]*(?:\r\n|\n|\r)"
    r"(?P<after>[\"“‘(]?[^\W\d_a-z]\S*[ \t][^\r\n]*(?:(?:\r\n|\n|\r)[^\r\n]{1,200}){0,3})"
)
_ENDING = re.compile(rf"{_END}\s*\Z|{_END}\s")
_PREPOSITIONS = r"as|at|by|for|from|in|of|on|or|see|to|with|and"
_LEADS_ON = re.compile(rf"(?:[,;(–—-]|\b(?:{_PREPOSITIONS}))\s*$", re.IGNORECASE)  # to "Figure 2"
_BREAKS_OFF = re.compile(rf"\b(?:{_PREPOSITIONS}|a|an|the|is|are|was|were)$", re.IGNORECASE)


def sentence_starts(words: str) -> list[int]:
    """Return the positions in `words` where a sentence, a caption or what is behind one starts."""
    captions = [
        match
        for match in _CAPTION.finditer(words)
        if not _LEADS_ON.search(_before(words, match.start()))
    ]
    labels = [border for match in captions for border in (match.start() + 1, match.start("words"))]
    is_cased = any(map(str.isupper, words))
    starts = [border for match in captions for border in match.span()]
    starts += [match.end() for match in _ANNOTATED_END.finditer(words)]
    starts += [match.start("after") for match in _HEADING.finditer(words) if _is_heading(match)]
    starts += [
        boundary["start_index"]
        for boundary in get_sentence_boundaries("en", words)
        if not _goes_on(words, boundary["start_index"], is_cased)
    ]
    return [start for start in starts if bisect_left(labels, start) % 2 == 0]


def _goes_on(words: str, at: int, is_cased: bool) -> bool:
    """Return whether a sentence goes on at one of sentencex's boundaries."""
    before = _before(words, at)
    return bool(
        _NUMBERING.search(before)
        or _LEADING.search(before)
        or (_REFERRING.search(before) and _REFERRED_TO.match(words, at))
        or (_DAY.search(before) and _MONTH.match(words, at))
        or (before[-1:].strip() and _MARK_OF_END.match(words, at))
        or (is_cased and _WEAK_END.search(before) and _begins_small(words, at))
    )


def _is_heading(match: re.Match[str]) -> bool:
    """Return whether a first line is short, though a word of the sentence below had room in it."""
    words, after = match["heading"].split(), match["after"]
    has_room = len(match["heading"]) + 1 + len(after.split()[0]) <= len(after.splitlines()[0])
    is_short = len(words) <= MAX_HEADING_WORDS and not _BREAKS_OFF.search(match["heading"])
    return has_room and is_short and bool(_ENDING.search(match["after"]))


def _begins_small(words: str, at: int) -> bool:
    word = _WORD.match(words, at)
    return word is not None and word[1].islower()


def _before(words: str, at: int) -> str:
    return words[max(0, at - MAX_CHARS_BEFORE) : at]
