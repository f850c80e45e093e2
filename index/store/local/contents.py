"""What is held in memory of all passages while an index is open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.store.local.catalogue import Catalogue, document_fields
from index.store.local.decoding import decode_contexts


@dataclass(frozen=True, slots=True)
class Contents:
    """The passages of a state, in reading order; of those with the same text only the first.

    `texts` and `contexts` are by id, without empty contexts; `searched` are the texts with what
    belongs to them. `owners` name the document of every passage, `same` all with its text.
    """

    texts: Mapping[int, str]
    contexts: Mapping[int, str]
    searched: Mapping[int, str]
    owners: Mapping[int, str]
    same: Mapping[int, Sequence[int]]


def read_contents(catalogue: Catalogue) -> Contents:
    """Read all documents and passages. Raises DamagedIndex unless all are what was published."""
    by_key: dict[bytes, list[int]] = {}
    texts, contexts, searched, owners, same = {}, {}, {}, {}, {}
    for found in _passages(catalogue):
        same[found.id] = by_key.setdefault(found.key, [])
        same[found.id].append(found.id)
        owners[found.id] = found.document
        if len(same[found.id]) == 1:
            texts[found.id] = found.text
            searched[found.id] = f"{found.context}{found.defined}{found.text}"
            if found.context:
                contexts[found.id] = found.context
    return Contents(texts, contexts, searched, owners, same)


class _Found(NamedTuple):
    id: int
    document: str
    key: bytes
    text: str
    context: str
    defined: str


def _passages(catalogue: Catalogue) -> Iterator[_Found]:
    for document, passages in catalogue.contents():
        whole = document_fields(document)["text"]
        for id, name, start, end, *_, context, definitions, key, _ in passages:
            before, defined = (
                "".join(f"{part.text}\n" for part in decode_contexts(parts, whole))
                for parts in (context, definitions)
            )
            yield _Found(id, name, key, whole[start:end], before, defined)
