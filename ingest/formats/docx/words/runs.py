"""The words of a paragraph, from its runs: text, signs, fields, form controls, formulas."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import Literal, NamedTuple

from ingest.characters import subscript, superscript
from ingest.formats.docx.markup import Element, find, integer, shown_children, tag
from ingest.formats.docx.notes import Note, Notes
from ingest.formats.docx.styles import Style, Styles
from ingest.formats.docx.words.fields import form_value, instructed
from ingest.formats.docx.words.maths import formula
from ingest.formats.docx.words.symbols import UNKNOWN, symbol, with_symbols

MAX_FONT_CHARS = 40
"""Of a font's name in a warning."""
MAX_INSTRUCTION_CHARS = 1000
"""Of a field; longer ones are no fraction and no sign."""
_EDGE = "\x1f"
"""Stands at both ends of a formula; no file can contain it."""
_EDGE_AT_NUMBER = re.compile(rf"(?<=\w){_EDGE}+(?=\d)|(?<=\d){_EDGE}+(?=\w)")
"""Here a formula needs a space: 2 with 1/2 behind it is not 21/2."""
_LEFT_OUT = dict.fromkeys(map(ord, (_EDGE, "\N{SOFT HYPHEN}")))
_RAISED = tuple("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ")
"""Behind these a note's mark stands apart: 10⁶ with note 1 is not 10⁶¹."""


class _Piece(NamedTuple):
    """Some words of a paragraph, and how they are shifted; or what is no part of its text."""

    words: str
    shift: int = 0
    kind: Literal["text", "note's mark", "struck out", "instruction"] = "text"


class _Field(NamedTuple):
    """A field that has begun: how many pieces, and such with words, stand before it, and its form.

    `form` is what it shows without a result. Before the result come its instructions, which are not
    shown; None up to there.
    """

    start: int
    worded: int
    form: str
    instructions: str | None = None


