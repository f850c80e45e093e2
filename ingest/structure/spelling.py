"""Words that are spelt alike but for space, dashes and quotation marks."""

import re

_ALIKE = (r"\s+", "[-\u2010-\u2015\u2212]+", '["“”„‟«»″]', "['‘’‚‛`´′]")
_PIECES = re.compile("|".join(_ALIKE) + "|.", re.DOTALL)


def alike(words: str) -> str:
    """A pattern for all that is spelt like `words`, with what is alike taken as equal."""
    return "".join(
        next((each for each in _ALIKE if re.fullmatch(each, piece)), re.escape(piece))
        for piece in _PIECES.findall(words.strip())
    )
