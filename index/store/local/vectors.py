"""The FAISS index of the passage vectors: derived from the catalogue, kept in a file.

The file is what FAISS writes, followed by a sha256 digest over the catalogue's generation and
those bytes. A file that is stale, damaged or missing fails that check and is made anew.
"""

import os
import secrets
from collections.abc import Collection
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.sentence_encoder import Vectors
from index.store.local.catalogue import Catalogue, Rowids
from index.store.local.database import is_own_file

if TYPE_CHECKING:
    import faiss

FILE = "vectors.faiss"


def open_vectors(catalogue: Catalogue) -> "faiss.Index":
    """Exact inner-product search over the unit vectors of all passages, by catalogue row id; of
    passages with the same text the first alone is in it.

    Of equal scores those that come first in reading order are found.
    """
    import faiss

    # For a question one thread is enough, and several wait for each other on a busy machine.
    faiss.omp_set_num_threads(1)
    generation = catalogue.generation()
    path = catalogue.folder / FILE
    index = _read(path, generation)
    if index is None:
        index = _build(catalogue)
        with suppress(OSError):  # a folder that cannot be written to, say: it is built again
            _write(path, generation, index)
    return index


def is_current(catalogue: Catalogue) -> bool:
    """Whether the file is as it was written, and for this state of the catalogue."""
    return _read(catalogue.folder / FILE, catalogue.generation()) is not None


def unfinished(folder: Path) -> list[Path]:
    """What runs left that were killed while they wrote the file."""
    folder = folder.resolve()
    return [path for path in folder.glob(f"{FILE}.*.tmp") if is_own_file(folder, path)]


def rowids(index: "faiss.Index") -> set[int]:
    """The passages that are in the index."""
    import faiss

    return set(faiss.vector_to_array(index.id_map).tolist())  # type: ignore[attr-defined]


def nearest(
    index: "faiss.Index", asked: Vectors, k: int, among: Collection[int] | None
) -> tuple[Vectors, Rowids]:
    """Scores and row ids, (n, k) each, of the k passages nearest to each of n vectors; `among`
    these alone, unless it is None. There must be as many.
    """
    import faiss

    if among is None:
        return index.search(asked, k)
    these = faiss.IDSelectorBatch(np.fromiter(among, dtype=np.int64, count=len(among)))
    only = faiss.SearchParameters(sel=these)  # type: ignore[call-arg]
    return index.search(asked, k, params=only)


def _build(catalogue: Catalogue) -> "faiss.Index":
    import faiss

    numbers, vectors = catalogue.vectors()
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
    index.add_with_ids(vectors, numbers)
    return index


def _read(path: Path, generation: str) -> "faiss.Index | None":
    import faiss

    try:
        data = path.read_bytes()
    except OSError:
        return None
    written, digest = data[:-32], data[-32:]
    if _digest(generation, written) != digest:
        return None
    return faiss.deserialize_index(np.frombuffer(written, dtype=np.uint8))


def _write(path: Path, generation: str, index: "faiss.Index") -> None:
    """Put the file in place whole or not at all, also when the machine stops in between."""
    import faiss

    written = faiss.serialize_index(index).tobytes()
    unfinished = path.with_name(f"{FILE}.{secrets.token_hex(8)}.tmp")
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
