"""Questions to ranked passages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.catalogue import Catalogue
from index.encoder import Encoder, SentenceEncoder, Vectors
from index.errors import IndexMismatch, NoIndex, index_command
from index.vectors import open_vectors
from ingest import Document, Passage, UsageError
from ingest.segment import Span, sentences

if TYPE_CHECKING:
    import faiss


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
    """An index to put questions to. It is opened at the first one, and again when it changed.

    Threads may share it.
    """

    def __init__(
        self, folder: Path, load_encoder: Callable[[str], Encoder] = SentenceEncoder
    ) -> None:
        self.folder = folder
        self._load_encoder = load_encoder
        self._opened: _Opened | None = None
        self._opening = Lock()

    def search(
        self, questions: Sequence[str], k: int, *, highlight: bool = True
    ) -> list[list[Hit]]:
        """For each question the `k` best passages, best first; fewer where fewer score above 0.

        Passages of the same score come in reading order. All answers are of one state of the
        library. Without `highlight`, which costs most of the time, hits have no highlights.
        Raises UsageError for an empty or too long question and for `k` below 1; NoIndex,
        IndexMismatch, DamagedIndex or ModelUnavailable where it cannot be answered.
        """
        if k < 1:
            raise UsageError(f"the number of passages must be at least 1, not {k}")
        if not questions:
            return []
        with Catalogue(self.folder) as catalogue, catalogue.transaction():
            opened = self._open(catalogue)
            for objection in filter(None, _objections(questions, opened.encoder)):
                raise UsageError(objection)
            vectors = opened.encoder.encode(questions)
            scores, rowids = opened.vectors.search(vectors, min(k, opened.vectors.ntotal))
            cuts = catalogue.passages({int(rowid) for rowid in rowids.flat})
        found = [
            _rank([(float(score), *cuts[int(rowid)]) for score, rowid in zip(*row, strict=True)])
            for row in zip(scores, rowids, strict=True)
        ]
        return _highlight(found, vectors, opened.encoder) if highlight else found

    def objections(self, questions: Sequence[str]) -> list[str | None]:
        """Why each question cannot be asked, None where it can; raises as `search` does."""
        with Catalogue(self.folder) as catalogue, catalogue.transaction():
            return _objections(questions, self._open(catalogue).encoder)

    def _open(self, catalogue: Catalogue) -> _Opened:
        """The index in the state that `catalogue` shows, opened if it is not yet."""
        with self._opening:
            opened, generation = self._opened, catalogue.generation()
            if opened is None or opened.generation != generation:
                settings = catalogue.settings()
                if settings is None or not catalogue.passage_counts():
                    raise NoIndex(
                        f"the index in {self.folder} holds no passages: add documents with "
                        f"{index_command(self.folder, 'PATH')}"
                    )
                if opened and opened.encoder.fingerprint == settings.fingerprint:
                    encoder = opened.encoder
                else:
                    encoder = self._load_encoder(settings.model)
                if encoder.fingerprint != settings.fingerprint:
                    raise IndexMismatch(
                        f"the model {settings.model} is not as it was when the index in "
                        f"{self.folder} was built with it: rebuild the index with "
                        f"{index_command(self.folder, '--rebuild')}"
                    )
                self._opened = opened = _Opened(generation, encoder, open_vectors(catalogue))
            return opened


def _objections(questions: Sequence[str], encoder: Encoder) -> list[str | None]:
    """Why each question cannot be asked, None where it can."""
    valid = [question.encode(errors="replace").decode() for question in questions]
    lengths = encoder.count_tokens(valid)
    objections: list[str | None] = [None] * len(questions)
    for number, question in enumerate(questions):
        if question != valid[number]:
            objections[number] = "the question is not valid Unicode: it holds half a character"
        elif not any(map(str.isalnum, question)):
            objections[number] = "the question is empty: there is no word in it"
        elif lengths[number] > encoder.max_tokens:
            objections[number] = (
                f"the question is too long: {lengths[number]} tokens, "
                f"and the model reads {encoder.max_tokens}"
            )
    return objections


def _rank(found: list[tuple[float, Passage, Document]]) -> list[Hit]:
    """The hits without their highlights, of equal scores in reading order."""
    found.sort(key=lambda each: (-each[0], each[1].document_id, each[1].start))
    return [
        Hit(rank, score, passage, document, ())
        for rank, (score, passage, document) in enumerate(found, start=1)
        if score > 0  # below, question and passage have nothing in common
    ]


def _highlight(
    found: Sequence[Sequence[Hit]], questions: Vectors, encoder: Encoder
) -> list[list[Hit]]:
    """The hits with the sentence of each (no heading) that is most similar to its question.

    `questions` are the unit vectors (n, dimensions) of the n questions.
    """
    spans = {
        hit.passage: sentences(hit.document.text, hit.document.without_heading(hit.passage))
        for hits in found
        for hit in hits
    }
    texts = {hit.passage.document_id: hit.document.text for hits in found for hit in hits}
    options = [(passage, span) for passage, each in spans.items() for span in each]
    if not options:
        return [[] for _ in found]
    vectors = encoder.encode(
        [texts[passage.document_id][slice(*span)] for passage, span in options]
    )
    row = {option: number for number, option in enumerate(options)}

    def best(hit: Hit, question: Vectors) -> Span:
        return max(spans[hit.passage], key=lambda span: vectors[row[hit.passage, span]] @ question)

    return [
        [replace(hit, highlights=(best(hit, question),)) for hit in hits]
        for hits, question in zip(found, questions, strict=True)
    ]
