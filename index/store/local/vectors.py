"""The FAISS index of the passage vectors: derived from the catalogue, kept in a file.

The file is what FAISS writes, followed by a sha256 digest over the catalogue's generation and
those bytes. A file that is stale, damaged or missing fails that check and is rebuilt.
"""

import os
import secrets
from collections.abc import Callable, Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embedding import FloatArray, PassageIds
from index.store.local.files import VECTORS

if TYPE_CHECKING:
    import faiss

_DIGEST_BYTES = 32


def open_vectors(
    folder: Path, generation: str, read_vectors: Callable[[], tuple[PassageIds, FloatArray]]
) -> "faiss.Index":
    """Return exact inner-product search over unit vectors, by passage id.

    If the file does not fit the generation, it is rebuilt from `read_vectors`: the ids (n,) and
    vectors (n, dimensions) in reading order, n at least 1. Of equal scores the first in reading
    order win.
    """
    import faiss

    # One thread is enough for a question, and several wait for each other on a busy machine.
    faiss.omp_set_num_threads(1)
    path = folder / VECTORS
    index = read_vectors_file(path, generation)
    if index is None:
        ids, vectors = read_vectors()
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        index.add_with_ids(vectors, ids)
        with suppress(OSError):  # a folder that cannot be written to: it is built again next time
            _write(path, generation, index)
    return index


def read_vectors_file(path: Path, generation: str) -> "faiss.Index | None":
    """Return the index in the file, None unless it is intact and belongs to the generation."""
    import faiss

    try:
        data = path.read_bytes()
    except OSError:
        return None
    written, digest = data[:-_DIGEST_BYTES], data[-_DIGEST_BYTES:]
    if _digest(generation, written) != digest:
        return None
    return faiss.deserialize_index(np.frombuffer(written, dtype=np.uint8))


def indexed_ids(index: "faiss.Index") -> set[int]:
    """Return the passages that are in the index."""
    import faiss

    return set(faiss.vector_to_array(index.id_map).tolist())  # type: ignore[attr-defined]


def search_vectors(
    index: "faiss.Index", queries: FloatArray, k: int, allowed: Collection[int] | None
) -> list[dict[int, float]]:
    """Return the k nearest passages' scores for each of n vectors, by id, best first.

    Only `allowed` ones, unless it is None; there must be k.
    """
    import faiss

    only = None
    if allowed is not None:
        ids = np.fromiter(allowed, dtype=np.int64, count=len(allowed))
        only = faiss.SearchParameters(sel=faiss.IDSelectorBatch(ids))  # type: ignore[call-arg]
    scores, found = index.search(queries, k, params=only)
    return [
        dict(zip(map(int, row), map(float, row_scores), strict=True))
        for row, row_scores in zip(found, scores, strict=True)
    ]


def _write(path: Path, generation: str, index: "faiss.Index") -> None:
    """Put the file in place whole or not at all, even if the machine stops while it writes."""
    import faiss

    written = faiss.serialize_index(index).tobytes()
    unfinished = path.with_name(f"{VECTORS}.{secrets.token_hex(8)}.tmp")
    try:
        with unfinished.open("wb") as file:
            file.write(written + _digest(generation, written))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _digest(generation: str, written: bytes) -> bytes:
    return sha256(generation.encode() + written).digest()
