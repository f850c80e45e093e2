"""Passages with the same words become one hit."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from unicodedata import decomposition, normalize

from index.ranking.scores import ScoredPassage

_TYPOGRAPHY = {
    ord(variant): plain
    for plain, variants in {
        "": "\xad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff",  # invisible
        "'": "‘’‚‛ʼ`´‹›",
        '"': "“”„‟«»",
        "-": "‐‑‒–",
    }.items()
    for variant in variants
}
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MEANINGFUL_FORMS = ("<super>", "<sub>", "<fraction>", "<circle>")
"""Unicode's compatibility forms that say something: 10⁵ is not 105."""
_LETTER = r"[^\W\d_]"
_DECORATIONS = [
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in [
        (r"[—―](?!\s*\d)", " - "),
        (r"−(?=\S)", "-"),
        (r"^[ \t|:+]*(?:---|===|\*\*\*|___)[-=*_|:+ \t]*$", ""),  # a rule, a table's second line
        # Headings, bullets and quotations; before a number - + > may be signs.
        (r"^[ \t]*(?:(?:#{1,6}|[*•‣◦▪])[ \t]++|[-+>][ \t]++(?![^\w\s]*\d))+", ""),
        (r"(?<![\w*])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_]*+)(?<=[^\s*_])\1(?![\w*])", r"\2"),  # bold
        (r"\s+", " "),
        (rf"""(?<!\S)["'(\[{{,.;:]++(?={_LETTER})""", ""),  # before a word
        # After a word, and stops after anything.
        (rf"""(?:(?<={_LETTER}|[?!])["')\]}},.;:]++|(?<=[^\s,.;:])[,.;:]++)(?!\S)""", ""),
        # Alone, but for what may be a minus or an empty cell of a table.
        (r"""(?<!\S)(?<![\d|] )["'()\[\]{},.;:-]++(?!\S)(?! \|| [^\w\s]*\d)""", ""),
    ]
]
"""Punctuation that changes no statement, each with what replaces it. All take linear time."""


def group_duplicates(
    ranked: Sequence[ScoredPassage], texts: Mapping[int, str], k: int
) -> list[list[ScoredPassage]]:
    """Return the k best passages, each followed by later ones with the same words.

    `texts` holds by passage id what a reader sees of it. The same words are equal ones in the same
    order, aside from case, white space, Unicode form and punctuation that only decorates. Of
    punctuation all counts that may change a statement (-5, 1.5, 5%, C++, ?, ✓, the cells of a
    table): when in doubt, passages are two hits.
    """
    groups: dict[str, list[ScoredPassage]] = {}
    for passage in ranked:
        text = texts[passage.passage_id]
        words = comparable_form(text) or text
        if words not in groups and len(groups) == k:
            break
        groups.setdefault(words, []).append(passage)
    return list(groups.values())


@lru_cache(4096)  # for the passages that many questions find
def comparable_form(text: str) -> str:
    """Return the text's words and meaningful punctuation, separated by single spaces."""
    text = _NOT_ASCII.sub(lambda found: _compatible(found[0]), text.translate(_TYPOGRAPHY))
    text = normalize("NFC", text).lower()
    for pattern, replacement in _DECORATIONS:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


@lru_cache(4096)
def _compatible(character: str) -> str:
    """Return the character's NFKC form, or itself if its form says something."""
    has_meaning = decomposition(character).startswith(_MEANINGFUL_FORMS)
    return character if has_meaning else normalize("NFKC", character)