class RunReader:
    """Reads the words of one paragraph, or of several that deleted marks join.

    `apart` are the elements in it whose text is not part of the paragraph's: boxes, diagrams.
    """

    def __init__(self, styles: Styles, notes: Notes, unread: Counter[str]) -> None:
        self.apart: list[Element] = []
        self.notes: list[Note] = []
        self._styles = styles
        self._notes = notes
        self._unread = unread
        self._pieces: list[_Piece] = []
        self._worded = 0
        self._fields: list[_Field] = []

    def read(self, paragraph: Element, style: Style) -> bool:
        """Add a paragraph, or a run outside of one; return whether it has words."""
        start, worded = len(self._pieces), self._worded
        self._fields = []
        is_run = paragraph.tag != tag("w:p")
        self._read_child(paragraph, style) if is_run else self._read_children(paragraph, style)
        added = self._pieces[start:]
        if find(paragraph, "w:pPr", "w:framePr") is not None:  # a large first letter is lowered
            self._pieces[start:] = [piece._replace(shift=0) for piece in added]
        return self._worded > worded

    def words(self, *, with_marks: bool = True) -> str:
        """Return the words read so far, with single spaces and the paragraph's line breaks.

        If all of them are raised or lowered, they are read as if none were.
        """
        kinds = ("text", "note's mark") if with_marks else ("text",)
        pieces = [piece for piece in self._pieces if piece.kind in kinds]
        shifts = {piece.shift for piece in pieces if piece.words.strip() and piece.kind == "text"}
        parts: list[str] = []
        for (shift, kind), group in groupby(pieces, key=lambda piece: piece[1:]):
            words = [piece.words for piece in group]
            if kind != "text":
                is_behind_power = bool(parts) and parts[-1].rstrip(_EDGE).endswith(_RAISED)
                parts.append(" " * is_behind_power + " ".join(map(superscript, words)))
            elif shift and len(shifts) > 1:
                parts.append((superscript if shift > 0 else subscript)("".join(words)))
            else:
                parts += words
        return _tidy("".join(parts))

    def struck_words(self) -> str:
        """Return the words read so far that are struck out."""
        words = (piece.words if piece.kind == "struck out" else " " for piece in self._pieces)
        return _tidy("".join(words))

    def _read_children(self, element: Element, style: Style) -> None:
        for child in shown_children(element):
            self._read_child(child, style)

    def _read_child(self, element: Element, style: Style) -> None:
        if (characters := _CHARACTERS.get(element.tag)) is not None:
            self._add(characters, style)
        elif element.tag in _APART:
            self.apart.append(element)
        else:
            _READERS.get(element.tag, RunReader._read_children)(self, element, style)

    def _add(self, words: str, style: Style) -> None:
        kind: Literal["text", "struck out"] = "struck out" if style.is_struck else "text"
        self._append(_Piece(words, style.shift or 0, kind))

    def _append(self, piece: _Piece) -> None:
        self._pieces.append(piece)
        self._worded += piece.kind != "instruction" and bool(piece.words.strip())

    def _run(self, run: Element, style: Style) -> None:
        own = self._styles.of_run(find(run, "w:rPr"), style)
        if any(child.get(tag("w:customMarkFollows")) for child in run.iterchildren(*_REFERENCES)):
            own = own._replace(shift=1)
        if not own.is_hidden:
            self._read_children(run, own)

    def _text(self, element: Element, style: Style) -> None:
        words = with_symbols((element.text or "").replace("\n", " "), style.font)
        self._add_symbols(words, style)

    def _symbol(self, element: Element, style: Style) -> None:
        font = element.get(tag("w:font"), "")
        words = symbol(font, integer(element.get(tag("w:char")), -1, base=16))
        self._add_symbols(words, style._replace(font=font))

    def _add_symbols(self, words: str, style: Style) -> None:
        if (unknown := words.count(UNKNOWN)) and style.font:
            self._unread[f"symbol of the font {style.font[:MAX_FONT_CHARS]}"] += unknown
        self._add(words, style)

    def _formula(self, element: Element, style: Style) -> None:
        self._add(f"{_EDGE}{formula(element)}{_EDGE}", style._replace(shift=0))

    def _formulas(self, element: Element, style: Style) -> None:
        for child in shown_children(element):
            self._read_child(child, style)
            self._add("\n", style)

    def _note(self, element: Element, style: Style) -> None:
        note = self._notes.refer(element)
        self.notes.append(note)
        if note.mark:
            self._append(_Piece(note.mark, kind="note's mark"))

    def _field(self, element: Element, style: Style) -> None:
        match element.get(tag("w:fldCharType")):
            case "begin":
                form = form_value(find(element, "w:ffData"))
                self._fields.append(_Field(len(self._pieces), self._worded, form))
            case "separate" if self._fields:
                field = self._fields.pop()
                self._fields.append(field._replace(instructions=self._cut(field)))
            case "end" if self._fields:
                field = self._fields.pop()
                instructions = (
                    self._cut(field) if field.instructions is None else field.instructions
                )
                if self._worded == field.worded:
                    self._add(field.form, style)
                    self._instructed(instructions, style)

    def _cut(self, field: _Field) -> str:
        """Take away what is no result of a field, and return it."""
        words = "".join(piece.words for piece in self._pieces[field.start :])
        del self._pieces[field.start :]
        self._worded = field.worded
        return words

    def _instructions(self, element: Element, style: Style) -> None:
        self._append(_Piece(element.text or "", kind="instruction"))

    def _simple_field(self, element: Element, style: Style) -> None:
        worded = self._worded
        self._read_children(element, style)
        if self._worded == worded:
            self._instructed(element.get(tag("w:instr"), ""), style)

    def _instructed(self, instructions: str, style: Style) -> None:
        words, kind = instructed(instructions[:MAX_INSTRUCTION_CHARS])
        if words:
            self._add(f"{_EDGE}{words}{_EDGE}", style)
        elif kind:
            self._unread[f"{kind} field"] += 1


def _tidy(words: str) -> str:
    """Return words with single spaces, on the lines that they have."""
    lines = _EDGE_AT_NUMBER.sub(" ", words).translate(_LEFT_OUT).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


_CHARACTERS = {
    tag("w:tab"): " ", tag("w:ptab"): " ", tag("w:br"): "\n", tag("w:cr"): "\n",
    tag("w:noBreakHyphen"): "-",
}  # fmt: skip
_REFERENCES = (tag("w:footnoteReference"), tag("w:endnoteReference"))
_APART = frozenset(
    map(
        tag,
        ("w:txbxContent", "w:p", "w:tbl", "a:txBody", "a:p", "v:textpath", "dgm:relIds", "c:chart"),
    )
)
_READERS: dict[str, Callable[[RunReader, Element, Style], None]] = {
    tag("w:r"): RunReader._run,
    tag("w:t"): RunReader._text,
    tag("m:t"): RunReader._text,
    tag("w:sym"): RunReader._symbol,
    tag("m:oMath"): RunReader._formula,
    tag("m:oMathPara"): RunReader._formulas,
    **dict.fromkeys(_REFERENCES, RunReader._note),
    tag("w:fldChar"): RunReader._field,
    tag("w:fldSimple"): RunReader._simple_field,
    tag("w:instrText"): RunReader._instructions,
}
RUN_LEVEL = frozenset(map(tag, ("w:r", "w:hyperlink", "w:fldSimple", "m:oMath", "m:oMathPara")))
"""What a damaged file, or a formula, has beside its paragraphs."""
