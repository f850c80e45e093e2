"""Author, date and url, if a document's first lines give them plainly."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile

from ingest.document import Metadata
from ingest.structure.sentences import Span, is_prose

MAX_INTRO_PARAGRAPHS = 40
"""Paragraphs before the prose that are searched: a saved page begins with its menus."""
MAX_LINES_BELOW_TITLE = 6
"""Lines below the title that may name its author without the word "by"."""

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?:(?:published|posted|updated|date)(?: on)?:? )?"
    rf"((?:{_DAY} )?{_MONTH},? \d{{4}}|{_MONTH} {_DAY},? \d{{4}}|\d{{4}}-\d{{2}}(?:-\d{{2}})?)",
    re.IGNORECASE,
)
_DATE_BELOW_TITLE = re.compile(
    rf"(?:[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){{0,2}}, )?(?i:((?:{_DAY} )?{_MONTH},? \d{{4}}"
    rf"|{_MONTH} ?(?:[-–—/&]|and|to) ?{_MONTH} \d{{4}}|\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d"
    r"|(?:(?:spring|summer|autumn|fall|winter|Q[1-4]) )?(?:19|20)\d\d(?:[/–-]\d\d)?))"
)
"""A place may precede the date."""
_NAME = r"[^\W\d_][\w.’'\-()]*"
_AUTHOR = re.compile(
    rf"(?:(?:[Ww]ritten |[Pp]repared )?[Bb]y|(?:WRITTEN |PREPARED )?BY|[Aa]uthors?:):? "
    rf"((?!(?:the|a|an|and|or)\b){_NAME}(?:(?:,|;| &)? {_NAME}){{1,39}})"
)
"""A name may be "and"."""
_PARTICLES = (  # of names, in small letters
    "and", "&", "al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "van",
    "von", "y",
)  # fmt: skip
_BY = re.compile(r"(?:(?:written |prepared )?by|authors?:):? ", re.IGNORECASE)
_DATED = re.compile(rf"(.{{3,200}}?)(?:,| [|·•–—-]) ({_DATE.pattern})", re.IGNORECASE)
_PERSON = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? |Professor )?[A-ZÀ-Þ](?:\.|[\w’'-]+)"
    r"(?: (?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]+|bin|da|de|del|den|der|di|du|el|la|le|van|von|y)){0,4}"
    r" [A-ZÀ-Þ][\w’'-]+"
)
_NOTE_MARKS = re.compile(r"(?<=[a-zà-ÿ])[\d*†‡§¹²³⁴-⁹]{1,3}(?:, ?[\d*†‡§¹²³⁴-⁹]{1,3})*(?![^\W_])")
"""Behind a name, for its affiliation: "Petrenko1,*"."""
_IN_BRACKETS = re.compile(r" ?\([^()]*\)")
_BETWEEN_NAMES = re.compile(r", (?:and )?|; | and | & ")
ORGANISATIONS = (
    "Academy|Agency|Alliance|Association|Authority|Bank|Board|Bureau|Cent(?:re|er)|Chamber|Coalition"
    "|College|Commission|Committee|Company|Confederation|Consortium|Corporation|Council|Department"
    "|Faculty|Federation|Forum|Foundation|Fund|Government|Group|Inspectorate|Institut(?:e|ion)?"
    "|Laboratory|Ministerium|Ministry|Network|Observatory|Office|Organi[sz]ation|Parliament|Press"
    "|School|Secretariat|Service|Society|Stiftung|Trust|Union|Universit(?:y|ät|é)|Verband|Verein"
)
"""Words that the name of an organisation contains."""
_NO_PERSON = re.compile(
    rf"\b(?:{ORGANISATIONS}|Adviser|Advisor|Analyst|Annual|Assistant|Associate|Brief|Case|Chair"
    r"|Chief|Costa|County|Country|Deputy|Director|Discussion|Draft|East|Economist|Executive|Fellow"
    r"|Final|Head|Island|Lake|Lead|Lecturer|Manager|Minister|National|New|North|Officer|Paper"
    r"|Policy|President|Programme|Program|Project|Report|Republic|Research|Researcher"
    r"|Review|River|San|Saudi|Scientist|Senior|Sierra|South|Sri|State|Strategy|Study|Summary|Team"
    r"|The|United|Valley|West|Working)\b"
)
_ROLES = (
    "advis[eo]r|analyst|author|consultant|director|economist|editor|engineer|expert|fellow"
    "|historian|journalist|lawyer|lecturer|manager|officer|professor|researcher|scholar|scientist"
    "|student|writer"
)
_URL = re.compile(r"(?:(?:source|url|link):? )?(https?://\S+)", re.IGNORECASE)


_FRONT_PART = re.compile(
    r"(?:abbreviations|abstract|acknowledge?ments?|agenda|(?:table of )?contents|foreword"
    r"|introduction|keywords|preface|(?:executive )?summary)\W*|1[.)]? \D.*"
    r"|(?:apologies|attend(?:ance|ees|ing)|in attendance|present)(?::.*|\W*)",
    re.IGNORECASE,
)
"""The heading of a part that follows the title and the makers of a document."""
_PEOPLE = re.compile(
    rf"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? |Professor )|{_PERSON.pattern}"
    rf"(?:, {_PERSON.pattern})*(?:,? and |,? & |; )\s*{_PERSON.pattern}"
)


def before_prose(text: str, blocks: Sequence[Span]) -> list[Span]:
    """Return the paragraphs before a document's prose, in which it may introduce itself."""
    start = takewhile(lambda block: not is_prose(text[slice(*block)]), blocks)
    return list(islice(start, MAX_INTRO_PARAGRAPHS))


