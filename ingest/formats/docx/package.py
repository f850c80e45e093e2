"""The file of a Word document: a zip with parts that refer to each other."""

import posixpath
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from urllib.parse import unquote
from zipfile import ZipFile

from lxml.etree import ErrorTypes, XMLSyntaxError

from ingest.archive import ZIP_ERRORS
from ingest.formats.docx.markup import Element, parse

_EXTERNAL = "External"


class Relation(NamedTuple):
    """That a part refers to another one, or to a place outside of the file.

    `kind` is the end of its type ("footnotes"); `target` is the part's name, '' if it is missing.
    """

    id: str
    kind: str
    target: str
    is_external: bool


class Package:
    """The parts of a file, by their names ("word/document.xml"); case does not count in these.

    `damaged` are the names of the parts that could not be read so far.
    """

    def __init__(self, data: bytes) -> None:
        self._zip = ZipFile(BytesIO(data))
        self._members = {_folded(name): name for name in self._zip.namelist()}
        self._relations: dict[str, dict[str, Relation]] = {}
        self.damaged: list[str] = []

    def read(self, name: str) -> bytes | None:
        """Return a part's bytes; None if it is missing or damaged."""
        member = self._members.get(_folded(name))
        if member is None:
            return None
        try:
            return self._zip.read(member)
        except ZIP_ERRORS:
            self.damaged.append(name)
            return None

    def xml(self, name: str) -> Element:
        """Return the root element of a part; None if it is missing or damaged."""
        data = self.read(name)
        try:
            return None if data is None else parse(data)
        except (XMLSyntaxError, ValueError) as error:
            if getattr(error, "code", None) == ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from error
            self.damaged.append(name)
            return None

    def relations(self, part: str = "") -> dict[str, Relation]:
        """Return what a part refers to by id, by default the file as a whole; in their order."""
        if part not in self._relations:
            self._relations[part] = {found.id: found for found in self._read_relations(part)}
        return self._relations[part]

    def related(self, part: str, kind: str) -> list[str]:
        """Return the names of the parts of a kind that a part refers to, each once."""
        targets = (found.target for found in self.relations(part).values() if found.kind == kind)
        return list(dict.fromkeys(filter(None, targets)))

    def target(self, part: str, id: str | None) -> str:
        """Return the name of the part with an id in `part`; '' if there is none."""
        found = self.relations(part).get(id or "")
        return found.target if found else ""

    def _read_relations(self, part: str) -> Iterator[Relation]:
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for found in () if root is None else root.iterchildren("*"):
            is_external = found.get("TargetMode") == _EXTERNAL
            target = "" if is_external else self._resolved(folder, found.get("Target", ""))
            kind = found.get("Type", "").rpartition("/")[2]
            yield Relation(found.get("Id", ""), kind, target, is_external)

    def _resolved(self, folder: str, target: str) -> str:
        """Return the name of the part at a relative path; '' if the file has none there."""
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return next((name for name in (path, unquote(path)) if _folded(name) in self._members), "")


def _folded(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
