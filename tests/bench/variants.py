"""Other ways to chunk and encode passages, which the benchmark compares with ours.

A variant is a context in which `index.update` works that way, if it uses the encoder yielded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

import numpy as np

from index import Embedding, Encoder, SentenceEncoder
from ingest import Document, Passage
from ingest.chunk import chunk
from ingest.token_sizer import CountTokens

LoadEncoder = Callable[[str], Encoder]
Variant = Callable[[], AbstractContextManager[LoadEncoder]]
CONTEXT_CHARS = 300


class _ContextEncoder(SentenceEncoder):
    """Encodes texts after their context; keeps only the token vectors of the texts themselves."""

    def __init__(self, model: str, context: Mapping[str, str]) -> None:
        super().__init__(model)
        self.context = context

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        contexts = [self.context.get(text, "") for text in texts]
        embeddings = super().embed(
            [context + text for context, text in zip(contexts, texts, strict=True)]
        )
        return [
            _from_character(embedding, len(context))
            for embedding, context in zip(embeddings, contexts, strict=True)
        ]


def _from_character(embedding: Embedding, start: int) -> Embedding:
    """Return the embedding without the tokens before `start`; spans count from there."""
    kept = np.flatnonzero(embedding.spans[:, 0] >= start)
    spans = embedding.spans[kept] - np.int32(start)
    return embedding._replace(
        tokens=embedding.tokens[kept], pieces=embedding.pieces[kept], spans=spans
    )


@contextmanager
def _with_context(context: Callable[[Document, Passage], str]) -> Iterator[LoadEncoder]:
    """Encode each passage after its context."""
    contexts: dict[str, str] = {}

    def chunk_and_note(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
        passages = chunk(document, count_tokens, limit)
        contexts.update((passage.embedded_text, context(document, passage)) for passage in passages)
        return passages

    with patch("index.updating.build.chunk", chunk_and_note):
        yield lambda model: _ContextEncoder(model, contexts)


@contextmanager
def _with_overlap() -> Iterator[LoadEncoder]:
    """Start a passage with the last sentence of the previous one in its section."""
    loaded: list[Encoder] = []

    def load(model: str) -> Encoder:
        loaded.append(SentenceEncoder(model))
        return loaded[-1]

    def chunk_with_overlap(
        document: Document, count_tokens: CountTokens, limit: int
    ) -> list[Passage]:
        passages = chunk(document, count_tokens, limit)
        overlapping = passages[:1]
        for previous, passage in pairwise(passages):
            sentence = previous.sentences[-1]
            text = document.text[sentence[0] : passage.end]
            fits = count_tokens([text])[0] <= loaded[-1].max_tokens
            in_section = previous.section == passage.section
            if in_section and fits and overlapping[-1].start < sentence[0]:
                sentences = (sentence, *passage.sentences)
                passage = replace(passage, start=sentence[0], text=text, sentences=sentences)
            overlapping.append(passage)
        return overlapping

    with patch("index.updating.build.chunk", chunk_with_overlap):
        yield load


VARIANTS: dict[str, Variant] = {
    "title encoded with the passage": lambda: _with_context(
        lambda document, _: f"{document.title}. "
    ),
    "title and section encoded with it": lambda: _with_context(
        lambda document, passage: ". ".join([document.title, *passage.section, ""])
    ),
    f"the {CONTEXT_CHARS} characters before it encoded with it": lambda: _with_context(
        lambda document, passage: (
            document.text[max(0, passage.start - CONTEXT_CHARS) : passage.start] + " "
        )
    ),
    "one sentence of overlap": _with_overlap,
}
