"""The citation of a passage, in every format in which it is copied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from index.authors import AND_OTHERS, is_person, names_of
from ingest import Document, Locator, Passage, Span, one_line, paragraphs

_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&]")
_MARKDOWN_LINE_START = re.compile(r"^(\s*)(?:([#+=-])|(\d+)([.)]))", re.MULTILINE)
"""What begins a heading or a list in Markdown, or underlines."""
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "{": r"\textbraceleft{}",  # BibTeX counts escaped braces, too
    "}": r"\textbraceright{}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_WORD = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"\b\d{4}\b")
_ISO_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a passage is in its document, and what the document is called.

    `author`, `title`, `date`, `url` and `locator` ("page 5", "pages 5–6, highlight on page 6")
    are empty if the document does not give them, `section` before its first heading. `paragraphs`
    are the first and the last one of the passage, counted from 1 within the section; `characters`
    is its half-open span in the document's text.
    """

    author: str
    title: str
    date: str
    url: str
    document_id: str
    section: tuple[str, ...]
    paragraphs: tuple[int, int]
    locator: str
    characters: Span

    def __str__(self) -> str:
        """Return the citation as one plain line, without the parts that are unknown."""
        title = f"“{self.title}”" if self.title else ""
        parts = [self.author, title, self.date, *self.location_parts()]
        return one_line(", ".join(part for part in parts if part))

    def location_parts(self) -> list[str]:
        """Return where the passage is: section, paragraphs, locator and span, a line per part."""
        section = f"section “{' › '.join(self.section)}”" if self.section else ""
        first, last = self.paragraphs
        counted = f"paragraphs {first}–{last}" if last > first else f"paragraph {first}"
        span = span_label(self.document_id, self.characters)
        return [one_line(part) for part in (section, counted, self.locator, span) if part]

    def markdown(self) -> str:
        """Return the citation as one line of Markdown; the title links to the document's URL."""
        title = f"*{escape_markdown(one_line(self.title))}*" if self.title else ""
        if title and _is_web_address(self.url):
            title = f"[{title}](<{self.url}>)"
        author, date = (escape_markdown(one_line(text)) for text in (self.author, self.date))
        parts = [author, title, date, *map(escape_markdown, self.location_parts())]
        return ", ".join(part for part in parts if part)

    def bibtex(self) -> str:
        """Return the citation as a BibTeX entry; its note says where the passage is."""
        iso = bool(_ISO_DATE.fullmatch(self.date))  # BibLaTeX reads no other dates
        in_note = [self.date] if self.date and not iso else []
        fields = {
            "author": _bibtex_authors(self.author),
            "title": f"{{{_escape_tex(self.title or self.document_id)}}}",
            "year": "".join(_YEAR.findall(self.date)[:1]),
            "date": self.date if iso else "",
            "url": self.url if _is_web_address(self.url) else "",
            "note": _escape_tex(", ".join([*in_note, *self.location_parts()])),
        }
        lines = (f"  {name} = {{{one_line(value)}}}" for name, value in fields.items() if value)
        return f"@misc{{{self._bibtex_key()},\n" + ",\n".join(lines) + "\n}\n"

    def _bibtex_key(self) -> str:
        """Return family name, year and first long word of the title, and a hash of the place.

        The hash keeps the keys of passages from one document apart.
        """
        family = _WORD.findall("".join(names_of(self.author)[:1]).partition(",")[0])[-1:]
        year = _YEAR.findall(self.date)[:1]
        words = _WORD.findall(self.title or self.document_id)
        long_word = [word for word in words if len(word) > 3][:1]
        key = "".join(word.lower() for word in [*family, *year, *long_word])
        key = key.encode("ascii", "ignore").decode() or "document"
        place = f"{self.document_id} {self.characters[0]}"
        return f"{key}-{sha256(place.encode()).hexdigest()[:6]}"


def cite(passage: Passage, document: Document, highlights: Sequence[Span] = ()) -> Citation:
    """Return the citation of a passage from this document, with the pages of its highlights."""
    body = (passage.sentences[0][0], passage.end)  # without the heading
    last = passage.paragraph + len(paragraphs(document.text, body)) - 1
    locator = str(passage.locator) if passage.locator else ""
    highlighted = locate_highlights(document, highlights)
    if highlighted not in (None, passage.locator):
        locator += f", highlight on {highlighted}"
    return Citation(
        document.author,
        document.title,
        document.date,
        document.url,
        document.id,
        passage.section,
        (passage.paragraph, last),
        locator,
        (passage.start, passage.end),
    )


def locate_highlights(document: Document, highlights: Sequence[Span]) -> Locator | None:
    """Return from where to where highlights go in the source, if there are any."""
    return document.locate(highlights[0][0], highlights[-1][1]) if highlights else None


def span_label(document_id: str, characters: Span) -> str:
    """Return the words for a half-open span of characters in a document."""
    start, end = characters
    return f"characters {start}–{end} of {document_id}"


def escape_markdown(text: str) -> str:
    """Return Markdown that shows `text` literally: nothing is loaded or becomes a heading."""
    return _MARKDOWN_LINE_START.sub(r"\1\3\\\2\4", _MARKDOWN.sub(r"\\\g<0>", text))


def _escape_tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _bibtex_authors(author: str) -> str:
    """Return names joined by 'and'; names of others than persons are in braces."""
    names = [
        _escape_tex(name) if is_person(name) else f"{{{_escape_tex(name)}}}"
        for name in names_of(author)
    ]
    return " and ".join([*names, "others"] if names and AND_OTHERS.search(author) else names)


def _is_web_address(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s<>{}\\]+", url))
