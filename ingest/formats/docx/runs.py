"""The words of a paragraph, from its runs: text, signs, fields, form controls, formulas."""

from collections import Counter
from collections.abc import Callable
from itertools import groupby
from typing import NamedTuple

from ingest.characters import subscript, superscript
from ingest.formats.docx.markup import (
    Element,
    find,
    hexadecimal,
    integer,
    is_on,
    shown_children,
    tag,
    value,
)
from ingest.formats.docx.maths import formula
from ingest.formats.docx.notes import Note, Notes
from ingest.formats.docx.styles import Style, Styles
from ingest.formats.docx.symbols import UNKNOWN, symbol, with_symbols

TICKED, NOT_TICKED = "☒", "☐"
MAX_FONT_CHARS = 40
"""Of a font's name in a warning."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_RAISED = tuple("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ")
"""Behind these a note's mark stands apart: 10⁶ with note 1 is not 10⁶¹."""


class _Piece(NamedTuple):
    """Some words of a paragraph, and how they are shifted; or the mark of a note."""

    words: str
    shift: int = 0
    is_mark: bool = False


class _Field(NamedTuple):
    """A field that has begun: the number of its first piece, and what it shows without a result.

    Before its result come its instructions, whose text is not shown.
    """

    start: int
    value: str
    has_result: bool = False


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
        self._fields: list[_Field] = []

    def read(self, paragraph: Element, style: Style) -> bool:
        """Add a paragraph, or a run outside of one; return whether it has words."""
        start = len(self._pieces)
        self._fields = []
        is_run = paragraph.tag != tag("w:p")
        self._read_child(paragraph, style) if is_run else self._read_children(paragraph, style)
        added = self._pieces[start:]
        if find(paragraph, "w:pPr", "w:framePr") is not None:  # a large first letter is lowered
            self._pieces[start:] = [piece._replace(shift=0) for piece in added]
        return any(piece.words.strip() for piece in added)

    def words(self, *, with_marks: bool = True) -> str:
        """Return the words read so far, with single spaces and the paragraph's line breaks.

        If all of them are raised or lowered, they are read as if none were.
        """
        pieces = [piece for piece in self._pieces if with_marks or not piece.is_mark]
        shifts = {piece.shift for piece in pieces if piece.words.strip() and not piece.is_mark}
        parts: list[str] = []
        for (shift, is_mark), group in groupby(pieces, key=lambda piece: piece[1:]):
            words = [piece.words for piece in group]
            if is_mark:
                is_behind_power = bool(parts) and parts[-1].endswith(_RAISED)
                parts.append(" " * is_behind_power + " ".join(map(superscript, words)))
            elif shift and len(shifts) > 1:
                parts.append((superscript if shift > 0 else subscript)("".join(words)))
            else:
                parts += words
        lines = "".join(parts).replace(SOFT_HYPHEN, "").split("\n")
        return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))

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
        self._pieces.append(_Piece(words, style.shift or 0))

    def _run(self, run: Element, style: Style) -> None:
        own = self._styles.of_run(find(run, "w:rPr"), style)
        if not own.is_hidden:
            self._read_children(run, own)

    def _text(self, element: Element, style: Style) -> None:
        words = with_symbols((element.text or "").replace("\n", " "), style.font)
        self._add_symbols(words, style)

    def _symbol(self, element: Element, style: Style) -> None:
        font = element.get(tag("w:font"), "")
        words = symbol(font, hexadecimal(element.get(tag("w:char"))))
        self._add_symbols(words, style._replace(font=font))

    def _add_symbols(self, words: str, style: Style) -> None:
        if (unknown := words.count(UNKNOWN)) and style.font:
            self._unread[f"symbol of the font {style.font[:MAX_FONT_CHARS]}"] += unknown
        self._add(words, style)

    def _formula(self, element: Element, style: Style) -> None:
        words = formula(element)
        before = self._pieces[-1].words[-1:] if self._pieces else ""
        apart = " " if before.isdecimal() and words[:1].isdecimal() else ""  # 2 1/2
        self._add(f"{apart}{words}", Style())

    def _control(self, element: Element, style: Style) -> None:
        start = len(self._pieces)
        self._read_children(element, style)
        box = find(element, "w:sdtPr", "w14:checkbox")
        if box is not None and not self._has_words(start):
            self._add(TICKED if is_on(box, "w14:checked") else NOT_TICKED, style)

    def _note(self, element: Element, style: Style) -> None:
        note = self._notes.refer(element)
        self.notes.append(note)
        if not note.has_own_mark:
            self._pieces.append(_Piece(note.mark, is_mark=True))

    def _field(self, element: Element, style: Style) -> None:
        match element.get(tag("w:fldCharType")):
            case "begin":
                form = find(element, "w:ffData")
                self._fields.append(_Field(len(self._pieces), _form_value(form)))
            case "separate" if self._fields:
                start, value, _ = self._fields[-1]
                del self._pieces[start:]
                self._fields[-1] = _Field(start, value, has_result=True)
            case "end" if self._fields:
                start, value, has_result = self._fields.pop()
                if not has_result:
                    del self._pieces[start:]
                if value and not self._has_words(start):
                    self._add(value, style)

    def _has_words(self, start: int) -> bool:
        return any(piece.words.strip() for piece in self._pieces[start:])


def _form_value(form: Element) -> str:
    """Return what a form field holds, or by default shows; '' for no form field."""
    if (box := find(form, "w:checkBox")) is not None:
        checked = is_on(box, "w:checked")
        is_ticked = is_on(box, "w:default") if checked is None else checked
        return TICKED if is_ticked else NOT_TICKED
    if (choice := find(form, "w:ddList")) is not None:
        entries = [value(entry) or "" for entry in choice.findall(tag("w:listEntry"))]
        chosen = value(choice, "w:result") or value(choice, "w:default")
        return (dict(enumerate(entries)).get(integer(chosen)) or "") if entries else ""
    return value(form, "w:textInput", "w:default") or ""


_CHARACTERS = {
    tag("w:tab"): " ", tag("w:ptab"): " ", tag("w:br"): "\n", tag("w:cr"): "\n",
    tag("w:noBreakHyphen"): "-",
}  # fmt: skip
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
    tag("w:sdt"): RunReader._control,
    tag("w:footnoteReference"): RunReader._note,
    tag("w:endnoteReference"): RunReader._note,
    tag("w:fldChar"): RunReader._field,
}
RUN_LEVEL = frozenset(map(tag, ("w:r", "w:hyperlink", "w:fldSimple", "m:oMath", "m:oMathPara")))
"""What a damaged file, or a formula, has beside its paragraphs."""
