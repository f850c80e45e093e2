"""Questions to ranked passages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.catalogue import Catalogue, Rowids
from index.encoder import Encoder, SentenceEncoder, Vectors
from index.errors import IndexMismatch, NoIndex
from index.vectors import open_vectors
from ingest import Document, Passage, UsageError
from ingest.segment import Span, sentences

if TYPE_CHECKING:
    import faiss

Cut = tuple[Passage, Document]
"""A passage with the document that it is cut from."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, with the document that it is cut from.

    `rank` counts from 1; `score` is the cosine similarity of question and passage, at most 1,
    higher is better. `highlights` are the spans of the document's text that answer best.
    """

    rank: int
    score: float
    passage: Passage
    document: Document
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """One state of an index, opened; it never changes."""

    generation: str
    encoder: Encoder
    vectors: "faiss.Index"


class Searcher:
    """An index opened for questions, which takes up every change of the index by itself.

    Threads may share it. Raises NoIndex, IndexMismatch and ModelUnavailable.
    """

    def __init__(
        self, folder: Path, load_encoder: Callable[[str], Encoder] = SentenceEncoder
    ) -> None:
        self.folder = folder
        self._load_encoder = load_encoder
        self._opened: _Opened | None = None
        with Catalogue(folder) as catalogue, catalogue.transaction():
            self._current(catalogue)

    def search(self, questions: Sequence[str], k: int) -> list[list[Hit]]:
        """For each question the `k` best passages, best first; fewer where fewer score above 0.

        Passages of the same score come in reading order. All answers are of one state of the
        library. Raises UsageError for an empty or too long question and for `k` below 1.
        """
        if k < 1:
            raise UsageError(f"the number of passages must be at least 1, not {k}")
        with Catalogue(self.folder) as catalogue, catalogue.transaction():
            opened = self._current(catalogue)
            _check(questions, opened.encoder)
            asked = opened.encoder.encode(questions)
            scores, rowids = opened.vectors.search(asked, min(k, opened.vectors.ntotal))
            cuts = catalogue.passages({int(rowid) for rowid in rowids.flat})
        return [
            _hits(opened.encoder, *each, cuts) for each in zip(asked, scores, rowids, strict=True)
        ]

    def _current(self, catalogue: Catalogue) -> _Opened:
        """The index in the state that `catalogue` shows, opened if it is not yet."""
        opened, generation = self._opened, catalogue.generation()
        if opened is None or opened.generation != generation:
            settings = catalogue.settings()
            if settings is None or not catalogue.passage_counts():
                raise NoIndex(
                    f"the index in {self.folder} holds no passages: add documents with "
                    f"briefqa index PATH --index {self.folder}"
                )
            encoder = opened.encoder if opened else self._load_encoder(settings.model)
            if encoder.weights != settings.weights:
                encoder = self._load_encoder(settings.model)
            if encoder.weights != settings.weights:
                raise IndexMismatch(
                    f"the index in {self.folder} was built with other weights of {settings.model}"
                    f" than are here: rebuild it with briefqa index --rebuild --index {self.folder}"
                )
            self._opened = opened = _Opened(generation, encoder, open_vectors(catalogue))
        return opened


def _check(questions: Sequence[str], encoder: Encoder) -> None:
    if not all(any(map(str.isalnum, question)) for question in questions):
        raise UsageError("the question is empty: ask something")
    longest = max(encoder.count_tokens(questions), default=0)
    if longest > encoder.max_tokens:
        raise UsageError(
            f"the question is too long: {longest} tokens, and the model reads {encoder.max_tokens}"
        )


def _hits(
    encoder: Encoder, asked: Vectors, scores: Vectors, rowids: Rowids, cuts: Mapping[int, Cut]
) -> list[Hit]:
    """The hits for one question (its vector is `asked`), of equal scores in reading order."""
    found = [
        (float(score), *cuts[int(row)])
        for score, row in zip(scores, rowids, strict=True)
        if score > 0  # below, question and passage have nothing in common
    ]
    found.sort(key=lambda each: (-each[0], each[1].document, each[1].start))
    highlights = _highlights(
        encoder, asked, [(passage, document) for _, passage, document in found]
    )
    return [
        Hit(rank, score, passage, document, (highlight,))
        for rank, ((score, passage, document), highlight) in enumerate(
            zip(found, highlights, strict=True), start=1
        )
    ]


def _highlights(encoder: Encoder, asked: Vectors, cuts: Sequence[Cut]) -> list[Span]:
    """In each passage the sentence most similar to the question, headings left aside."""
    if not cuts:
        return []
    options = []
    for passage, document in cuts:
        body = document.section_at(passage.start).body
        start = body if body < passage.end else passage.start
        options.append(sentences(document.text, (max(start, passage.start), passage.end)))
    texts = [
        document.text[start:end]
        for (_, document), spans in zip(cuts, options, strict=True)
        for start, end in spans
    ]
    scores = iter((encoder.encode(texts) @ asked).tolist())
    return [max(spans, key=lambda _: next(scores)) for spans in options]
