"""The XML of Word documents: its names, the values in it, and how it is parsed."""

import re
from collections.abc import Iterator, Set
from functools import cache
from typing import Any

from lxml import etree

Element = Any
"""An element of lxml, which has no types."""
MAX_NUMBER = 10**9
"""Larger numbers in a file are damage."""
_OFFICE = "http://schemas.openxmlformats.org"
_NAMESPACES = {
    "a": f"{_OFFICE}/drawingml/2006/main",
    "c": f"{_OFFICE}/drawingml/2006/chart",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dgm": f"{_OFFICE}/drawingml/2006/diagram",
    "m": f"{_OFFICE}/officeDocument/2006/math",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "v": "urn:schemas-microsoft-com:vml",
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
}
_STRICT = re.compile(rb"(?<==[\"'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)(?=[\"'])")
_TRANSITIONAL = rf"{_OFFICE}/\1/2006/\2".encode()


@cache
def tag(name: str) -> str:
    """Return the name of an element or attribute as lxml spells it: "w:p" with its namespace."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def parse(data: bytes) -> Element:
    """Return the root of a part, with the names of transitional Open XML for the strict ones.

    Raises lxml's XMLSyntaxError.
    """
    root = etree.fromstring(data, _parser())
    if any("purl.oclc.org/ooxml" in (name or "") for name in root.nsmap.values()):
        root = etree.fromstring(_STRICT.sub(_TRANSITIONAL, etree.tostring(root)), _parser())
    return root


def _parser() -> Any:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )


def find(element: Element, *path: str) -> Element:
    """Return the first element at the end of a path of children; None if there is none."""
    return None if element is None else element.find(_path(path))


@cache
def _path(names: tuple[str, ...]) -> str:
    return "/".join(map(tag, names))


def value(element: Element, *path: str) -> str | None:
    """Return the value of the element at the end of a path of children; None if missing."""
    found = find(element, *path) if path else element
    return None if found is None else found.get(found.tag.rpartition("}")[0] + "}val")


def is_on(element: Element, *path: str) -> bool | None:
    """Return whether a property is switched on; None if it is not there."""
    found = find(element, *path)
    return None if found is None else value(found) not in ("0", "false", "off", "none")


def integer(text: str | None, default: int = 0, base: int = 10) -> int:
    """Return a number of the file, the default if it is missing or damaged."""
    try:
        number = int((text or "")[:12], base)
    except ValueError:
        return default
    return number if abs(number) <= MAX_NUMBER else default


_CONTROL = tag("w:sdt")
_ALTERNATIVES = tag("mc:AlternateContent")
_NOT_SHOWN = frozenset(
    map(tag, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:sdtPr", "w:tblPr", "w:trPr"))
)
"""What has no words, or words that Word does not show: deletions, and how ruby text is read."""
_CONTENT = tuple(
    map(tag, ("w:t", "w:sym", "w:tbl", "m:t", "a:t", "c:chart", "dgm:relIds", "v:textpath"))
)


def shown_children(element: Element) -> Iterator[Element]:
    """Yield the children that Word shows: of alternatives one, no deletions, no placeholders."""
    for child in element.iterchildren("*"):
        if child.tag == _ALTERNATIVES:
            yield from shown_children(_chosen(child))
        elif child.tag not in _NOT_SHOWN and not (child.tag == _CONTROL and _is_placeholder(child)):
            yield child


def _is_placeholder(control: Element) -> bool:
    """Return whether a content control asks for text, for want of any."""
    return bool(is_on(control, "w:sdtPr", "w:showingPlcHdr"))


def shown(element: Element, tags: Set[str]) -> Iterator[Element]:
    """Yield what is shown of the elements with these tags, within any others but each other."""
    for child in shown_children(element):
        if child.tag in tags:
            yield child
        else:
            yield from shown(child, tags)


def _chosen(alternatives: Element) -> Element:
    """Return the first alternative with content: those behind it say the same for old programs."""
    options = list(alternatives.iterchildren("*"))
    has_content = (option for option in options if next(option.iter(*_CONTENT), None) is not None)
    return next(has_content, alternatives if not options else options[0])
