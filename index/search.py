"""Questions to ranked hits, from one state of an index."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from index.document_filter import DocumentFilter, DocumentSelector, Selection
from index.embedding import Embedding
from index.encoders import Encoder
from index.errors import IndexMismatch, NoIndex, index_command
from index.hit import Hit
from index.ranking import (
    CANDIDATES_PER_RETRIEVER,
    Candidates,
    PassageTokens,
    Query,
    ScoredPassage,
    align_words,
    group_duplicates,
    make_query,
    merge_candidates,
    passage_tokens,
    quoted_phrases,
    rank_candidates,
)
from index.spelling import Corrections, apply_corrections, find_corrections
from index.storage import open_snapshot
from index.store import Snapshot
from ingest import Document, Passage, UsageError


@dataclass(frozen=True)  # without slots, since the selector is cached
class OpenIndex:
    """A snapshot of an index and the encoder that it was built with; threads may share it."""

    folder: Path
    snapshot: Snapshot
    encoder: Encoder

    @property
    def generation(self) -> str:
        """The name of the state; no other state of the library has it."""
        return self.snapshot.generation

    @cached_property
    def _selector(self) -> DocumentSelector:
        return DocumentSelector(self.snapshot.descriptions())

    def select(self, limits: DocumentFilter) -> Selection:
        """Return the documents that meet the filter, to search them.

        Raises UsageError for a document, an author or a folder that is not in the index.
        """
        return self._selector.select(limits) if limits else Selection()

    def search(
        self,
        questions: Sequence[str],
        k: int,
        *,
        documents: Collection[str] | None = None,
        explain: bool = False,
    ) -> list[list[Hit]]:
        """As Searcher.search, of this state."""
        if k < 1:
            raise UsageError(f"the number of passages must be at least 1, not {k}")
        if not questions:
            return []
        self._refuse_bad(questions)
        corrections = self.corrections(questions)
        questions = list(map(apply_corrections, questions, corrections))
        embeddings = self.encoder.embed(questions)
        allowed = None if documents is None else self.snapshot.passages_of(documents)
        candidates = self._candidates(questions, embeddings, k, allowed)
        stored = self.snapshot.tokens({id for chosen in candidates for id in chosen})
        tokens = {id: passage_tokens(passage) for id, passage in stored.items()}
        queries = [
            self._query(question, embedding)
            for question, embedding in zip(questions, embeddings, strict=True)
        ]
        found = [
            self._distinct(rank_candidates(query, chosen, tokens), k)
            for query, chosen in zip(queries, candidates, strict=True)
        ]
        ids = {passage.passage_id for groups in found for group in groups for passage in group}
        copies = self.snapshot.copies(ids)
        passages = self.snapshot.passages(ids.union(*copies.values()))
        found_passages = _FoundPassages(passages, copies, documents, tokens if explain else {})
        return [
            [found_passages.hit(query, rank, group) for rank, group in enumerate(groups, start=1)]
            for query, groups in zip(queries, found, strict=True)
        ]

    def corrections(self, questions: Sequence[str]) -> list[Corrections]:
        """Return for each question the words that no document holds, and those it is shown for."""
        return [find_corrections(question, self.snapshot, self.encoder) for question in questions]

    def question_errors(self, questions: Sequence[str]) -> list[str | None]:
        """Return why each question cannot be asked, None if it can."""
        valid = [_valid_unicode(question) for question in questions]
        *lengths, empty = self.encoder.count_tokens([*valid, ""])
        return [
            _question_error(question, length, length == empty, self.encoder.max_tokens)
            for question, length in zip(questions, lengths, strict=True)
        ]

    def _refuse_bad(self, questions: Sequence[str]) -> None:
        """Raise UsageError for the first question that cannot be asked."""
        if error := next(filter(None, self.question_errors(questions)), None):
            raise UsageError(error)

    def _candidates(
        self,
        questions: Sequence[str],
        embeddings: Sequence[Embedding],
        k: int,
        allowed: Collection[int] | None,
    ) -> list[Candidates]:
        """Return the passages to rank for each question.

        These are the best by vector and by BM25, or all that contain its quoted phrases.
        """
        depth = max(k, CANDIDATES_PER_RETRIEVER)
        vectors = np.array([embedding.vector for embedding in embeddings])
        nearest = self.snapshot.nearest(vectors, depth, allowed)
        candidates = []
        for question, vector, cosines in zip(questions, vectors, nearest, strict=True):
            bm25 = self.snapshot.bm25(question, depth, allowed)
            if phrases := quoted_phrases(question):
                chosen = self.snapshot.containing(phrases, allowed)
            else:
                chosen = cosines.keys() | bm25.keys()
            known = {id: cosine for id, cosine in cosines.items() if id in chosen}
            missing = self.snapshot.cosines(vector, chosen - known.keys())
            candidates.append(merge_candidates(known | missing, bm25))
        return candidates

    def _query(self, question: str, embedding: Embedding) -> Query:
        return make_query(
            question,
            embedding,
            self.snapshot.projection(),
            self.snapshot.document_frequencies(),
            self.snapshot.text_count,
        )

    def _distinct(self, ranked: Sequence[ScoredPassage], k: int) -> list[list[ScoredPassage]]:
        """Return the k best passages, each followed by others with the same words."""
        texts = self.snapshot.texts([passage.passage_id for passage in ranked])
        return group_duplicates(ranked, texts, k)


def open_index(
    folder: Path, encoder: Encoder | None, load_encoder: Callable[[str], Encoder]
) -> OpenIndex:
    """Open the newest state of the index in `folder`, ready for questions.

    `encoder` is used if it is still the right one. Raises as Searcher.search does.
    """
    snapshot = open_snapshot(folder)
    try:
        return OpenIndex(folder, snapshot, _load(folder, snapshot, encoder, load_encoder))
    except BaseException:
        snapshot.close()  # or it would pin the state for as long as the error is kept
        raise


def _load(
    folder: Path,
    snapshot: Snapshot,
    encoder: Encoder | None,
    load_encoder: Callable[[str], Encoder],
) -> Encoder:
    """Load what the snapshot needs to be searched; return the encoder that it was built with."""
    settings = snapshot.settings
    if settings is None or not snapshot.passage_count():
        raise NoIndex(
            f"the index in {folder} has no passages. Add documents with "
            f"{index_command(folder, 'PATH')}"
        )
    if encoder is None or encoder.fingerprint != settings.fingerprint:
        encoder = load_encoder(settings.model)
    if encoder.fingerprint != settings.fingerprint:
        raise IndexMismatch(
            f"the files of the model {settings.model} have changed since the index in {folder} "
            f"was built. Rebuild it with {index_command(folder, '--rebuild')}"
        )
    snapshot.load()
    return encoder


def _valid_unicode(question: str) -> str:
    return question.encode(errors="replace").decode()


def _question_error(question: str, length: int, empty: bool, max_tokens: int) -> str | None:
    """Return why a question of `length` tokens cannot be asked, None if it can."""
    if question != _valid_unicode(question):
        return "the question is not valid Unicode (unpaired surrogate)"
    if empty or not any(map(str.isalnum, question)):
        return "the question is empty: it has no word"
    if length > max_tokens:
        return f"the question is too long: {length} tokens, the model reads {max_tokens}"
    return None


@dataclass(frozen=True, slots=True)
class _FoundPassages:
    """The passages of all hits with their documents, and the copies of each, by passage id.

    Unless `documents` is None, only their passages are shown. `tokens` are empty unless words are
    to be aligned.
    """

    passages: Mapping[int, tuple[Passage, Document]]
    copies: Mapping[int, Sequence[int]]
    documents: Collection[str] | None
    tokens: Mapping[int, PassageTokens]

    def hit(self, query: Query, rank: int, group: Sequence[ScoredPassage]) -> Hit:
        """Return the hit of the first passage in the group; the others have the same words."""
        best = group[0]
        (passage, document), *others = self._shown(group)  # the best one, or a copy of it
        scored, _ = self.passages[best.passage_id]
        first, last = (scored.sentences[number] for number in best.window)
        moved = passage.start - scored.start
        tokens = self.tokens.get(best.passage_id)
        return Hit(
            rank,
            best.parts.score,
            passage,
            document,
            ((first[0] + moved, last[1] + moved),),
            best.parts,
            tuple(other for other, _ in others),
            tuple(align_words(query, passage.text, tokens) if tokens else ()),
        )

    def _shown(self, group: Sequence[ScoredPassage]) -> list[tuple[Passage, Document]]:
        """Return a group's passages and their copies, unless they are of other documents."""
        ids = [
            id
            for passage in group
            for id in (passage.passage_id, *self.copies.get(passage.passage_id, ()))
        ]
        shown = [self.passages[id] for id in ids]
        return [
            (passage, document)
            for passage, document in shown
            if self.documents is None or document.id in self.documents
        ]
