"""What the matches of tokens are worth, which depends on the model."""

from typing import NamedTuple


class Matching(NamedTuple):
    """What matches of a question's tokens count, between 0 and 1.

    `frame` is the worth of a token that only a passage's frame holds, or in a window only its
    context. A token of the frame is worth less the more passages' frames hold it: a title says
    nothing in a library of one document; but not the long form of an acronym, which stands for a
    word of the passage itself. `same_piece` is what a match with the same word piece counts at
    least.
    """

    frame: float
    same_piece: float


_DEFAULT = Matching(frame=0.85, same_piece=0.0)
"""For all-MiniLM-L6-v2; see tests/bench/RESULTS.md, "Frames"."""
_BY_MODEL = {"all-mpnet-base-v2": Matching(frame=1.0, same_piece=0.8)}
"""To this model a word in another text is less alike: words of like meaning may be nearer. See
tests/bench/RESULTS.md, "Models"."""


def matching(model: str) -> Matching:
    """Return what matches count with the token vectors of this model."""
    return _BY_MODEL.get(model, _DEFAULT)
