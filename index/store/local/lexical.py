"""The lexical index: which passages contain the words of a question (BM25)."""

import re
from collections.abc import Collection, Iterable, Sequence

from ingest import loose_pattern

_WORD = re.compile(r"\w+")


def contains_phrases(text: str, phrases: Sequence[str]) -> bool:
    """Return whether all phrases are in the text, but for case, space, dashes and quotes."""
    return all(re.search(loose_pattern(phrase), text, re.IGNORECASE) for phrase in phrases)


class LexicalIndex:
    """A BM25 retriever over texts in memory, with the endings of English words removed.

    k1 = 1.2 and b = 0.75 (Robertson and Zaragoza, 2009), as tantivy implements it.
    """

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
        schema.add_integer_field("passage", stored=True, indexed=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(num_threads=1)
        for id, text in texts:
            writer.add_document(tantivy.Document(text=text, passage=id))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self, question: str, k: int, allowed: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return the scores of the k best texts by id, best first; only `allowed` ones."""
        from tantivy import Occur, Query

        words = " ".join(_WORD.findall(question.lower()))  # nothing that is syntax for a parser
        query, _ = self._index.parse_query_lenient(words, ["text"])
        if allowed is not None:
            filtered = Query.term_set_query(self._schema, "passage", list(allowed))
            query = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, Query.const_score_query(filtered, 0.0))]
            )
        hits = self._searcher.search(query, k).hits
        return {self._searcher.doc(address)["passage"][0]: score for score, address in hits}
