"""Values of the catalogue's rows, as ranking and readers use them."""

import json

import numpy as np

from index.embedding import ByteArray, IntArray
from ingest import Context


def decode_contexts(stored: str, text: str) -> tuple[Context, ...]:
    """Return the parts of a document's text that a passage's row names."""
    return tuple(
        Context(kind, start, end, text[start:end]) for kind, start, end in json.loads(stored)
    )


def contexts_length(stored: str) -> int:
    """Return how many characters the parts take in an embedded text, a line each."""
    return sum(end - start + 1 for _, start, end in json.loads(stored))


def decode_tokens(
    tokens: bytes, pieces: bytes, spans: bytes
) -> tuple[ByteArray, IntArray, IntArray]:
    """Return the vectors (t, kept), pieces (t,) and spans (t, 2) of a text's tokens."""
    numbers = np.frombuffer(pieces, dtype="<i4")
    flat = np.frombuffer(tokens, dtype=np.int8)
    rows = flat.reshape(len(numbers), len(flat) // max(1, len(numbers)))
    return rows, numbers, np.frombuffer(spans, dtype="<i4").reshape(-1, 2)
