"""One state of an index, opened: questions to ranked passages."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from weakref import finalize

from index.encoders.sentence_encoder import Embedding, Encoder, Vectors
from index.errors import IndexMismatch, NoIndex, index_command
from index.hit import Hit
from index.ranking.late_interaction import (
    PassageTokens,
    Question,
    alignments,
    project,
    weights,
)
from index.ranking.scoring import DEPTH, Found, candidates, distinct, ranked
from index.store.local.catalogue import Catalogue
from index.store.local.lexical import Lexical
from index.store.local.vectors import open_vectors, rowids
from index.updating.plan import Changes, changes_since
from ingest import Document, Passage, UsageError

if TYPE_CHECKING:
    import faiss


@dataclass(frozen=True, slots=True, weakref_slot=True)
class State:
    """One state of an index; it never changes, and threads may share it.

    `catalogue` shows that state until nobody needs it, whatever is written meanwhile; threads
    take turns by `reading`.
    """

    generation: str
    catalogue: Catalogue
    reading: Lock
    encoder: Encoder
    projection: Vectors
    vectors: "faiss.Index"
    lexical: Lexical
    texts: Mapping[int, str]
    frequencies: Mapping[int, int]

    def search(
        self,
        questions: Sequence[str],
        k: int,
        *,
        documents: Collection[str] = (),
        explain: bool = False,
    ) -> list[list[Hit]]:
        """As `Searcher.search`, of this state."""
        if k < 1:
            raise UsageError(f"the number of passages must be at least 1, not {k}")
        if not questions:
            return []
        for objection in filter(None, self.objections(questions)):
            raise UsageError(objection)
        embeddings = self.encoder.embed(questions)
        among = self._passages_of(documents) if documents else None
        options = candidates(
            self.vectors, self.lexical, self.texts, questions, embeddings, max(k, DEPTH), among
        )
        with self.reading, self.catalogue.database.naming_damage():
            tokens = self.catalogue.tokens({rowid for each in options for rowid in each})
        asked = [
            self._question(question, embedding)
            for question, embedding in zip(questions, embeddings, strict=True)
        ]
        found = [
            distinct(ranked(question, each, tokens), self.texts, k)
            for question, each in zip(asked, options, strict=True)
        ]
        shown = {same.rowid for row in found for hit in row for same in hit}
        with self.reading, self.catalogue.database.naming_damage():
            copies = self.catalogue.copies(shown)
            cuts = self.catalogue.passages(shown.union(*copies.values()))
        return [
            [
                _hit(rank, same, cuts, copies, documents, question if explain else None, tokens)
                for rank, same in enumerate(row, start=1)
            ]
            for question, row in zip(asked, found, strict=True)
        ]

    def changes(self) -> Changes:
        """How the sources differ by now from this state."""
        with Catalogue(self.catalogue.folder) as now, now.transaction():
            settings, seen = now.settings(), now.seen()  # a run may have seen more since
            same = now.generation() == self.generation
        if not same:
            with self.reading, self.catalogue.database.naming_damage():
                settings, seen = self.catalogue.settings(), self.catalogue.seen()
        assert settings is not None  # or there were no passages
        return changes_since(self.catalogue.folder, settings.sources, seen)

    def objections(self, questions: Sequence[str]) -> list[str | None]:
        """Why each question cannot be asked, None where it can."""
        return _objections(questions, self.encoder)

    def _passages_of(self, documents: Collection[str]) -> set[int]:
        """Of these documents, those passages whose vectors are searched: the first of each text."""
        with self.reading, self.catalogue.database.naming_damage():
            if unknown := sorted(set(documents) - self.catalogue.digests().keys()):
                raise UsageError(f"no document {unknown[0]} in the index")
            return self.catalogue.holding(documents) & self.texts.keys()

    def _question(self, text: str, embedding: Embedding) -> Question:
        return Question(
            text,
            embedding.spans,
            project(embedding.tokens, self.projection),
            weights(embedding.pieces, self.frequencies, self.vectors.ntotal),
        )


def open_state(
    folder: Path, encoder: Encoder | None, load_encoder: Callable[[str], Encoder]
) -> State:
    """The index in `folder` as it is now; with this encoder, if that is still the right one.

    Raises as `Searcher.search` does.
    """
    with ExitStack() as stack:
        catalogue = stack.enter_context(Catalogue(folder))
        stack.enter_context(catalogue.database.naming_damage())
        catalogue.hold()
        settings = catalogue.settings()
        if settings is None or not catalogue.passage_counts():
            raise NoIndex(
                f"the index in {folder} holds no passages: add documents with "
                f"{index_command(folder, 'PATH')}"
            )
        if encoder is None or encoder.fingerprint != settings.fingerprint:
            encoder = load_encoder(settings.model)
        if encoder.fingerprint != settings.fingerprint:
            raise IndexMismatch(
                f"the model {settings.model} is not as it was when the index in "
                f"{folder} was built with it: rebuild the index with "
                f"{index_command(folder, '--rebuild')}"
            )
        projection = catalogue.projection(settings.fingerprint)
        assert projection is not None  # kept before the first passage was
        vectors = open_vectors(catalogue)
        first = rowids(vectors)
        texts = {rowid: text for rowid, text in catalogue.texts() if rowid in first}
        if texts.keys() != first:
            raise catalogue.database.damaged("passages are missing")
        opened = State(
            catalogue.generation(),
            catalogue,
            Lock(),
            encoder,
            projection,
            vectors,
            Lexical(texts.items()),
            texts,
            catalogue.frequencies(),
        )
        stack.pop_all()
    finalize(opened, catalogue.close)  # when the last question about this state is answered
    return opened


def _objections(questions: Sequence[str], encoder: Encoder) -> list[str | None]:
    """Why each question cannot be asked, None where it can."""
    valid = [question.encode(errors="replace").decode() for question in questions]
    *lengths, none = encoder.count_tokens([*valid, ""])
    objections: list[str | None] = [None] * len(questions)
    for number, question in enumerate(questions):
        if question != valid[number]:
            objections[number] = "the question is not valid Unicode: it holds half a character"
        elif not any(map(str.isalnum, question)) or lengths[number] == none:
            objections[number] = "the question is empty: there is no word in it"
        elif lengths[number] > encoder.max_tokens:
            objections[number] = (
                f"the question is too long: {lengths[number]} tokens, "
                f"and the model reads {encoder.max_tokens}"
            )
    return objections


def _hit(
    rank: int,
    same: Sequence[Found],
    cuts: Mapping[int, tuple[Passage, Document]],
    copies: Mapping[int, Sequence[int]],
    documents: Collection[str],
    question: Question | None,
    tokens: Mapping[int, PassageTokens],
) -> Hit:
    """The best of these passages that say the same, of `documents` where there are any; with
    alignments if there is a question to align it with.
    """
    best = same[0]
    rows = [rowid for each in same for rowid in (each.rowid, *copies.get(each.rowid, ()))]
    shown = [cuts[rowid] for rowid in rows if not documents or cuts[rowid][1].id in documents]
    passage, document = shown[0]  # or a copy of the best one, which has the same text
    scored, _ = cuts[best.rowid]
    first, last = (scored.sentences[number] for number in best.window)
    moved = passage.start - scored.start
    met = alignments(question, passage.text, tokens[best.rowid]) if question else ()
    return Hit(
        rank,
        best.parts.score,
        passage,
        document,
        ((first[0] + moved, last[1] + moved),),
        best.parts,
        tuple(other for other, _ in shown[1:]),
        tuple(met),
    )
