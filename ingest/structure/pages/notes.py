"""What interrupts the text of a page: footnotes, captions, tables."""

import re
from collections.abc import Sequence

from ingest.structure.pages.lines import Line, Measures

NOTE_SIZE_RATIO = 0.93
"""The letters of notes are at most this large; 9 points beside 10 are the least that people see."""
_KINDS = (
    "figure|fig|table|tab|chart|graph|box|map|photo|plate|exhibit|scheme|illustration|diagram"
    "|abbildung|abb|tabelle|figura|cuadro|tabla|tableau|graphique|source|sources|quelle|fuente"
    "|image|picture|photograph|credit|note|foto|bild|grafik|graf|gráfico|grafico|afbeelding|afb"
    "|figuur|tabel|tabell|tabela|tabella|rys|obr|kuva|taulukko"
)
CAPTION = re.compile(
    rf"(?=[A-Z])(?i:(?:{_KINDS})s?\.?\s?(?:[A-Z]?\d{{1,3}}(?:[.–-]\d{{1,3}})*|[IVX]{{1,4}}|[A-Z])?\s?[.:|–—]\s"
    rf"|(?:{_KINDS})\.?\s?[A-Z]?\d{{1,3}}(?:[.–-]\d{{1,3}})*(?:\s+(?-i:[A-Z])|$))|©\s?\w",
)
"""The start of a caption: "Figure 3. The crane", "FIGURE 3", "Source: the board", "© A. Berg"."""
_NOTE = re.compile(r"[¹²³⁴-⁹⁰]|[*†‡§]|\[?\d{1,3}[\].)]?\s+\W?[A-Z]")
"""The start of a footnote."""


def is_aside(paragraph: Sequence[Line], usual: Measures, *, is_last: bool) -> bool:
    """Return whether a paragraph interrupts the text: a note, a caption, a table, a stamp.

    `is_last` if it is the last of its page: there a footnote may be as large as the text.
    """
    first = paragraph[0]
    if not usual.size:
        return False
    is_small = all(line.size < NOTE_SIZE_RATIO * usual.size for line in paragraph)
    return (
        any(line.is_row for line in paragraph)
        or bool(CAPTION.match(first.words))
        or (is_small and (usual.is_even or not first.size))
        or (is_last and bool(_NOTE.match(first.words)))
    )
