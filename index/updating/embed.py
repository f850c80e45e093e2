"""Embed the texts that have no vectors yet, and store their vectors meanwhile."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from itertools import islice
from random import Random

from index.embedding import Embedding, FloatArray
from index.encoders import Encoder
from index.ranking import compress, fit_projection
from index.store import PassageVectors, Settings, Writer
from index.updating.spool import Chunked

EMBEDDED_AT_ONCE = 128
"""Texts whose vectors are stored together. A run that is killed embeds at most twice as many
again; one that fails or is interrupted, no more than these."""
SORTED_AT_ONCE = 1024
"""Texts that are sorted by length before they are embedded: an encoder reads texts of like length
together. Unsorted, 1,984 texts take it 5% longer; windows of 512 and 2,048 are no better (2 cores,
2026-11-27)."""

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and the total if that is known."""

KeyedText = tuple[bytes, str]
Embedded = tuple[Sequence[bytes], Sequence[Embedding]]
"""Keys of texts, and the embeddings of the texts."""


def embed_missing(
    writer: Writer,
    encoder: Encoder,
    settings: Settings,
    documents: Sequence[Chunked],
    progress: Progress,
    *,
    embed_all: bool,
) -> int:
    """Store the vectors of the texts and frames that have none, or of all of them.

    A batch is compressed and stored while the encoder reads the next one; `progress` counts what
    is stored. If the encoder fails or is interrupted, what it had embedded is stored first. Returns
    how many of the embedded texts are those of passages. Raises what encoder and writer raise.
    """
    keys = [key for key, _ in _keyed_texts(settings, documents)]
    own, missing = set(keys[::2]), set(keys)
    if not embed_all:
        missing.intersection_update(writer.missing_vectors(missing))
    if not missing:
        return 0
    batches = (
        ([key for key, _ in batch], encoder.embed([text for _, text in batch]))
        for batch in _batches(_only(missing, _keyed_texts(settings, documents)))
    )
    projection = _projection(writer, encoder, settings.fingerprint)

    def store(batch: Embedded) -> int:
        vectors = [_compressed(*pair, projection) for pair in zip(*batch, strict=True)]
        writer.add_vectors(vectors)
        return len(vectors)

    done = 0
    progress("embedding", done, len(missing))
    with ThreadPoolExecutor(1) as pool:  # waits for what is being stored, whatever is raised
        for stored in _one_behind(pool, store, batches):
            done += stored
            progress("embedding", done, len(missing))
    return len(own.intersection(missing))


def _keyed_texts(settings: Settings, documents: Iterable[Chunked]) -> Iterator[KeyedText]:
    """Yield the text and the frame of every passage.

    They come in turn, so that the time left can be estimated.
    """
    for _, passages in documents:
        for passage, frame in passages:
            for text in (passage.embedded_text, frame):
                yield settings.vector_key(text), text


def _only(keys: Set[bytes], texts: Iterable[KeyedText]) -> Iterator[KeyedText]:
    """Yield the texts with these keys, each once."""
    seen: set[bytes] = set()
    for key, text in texts:
        if key in keys and key not in seen:
            seen.add(key)
            yield key, text


def _batches(texts: Iterable[KeyedText]) -> Iterator[Sequence[KeyedText]]:
    """Yield batches of texts of like length.

    Batches of long and of short texts are mixed, so that the first ones show how long all take.
    """
    dice = Random(0)
    waiting = iter(texts)
    while window := sorted(islice(waiting, SORTED_AT_ONCE), key=lambda one: len(one[1])):
        firsts = range(0, len(window), EMBEDDED_AT_ONCE)
        for first in dice.sample(firsts, len(firsts)):
            yield window[first : first + EMBEDDED_AT_ONCE]


def _one_behind(
    pool: Executor, store: Callable[[Embedded], int], batches: Iterable[Embedded]
) -> Iterator[int]:
    """Yield what `store` returns for each batch; the pool calls it while the next one is made."""
    storing: Future[int] | None = None
    for batch in batches:
        if storing:
            yield storing.result()
        storing = pool.submit(store, batch)
    if storing:
        yield storing.result()


def _projection(writer: Writer, encoder: Encoder, fingerprint: str) -> FloatArray:
    """Return the projection of the model's token vectors, fitted and kept if there is none."""
    projection = writer.projection(fingerprint)
    if projection is None:
        projection = fit_projection(encoder)
        writer.set_projection(fingerprint, projection)
    return projection


def _compressed(key: bytes, embedding: Embedding, projection: FloatArray) -> PassageVectors:
    return PassageVectors(
        key,
        embedding.vector,
        compress(embedding.tokens, projection),
        embedding.pieces,
        embedding.spans,
    )
