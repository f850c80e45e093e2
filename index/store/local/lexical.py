"""The lexical index: which passages contain the words of a question (BM25)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest import find_phrase, level_numbers, normal_form

_WORD = re.compile(r"\w+")


class PhraseIndex:
    """Texts by id, whose normal forms are kept when they are first searched."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts
        self._forms: dict[int, str] = {}

    def search(self, phrases: Sequence[str], ids: Iterable[int]) -> set[int]:
        """Return which of these texts contain all phrases, as whole words in normal form."""
        wanted = [form for form in map(normal_form, phrases) if form]
        return {id for id in ids if all(any(find_phrase(self._form(id), form)) for form in wanted)}

    def _form(self, id: int) -> str:
        form = self._forms.get(id)
        if form is None:
            form = self._forms[id] = normal_form(self._texts[id])
        return form


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
            writer.add_document(tantivy.Document(text=level_numbers(text), passage=id))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(
        self, question: str, k: int, allowed: Collection[int] | None = None
    ) -> dict[int, float]:
        """Return the scores of the k best texts by id, best first; only `allowed` ones."""
        from tantivy import Occur, Query

        found = _WORD.findall(level_numbers(question).lower())
        words = " ".join(found)  # nothing that is syntax for a parser
        query, _ = self._index.parse_query_lenient(words, ["text"])
        if allowed is not None:
            filtered = Query.term_set_query(self._schema, "passage", list(allowed))
            query = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, Query.const_score_query(filtered, 0.0))]
            )
        hits = self._searcher.search(query, k).hits
        return {self._searcher.doc(address)["passage"][0]: score for score, address in hits}
