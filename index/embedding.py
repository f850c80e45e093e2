"""The arrays that pass between encoders, the store and ranking."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
ByteArray = npt.NDArray[np.int8]
PassageIds = npt.NDArray[np.int64]

UNKNOWN_PIECE = -1
"""The word piece of what is not in the model's vocabulary."""


class Embedding(NamedTuple):
    """A text as the model reads it, in one forward pass.

    `vector` (dimensions,) is that of the whole text, of unit norm. The other arrays have a row per
    token, without the special ones: `tokens` (t, dimensions) are unit vectors, `pieces` (t,) the
    word pieces, `spans` (t, 2) the half-open character spans. `length` counts the tokens of the
    whole text, special ones included; if it exceeds the model's limit, the end was not read.
    """

    vector: FloatArray
    tokens: FloatArray
    pieces: IntArray
    spans: IntArray
    length: int


class StoredTokens(NamedTuple):
    """The tokens of a passage as an index keeps them.

    `vectors` (t, kept dimensions) are int8, 127 stands for 1; `pieces` (t,); `spans` (t, 2) of
    characters of the passage's text, negative in its context; `sentence_starts` are the characters
    at which its sentences begin. `frame` (f, kept dimensions) and `frame_pieces` (f,) are the
    tokens of its frame; the first `defining` of them spell out its acronyms. `is_apparatus` says
    whether its section is about the document's making.
    """

    vectors: ByteArray
    pieces: IntArray
    spans: IntArray
    sentence_starts: tuple[int, ...]
    frame: ByteArray
    frame_pieces: IntArray
    defining: int = 0
    is_apparatus: bool = False
