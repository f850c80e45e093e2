"""A line of a web page in the making: the text between two elements that begin a line."""

import re
from collections.abc import Callable
from typing import NamedTuple

from lxml.html import HtmlElement

from ingest.characters import subscript, superscript

PLAIN, LINK, ANCHOR = range(3)
"""Kinds of text: that of the page, that of a link, and that of a heading's link to itself."""
_SPACE = re.compile(r"\s+")
_EDGE = "\0"
"""The edge of a box: a space if words touch there. No text contains it."""
_SEAM = "\1"
"""Where two elements meet: a space if one word seems to end there and another one to begin."""
_LOWER, _UPPER = "a-zß-öø-ÿα-ωа-я", "A-ZÀ-ÖØ-ÞΑ-ΩА-Я"
_GAPS = re.compile(
    rf"(?<=[\w.!?:]){_SEAM}*{_EDGE}[{_EDGE}{_SEAM}]*(?=\w)"
    rf"|(?:(?<=[{_LOWER}]{{2}})|(?<=[.!?:;)])){_SEAM}+(?=[{_UPPER}])"
    rf"|(?<=[{_LOWER}]{{2}}){_SEAM}+(?=\d)"
    rf"|(?<=\d){_SEAM}+(?=[{_UPPER}][{_LOWER}]|[{_LOWER}]{{3}})"
)
_UNSEEN = str.maketrans("", "", _EDGE + _SEAM)
_NUMBERS = re.compile(r"(\d{1,3})((?:\s*[,;–-]\s*\d{1,3})+)")
_DASH = re.compile(r"(?<![\d\s])\s*[–—](?=\d)")
"""In 10<sup>–9</sup>, where it stands for a minus."""
_BRACKETED = re.compile(r"\s*\[.*\]\s*", re.DOTALL)
_EDIT_LINK = re.compile(r"\[[^\[\]]*\]\s*$")


class Source(NamedTuple):
    """A text in the tree: that of an element, or the tail behind it."""

    element: HtmlElement
    is_tail: bool
    length: int


class Line:
    """The texts of a line, each with its kind; `source` is the longest."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.kinds: list[int] = []
        self.source: Source | None = None

    def __len__(self) -> int:
        return len(self.texts)

    def add(self, text: str, kind: int = PLAIN, source: Source | None = None) -> None:
        """Append a text."""
        if not text:
            return
        self.texts.append(text)
        self.kinds.append(kind)
        if source and (not self.source or source.length > self.source.length):
            self.source = source

    def add_edge(self) -> None:
        """Append the edge of a box, such as a button, that no word reaches across."""
        if self.texts[-1:] != [_EDGE]:
            self.add(_EDGE)

    def add_seam(self) -> None:
        """Append the place where two elements meet without a space."""
        if self.texts and self.texts[-1] not in (_EDGE, _SEAM):
            self.add(_SEAM)

    @property
    def ends_with_break(self) -> bool:
        """Whether nothing but white space follows the last line break."""
        texts = (text.strip(f" {_EDGE}{_SEAM}") for text in reversed(self.texts))
        return next((text == "\n" for text in texts if text), False)

    @property
    def ends_with_label(self) -> bool:
        """Whether a label such as "Fee:" is the end of the last text."""
        last = self.texts[-1][-2:] if self.texts else ""
        return last[:1].isalpha() and last[1:] == ":"

    def text_from(self, start: int) -> str:
        """Return the texts from number `start`."""
        return "".join(self.texts[start:]).translate(_UNSEEN)

    def touches(self, start: int) -> bool:
        """Return whether text number `start` follows the one before without a space."""
        before = self._before(start)
        return bool(before) and not before.isspace()

    def _before(self, start: int) -> str:
        """Return the character before text number `start`, '' if it is the first."""
        for number in range(start - 1, -1, -1):
            if text := self.texts[number].translate(_UNSEEN):
                return text[-1]
        return ""

    def shift(self, start: int, tag: str) -> None:
        """Raise the texts from number `start`, or lower them, by the tag sup or sub."""
        write = subscript if tag == "sub" else superscript
        kind = max(self.kinds[start:], default=PLAIN)
        shifted = _shifted(_SPACE.sub(" ", self.text_from(start)), write)
        if self._before(start) in set("⁰¹²³⁴⁵⁶⁷⁸⁹"):
            shifted = f" {shifted}"  # two marks of notes, and not one of note 12
        del self.texts[start:], self.kinds[start:]
        self.add(shifted, kind)

    def mark_anchor(self, start: int) -> None:
        """Note that the texts from number `start` are the link of a heading to itself."""
        self.kinds[start:] = [ANCHOR] * (len(self) - start)

    def cut_anchors(self) -> str:
        """Cut the links that stand beside a heading's words, and return their text."""
        pairs = list(zip(self.texts, self.kinds, strict=True))
        words = [(text, kind) for text, kind in pairs if kind != ANCHOR]
        if not any(map(str.isalnum, "".join(text for text, _ in words))):
            return ""
        cut = [text for text, kind in pairs if kind == ANCHOR]
        characters = [(character, kind) for text, kind in words for character in text]
        whole = "".join(text for text, _ in words)
        edit = _EDIT_LINK.search(whole)
        if edit and _only_links(characters[edit.start() :]) and whole[: edit.start()].strip():
            cut.append(edit[0])
            characters = characters[: edit.start()]
        self.texts = ["".join(character for character, _ in characters)]
        self.kinds = [PLAIN if all(kind == PLAIN for _, kind in characters) else LINK]
        return " ".join(" ".join(cut).split())

    def lines(self, is_pre: bool) -> list[str]:
        """Return the lines of the text, without empty ones if they are no code."""
        joined = "".join(self.texts)
        text = _GAPS.sub(" ", joined.replace(_SEAM, "") if is_pre else joined).translate(_UNSEEN)
        if is_pre:
            return [line.rstrip() for line in text.strip("\n").split("\n")]
        return [line for line in (" ".join(part.split()) for part in text.split("\n")) if line]

    @property
    def links(self) -> int:
        """Number of characters in links."""
        pairs = zip(self.texts, self.kinds, strict=True)
        return sum(len(" ".join(text.split())) for text, kind in pairs if kind != PLAIN)


def _only_links(characters: list[tuple[str, int]]) -> bool:
    kinds = [kind for character, kind in characters if character.isalnum()]
    return bool(kinds) and all(kind != PLAIN for kind in kinds)


def _shifted(text: str, write: Callable[[str], str]) -> str:
    """Return raised or lowered text; brackets keep a mark apart already, as in [1]."""
    if _BRACKETED.fullmatch(text):
        return text
    text = _DASH.sub("−", text)
    if _NUMBERS.fullmatch(text.strip()):
        return re.sub(r"\d+", lambda number: write(number[0]), text)
    return write(text)
