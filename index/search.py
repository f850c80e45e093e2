"""Questions to ranked hits, from one state of an index."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.embedding import Embedding
from index.encoders import Encoder
from index.errors import IndexMismatch, NoIndex, index_command
from index.filters import DocumentFilter, DocumentSelector, Selection
from index.highlights import highlighted_span
from index.hit import Hit
from index.question_errors import question_error, valid_unicode
from index.ranking import (
    CANDIDATES_PER_RETRIEVER,
    Candidates,
    PassageTokens,
    PieceStatistics,
    Query,
    ScoredPassage,
    align_words,
    general_shares,
    group_duplicates,
    make_query,
    matching,
    merge_candidates,
    order_editions,
    passage_tokens,
    quoted_phrases,
    rank_candidates,
)
from index.spelling import Corrections, apply_corrections, find_corrections
from index.storage import open_snapshot
from index.store import Snapshot
from ingest import Document, Passage, UsageError

MAX_RANKED_COPIES = 20
"""Of a passage that many documents hold: others are listed, in reading order, but not compared."""
MAX_ORDERED_EDITIONS = 20
"""Passages among which editions are ordered by date, if fewer are shown."""
SHOWN_DECIMALS = 2
"""Of a score: passages that differ by less are equal to people."""


@dataclass(frozen=True)  # without slots, since the statistics are cached
class OpenIndex:
    """A snapshot of an index and the encoder that it was built with; threads may share it."""

    folder: Path
    snapshot: Snapshot
    encoder: Encoder
    selector: DocumentSelector

    @property
    def generation(self) -> str:
        """The name of the state; no other state of the library has it."""
        return self.snapshot.generation

    @cached_property
    def _piece_statistics(self) -> PieceStatistics:  # at the first question: it loads the model
        return PieceStatistics(
            self.snapshot.text_count,
            self.snapshot.document_frequencies(),
            general_shares(self.encoder.vocabulary()),
        )

    def select(self, limits: DocumentFilter) -> Selection:
        """Return the documents that meet the filter, to search them.

        Raises UsageError for a document, an author or a folder that is not in the index.
        """
        return self.selector.select(limits) if limits else Selection()

    def search(
        self,
        questions: Sequence[str],
        k: int,
        *,
        documents: Collection[str] | None = None,
        explain: bool = False,
    ) -> list["SearchResult"]:
        """Return for each question what Searcher.search does, with its corrections."""
        if k < 1:
            raise UsageError(f"the number of passages must be at least 1, not {k}")
        if not questions:
            return []
        embeddings = self._embed(questions)
        corrections = [find_corrections(text, self.snapshot, self.encoder) for text in questions]
        if any(corrections):
            questions = list(map(apply_corrections, questions, corrections))
            embeddings = self._embed(questions)
        allowed = None if documents is None else self.snapshot.passages_of(documents)
        candidates = self._candidates(questions, embeddings, k, allowed)
        copies = self._copies({id for chosen in candidates for id in chosen}, documents)
        tokens = self._tokens(id for same in copies.values() for id in same[:MAX_RANKED_COPIES])
        projection, worth = self.snapshot.projection(), matching(self.encoder.name)
        queries = [
            make_query(question, embedding, projection, self._piece_statistics, worth.same_piece)
            for question, embedding in zip(questions, embeddings, strict=True)
        ]
        found = [
            self._distinct(query, chosen, copies, tokens, k)
            for query, chosen in zip(queries, candidates, strict=True)
        ]
        ids = {id for groups in found for group in groups for id in group.also}
        ids |= {group.best.passage_id for groups in found for group in groups}
        passages = self.snapshot.passages(ids)
        hits = [
            [
                _hit(query, rank, group, passages, tokens, explain=explain)
                for rank, group in enumerate(groups, start=1)
            ]
            for query, groups in zip(queries, found, strict=True)
        ]
        return list(map(SearchResult, hits, corrections))

    def question_errors(self, questions: Sequence[str]) -> list[str | None]:
        """Return why each question cannot be asked, None if it can."""
        valid = [valid_unicode(question) for question in questions]
        *lengths, empty = self.encoder.count_tokens([*valid, ""])
        return [
            question_error(question, length, length == empty, self.encoder.max_tokens)
            for question, length in zip(questions, lengths, strict=True)
        ]

    def _embed(self, questions: Sequence[str]) -> list[Embedding]:
        """Return the embeddings. Raises UsageError for the first question that cannot be asked."""
        embeddings = self.encoder.embed_questions(
            [valid_unicode(question) for question in questions]
        )
        for question, embedding in zip(questions, embeddings, strict=True):
            length, empty = embedding.length, not embedding.pieces.size
            if error := question_error(question, length, empty, self.encoder.max_tokens):
                raise UsageError(error)
        return embeddings

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

    def _copies(
        self, ids: Collection[int], documents: Collection[str] | None
    ) -> dict[int, list[int]]:
        """Return each passage with its copies, in reading order, only of `documents` if given."""
        copies = self.snapshot.copies(ids)
        owners = self.snapshot.document_ids(set(ids).union(*copies.values()))
        return {
            id: [
                one
                for one in (id, *copies.get(id, ()))
                if documents is None or owners[one] in documents
            ]
            for id in ids
        }

    def _tokens(self, ids: Iterable[int]) -> dict[int, PassageTokens]:
        frames, passages = self.snapshot.frame_frequencies(), self.snapshot.passage_count()
        worth, stored = matching(self.encoder.name).frame, self.snapshot.tokens(set(ids))
        return {id: passage_tokens(one, frames, passages, worth) for id, one in stored.items()}

    def _distinct(
        self,
        query: Query,
        candidates: Candidates,
        copies: Mapping[int, Sequence[int]],
        tokens: Mapping[int, PassageTokens],
        k: int,
    ) -> list["_Group"]:
        """Return the k best passages with different words; of equal ones the newest is first."""
        first = {copy: id for id in candidates for copy in copies[id][:MAX_RANKED_COPIES]}
        ranked = rank_candidates(
            query, {copy: candidates[id] for copy, id in first.items()}, tokens
        )
        by_id = self.snapshot.texts(candidates)
        texts = {copy: by_id[id] for copy, id in first.items()}
        groups = group_duplicates(ranked, texts, max(k, MAX_ORDERED_EDITIONS))
        by_best = {self._newest(group): group for group in groups}
        found = []
        for best in order_editions(query.text, list(by_best), texts, self._last_day)[:k]:
            ids = (id for passage in by_best[best] for id in copies[first[passage.passage_id]])
            found.append(
                _Group(best, tuple(dict.fromkeys(id for id in ids if id != best.passage_id)))
            )
        return found

    def _newest(self, group: Sequence[ScoredPassage]) -> ScoredPassage:
        """Return the best passage; of those whose scores look the same that of the last date."""

        def order(passage: ScoredPassage) -> tuple[float, int]:
            return round(passage.parts.score, SHOWN_DECIMALS), self._last_day(passage)

        return max(group, key=order) if len(group) > 1 else group[0]

    def _last_day(self, passage: ScoredPassage) -> int:
        [document] = self.snapshot.document_ids([passage.passage_id]).values()
        return self.selector.last_day(document)


def open_index(
    folder: Path, encoder: Encoder | None, load_encoder: Callable[[str], Encoder]
) -> OpenIndex:
    """Open the newest state of the index in `folder`, ready for questions.

    `encoder` is used if it is still the right one. Raises as Searcher.search does.
    """
    snapshot = open_snapshot(folder)
    try:
        encoder = _load(folder, snapshot, encoder, load_encoder)
        return OpenIndex(folder, snapshot, encoder, DocumentSelector(snapshot.descriptions()))
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


class SearchResult(NamedTuple):
    """The hits for a question, best first, and the spellings searched for its unknown words."""

    hits: list[Hit]
    corrections: Corrections


class _Group(NamedTuple):
    """The best of the passages with the same words, and the ids of the others."""

    best: ScoredPassage
    also: tuple[int, ...]


def _hit(
    query: Query,
    rank: int,
    group: _Group,
    passages: Mapping[int, tuple[Passage, Document]],
    tokens: Mapping[int, PassageTokens],
    *,
    explain: bool,
) -> Hit:
    """Return the hit of a group; only to `explain` it are words aligned."""
    best = group.best
    (passage, document), own = passages[best.passage_id], tokens[best.passage_id]
    return Hit(
        rank,
        best.parts.score,
        passage,
        document,
        (highlighted_span(query, document.text, passage, best.window, own),),
        best.parts,
        tuple(passages[id][0] for id in group.also),
        tuple(align_words(query, passage.text, own) if explain else ()),
    )
