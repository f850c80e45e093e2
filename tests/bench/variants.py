"""Other ways to cut passages and to read them, which the benchmark tries beside ours.

Each is a context in which `index.update` goes that way, given the encoder that it yields.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

import numpy as np

from index import Embedding, Encoder, SentenceEncoder
from ingest import Document, Passage
from ingest.chunk import CountTokens, chunk

LoadEncoder = Callable[[str], Encoder]
Variant = Callable[[], AbstractContextManager[LoadEncoder]]
BEFORE = 300
"""Characters before a passage that are read with it."""


class _InContext(SentenceEncoder):
    """Reads texts with what is to be read before them; the token vectors are the texts' own."""

    def __init__(self, model: str, before: Mapping[str, str]) -> None:
        super().__init__(model)
        self.before = before

    def embed(self, texts: Sequence[str]) -> list[Embedding]:
        before = [self.before.get(text, "") for text in texts]
        whole = [context + text for context, text in zip(before, texts, strict=True)]
        return [
            _from(each, len(context))
            for each, context in zip(super().embed(whole), before, strict=True)
        ]


def _from(embedding: Embedding, start: int) -> Embedding:
    kept = np.flatnonzero(embedding.spans[:, 0] >= start)
    spans = embedding.spans[kept] - np.int32(start)
    return Embedding(embedding.vector, embedding.tokens[kept], embedding.pieces[kept], spans)


@contextmanager
def _in_context(context: Callable[[Document, Passage], str]) -> Iterator[LoadEncoder]:
    before: dict[str, str] = {}

    def cut(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
        passages = chunk(document, count_tokens, limit)
        before.update((each.text, context(document, each)) for each in passages)
        return passages

    with patch("index.updating.build.chunk", cut):
        yield lambda model: _InContext(model, before)


@contextmanager
def _overlapping() -> Iterator[LoadEncoder]:
    """A passage begins with the last sentence of the one before it in its section."""
    encoder = SentenceEncoder()

    def cut(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
        passages = chunk(document, count_tokens, limit)
        longer = passages[:1]
        for previous, each in pairwise(passages):
            sentence = previous.sentences[-1]
            text = document.text[sentence[0] : each.end]
            fits = count_tokens([text])[0] <= encoder.max_tokens
            if previous.section == each.section and fits and longer[-1].start < sentence[0]:
                sentences = (sentence, *each.sentences)
                each = replace(each, start=sentence[0], text=text, sentences=sentences)
            longer.append(each)
        return longer

    with patch("index.updating.build.chunk", cut):
        yield lambda model: encoder


VARIANTS: dict[str, Variant] = {
    "the title read before it": lambda: _in_context(lambda document, _: f"{document.title}. "),
    "title and section read before it": lambda: _in_context(
        lambda document, passage: ". ".join([document.title, *passage.section, ""])
    ),
    f"{BEFORE} characters before it read": lambda: _in_context(
        lambda document, each: document.text[max(0, each.start - BEFORE) : each.start] + " "
    ),
    "one sentence of overlap": _overlapping,
}
