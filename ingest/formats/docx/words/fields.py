"""What fields show that have no stored result: form fields, fractions and signs."""

import re

from ingest.formats.docx.markup import Element, find, integer, is_on, tag, value
from ingest.formats.docx.words.maths import grouped
from ingest.formats.docx.words.symbols import symbol

TICKED, NOT_TICKED = "☒", "☐"
MAX_NESTED_FRACTIONS = 9
_ALWAYS_SHOWN = frozenset(("EQ", "SYMBOL", "LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"))
"""Kinds of fields that Word shows from their instructions alone."""
_OPERAND = r"((?:[^(),;\\]|\([^()\\]*\))*)"
_FRACTION = re.compile(rf"\\f\s*\({_OPERAND}[,;]{_OPERAND}\)", re.IGNORECASE)
_SYMBOL = re.compile(r"(0x[\da-f]+|\d+)\b(?:.*?\\f\s*\"?([^\"\\]*))?", re.IGNORECASE)


def form_value(form: Element) -> str:
    """Return what a form field holds, or by default shows; '' for no form field."""
    if (box := find(form, "w:checkBox")) is not None:
        checked = is_on(box, "w:checked")
        is_ticked = is_on(box, "w:default") if checked is None else checked
        return TICKED if is_ticked else NOT_TICKED
    if (choice := find(form, "w:ddList")) is not None:
        entries = [value(entry) or "" for entry in choice.findall(tag("w:listEntry"))]
        chosen = value(choice, "w:result") or value(choice, "w:default")
        return dict(enumerate(entries)).get(integer(chosen), "")
    return value(form, "w:textInput", "w:default") or ""


def instructed(instructions: str) -> tuple[str, str]:
    r"""Return what Word shows for the instructions of a field without a result, and its kind.

    "EQ \f(1,2)" shows "1/2". The words are '' if they cannot be told, the kind is '' if the field
    shows nothing.
    """
    kind, _, inner = instructions.strip().partition(" ")
    kind = kind.upper()
    if kind not in _ALWAYS_SHOWN:
        return "", ""
    words = {"EQ": _equation, "SYMBOL": _sign}.get(kind, lambda _: "")(inner.strip())
    return words, kind


def _equation(inner: str) -> str:
    for _ in range(MAX_NESTED_FRACTIONS):
        inner = _FRACTION.sub(lambda part: f"{grouped(part[1])}/{grouped(part[2])}", inner)
    return "" if "\\" in inner else inner


def _sign(inner: str) -> str:
    if not (found := _SYMBOL.match(inner)):
        return ""
    code = integer(found[1], base=16 if found[1][:2].lower() == "0x" else 10)
    return symbol((found[2] or "").strip(), 0xF000 | code if code <= 0xFF else code)
