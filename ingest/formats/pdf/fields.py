"""Values of form fields beside the words of the page that name them."""

import re
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2 as pdfium

from ingest.characters import strip_unprintable
from ingest.formats.pdf.annotations import TICKED, UNTICKED, Field
from ingest.structure import Line

MAX_LABEL_GAP_RATIO = 3
"""A field is at most this many times the size of the letters from the words that name it."""
OVERLAP_PT = 3
"""By so much a field may reach over the words beside it."""
MAX_HEIGHT_PT = 200
"""A higher field is a page of text, and no line names it."""
ROW_PT = 20
"""Lines are looked up by rows of this height, so that a page takes linear time."""
USUAL_SIZE = 10
"""Size of the letters, in points, of a line whose size is unknown."""
_NUMBERED = re.compile(r"\W*(?:(?:text|check|combo|list|radio|field|box|button|undefined)\W*)+\d*")


def place_fields(
    fields: Sequence[Field], lines: Sequence[Line], text: pdfium.PdfTextPage
) -> tuple[list[Line], list[str]]:
    """Return the lines with the values of the fields beside their words, and the other values.

    `text` is that of the page, which is upright. Boxes that are not ticked are no values.
    """
    placed = list(lines)
    rows: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        rows.setdefault(int(_middle(line) // ROW_PT), []).append(number)
    rest = []
    for field in sorted(fields, key=lambda field: -field.box.left):  # so that starts stay
        near = [
            (gap, number)
            for number in _level(field, lines, rows)
            if (gap := _gap(field, lines[number])) is not None
        ]
        number = min(near)[1] if near else -1
        before = _words_before(field, lines[number], text) if near else None
        if before is not None:
            placed[number] = _with_value(placed[number], before, field)
        elif field.value != UNTICKED:
            rest.append(field)
    rest.sort(key=lambda field: (-field.box.top, field.box.left))
    return placed, list(map(_named, rest))


def _middle(line: Line) -> float:
    return line.bottom + (line.size or USUAL_SIZE) / 2


def _level(field: Field, lines: Sequence[Line], rows: Mapping[int, Sequence[int]]) -> Iterator[int]:
    """Yield the numbers of the lines at a field's height, by the lines of each row."""
    _, bottom, _, top = field.box
    if top - bottom <= MAX_HEIGHT_PT:
        for row in range(int(bottom // ROW_PT), int(top // ROW_PT) + 1):
            yield from (
                number for number in rows.get(row, ()) if bottom <= _middle(lines[number]) <= top
            )


def _gap(field: Field, line: Line) -> float | None:
    """Return the gap between a field and a line that may name it; None if it does not."""
    left, _, right, _ = field.box
    middle, _ = field.box.middle
    if line.left >= middle and not field.is_box:
        return None
    gap = line.left - right if line.left >= middle else left - line.right
    near = MAX_LABEL_GAP_RATIO * (line.size or USUAL_SIZE)
    return max(gap, 0) if gap <= near else None


def _words_before(field: Field, line: Line, text: pdfium.PdfTextPage) -> str | None:
    """Return the words of a line before a field; None if it is in the line, but no word is near."""
    left, _, right, _ = field.box
    middle, _ = field.box.middle
    if line.left >= middle:
        return ""
    if line.right <= middle:
        return line.words
    size = line.size or USUAL_SIZE
    near = MAX_LABEL_GAP_RATIO * size

    def words(start: float, end: float) -> str:
        found = text.get_text_bounded(start, line.bottom + size / 5, end, line.bottom + size / 2)
        return " ".join(strip_unprintable(found).split())

    is_named = words(left - near, left + OVERLAP_PT)
    if field.is_box:
        is_named = is_named or words(right - OVERLAP_PT, right + near)
    before = words(line.left - 1, middle)
    return before if is_named and line.words.startswith(before) else None


def _with_value(line: Line, before: str, field: Field) -> Line:
    """Return a line with a field's value behind the words before it."""
    parts = [before, field.value.replace("\n", " "), line.words[len(before) :].strip()]
    left, right = min(line.left, field.box.left), max(line.right, field.box.right)
    return line._replace(words=" ".join(filter(None, parts)), left=left, right=right)


def _named(field: Field) -> str:
    """Return a field's value with its name, unless a program made that up ("Text12")."""
    name = field.name.replace("_", " ").replace("\n", " ").strip(" :")
    if not name or _NUMBERED.fullmatch(name.lower()):
        name = ""
    if field.value != TICKED:
        return f"{name}: {field.value}" if name else field.value
    is_plain = field.choice.lower() in ("", "yes", "on", "1", "true", name.lower())
    return " ".join(filter(None, [TICKED, name if is_plain else f"{name}: {field.choice}"]))