def find_byline(text: str, blocks: Sequence[Span], title: str = "", author: str = "") -> Metadata:
    """Return `author`, `date` and `url` from lines before the prose that are nothing else.

    `blocks` are the paragraphs of `text`. "by Ada Lovelace" and "April 2025" count; a name or
    a date inside a sentence does not. The first line of a kind wins. Below the line of the
    `title`, if that is known, "Ada Lovelace, Analytical Institute" counts as well, also in two
    lines, a name that the text introduces as a person's, a date behind the name of the `author`,
    "Lund, June 2025" and "Spring 2025".
    """
    found: Metadata = {}
    below_title: list[str] = []
    title_seen = False
    for start, end in before_prose(text, blocks):
        is_title = bool(title) and " ".join(text[start:end].split()) == title
        title_seen |= is_title
        for line in text[start:end].splitlines():
            found = read_byline(line) | found
            if title_seen and not is_title and len(below_title) < MAX_LINES_BELOW_TITLE:
                below_title.append(_NOTE_MARKS.sub("", " ".join(line.split())))
    for line in below_title:
        found = _read_name(line, author, text) | found
        if match := _DATE_BELOW_TITLE.fullmatch(line):
            found = Metadata(date=match[1]) | found
    if "author" not in found and (people := list(_affiliated(below_title, text))):
        found["author"] = " and ".join(people)
    return found


def _affiliated(lines: Sequence[str], text: str) -> Iterator[str]:
    """Yield the names in lines of their own that have an organisation in the line below.

    A word that the text has in small letters is no part of a name: "Lessons Learned".
    """
    for line, below in pairwise(lines):
        is_name = _read_name(f"{line}, {below}").get("author") == line
        is_affiliation = re.search(rf"\b(?:{ORGANISATIONS})\b", below) and not is_prose(below)
        words = {word for word in re.findall(r"[\w’'-]+", line) if not word.islower()}
        if (
            is_name
            and is_affiliation
            and not re.search(rf"\b(?:{'|'.join(map(re.escape, map(str.lower, words)))})\b", text)
        ):
            yield line


def read_byline(line: str) -> Metadata:
    """Return the field of a line that is nothing but an author, a date or a url; else none.

    An author may be followed by an affiliation, which is left out, and by a date.
    """
    words = " ".join(line.split())
    if (by := _BY.match(words)) and (found := _read_name(words[by.end() :])):
        return found
    match = _AUTHOR.fullmatch(words)
    if match and all(name[0].isupper() or name in _PARTICLES for name in match[1].split()):
        return {"author": match[1]}
    if match := _DATE.fullmatch(words):
        return {"date": match[1]}
    if match := _URL.fullmatch(words):
        return {"url": match[1]}
    if by and (match := _DATED.fullmatch(words)) and (found := read_byline(match[1])):
        return found | {"date": match[3]}
    return {}


def ends_title(line: str) -> bool:
    """Return whether a line is below all lines that may be the title: a byline or a first part."""
    words = " ".join(line.split())
    return bool(
        read_byline(words)
        or _FRONT_PART.fullmatch(words)
        or _DATE_BELOW_TITLE.fullmatch(words)
        or ((match := _DATED.fullmatch(words)) and _names_organisation(match[1]))
    )


def names_makers(line: str) -> bool:
    """Return whether a line is like names of people, or of an organisation, and no title."""
    words = " ".join(line.split())
    return bool(_PEOPLE.match(words)) or _names_organisation(words)


def _names_organisation(words: str) -> bool:
    long = [word for word in words.split() if len(word) > 3]
    has_name = re.search(rf"\b(?:{ORGANISATIONS})\b", words)
    return bool(has_name) and all(word[0].isupper() for word in long)


def _read_name(words: str, author: str = "", text: str = "") -> Metadata:
    """Return the author, and a date behind, of a line of people.

    They must have an affiliation, be the known `author`, or be introduced in the text.
    """
    found: Metadata = {}
    if match := _DATED.fullmatch(words):
        words, found["date"] = match[1], match[3]
    if words == author:
        return found
    plain = _IN_BRACKETS.sub("", words)
    end = position = 0
    for gap in (*_BETWEEN_NAMES.finditer(plain), None):
        name = plain[position : gap.start() if gap else None]
        if not _PERSON.fullmatch(name) or _NO_PERSON.search(name):
            break
        end = position + len(name)
        position = gap.end() if gap else end
    affiliation = plain[end:] + "".join(_IN_BRACKETS.findall(words))
    is_affiliated = re.search(rf"\b(?:{ORGANISATIONS})\b", affiliation)
    if end and (is_affiliated or (end == len(plain) and _introduces(text, plain))):
        return found | {"author": plain[:end]}
    return {}


def _introduces(text: str, names: str) -> bool:
    """Return whether a text shows that the first of these names is a person's.

    It says what the person is, cites the family name first, or has an e-mail address of it.
    """
    name = _BETWEEN_NAMES.split(names)[0]
    family = re.escape(name.split()[-1])
    return bool(
        re.search(
            rf"\b{re.escape(name)},? (?:is|was) an? (?:[\w-]+ ){{0,4}}(?:{_ROLES})\b"
            rf"|\b{family}, {name[0]}\.|\b(?i:{family})[\w.-]{{0,40}}@",
            text,
        )
    )
