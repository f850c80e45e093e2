"""Formulas in MathML as a line of text: F = k v²."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from ingest.characters import subscript, superscript

MAX_DEPTH = 50
"""A formula that is nested more deeply is read as its words."""
_NOT_SHOWN = {"annotation", "annotation-xml", "mphantom", "none", "mprescripts"}
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064"), " ")
_OPENING = "([{⟨⌈⌊√"
_SIGN = re.compile(r"(?:^|[=<>≤≥≈(\[{,·×*/] ?)[-−+±]$")
"""A minus that is the sign of what follows, and takes nothing from what is before it."""
_CLOSING = ")]}⟩⌉⌋,;!′″°%"


def formula(math: HtmlElement) -> str:
    """Return a `math` element as text, or what else it gives of it if nothing is shown.

    One that is not made by the rules, so that letters would be lost, is read as its words.
    """
    shown = _formula(math, 0)
    given = " ".join(_given(math))
    if not shown:
        return " ".join((math.get("alttext") or " ".join(math.itertext())).split())
    return shown if _letters(shown) >= _letters(given) else " ".join(given.split())


def _given(math: HtmlElement) -> Iterator[str]:
    """Yield the texts of a formula that are not another notation of it."""
    walk = iterwalk(math, events=("start", "end"))
    for event, element in walk:
        if event == "start" and _name(element) in _NOT_SHOWN:
            walk.skip_subtree()
        elif event == "start":
            yield element.text or ""
        elif element is not math:
            yield element.tail or ""


def _letters(words: str) -> int:
    """Return the number of letters and digits, raised and lowered ones too."""
    return sum(map(str.isalnum, unicodedata.normalize("NFKC", words)))


def _name(element: HtmlElement) -> str:
    return str(element.tag).rpartition(":")[2]


def _formula(element: HtmlElement, depth: int) -> str:
    """Return an element's text; its parts are written by its kind, or else in a row."""
    name = _name(element)
    if name in _NOT_SHOWN:
        return ""
    if depth > MAX_DEPTH:
        return " ".join(" ".join(element.itertext()).split())
    own = " ".join((element.text or "").translate(_INVISIBLE).split())
    shown = [child for child in element if _name(child) not in _NOT_SHOWN]
    parts = [_formula(child, depth + 1) for child in shown]
    if name == "semantics":
        return parts[0] if parts else own
    if name in _WRITERS and len(parts) >= _WRITERS[name][0]:
        return str(_WRITERS[name][1](parts))
    if name == "mtable":
        return f"[{'; '.join(filter(None, parts))}]"
    if name == "mtr":
        return ", ".join(parts)
    if name == "mfenced":
        inside = ", ".join(parts)
        return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"
    tails = [" ".join((child.tail or "").split()) for child in shown]
    kinds = [own, *(words for pair in zip(parts, tails, strict=True) for words in pair)]
    return _row([words for words in kinds if words])


def _row(parts: Sequence[str]) -> str:
    """Return parts side by side, with spaces between, but none in brackets or behind a sign."""
    line = ""
    for part in parts:
        is_argument = part[0] in "([{" and line[-1:].isalpha()
        tight = line[-1:] in _OPENING or part[0] in _CLOSING or is_argument
        line += part if tight or not line or _SIGN.search(line) else f" {part}"
    return line


def _bracketed(words: str) -> str:
    """Return words that an operator or a fraction bar may stand next to."""
    is_closed = words[:1] == "(" and words.find(")") == len(words) - 1
    is_single = all(map(str.isalnum, words.replace(".", "").replace(",", "")))
    return words if is_single or is_closed else f"({words})"


def _fraction(parts: Sequence[str]) -> str:
    return f"{_bracketed(parts[0])}/{_bracketed(parts[1])}"


def _raised(words: str) -> str:
    tight = words.replace(" ", "")
    raised = superscript(tight)
    if raised != tight and not raised.startswith("^"):
        return raised
    return f"^{_bracketed(words)}" if any(map(str.isalnum, words)) else tight


def _lowered(words: str) -> str:
    tight = words.replace(" ", "")
    lowered = subscript(tight)
    return f"_{_bracketed(words)}" if lowered == tight or lowered.startswith("_") else lowered


def _base(words: str) -> str:
    return _bracketed(words) if " " in words else words


_WRITERS = {
    "mfrac": (2, _fraction),
    "msup": (2, lambda parts: _base(parts[0]) + _raised(parts[1])),
    "mover": (2, lambda parts: _base(parts[0]) + _raised(parts[1])),
    "msub": (2, lambda parts: _base(parts[0]) + _lowered(parts[1])),
    "munder": (2, lambda parts: _base(parts[0]) + _lowered(parts[1])),
    "msubsup": (3, lambda parts: _base(parts[0]) + _lowered(parts[1]) + _raised(parts[2])),
    "munderover": (3, lambda parts: _base(parts[0]) + _lowered(parts[1]) + _raised(parts[2])),
    "msqrt": (1, lambda parts: f"√{_bracketed(_row(list(filter(None, parts))))}"),
    "mroot": (2, lambda parts: f"{_raised(parts[1])}√{_bracketed(parts[0])}"),
}
"""How many parts an element needs, and how it is written of them."""
