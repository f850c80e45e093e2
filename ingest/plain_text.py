"""Plain text, most of all the text of a saved web page."""

import re
from hashlib import sha256

from ingest.boilerplate import find_boilerplate
from ingest.byline import find_byline, read_byline
from ingest.decode import decode
from ingest.document import Document
from ingest.sections import Heading, divide
from ingest.segment import Span, is_prose, paragraphs

# In words. A heading in sentence case must be shorter to be told from a broken-off sentence.
LONGEST_TITLE = 30
LONGEST_HEADING = 15
LONGEST_SENTENCE_CASE_HEADING = 8
_LABEL = re.compile(r"\S{1,20}:|.*://")  # "Image: …", "SHA: …", an address


def read_plain_text(id: str, data: bytes) -> Document:
    """A text file as a Document; its text is the decoded file, character for character.

    Recognised where plain to see: the title (a first line like one), author, date and
    address (lines of their own before the prose), headings (short lines of their own that
    lead to prose), and a saved page's boilerplate.
    """
    text = decode(data)
    dropped = find_boilerplate(text)
    blocks = paragraphs(text, (0, len(text)), dropped)
    metadata = find_byline(text, blocks)
    headings = _headings(text, blocks[1:])
    if blocks and _is_title(text[slice(*blocks[0])]):
        metadata["title"] = " ".join(text[slice(*blocks[0])].split())
        headings.insert(0, Heading(0, blocks[0][1], 1, ""))
    return Document(
        id=id,
        sha256=sha256(data).hexdigest(),
        text=text,
        sections=divide(text, headings),
        dropped=dropped,
        **metadata,
    )


def _headings(text: str, blocks: list[Span]) -> list[Heading]:
    """Lines like headings, followed by prose, or by another heading; all of one level."""
    headings: list[Heading] = []
    leads_to_prose = False
    for start, end in reversed(blocks):
        words = text[start:end]
        if leads_to_prose and _is_heading(words):
            headings.append(Heading(start, end, 1, " ".join(words.split())))
        else:
            leads_to_prose = is_prose(words)
    return headings[::-1]


def _is_heading(words: str) -> bool:
    number = len(words.split())
    return _is_title(words) and (
        number <= LONGEST_SENTENCE_CASE_HEADING
        or (number <= LONGEST_HEADING and _is_title_case(words))
    )


def _is_title(words: str) -> bool:
    """One line that begins like a name or a title and does not end like a sentence."""
    return (
        "\n" not in words
        and len(words.split()) <= LONGEST_TITLE
        and (words[0].isupper() or words[0].isdigit())
        and any(character.isalpha() for character in words)
        and (words[-1].isalnum() or words[-1] in ")?”\"'’")
        and not _LABEL.match(words)
        and not read_byline(words)
    )


def _is_title_case(words: str) -> bool:
    long = [word for word in words.split() if len(word) > 3]
    return sum(not word[0].islower() for word in long) > len(long) / 2
