"""Footnotes and endnotes: which reference has which mark, and which note belongs to it."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ingest.formats.docx.markup import Element, integer, tag, value
from ingest.formats.docx.numbering import format_number
from ingest.formats.docx.package import Package

_KINDS = {"footnote": "decimal", "endnote": "lowerRoman"}
"""With the numbers that Word gives them by default."""


class Note(NamedTuple):
    """A note with its mark, the part of the file that it is in, and its element (None if missing).

    `mark` is '' if the author has typed one ("*") at the reference and before the note.
    """

    mark: str
    part: str
    element: Element


class Notes:
    """The notes of a document, counted as they are referred to."""

    def __init__(self, package: Package, main: str, root: Element) -> None:
        self._found: dict[tuple[str, str], tuple[str, Element]] = {}
        for kind in _KINDS:
            for part in package.related(main, f"{kind}s"):
                notes = package.xml(part)
                for note in () if notes is None else notes.iter(tag(f"w:{kind}")):
                    if note.get(tag("w:type"), "normal") == "normal":
                        self._found.setdefault((kind, note.get(tag("w:id"), "")), (part, note))
        settings = next(map(package.xml, package.related(main, "settings")), None)
        self._settings = settings
        self._sections = [
            section
            for section in root.iter(tag("w:sectPr"))
            if section.getparent().tag != tag("w:sectPrChange")
        ]
        self._section = 0
        self._counts: Counter[str] = Counter()
        self._referred = {
            (kind, reference.get(tag("w:id"), ""))
            for kind in _KINDS
            for reference in root.iter(tag(f"w:{kind}Reference"))
        }

    def refer(self, reference: Element) -> Note:
        """Return the note that is referred to next."""
        kind = next(kind for kind in _KINDS if reference.tag == tag(f"w:{kind}Reference"))
        part, note = self._found.get((kind, reference.get(tag("w:id"), "")), ("", None))
        if reference.get(tag("w:customMarkFollows")) in ("1", "true", "on"):
            return Note("", part, note)
        self._counts[kind] += 1
        first = integer(self._property(kind, "w:numStart"), 1)
        format = self._property(kind, "w:numFmt") or _KINDS[kind]
        mark = format_number(first - 1 + self._counts[kind], format)
        return Note(mark, part, note)

    def end_section(self) -> None:
        """Count the notes of the next section, from 1 on if the document says so."""
        self._section += 1
        for kind in _KINDS:
            if self._property(kind, "w:numRestart") == "eachSect":
                del self._counts[kind]

    def without_reference(self) -> Iterator[Note]:
        """Yield the notes that nothing in the document refers to, not even what was deleted."""
        for key, (part, note) in self._found.items():
            if key not in self._referred:
                yield Note("", part, note)

    def _property(self, kind: str, name: str) -> str | None:
        """Return how the notes of the current section are counted, or those of the document."""
        section = self._sections[self._section : self._section + 1] or [None]
        own = value(section[0], f"w:{kind}Pr", name)
        return own or value(self._settings, f"w:{kind}Pr", name)
