"""Spellings that differ only in white space, dashes and quotation marks."""

import re

_VARIANTS = (r"\s+", "[-\u2010-\u2015\u2212]+", '["“”„‟«»″]', "['‘’‚‛`´′]")
_PIECES = re.compile("|".join(_VARIANTS) + "|.", re.DOTALL)


def loose_pattern(words: str) -> str:
    """Return a pattern that matches `words` with any white space, dashes and quotation marks."""
    return "".join(
        next((variant for variant in _VARIANTS if re.fullmatch(variant, piece)), re.escape(piece))
        for piece in _PIECES.findall(words.strip())
    )
